/* A copied tree has all that the original has. */
#include "test.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>

#include "base/tree.h"

static int from = -1, to = -1;

static int folder(const char *name)
{
	char path[96];
	int n = snprintf(path, sizeof(path), "%s/%s", test_tmp(), name);

	CHECK(n > 0 && !mkdir(path, 0755));
	return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static void put(const char *name, const char *text, mode_t mode)
{
	int fd = openat(from, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	CHECK(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
	CHECK_INT(fchmod(fd, mode), 0);
	close(fd);
}

static struct stat look(const char *name)
{
	struct stat st = {0};

	CHECK_INT(fstatat(to, name, &st, AT_SYMLINK_NOFOLLOW), 0);
	return st;
}

TEST(copies_everything)
{
	const struct timespec times[2] = {{5, 6}, {1234567890, 123456789}};
	char value[8] = {0};
	struct err e = {0};
	int fd;

	if (geteuid() != 0)
		SKIP("needs root");
	from = folder("from");
	to = folder("to");
	put("suid", "s", 04755);
	CHECK_INT(fchownat(from, "suid", 1000, 1001, 0), 0);
	CHECK_INT(fchmodat(from, "suid", 04755, 0), 0);
	CHECK_INT(mkdirat(from, "d", 0700), 0);
	CHECK_INT(fchmodat(from, "d", 02700, 0), 0);
	put("d/one", "1", 0644);
	CHECK_INT(linkat(from, "d/one", from, "two", 0), 0);
	CHECK_INT(symlinkat("/nowhere", from, "link"), 0);
	CHECK_INT(fchownat(from, "link", 7, 8, AT_SYMLINK_NOFOLLOW), 0);
	CHECK_INT(mknodat(from, "null", S_IFCHR | 0666, makedev(1, 3)), 0);
	CHECK_INT(mkfifoat(from, "fifo", 0600), 0);
	fd = openat(from, "sparse", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	CHECK_INT(pwrite(fd, "x", 1, 10 << 20), 1);
	CHECK_INT(ftruncate(fd, 20 << 20), 0);
	CHECK_INT(fsetxattr(fd, "trusted.mark", "value", 5, 0), 0);
	close(fd);
	CHECK_INT(utimensat(from, "d", times, 0), 0);
	CHECK_INT(fchmod(from, 0711), 0);

	CHECK_INT(tree_copy(from, to, NULL, &e), 0);
	CHECK_STR(e.text, "");
	CHECK_INT(look(".").st_mode, S_IFDIR | 0711);
	CHECK_INT(look("suid").st_mode, S_IFREG | 04755);
	CHECK_INT(look("suid").st_uid, 1000);
	CHECK_INT(look("suid").st_gid, 1001);
	CHECK_INT(look("d").st_mode, S_IFDIR | 02700);
	CHECK_INT(look("d").st_mtim.tv_sec, 1234567890);
	CHECK_INT(look("d").st_mtim.tv_nsec, 123456789);
	CHECK_INT(look("d/one").st_ino, look("two").st_ino);
	CHECK_INT(look("two").st_nlink, 2);
	CHECK_INT(look("link").st_mode & S_IFMT, S_IFLNK);
	CHECK_INT(look("link").st_uid, 7);
	CHECK_INT(look("null").st_rdev, makedev(1, 3));
	CHECK_INT(look("fifo").st_mode, S_IFIFO | 0600);
	CHECK_INT(look("sparse").st_size, 20 << 20);
	CHECK(look("sparse").st_blocks < 1000);
	fd = openat(to, "sparse", O_RDONLY | O_CLOEXEC);
	CHECK_INT(pread(fd, value, 1, 10 << 20), 1);
	CHECK_STR(value, "x");
	CHECK_INT(fgetxattr(fd, "trusted.mark", value, sizeof(value)), 5);
	close(fd);
}

int main(void)
{
	return test_main();
}

/* A file's access ACL as the kernel keeps it: version 2, then an entry for user 1000. */
static const unsigned char acl[] = {2,	  0,	0,    0,    1,	  0,	6,  0,	  0xff, 0xff, 0xff,
				    0xff, 2,	0,    4,    0,	  0xe8, 3,  0,	  0,	4,    0,
				    4,	  0,	0xff, 0xff, 0xff, 0xff, 16, 0,	  6,	0,    0xff,
				    0xff, 0xff, 0xff, 32,   0,	  0,	0,  0xff, 0xff, 0xff, 0xff};

TEST(a_shifted_copy_has_its_owners_in_the_range)
{
	const struct tree_shift shift = {1000000, 65536};
	/* cap_net_raw=ep, revision 2 */
	const unsigned char caps[20] = {1, 0, 0, 2, 0, 0x20};
	unsigned char value[64];
	struct err e = {0};
	uint32_t id;

	if (geteuid() != 0)
		SKIP("needs root");
	from = folder("own");
	to = folder("shifted");
	put("suid", "s", 0600);
	CHECK_INT(fchownat(from, "suid", 1000, 70000, 0), 0);
	CHECK_INT(fchmodat(from, "suid", 04755, 0), 0);
	put("cap", "c", 0755);
	CHECK_INT(fsetxattr(openat(from, "cap", O_RDONLY), "security.capability", caps,
			    sizeof(caps), 0),
		  0);
	put("acl", "a", 0660);
	CHECK_INT(fsetxattr(openat(from, "acl", O_RDONLY), "system.posix_acl_access", acl,
			    sizeof(acl), 0),
		  0);
	CHECK_INT(tree_copy(from, to, &shift, &e), 0);

	CHECK_INT(look("suid").st_uid, 1001000);
	CHECK_INT(look("suid").st_mode & 07777, 04755);
	/* Beyond the range is nobody, and never another container's. */
	CHECK_INT(look("suid").st_gid, 1065534);
	CHECK_INT(look(".").st_uid, 1000000);
	/* Revision 3 names whose root they are for. */
	CHECK_INT(
		fgetxattr(openat(to, "cap", O_RDONLY), "security.capability", value, sizeof(value)),
		24);
	CHECK_INT(value[3], 3);
	memcpy(&id, value + 20, sizeof(id));
	CHECK_INT(id, 1000000);
	CHECK_INT(fgetxattr(openat(to, "acl", O_RDONLY), "system.posix_acl_access", value,
			    sizeof(value)),
		  (long)sizeof(acl));
	memcpy(&id, value + 16, sizeof(id));
	CHECK_INT(id, 1001000);
}
