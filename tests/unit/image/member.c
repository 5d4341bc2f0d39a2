/* Names of members: the letters that could lead out of an image's root. */
#include "test.h"

#include "image/member.h"

static const char *path_of(const char *name)
{
	static struct str out;
	struct err e;

	return member_path(name, &out, &e) ? NULL : str_c(&out);
}

TEST(harmless_forms_are_one)
{
	CHECK_STR(path_of("a/b"), "a/b");
	CHECK_STR(path_of("./a/b"), "a/b");
	CHECK_STR(path_of("a//b/"), "a/b");
	CHECK_STR(path_of("././a/./b/."), "a/b");
	CHECK_STR(path_of("."), "");
	CHECK_STR(path_of("./"), "");
	CHECK_STR(path_of("..."), "...");
	CHECK_STR(path_of("..a/b.."), "..a/b..");
}

TEST(what_leads_out_is_refused)
{
	CHECK(!path_of("") && !path_of("/") && !path_of("/etc/passwd") && !path_of("//a"));
	CHECK(!path_of("..") && !path_of("../a") && !path_of("a/..") && !path_of("a/../b"));
	CHECK(!path_of("a/b/../../..") && !path_of("./../a") && !path_of("a/../"));
}

TEST(messages_name_the_member_safely)
{
	struct str out = {0};
	struct err e;

	member_path("../a\nb\x1b[2J\xff", &out, &e);
	CHECK_STR(e.text, "member \"../a\\012b\\033[2J\\377\" is refused: it leads out of the root "
			  "through \"..\"");
	member_target("x", "/etc/shadow", &out, &e);
	CHECK_STR(e.text, "member \"x\" is refused: its link target \"/etc/shadow\": it is "
			  "absolute");
	str_free(&out);
}

TEST(long_names_are_cut)
{
	char name[5000], shown[MEMBER_SHOWN];

	memset(name, '\n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	CHECK(strlen(member_show(name, shown)) < MEMBER_SHOWN);
	CHECK_HAS(shown, "\\012...");
}

int main(void)
{
	return test_main();
}
