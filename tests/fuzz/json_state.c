/* State files after a disk has done its worst: what cannot be read is refused with a sentence. */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "image/image.h"
#include "instance/instance.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int dir = -1;
static char path[] = "/dev/shm/lx-fuzz-json.XXXXXX";

static void clean(void)
{
	unlinkat(dir, "image.json", 0);
	unlinkat(dir, "instance.json", 0);
	rmdir(path);
}

static void must(int truth)
{
	if (!truth)
		abort();
}

static void put(const char *name, const uint8_t *data, size_t size)
{
	int fd = openat(dir, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	must(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err e = {0};
	struct image *image;
	struct instance *instance;

	if (dir < 0) {
		must(mkdtemp(path) != NULL);
		dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		atexit(clean);
	}
	put("image.json", data, size);
	image = image_load_at(dir, "0123456789abcdef", &e);
	must(image || e.text[0]);
	if (image)
		must(image->architecture && image->pool && image->layer[0]);
	image_free(image);
	err_clear(&e);
	put("instance.json", data, size);
	instance = instance_load_at(dir, "c1", &e);
	must(instance || e.text[0]);
	instance_free(instance);
	return 0;
}
