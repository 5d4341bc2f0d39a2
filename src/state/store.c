/* See store.h. */
#include "state/store.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/own.h"
#include "base/str.h"

#define DEFAULT_DIR "/var/lib/lx"

static const char *const folders[] = {"idmap",	  "images", "instances",     "lock",
				      "networks", "pools",  "pools/default", "pools/default/layers",
				      "profiles", "trash"};

/* mkdir -p. */
static int make_path(const char *path, struct err *e)
{
	own_free char *p = mem_strdup(path);

	for (char *slash = strchr(p + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(p, 0755) < 0 && errno != EEXIST)
			return err_sys(e, errno, "cannot make \"%s\"", p);
		*slash = '/';
	}
	if (mkdir(p, 0700) < 0 && errno != EEXIST)
		return err_sys(e, errno, "cannot make \"%s\"", p);
	return 0;
}

/* Opens a folder, making it only when it is missing; path gets its canonical name. */
static int open_root(const char *name, char **path, struct err *e)
{
	own_fd int fd = -1;

	fd = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT) {
		if (make_path(name, e) < 0)
			return -1;
		fd = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	}
	if (fd < 0)
		return err_sys(e, errno, "cannot open \"%s\"", name);
	*path = realpath(name, NULL);
	if (!*path)
		return err_sys(e, errno, "cannot resolve \"%s\"", name);
	return take_fd(&fd);
}

/* The last of the folders is made last: where it stands, the others do. */
static int make_folders(int dir, struct err *e)
{
	if (!faccessat(dir, folders[countof(folders) - 1], F_OK, 0))
		return 0;
	for (size_t i = 0; i < countof(folders); i++)
		if (mkdirat(dir, folders[i], 0700) < 0 && errno != EEXIST)
			return err_sys(e, errno, "cannot make \"%s\" in the store", folders[i]);
	return 0;
}

/* FNV-1a: tells stores apart in names that everybody on the host shares. */
static uint32_t hash(const char *text)
{
	uint32_t h = 2166136261u;

	for (; *text; text++)
		h = (h ^ (unsigned char)*text) * 16777619u;
	return h;
}

static const char *dir_name(char *buf, size_t size)
{
	const char *dir = getenv("LX_DIR"), *home = getenv("HOME");

	if (dir && *dir)
		return dir;
	if (!geteuid() || !home)
		return DEFAULT_DIR;
	snprintf(buf, size, "%s/.local/share/lx", home);
	return buf;
}

/* A store that somebody chose has run state of its own, under its tag: its containers may have the
 * names of others. */
static const char *run_name(const char *tag, char *buf, size_t size)
{
	const char *run = getenv("LX_RUN"), *xdg = getenv("XDG_RUNTIME_DIR");
	const char *dir = getenv("LX_DIR");

	if (run && *run)
		return run;
	snprintf(buf, size, "%s/%s", !geteuid() || !xdg ? "/run" : xdg, dir && *dir ? tag : "lx");
	return buf;
}

int store_open(struct store *s, struct err *e)
{
	char buf[4096];

	*s = STORE_CLOSED;
	s->dir = open_root(dir_name(buf, sizeof(buf)), &s->dir_path, e);
	if (s->dir < 0 || make_folders(s->dir, e) < 0)
		return -1;
	if (!strcmp(s->dir_path, DEFAULT_DIR))
		snprintf(s->tag, sizeof(s->tag), "lx");
	else
		snprintf(s->tag, sizeof(s->tag), "lx-%08x", hash(s->dir_path));
	s->run = open_root(run_name(s->tag, buf, sizeof(buf)), &s->run_path, e);
	return s->run < 0 ? -1 : 0;
}

void store_close(struct store *s)
{
	if (s->dir >= 0)
		close(s->dir);
	if (s->run >= 0)
		close(s->run);
	free(s->dir_path);
	free(s->run_path);
	*s = STORE_CLOSED;
}

int store_open_dir(const struct store *s, const char *path, struct err *e)
{
	int fd = openat(s->dir, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd >= 0 ? fd : err_sys(e, errno, "cannot open \"%s/%s\"", s->dir_path, path);
}
