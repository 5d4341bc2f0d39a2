/* The configuration that init and launch read from standard input. */
#include "test.h"

#include "cmd/stdin_config.h"

static struct stdin_config config;
static struct err e;

static int parsed(const char *text)
{
	stdin_config_free(&config);
	config = (struct stdin_config){0};
	e = (struct err){0};
	return stdin_config_parse(text, strlen(text), &config, &e);
}

TEST(config_devices_and_profiles_are_read)
{
	REQUIRE(!parsed("config:\n"
			"  user.n: 7\n"
			"  security.nesting: yes\n"
			"description: left alone\n"
			"ephemeral: true\n"
			"devices:\n"
			"  root:\n"
			"    type: disk\n"
			"    path: /\n"
			"profiles:\n"
			"- default\n"
			"- big\n"));
	CHECK_STR(map_get(&config.config, "user.n"), "7");
	CHECK_STR(map_get(&config.config, "security.nesting"), "yes");
	REQUIRE(config.device_count == 1);
	CHECK_STR(config.devices[0].name, "root");
	CHECK_STR(map_get(&config.devices[0].properties, "path"), "/");
	REQUIRE(config.profiles.n == 2);
	CHECK_STR(config.profiles.v[1], "big");
}

TEST(nothing_is_nothing)
{
	CHECK_INT(parsed(""), 0);
	CHECK_INT(parsed("# only this\n"), 0);
	CHECK_INT(parsed("config:\ndevices:\nprofiles:\n"), 0);
	CHECK_INT(config.config.n, 0);
}

TEST(what_is_no_configuration_is_refused)
{
	static const char *const bad[] = {
		"hello",	   "[1, 2]",	  "config: [a]",     "config: {a: [b]}",
		"devices: {a: b}", "profiles: a", "profiles: [[a]]", "foo: ["};

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		CHECK(parsed(bad[i]) < 0);
		CHECK(*e.text);
	}
}

int main(void)
{
	int failed = test_main();

	stdin_config_free(&config);
	return failed;
}
