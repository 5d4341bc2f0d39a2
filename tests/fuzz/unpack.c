/* A tar archive somebody else made, unpacked: whatever is in it, nothing changes outside the root. */
#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "image/unpack.h"
#include "state/file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int base = -1;
static char path[] = "/dev/shm/lx-fuzz-tar.XXXXXX";

struct memory {
	const uint8_t *p;
	size_t n;
};

static void must(int truth)
{
	if (!truth)
		abort();
}

static void clean(void)
{
	struct err e;

	file_remove_tree(base, "root", &e);
	file_remove_tree(base, "entry", &e);
	unlinkat(base, "secret", 0);
	rmdir(path);
}

static int folder(const char *name)
{
	struct err e;

	file_remove_tree(base, name, &e);
	must(!mkdirat(base, name, 0700));
	return openat(base, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static void start(void)
{
	int fd;

	must(mkdtemp(path) != NULL);
	base = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	fd = openat(base, "secret", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	must(fd >= 0 && write(fd, "secret", 6) == 6);
	close(fd);
	atexit(clean);
}

/* Beside the root: one file, with its content, mode and owner; two folders. */
static void check_outside(void)
{
	int fd = openat(base, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), n = 0;
	DIR *d = fdopendir(fd);
	struct stat st;

	while (readdir(d))
		n++;
	closedir(d);
	must(n == 2 + 3);
	must(!fstatat(base, "secret", &st, AT_SYMLINK_NOFOLLOW));
	must(st.st_size == 6 && st.st_nlink == 1 && st.st_mode == (S_IFREG | 0600));
	must(!fstat(base, &st) && st.st_mode == (S_IFDIR | 0700) && st.st_uid == geteuid());
}

static int next(void *data, const uint8_t **p, size_t *n, struct err *e)
{
	struct memory *m = data;

	(void)e;
	*p = m->p;
	*n = m->n < 1000 ? m->n : 1000;
	m->p += *n;
	m->n -= *n;
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct durable durable = {0};
	struct memory m = {data, size};
	struct feed in = {next, &m};
	struct unpack u = {.durable = &durable};
	struct err e = {0};

	if (base < 0)
		start();
	u.kind = size && data[0] % 2 ? UNPACK_ROOT : UNPACK_UNIFIED;
	u.root = folder("root");
	u.entry = folder("entry");
	if (unpack_tar(&u, &in, &e))
		must(e.text[0] != '\0');
	str_free(&u.metadata);
	durable_free(&durable);
	close(u.root);
	close(u.entry);
	check_outside();
	return 0;
}
