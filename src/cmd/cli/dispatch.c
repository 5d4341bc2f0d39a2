/* See dispatch.h. Called as lx or lxc, the first word is the command; called by a command's own
 * name (a link "launch" or "lx-launch"), that is the command. */
#include "cmd/cli/dispatch.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cmd/cli/help.h"
#include "cmd/cli/output.h"
#include "cmd/cli/parse.h"
#include "cmd/version.h"

/* A caller may have closed the standard streams: what is opened later must not take their place
 * and be written into. */
static void keep_standard_streams(void)
{
	for (int fd = 0; fd < 3; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDWR) < 0 &&
		    open("/", O_PATH) < 0)
			return;
}

static void choose_by_name(struct invocation *in, const char *argv0)
{
	const char *slash = argv0 ? strrchr(argv0, '/') : NULL;
	const char *name = slash ? slash + 1 : argv0 ? argv0 : "lx";
	const struct command *c;

	in->program = strcmp(name, "lxc") != 0 ? "lx" : "lxc";
	in->path[in->depth++] = &root_command;
	c = command_find(&root_command, str_starts(name, "lx-") ? name + 3 : name);
	if (c && (!strcmp(name, c->name) || str_starts(name, "lx-")))
		in->path[in->depth++] = c;
}

static void report(const struct invocation *in, const struct err *e)
{
	own_str struct str usage = {0};

	if (e->kind == ERR_USAGE) {
		help_usage(in, &usage);
		err_line("%s", str_c(&usage));
	}
	err_line("Error: %s", e->text);
}

static int run(struct invocation *in, struct err *e)
{
	own_str struct str help = {0};
	int code = 0;

	if (in->globals[GLOBAL_VERSION].number) {
		out_line("%s", version_for(in->program));
	} else if (in->globals[GLOBAL_HELP].number || invoked(in)->subs) {
		help_full(in, &help);
		out_text(str_c(&help));
	} else {
		code = invoked(in)->run(in, e);
	}
	return code < 0 || out_check(e) < 0 ? -1 : code;
}

static void report_time(const struct invocation *in, const struct timespec *begun)
{
	own_str struct str path = {0};
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	command_path(in, &path);
	err_line("%s %s: %.3f ms", in->program, str_c(&path),
		 (double)(now.tv_sec - begun->tv_sec) * 1e3 +
			 (double)(now.tv_nsec - begun->tv_nsec) / 1e6);
}

int dispatch(int argc, char **argv)
{
	struct invocation in = {0};
	struct err e = {0};
	struct timespec begun;
	int code;

	clock_gettime(CLOCK_MONOTONIC, &begun);
	keep_standard_streams();
	/* What is made on the way must not depend on who calls. */
	umask(022);
	choose_by_name(&in, argc ? argv[0] : NULL);
	code = parse(&in, &root_command, argc ? argc - 1 : 0, argv + (argc ? 1 : 0), &e);
	if (!code)
		code = run(&in, &e);
	if (code < 0)
		report(&in, &e);
	if (in.globals[GLOBAL_DEBUG].number || in.globals[GLOBAL_VERBOSE].number)
		report_time(&in, &begun);
	invocation_free(&in);
	return code < 0 ? 1 : code;
}
