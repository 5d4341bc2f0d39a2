/* Files written into a root that somebody else has filled. */
#include "test.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/own.h"
#include "runtime/root_file.h"
#include "state/file.h"

static struct err err;
static int root = -1;
static const struct idrange ids = {0, 65536};

/* A fresh root; "etc" is there. */
static bool fresh(void)
{
	static int count;
	char path[128];

	if (root >= 0)
		close(root);
	snprintf(path, sizeof(path), "%s/%d", test_tmp(), count++);
	if (mkdir(path, 0755) < 0)
		return false;
	root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return root >= 0 && !mkdirat(root, "etc", 0755);
}

static int put(const char *path, const char *text, bool create_only)
{
	struct root_file *f = mem_zalloc(sizeof(*f));
	own_root_files struct root_files files = {f, 1};
	int r;

	*f = (struct root_file){mem_strdup(path), {0}, create_only, -1, -1, -1, -1};
	str_add(&f->text, text);
	err_clear(&err);
	r = root_files_write(root, &files, ids, &err);
	if (r == 0)
		r = root_files_sync(&files, &err);
	root_files_close(&files);
	return r;
}

static const char *content(const char *path)
{
	static struct str text;

	str_free(&text);
	return file_read(root, path, 1000, &text, &err) < 0 ? NULL : str_c(&text);
}

static unsigned mode_of(const char *path)
{
	struct stat st;

	return fstatat(root, path, &st, AT_SYMLINK_NOFOLLOW) < 0 ? 0 : st.st_mode & 07777;
}

TEST(new_and_old)
{
	if (geteuid())
		SKIP("needs root");
	REQUIRE(fresh());
	umask(077);
	CHECK_INT(put("/etc/new", "long text\n", false), 0);
	CHECK_INT(put("//srv//a/./b/new", "x", false), 0);
	umask(022);
	CHECK_STR(content("etc/new"), "long text\n");
	CHECK_STR(content("srv/a/b/new"), "x");
	CHECK_INT(mode_of("etc/new"), 0644);
	CHECK_INT(mode_of("srv/a"), 0755);
	fchmodat(root, "etc/new", 0600, 0);
	CHECK_INT(put("/etc/new", "short", false), 0);
	CHECK_STR(content("etc/new"), "short");
	CHECK_INT(mode_of("etc/new"), 0600);
	CHECK_INT(put("/etc/new", "not", true), 0);
	CHECK_STR(content("etc/new"), "short");
	CHECK_INT(put("/etc/only", "this", true), 0);
	CHECK_STR(content("etc/only"), "this");
}

TEST(links_stay_inside)
{
	if (geteuid())
		SKIP("needs root");
	REQUIRE(fresh());
	symlinkat("/etc/target", root, "absolute");
	symlinkat("../../../../../../../../../etc/target2", root, "upward");
	symlinkat("/", root, "top");
	CHECK_INT(put("/absolute", "1", false), 0);
	CHECK_INT(put("/upward", "2", false), 0);
	CHECK_INT(put("/top/top/etc/deep/target3", "3", false), 0);
	CHECK_STR(content("etc/target"), "1");
	CHECK_STR(content("etc/target2"), "2");
	CHECK_STR(content("etc/deep/target3"), "3");
	symlinkat("nowhere", root, "dangling");
	CHECK_INT(put("/dangling", "4", true), 0);
	CHECK(!content("nowhere"));
	CHECK(put("/dangling/x", "5", false) < 0);
	symlinkat("loop", root, "loop");
	CHECK(put("/loop", "6", false) < 0);
}

TEST(no_plain_files)
{
	if (geteuid())
		SKIP("needs root");
	REQUIRE(fresh());
	mkfifoat(root, "fifo", 0644);
	mknodat(root, "null", S_IFCHR | 0666, 0x103);
	CHECK(put("/fifo", "x", false) < 0);
	CHECK_STR(err.text, "cannot write \"/fifo\" into the container: it is not a plain file");
	CHECK(put("/null", "x", false) < 0);
	CHECK(put("/etc", "x", false) < 0);
	CHECK(put("/fifo/x", "x", false) < 0);
	CHECK_INT(put("/fifo", "x", true), 0);
}

int main(void)
{
	int r = test_main();

	if (root >= 0)
		close(root);
	content("none");
	return r;
}
