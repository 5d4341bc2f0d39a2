/* Unpacking: what an image's root is made of arrives whole, and nothing lands beside it. */
#include "test.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>

#include "image/tar.h"
#include "image/unpack.h"

static int root = -1, entry = -1;
static char root_path[80], entry_path[80];
static struct err err;

/* Two fresh folders, with a secret beside them. */
static void fresh(void)
{
	char command[600];
	int n = snprintf(root_path, sizeof(root_path), "%s/root", test_tmp());

	CHECK(n > 0);
	snprintf(entry_path, sizeof(entry_path), "%s/entry", test_tmp());
	snprintf(command, sizeof(command), "rm -rf %s %s; mkdir %s %s; echo secret >%s/../secret",
		 root_path, entry_path, root_path, entry_path, root_path);
	CHECK_INT(system(command), 0);
	if (root >= 0)
		close(root);
	if (entry >= 0)
		close(entry);
	root = open(root_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	entry = open(entry_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static int unpack(struct str *t, enum unpack_kind kind, size_t piece)
{
	struct durable durable = {0};
	struct unpack u = {.kind = kind, .root = root, .entry = entry, .durable = &durable};
	struct memory m = {str_c(t), t->len, piece};
	struct feed in = {memory_next, &m};
	int r;

	err_clear(&err);
	r = unpack_tar(&u, &in, &err);
	durable_free(&durable);
	str_free(&u.metadata);
	str_free(t);
	return r;
}

/* The archive's end is added; the unpacking must fail with the words in it. */
#define REFUSED(t, words)                                                             \
	do {                                                                          \
		tar_end(t);                                                           \
		CHECK(unpack(t, UNPACK_ROOT, 0) < 0);                                 \
		CHECK_HAS(err.text, words);                                           \
		CHECK_INT(faccessat(root, "../evil", F_OK, AT_SYMLINK_NOFOLLOW), -1); \
	} while (0)

static void content_is(const char *path, const char *want)
{
	char got[64] = {0};
	int fd = openat(root, path, O_RDONLY | O_CLOEXEC);

	CHECK(fd >= 0 && read(fd, got, sizeof(got) - 1) >= 0);
	CHECK_STR(got, want);
	close(fd);
}

TEST(names_that_lead_out)
{
	struct str t = {0};

	fresh();
	TAR(&t, .name = "../evil", .content = "x");
	REFUSED(&t, "\"../evil\" is refused");
	TAR(&t, .name = "/tmp/evil", .content = "x");
	REFUSED(&t, "it is absolute");
	TAR(&t, .name = "a/../../evil", .content = "x");
	REFUSED(&t, "through \"..\"");
	tar_pax(&t, "path", "../evil", 7);
	TAR(&t, .name = "fine", .content = "x");
	REFUSED(&t, "\"../evil\" is refused");
}

TEST(links_that_lead_out)
{
	struct str t = {0};

	fresh();
	TAR(&t, .name = "l", .type = '2', .link = "..");
	TAR(&t, .name = "l/evil", .content = "x");
	REFUSED(&t, "a link on its way leads out of the root");
	fresh();
	TAR(&t, .name = "l", .type = '2', .link = "/tmp");
	TAR(&t, .name = "l/evil", .content = "x");
	REFUSED(&t, "a link on its way leads out of the root");
	fresh();
	TAR(&t, .name = "a/", .type = '5');
	TAR(&t, .name = "a/up", .type = '2', .link = "..");
	TAR(&t, .name = "upper", .type = '2', .link = "a/up/..");
	TAR(&t, .name = "upper/evil", .content = "x");
	REFUSED(&t, "a link on its way leads out of the root");
	fresh();
	TAR(&t, .name = "h", .type = '1', .link = "../secret");
	REFUSED(&t, "link target \"../secret\"");
	TAR(&t, .name = "h", .type = '1', .link = "/etc/passwd");
	REFUSED(&t, "it is absolute");
	fresh();
	TAR(&t, .name = "l", .type = '2', .link = "..");
	TAR(&t, .name = "h", .type = '1', .link = "l/secret");
	REFUSED(&t, "a link on its way leads out of the root");
	fresh();
	TAR(&t, .name = "l", .type = '2', .link = "/proc/self/cwd");
	TAR(&t, .name = "l/d/evil", .content = "x");
	REFUSED(&t, "a link on its way leads out of the root");
}

/* Opening a link for writing would write through it. */
TEST(a_link_is_replaced_not_followed)
{
	struct str t = {0};
	char secret[160];

	fresh();
	TAR(&t, .name = "l", .type = '2', .link = "../secret");
	TAR(&t, .name = "l", .content = "new");
	tar_end(&t);
	CHECK_INT(unpack(&t, UNPACK_ROOT, 0), 0);
	content_is("l", "new");
	content_is("../secret", "secret\n");
	/* Nor is a folder's mode changed through one. */
	fresh();
	snprintf(secret, sizeof(secret), "%s/..", root_path);
	chmod(secret, 0700);
	TAR(&t, .name = "d/", .type = '5', .mode = 0777);
	TAR(&t, .name = "d", .type = '2', .link = "..");
	tar_end(&t);
	CHECK_INT(unpack(&t, UNPACK_ROOT, 0), 0);
	{
		struct stat st;

		CHECK_INT(fstatat(root, "..", &st, 0), 0);
		CHECK_INT(st.st_mode & 07777, 0700);
	}
}

TEST(links_within_are_walked)
{
	struct str t = {0};

	fresh();
	TAR(&t, .name = "usr/bin/", .type = '5');
	TAR(&t, .name = "bin", .type = '2', .link = "usr/bin");
	TAR(&t, .name = "bin/ls", .content = "ls");
	TAR(&t, .name = "bin/dir", .type = '1', .link = "usr/bin/ls");
	tar_end(&t);
	CHECK_INT(unpack(&t, UNPACK_ROOT, 100), 0);
	content_is("usr/bin/ls", "ls");
	content_is("usr/bin/dir", "ls");
}

TEST(the_later_of_two_counts)
{
	struct str t = {0};
	struct stat st;

	fresh();
	TAR(&t, .name = "f", .content = "one");
	TAR(&t, .name = "g", .type = '1', .link = "f");
	TAR(&t, .name = "f", .content = "two", .mode = 0600);
	TAR(&t, .name = "d", .content = "file");
	TAR(&t, .name = "d/", .type = '5', .mode = 0700);
	TAR(&t, .name = "e/", .type = '5');
	TAR(&t, .name = "e", .content = "file");
	TAR(&t, .name = "s/", .type = '5', .mode = 0700);
	TAR(&t, .name = "s/x", .content = "x");
	TAR(&t, .name = "s/", .type = '5', .mode = 01777);
	TAR(&t, .name = "g", .type = '1', .link = "g");
	tar_end(&t);
	CHECK_INT(unpack(&t, UNPACK_ROOT, 0), 0);
	content_is("f", "two");
	content_is("g", "one");
	content_is("e", "file");
	content_is("s/x", "x");
	CHECK_INT(fstatat(root, "d", &st, AT_SYMLINK_NOFOLLOW), 0);
	CHECK_INT(st.st_mode, S_IFDIR | 0700);
	CHECK_INT(fstatat(root, "s", &st, AT_SYMLINK_NOFOLLOW), 0);
	CHECK_INT(st.st_mode, S_IFDIR | 01777);
	TAR(&t, .name = "s", .content = "x");
	REFUSED(&t, "would replace a directory that is not empty");
}

TEST(what_a_root_is_made_of)
{
	struct str t = {0};
	struct stat st, link;
	char value[64];

	if (geteuid() != 0)
		SKIP("needs root");
	fresh();
	TAR(&t, .name = "./", .type = '5', .mode = 0711);
	TAR(&t, .name = "./suid", .content = "s", .mode = 06755, .uid = 1000, .gid = 1001);
	TAR(&t, .name = "./sgid/", .type = '5', .mode = 02775, .gid = 7);
	TAR(&t, .name = "./sgid/inside", .content = "i");
	TAR(&t, .name = "./null", .type = '3', .mode = 0666, .uid = 5);
	TAR(&t, .name = "./fifo", .type = '6', .mode = 0600, .gid = 6);
	TAR(&t, .name = "./link", .type = '2', .link = "nowhere", .uid = 8, .gid = 9);
	TAR(&t, .name = "deep/er/file", .content = "no folder before it");
	tar_pax(&t, "SCHILY.xattr.user.mark", "\0\1value", 7);
	TAR(&t, .name = "marked", .content = "m");
	tar_pax(&t, "mtime", "1234567890.123456789", 20);
	TAR(&t, .name = "timed/", .type = '5');
	TAR(&t, .name = "timed/later", .content = "x");
	tar_end(&t);
	CHECK_INT(unpack(&t, UNPACK_ROOT, 1), 0);
	CHECK_STR(err.text, "");
	CHECK_INT(fstatat(root, ".", &st, 0), 0);
	CHECK_INT(st.st_mode & 07777, 0711);
	CHECK_INT(fstatat(root, "suid", &st, 0), 0);
	CHECK_INT(st.st_mode, S_IFREG | 06755);
	CHECK_INT(st.st_uid, 1000);
	CHECK_INT(st.st_gid, 1001);
	/* What is made in a setgid folder does not take its group. */
	CHECK_INT(fstatat(root, "sgid/inside", &st, 0), 0);
	CHECK_INT(st.st_gid, 0);
	CHECK_INT(fstatat(root, "null", &st, 0), 0);
	CHECK_INT(st.st_mode, S_IFCHR | 0666);
	CHECK_INT(st.st_rdev, makedev(1, 3));
	CHECK_INT(st.st_uid, 5);
	CHECK_INT(fstatat(root, "fifo", &st, 0), 0);
	CHECK_INT(st.st_mode, S_IFIFO | 0600);
	CHECK_INT(fstatat(root, "link", &link, AT_SYMLINK_NOFOLLOW), 0);
	CHECK_INT(link.st_uid, 8);
	CHECK_INT(link.st_gid, 9);
	CHECK_INT(fstatat(root, "deep/er", &st, 0), 0);
	CHECK_INT(st.st_mode, S_IFDIR | 0755);
	CHECK_INT(fstatat(root, "timed", &st, 0), 0);
	CHECK_INT(st.st_mtim.tv_sec, 1234567890);
	CHECK_INT(st.st_mtim.tv_nsec, 123456789);
	{
		int fd = openat(root, "marked", O_RDONLY | O_CLOEXEC);
		ssize_t n = fgetxattr(fd, "user.mark", value, sizeof(value));

		if (n < 0 && errno == EOPNOTSUPP)
			printf("     (no extended attributes here)\n");
		else
			CHECK_INT(n, 7);
		close(fd);
	}
}

TEST(names_are_bytes)
{
	struct str t = {0};

	fresh();
	tar_pax(&t, "path", "nfd-e\xcc\x81", 7);
	TAR(&t, .name = "a", .content = "decomposed");
	tar_pax(&t, "path", "latin\xe9", 6);
	TAR(&t, .name = "b", .content = "latin");
	TAR(&t, .name = "new\nline", .content = "nl");
	tar_end(&t);
	CHECK_INT(unpack(&t, UNPACK_ROOT, 0), 0);
	content_is("nfd-e\xcc\x81", "decomposed");
	content_is("latin\xe9", "latin");
	content_is("new\nline", "nl");
}

TEST(a_unified_archive)
{
	struct str t = {0};

	fresh();
	TAR(&t, .name = "./metadata.yaml", .content = "architecture: x86_64\n");
	TAR(&t, .name = "templates/hosts.tpl", .content = "hosts", .mode = 06777, .uid = 1);
	TAR(&t, .name = "rootfs/", .type = '5', .mode = 0700);
	TAR(&t, .name = "rootfs/f", .content = "f");
	TAR(&t, .name = "rootfs/g", .type = '1', .link = "./rootfs/f");
	TAR(&t, .name = "unknown", .content = "is passed over");
	tar_end(&t);
	CHECK_INT(unpack(&t, UNPACK_UNIFIED, 0), 0);
	CHECK_STR(err.text, "");
	content_is("g", "f");
	content_is("../entry/templates/hosts.tpl", "hosts");
	CHECK_INT(faccessat(root, "unknown", F_OK, 0), -1);
}

static void unified_refused(struct str *t, const char *words)
{
	fresh();
	tar_end(t);
	CHECK(unpack(t, UNPACK_UNIFIED, 0) < 0);
	CHECK_HAS(err.text, words);
}

TEST(a_unified_archive_keeps_its_parts_apart)
{
	struct str t = {0};

	TAR(&t, .name = "metadata.yaml", .content = "x");
	TAR(&t, .name = "rootfs/h", .type = '1', .link = "metadata.yaml");
	unified_refused(&t, "is outside the root");
	TAR(&t, .name = "rootfs/h", .type = '1', .link = "rootfs");
	unified_refused(&t, "is outside the root");
	TAR(&t, .name = "rootfs", .type = '2', .link = "/");
	unified_refused(&t, "is the root itself, and not a directory");
	TAR(&t, .name = "templates/t", .type = '2', .link = "/etc/shadow");
	unified_refused(&t, "templates are plain files");
	TAR(&t, .name = "metadata.yaml", .type = '2', .link = "/etc/shadow");
	unified_refused(&t, "is not a plain file");
	TAR(&t, .name = "metadata.yaml", .size = 2 << 20);
	unified_refused(&t, "too large");
	TAR(&t, .name = "templates/t", .size = 2 << 20);
	unified_refused(&t, "too large");
}

TEST(cut_short)
{
	struct str t = {0};

	fresh();
	TAR(&t, .name = "f", .content = "0123456789");
	t.len -= 512;
	CHECK(unpack(&t, UNPACK_ROOT, 0) < 0);
	CHECK_STR(err.text, "it is cut short, in member \"f\"");
	TAR(&t, .name = "f", .content = "0123456789");
	t.len = 100;
	CHECK(unpack(&t, UNPACK_ROOT, 0) < 0);
	str_add(&t, "this is not a tar archive at all");
	CHECK(unpack(&t, UNPACK_ROOT, 0) < 0);
	CHECK_STR(err.text, "it is no tar archive");
}

TEST(impossible_owners)
{
	struct str t = {0};

	fresh();
	tar_pax(&t, "uid", "4294967295", 10);
	TAR(&t, .name = "f", .content = "x");
	REFUSED(&t, "impossible id");
}

int main(void)
{
	return test_main();
}
