/* lx image export: the files as they were imported. */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/own.h"
#include "base/progress.h"
#include "cmd/cli/output.h"
#include "cmd/commands.h"
#include "cmd/image_find.h"

static int copy(int from, int to, const char *name, bool quiet, struct err *e)
{
	struct progress progress;
	struct stat st = {0};
	uint64_t done = 0;
	ssize_t n = 1;

	fstat(from, &st);
	progress_begin(&progress, STDERR_FILENO, "Exporting the image", quiet);
	while (n > 0) {
		char buf[65536];

		n = read(from, buf, sizeof(buf));
		for (ssize_t at = 0, w; at < n; at += w) {
			w = write(to, buf + at, (size_t)(n - at));
			if (w < 0 && errno != EINTR) {
				n = -1;
				break;
			}
			w = w < 0 ? 0 : w;
		}
		done += n > 0 ? (uint64_t)n : 0;
		progress_update(&progress, done, (uint64_t)st.st_size);
	}
	if (n < 0)
		err_sys(e, errno, "cannot write \"%s\"", name);
	progress_end(&progress);
	return n < 0 ? -1 : 0;
}

static int copy_to(int from, const char *path, bool quiet, struct err *e)
{
	own_fd int to = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	if (to < 0)
		return err_sys(e, errno, "cannot create \"%s\"", path);
	if (!copy(from, to, path, quiet, e))
		return 0;
	unlink(path);
	return -1;
}

/* The two files of a split image, as LXD names them. */
static int export_split(struct invocation *in, const struct image *i, const char *target,
			bool is_folder, int meta, struct err *e)
{
	own_fd int root = image_open_part(&in->store, i, IMAGE_PART_ROOT, e);
	own_free char *first = NULL, *second = NULL;

	if (root < 0)
		return -1;
	if (is_folder) {
		first = mem_printf("%s/meta-%s%s", target, i->fingerprint, i->suffix);
		second = mem_printf("%s/%s%s", target, i->fingerprint, i->root_suffix);
	} else {
		first = mem_strdup(target);
		second = mem_printf("%s.root", target);
	}
	if (copy_to(meta, first, is_quiet(in), e) < 0)
		return -1;
	return copy_to(root, second, is_quiet(in), e);
}

static int run(struct invocation *in, struct err *e)
{
	own_image struct image *i = image_named(in, in->args[0], e);
	const char *target = in->arg_count > 1 ? in->args[1] : ".";
	own_fd int fd = i ? image_open_part(&in->store, i, IMAGE_PART_FIRST, e) : -1;
	own_free char *path = NULL;
	bool is_folder;
	struct stat st;

	if (fd < 0)
		return -1;
	is_folder = !stat(target, &st) && S_ISDIR(st.st_mode);
	if (!strcmp(target, "-")) {
		if (i->kind != IMAGE_UNIFIED)
			return err_set(
				e, ERR_INVALID,
				"a split image is two files and cannot go to standard output");
		return copy(fd, STDOUT_FILENO, target, true, e);
	}
	path = is_folder ? mem_printf("%s/%s%s", target, i->fingerprint, i->suffix)
			 : mem_printf("%s%s", target, i->suffix);
	if (i->kind != IMAGE_UNIFIED) {
		if (export_split(in, i, target, is_folder, fd, e) < 0)
			return -1;
	} else if (copy_to(fd, path, is_quiet(in), e) < 0) {
		return -1;
	}
	out_text("Image exported successfully!\n");
	return 0;
}

const struct command image_export_command = {
	.name = "export",
	.summary = "Export images",
	.help = "The target is a directory (the working directory where it is left out), a name to\n"
		"which a suffix by content is added, or \"-\" for standard output.",
	.args = {{"[<remote>:]<image>", ARG_ONE, COMPLETE_IMAGE},
		 {"<target>", ARG_OPTIONAL, COMPLETE_FILE}},
	.run = run,
};
