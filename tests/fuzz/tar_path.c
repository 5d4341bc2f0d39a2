/* Names of archive members: whatever comes in, what comes out cannot leave its root by its letters,
 * and can be shown on a terminal. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "image/member.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int truth)
{
	if (!truth)
		abort();
}

static void check_path(const char *path)
{
	must(*path != '/');
	while (*path) {
		size_t n = strcspn(path, "/");

		must(n > 0);
		must(!(n == 1 && path[0] == '.'));
		must(!(n == 2 && path[0] == '.' && path[1] == '.'));
		path += n;
		must(!*path || path[1]);
		path += *path == '/';
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *name = mem_strndup((const char *)data, size), shown[MEMBER_SHOWN];
	struct str path = {0}, again = {0};
	struct err e = {0};

	if (!member_path(name, &path, &e)) {
		check_path(str_c(&path));
		/* It is its own clean form. */
		if (path.len) {
			must(!member_path(str_c(&path), &again, &e));
			must(str_eq(str_c(&path), str_c(&again)));
		}
	} else {
		must(e.text[0] && e.kind == ERR_INVALID);
	}
	member_show(name, shown);
	must(strlen(shown) < MEMBER_SHOWN);
	for (const char *p = shown; *p; p++)
		must(*p >= ' ' && *p <= '~');
	str_free(&path);
	str_free(&again);
	free(name);
	return 0;
}
