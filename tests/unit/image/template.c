/* What a container keeps of its image's templates. */
#include "test.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/own.h"
#include "image/template.h"
#include "state/file.h"

static struct err err;

static const char yaml[] = "architecture: x86_64\ncreation_date: 1\ntemplates:\n"
			   "  /etc/hostname: {when: [create], template: name.tpl}\n"
			   "  /etc/x: {when: [start], template: sub/x.tpl}\n"
			   "  /etc/y: {when: [start], template: none.tpl}\n"
			   "  /etc/z: {when: [start], template: link.tpl}\n";

static int folder(const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", test_tmp(), name);
	if (mkdir(path, 0700) < 0 && errno != EEXIST)
		return -1;
	return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static int write_all(int dir)
{
	int sub;

	if (mkdirat(dir, "templates", 0700) < 0 || mkdirat(dir, "templates/sub", 0700) < 0)
		return -1;
	sub = openat(dir, "templates", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (file_create(dir, "metadata.yaml", yaml, sizeof(yaml) - 1, &err) ||
	    file_create(sub, "name.tpl", "n", 1, &err) ||
	    file_create(sub, "sub/x.tpl", "x", 1, &err) ||
	    symlinkat("name.tpl", sub, "link.tpl") < 0)
		return -1;
	close(sub);
	return 0;
}

static bool same_file(int a, int b, const char *path)
{
	struct stat x, y;

	return !fstatat(a, path, &x, 0) && !fstatat(b, path, &y, 0) && x.st_ino == y.st_ino;
}

static void check_read(int dir)
{
	own_metadata struct metadata m = {0};
	own_str struct str text = {0};

	CHECK_INT(templates_load(dir, &m, &err), 0);
	REQUIRE(m.template_count == 4);
	CHECK_INT(templates_read(dir, &m.templates[0], &text, &err), 0);
	CHECK_INT(templates_read(dir, &m.templates[1], &text, &err), 0);
	CHECK_STR(str_c(&text), "nx");
	CHECK(templates_read(dir, &m.templates[2], &text, &err) < 0);
	CHECK_HAS(err.text, "template \"/etc/y\": cannot open \"none.tpl\"");
	CHECK(templates_read(dir, &m.templates[3], &text, &err) < 0);
	CHECK_STR(str_c(&text), "nx");
}

TEST(a_copy_is_the_same_files)
{
	own_fd int from = folder("from"), to = folder("to");

	REQUIRE(from >= 0 && to >= 0 && write_all(from) == 0);
	CHECK_INT(templates_copy(from, to, &err), 0);
	CHECK(same_file(from, to, "metadata.yaml"));
	CHECK(same_file(from, to, "templates/sub/x.tpl"));
	CHECK(!same_file(from, to, "templates"));
	check_read(from);
	check_read(to);
}

TEST(where_there_are_none)
{
	own_fd int from = folder("bare"), to = folder("bare-copy"), none = folder("none");
	own_metadata struct metadata m = {0};

	REQUIRE(from >= 0 && to >= 0 && none >= 0);
	CHECK_INT(file_create(from, "metadata.yaml", yaml, sizeof(yaml) - 1, &err), 0);
	CHECK_INT(templates_copy(from, to, &err), 0);
	CHECK(faccessat(to, "templates", F_OK, 0) < 0);
	CHECK_INT(templates_load(none, &m, &err), 0);
	CHECK_INT(m.template_count, 0);
	CHECK(templates_copy(none, to, &err) < 0);
}

int main(void)
{
	return test_main();
}
