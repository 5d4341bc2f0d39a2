/* See template.h. */
#include "image/template.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/own.h"
#include "image/durable.h"
#include "image/member.h"
#include "kernel/sys.h"
#include "state/file.h"
#include "template/template.h"

enum { MAX_DEPTH = 16 };

/* A second name costs nothing and is as durable as the first; too many of them, or another file
 * system, and it is copied. */
static int copy_file(int from, int to, const char *name, struct err *e)
{
	own_str struct str text = {0};

	if (!linkat(from, name, to, name, 0))
		return 0;
	if (errno != EMLINK && errno != EXDEV && errno != EPERM)
		return err_sys(e, errno, "cannot keep the template \"%s\"", name);
	if (file_read(from, name, METADATA_MAX_SIZE, &text, e) < 0)
		return -1;
	return file_create(to, name, str_c(&text), text.len, e);
}

static int copy_folder(int from, int to, const char *name, unsigned depth, struct err *e)
{
	int fd = openat(from, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	own_dir DIR *d = fd < 0 ? NULL : fdopendir(fd);
	own_fd int made = -1;
	struct dirent *entry;

	if (!d)
		return err_sys(e, errno, "cannot open the folder \"%s\"", name);
	if (depth > MAX_DEPTH)
		return err_set(e, ERR_INVALID, "the templates lie too deep");
	if (mkdirat(to, name, 0700) < 0)
		return err_sys(e, errno, "cannot make the folder \"%s\"", name);
	made = openat(to, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (made < 0)
		return err_sys(e, errno, "cannot open the folder \"%s\"", name);
	while ((entry = readdir(d))) {
		const char *file = entry->d_name;
		struct stat st;
		int r;

		if (!strcmp(file, ".") || !strcmp(file, ".."))
			continue;
		if (fstatat(fd, file, &st, AT_SYMLINK_NOFOLLOW) < 0)
			return err_sys(e, errno, "cannot look at \"%s\"", file);
		r = S_ISDIR(st.st_mode) ? copy_folder(fd, made, file, depth + 1, e)
					: copy_file(fd, made, file, e);
		if (r < 0)
			return -1;
	}
	return 0;
}

int templates_copy(int from, int to, struct err *e)
{
	struct durable nothing = {0};

	if (copy_file(from, to, "metadata.yaml", e) < 0)
		return -1;
	/* An image may name templates without having any. */
	if (!faccessat(from, "templates", F_OK, AT_SYMLINK_NOFOLLOW) &&
	    copy_folder(from, to, "templates", 0, e) < 0)
		return -1;
	return durable_commit(&nothing, to, e);
}

int templates_load(int dir, struct metadata *out, struct err *e)
{
	own_str struct str text = {0};

	if (file_read(dir, "metadata.yaml", METADATA_MAX_SIZE, &text, e) == 0)
		return metadata_parse(out, str_c(&text), text.len, e);
	if (e->kind != ERR_NOT_FOUND)
		return -1;
	err_clear(e);
	return 0;
}

int templates_read(int dir, const struct image_template *t, struct str *out, struct err *e)
{
	struct sys_open_how how = {.flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_DIRECTORY,
				   .resolve = SYS_RESOLVE_BENEATH | SYS_RESOLVE_NO_SYMLINKS};
	own_free char *path = mem_printf("templates/%s", t->file);
	char *name = strrchr(path, '/');
	char shown[MEMBER_SHOWN];
	own_fd int folder = -1;

	*name++ = '\0';
	folder = sys_openat2(dir, path, &how);
	if (folder < 0)
		err_sys(e, errno, "cannot open the folder \"%s\"", member_show(path, shown));
	if (folder < 0 || file_read(folder, name, TEMPLATE_MAX_SIZE, out, e) < 0)
		return err_wrap(e, "template \"%s\"", member_show(t->path, shown));
	return 0;
}
