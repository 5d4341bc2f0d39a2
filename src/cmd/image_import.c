/* lx image import. */
#include <string.h>
#include <unistd.h>

#include "base/own.h"
#include "base/progress.h"
#include "cmd/cli/output.h"
#include "cmd/commands.h"
#include "cmd/target.h"
#include "image/image.h"

enum { ALIAS, PUBLIC, REUSE };

static const struct flag flags[] = {
	[ALIAS] = {"alias", 0, FLAG_LIST, "NAME", "New aliases to add to the image"},
	[PUBLIC] = {"public", .help = "Make image public"},
	[REUSE] = {"reuse", .help = "If an alias exists already, move it to this image"},
	{NULL},
};

static int check_source(const char *source, struct err *e)
{
	if (str_starts(source, "http://"))
		return err_set(e, ERR_INVALID,
			       "Only https:// is supported for remote image import");
	if (str_starts(source, "https://"))
		return err_set(
			e, ERR_UNSUPPORTED,
			"images cannot be imported from a URL yet; fetch \"%s\" and import the file",
			source);
	return 0;
}

static void set_property(struct map *properties, const char *pair)
{
	own_free char *key = mem_strndup(pair, strcspn(pair, "="));

	map_set(properties, key, strchr(pair, '=') + 1);
}

/* What follows the first file: the second one, the remote, properties. A file's name may hold
 * "=" or end in ":", so what is there is a file. */
static int read_args(const struct invocation *in, struct image_import *out, struct err *e)
{
	out->meta = in->args[0];
	if (check_source(out->meta, e) < 0)
		return -1;
	for (size_t i = 1; i < in->arg_count; i++) {
		const char *arg = in->args[i];

		if (i == 1 && !access(arg, F_OK))
			out->rootfs = arg;
		else if (str_ends(arg, ":") && target_server(arg, e) < 0)
			return -1;
		else if (strchr(arg, '='))
			set_property(&out->properties, arg);
		else if (!str_ends(arg, ":") && i == 1)
			out->rootfs = arg;
		else if (!str_ends(arg, ":"))
			return err_set(e, ERR_INVALID, "Bad key=value pair: %s", arg);
	}
	return 0;
}

static int run(struct invocation *in, struct err *e)
{
	const struct store *s = command_store(in, e);
	struct image_import import = {.aliases = flag_list(in, ALIAS),
				      .public = flag_on(in, PUBLIC),
				      .reuse = flag_on(in, REUSE)};
	struct progress progress;
	char fingerprint[65];
	int r;

	if (!s || read_args(in, &import, e) < 0) {
		map_free(&import.properties);
		return -1;
	}
	progress_begin(&progress, STDOUT_FILENO, "Importing image", is_quiet(in));
	import.progress = progress_update;
	import.progress_data = &progress;
	r = image_import(s, &import, fingerprint, e);
	progress_end(&progress);
	map_free(&import.properties);
	if (r < 0)
		return -1;
	out_line("Image imported with fingerprint: %s", fingerprint);
	return 0;
}

const struct command image_import_command = {
	.name = "import",
	.summary = "Import image into the image store",
	.help = "An image is one tarball with metadata.yaml and rootfs/ in it; or two files, the\n"
		"metadata's tarball and the root file system's tarball or squashfs; or a directory\n"
		"with metadata.yaml and rootfs/. \"-\" reads the tarball from standard input.",
	.examples = "lx image import debian.tar.zst --alias debian/12\n"
		    "lx image import metadata.tar.xz rootfs.squashfs --alias debian/12 os=debian",
	.args = {{"<tarball>|<directory>", ARG_ONE, COMPLETE_FILE},
		 {"<rootfs>", ARG_OPTIONAL, COMPLETE_FILE},
		 {"<key>=<value>", ARG_ANY, COMPLETE_FILE}},
	.flags = flags,
	.run = run,
};
