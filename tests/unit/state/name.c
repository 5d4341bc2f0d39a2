/* Names become folders, cgroups and host names: what is let through here is let through. */
#include "test.h"

#include "state/name.h"

static bool valid(const char *name)
{
	struct err e;

	return name_check_instance(name, &e) == 0;
}

TEST(good_names)
{
	char longest[64];

	memset(longest, 'a', 63);
	longest[63] = '\0';
	CHECK(valid("c1") && valid("a") && valid("Web-01") && valid(longest));
}

TEST(bad_names)
{
	char too_long[65];

	memset(too_long, 'a', 64);
	too_long[64] = '\0';
	CHECK(!valid("") && !valid("1c") && !valid("-c") && !valid("c-") && !valid(too_long));
	CHECK(!valid("a/b") && !valid("..") && !valid("a.b") && !valid("a_b") && !valid("a b") &&
	      !valid("\xc3\xa4") && !valid("a\n"));
}

TEST(messages_are_lxds)
{
	struct err e;

	name_check_instance("1c", &e);
	CHECK_STR(e.text, "Invalid instance name: Name must not start with a number");
	name_check_instance("a_b", &e);
	CHECK_STR(
		e.text,
		"Invalid instance name: Name can only contain alphanumeric and hyphen characters");
}

TEST(random_names_are_names)
{
	char name[NAME_MAX_LEN + 1], other[NAME_MAX_LEN + 1];
	int same = 0;

	for (int i = 0; i < 200; i++) {
		name_random(name);
		name_random(other);
		CHECK(valid(name));
		same += !strcmp(name, other);
	}
	CHECK(same < 5);
}

int main(void)
{
	return test_main();
}
