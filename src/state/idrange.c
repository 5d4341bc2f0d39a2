/* See idrange.h. */
#include "state/idrange.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/own.h"
#include "base/str.h"
#include "state/file.h"

enum { FIRST_BASE = 1000000, LAST_BASE = 2000000000 };

/* Where ranges may lie. */
struct span {
	uint64_t from, to; /* to: one past the end */
};

/* Reads "name:first:count" of root or lx from /etc/subuid or /etc/subgid. subuid(5). */
static bool read_span(const char *path, struct span *out)
{
	own_str struct str text = {0};
	own_strv struct strv lines = {0};
	struct err ignored;

	if (file_read(AT_FDCWD, path, 1 << 20, &text, &ignored) < 0)
		return false;
	strv_split(&lines, str_c(&text), "\n", true);
	for (size_t i = 0; i < lines.n; i++) {
		unsigned long long first, count;
		char name[64];

		if (sscanf(lines.v[i], "%63[^:]:%llu:%llu", name, &first, &count) == 3 &&
		    (!strcmp(name, "lx") || !strcmp(name, "root")) && count >= IDRANGE_SIZE &&
		    first + count <= UINT32_MAX) {
			*out = (struct span){first, first + count};
			return true;
		}
	}
	return false;
}

static struct span choose_span(void)
{
	struct span uids, gids, both = {FIRST_BASE, LAST_BASE};

	if (read_span("/etc/subuid", &uids) && read_span("/etc/subgid", &gids)) {
		struct span s = {uids.from > gids.from ? uids.from : gids.from,
				 uids.to < gids.to ? uids.to : gids.to};

		if (s.from + IDRANGE_SIZE <= s.to)
			both = s;
	}
	return both;
}

static int by_value(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* The bases in use, sorted; the caller frees. */
static uint32_t *read_bases(DIR *d, size_t *n)
{
	struct dirent *entry;
	uint32_t *bases = NULL;

	*n = 0;
	while ((entry = readdir(d))) {
		unsigned long base = strtoul(entry->d_name, NULL, 10);

		if (!base || base > UINT32_MAX)
			continue;
		if (!(*n & (*n - 1)))
			bases = mem_grow(bases, *n ? *n * 2 : 1, sizeof(*bases));
		bases[(*n)++] = (uint32_t)base;
	}
	if (*n)
		qsort(bases, *n, sizeof(*bases), by_value);
	return bases;
}

int idrange_take(const struct store *s, const char *owner, struct idrange *out, struct err *e)
{
	int copy = store_open_dir(s, "idmap", e);
	own_dir DIR *d = copy < 0 ? NULL : fdopendir(copy);
	struct span span = choose_span();
	own_free uint32_t *bases = NULL;
	uint64_t base = span.from;
	size_t n, i = 0;

	if (!d)
		return -1;
	bases = read_bases(d, &n);
	for (; base + IDRANGE_SIZE <= span.to; base += IDRANGE_SIZE) {
		char name[16];

		while (i < n && bases[i] + (uint64_t)IDRANGE_SIZE <= base)
			i++;
		if (i < n && bases[i] < base + IDRANGE_SIZE)
			continue;
		snprintf(name, sizeof(name), "%u", (uint32_t)base);
		if (!symlinkat(owner, dirfd(d), name)) {
			*out = (struct idrange){(uint32_t)base, IDRANGE_SIZE};
			return 0;
		}
		/* Another command has just taken it: on to the next. */
		if (errno != EEXIST)
			return err_sys(e, errno, "cannot note the range of ids in use");
	}
	return err_set(e, ERR_FAILED, "no range of %d host ids is left", IDRANGE_SIZE);
}

static bool owns(int dir, const char *name, const char *owner)
{
	char target[64];
	ssize_t n = readlinkat(dir, name, target, sizeof(target) - 1);

	target[n > 0 ? n : 0] = '\0';
	return !strcmp(target, owner);
}

void idrange_release(const struct store *s, const char *owner, uint32_t base)
{
	struct err ignored;
	own_fd int dir = store_open_dir(s, "idmap", &ignored);
	char name[16];

	snprintf(name, sizeof(name), "%u", base);
	if (dir >= 0 && owns(dir, name, owner))
		unlinkat(dir, name, 0);
}

void idrange_release_all(const struct store *s, const char *owner)
{
	struct err ignored;
	int copy = store_open_dir(s, "idmap", &ignored);
	own_dir DIR *d = copy < 0 ? NULL : fdopendir(copy);
	struct dirent *entry;

	while (d && (entry = readdir(d)))
		if (entry->d_name[0] != '.' && owns(dirfd(d), entry->d_name, owner))
			unlinkat(dirfd(d), entry->d_name, 0);
}
