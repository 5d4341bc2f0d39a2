/* The parser: what people and scripts type must mean what it means to LXD's client. */
#include "test.h"

#include "cmd/cli/parse.h"

enum { ALL, COLUMNS, CONSOLE, ENV, FORCE, MODE, TIMEOUT, TTY };

static const char *const modes[] = {"auto", "never", NULL};

static const struct flag flags[] = {
	[ALL] = {"all", .help = ""},
	[COLUMNS] = {"columns", 'c', FLAG_STRING, .help = "", .fallback = "ns"},
	[CONSOLE] = {"console", 0, FLAG_STRING, .help = "", .bare = "console"},
	[ENV] = {"env", 'E', FLAG_LIST, .help = ""},
	[FORCE] = {"force", 'f', .help = ""},
	[MODE] = {"mode", 0, FLAG_ENUM, .help = "", .fallback = "auto", .choices = modes},
	[TIMEOUT] = {"timeout", 0, FLAG_DURATION, .help = "", .fallback = "-1"},
	[TTY] = {"tty", 't', .help = ""},
	{NULL},
};

static const struct command run_command = {
	.name = "run",
	.aliases = {"go"},
	.flags = flags,
	.args = {{"<name>", ARG_ONE, COMPLETE_NOTHING}, {"<word>", ARG_ANY, COMPLETE_NOTHING}},
	.flag_hint = "Put -- before",
};

static const struct command pair_command = {
	.name = "pair",
	.args = {{"<a>", ARG_ONE, COMPLETE_NOTHING}, {"<b>", ARG_OPTIONAL, COMPLETE_NOTHING}},
};

static const struct command *const group_subs[] = {&pair_command, NULL};
static const struct command group_command = {.name = "group", .subs = group_subs};
static const struct command *const root_subs[] = {&run_command, &pair_command, &group_command,
						  NULL};
static const struct command root = {.name = "lx", .subs = root_subs};

static struct invocation in;
static struct err e;

/* Splits the line at spaces and parses it; '' is an empty word. */
static int parsed(const char *line)
{
	static char copy[256];
	char *argv[32];
	int argc = 0;

	invocation_free(&in);
	in.program = "lx";
	e = (struct err){0};
	snprintf(copy, sizeof(copy), "%s", line);
	for (char *w = strtok(copy, " "); w; w = strtok(NULL, " "))
		argv[argc++] = strcmp(w, "''") != 0 ? w : w + 2;
	return parse(&in, &root, argc, argv, &e);
}

TEST(words_lead_to_a_command)
{
	REQUIRE(parsed("run c1") == 0);
	CHECK_STR(invoked(&in)->name, "run");
	CHECK_INT(in.arg_count, 1);
	CHECK_STR(in.args[0], "c1");
	CHECK_STR(in.args[1], NULL);
	REQUIRE(parsed("go c1") == 0);
	CHECK_STR(invoked(&in)->name, "run");
	REQUIRE(parsed("group pair a") == 0);
	CHECK_STR(invoked(&in)->name, "pair");
	CHECK_INT(in.depth, 3);
}

TEST(flags_stand_anywhere_before_the_dashes)
{
	REQUIRE(parsed("-q run -f c1 --all") == 0);
	CHECK(flag_on(&in, FORCE));
	CHECK(flag_on(&in, ALL));
	CHECK(is_quiet(&in));
	CHECK_INT(in.arg_count, 1);
	REQUIRE(parsed("run c1 -- sh -c --all -- x") == 0);
	CHECK(!flag_on(&in, ALL));
	CHECK_INT(in.arg_count, 6);
	CHECK_STR(in.args[4], "--");
	REQUIRE(parsed("run -- c1 -f") == 0);
	CHECK_STR(in.args[1], "-f");
}

TEST(values_stand_behind_or_beside_their_flag)
{
	static const char *const lines[] = {
		"run c1 -c 4n",	       "run c1 -c4n",	      "run c1 -c=4n",  "run -fc4n c1",
		"run c1 --columns 4n", "run --columns=4n c1", "run -tfc 4n c1"};

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		REQUIRE(parsed(lines[i]) == 0);
		CHECK_STR(flag_text(&in, COLUMNS), "4n");
		CHECK_INT(in.arg_count, 1);
	}
	REQUIRE(parsed("run c1 -c --all") == 0);
	CHECK_STR(flag_text(&in, COLUMNS), "--all");
	REQUIRE(parsed("run c1 --columns=") == 0);
	CHECK_STR(flag_text(&in, COLUMNS), "");
	REQUIRE(parsed("run c1 -cn=") == 0);
	CHECK_STR(flag_text(&in, COLUMNS), "n=");
}

TEST(the_last_of_several_counts_and_a_list_has_them_all)
{
	REQUIRE(parsed("run c1 -c n -c s --env A=1 -E B=2") == 0);
	CHECK_STR(flag_text(&in, COLUMNS), "s");
	REQUIRE(flag_list(&in, ENV)->n == 2);
	CHECK_STR(flag_list(&in, ENV)->v[0], "A=1");
	CHECK_STR(flag_list(&in, ENV)->v[1], "B=2");
}

TEST(what_is_not_given_is_its_fallback)
{
	REQUIRE(parsed("run c1") == 0);
	CHECK(!flag_given(&in, COLUMNS));
	CHECK_STR(flag_text(&in, COLUMNS), "ns");
	CHECK_STR(flag_text(&in, MODE), "auto");
	CHECK_STR(flag_text(&in, CONSOLE), NULL);
	CHECK_INT(flag_number(&in, TIMEOUT), -1);
	CHECK_INT(flag_list(&in, ENV)->n, 0);
}

TEST(booleans_may_have_a_value)
{
	REQUIRE(parsed("run c1 --force=false --all=yes") == 0);
	CHECK(!flag_on(&in, FORCE));
	CHECK(flag_on(&in, ALL));
	CHECK(parsed("run c1 --force=maybe") < 0);
	CHECK_HAS(e.text, "invalid argument \"maybe\" for \"-f, --force\" flag: ");
}

TEST(a_value_may_be_left_out_where_the_flag_has_one_of_its_own)
{
	REQUIRE(parsed("run --console c1") == 0);
	CHECK_STR(flag_text(&in, CONSOLE), "console");
	CHECK_INT(in.arg_count, 1);
	REQUIRE(parsed("run --console=vga c1") == 0);
	CHECK_STR(flag_text(&in, CONSOLE), "vga");
}

TEST(values_are_checked)
{
	CHECK(parsed("run c1 --timeout soon") < 0);
	CHECK_HAS(e.text, "invalid argument \"soon\" for \"--timeout\" flag: ");
	CHECK(parsed("run c1 --mode odd") < 0);
	CHECK_HAS(e.text, "invalid argument \"odd\" for \"--mode\" flag: not one of auto, never");
	REQUIRE(parsed("run c1 --timeout 1m") == 0);
	CHECK_INT(flag_number(&in, TIMEOUT), 60000);
}

TEST(what_is_unknown_is_named)
{
	CHECK(parsed("runn c1") < 0);
	CHECK_STR(e.text, "unknown command \"runn\" for \"lx\"\n\nDid you mean this?\n\trun");
	CHECK(parsed("group pear") < 0);
	CHECK_HAS(e.text, "unknown command \"pear\" for \"lx group\"");
	CHECK(parsed("run c1 --forse") < 0);
	CHECK_STR(e.text, "unknown flag: --forse\n\nDid you mean this?\n\t--force");
	CHECK(parsed("run c1 --xyzzy=1") < 0);
	CHECK_STR(e.text, "unknown flag: --xyzzy");
	CHECK(parsed("run -fZ c1") < 0);
	CHECK_STR(e.text, "unknown shorthand flag: 'Z' in -fZ");
	CHECK(parsed("--nope run c1") < 0);
	CHECK_HAS(e.text, "unknown flag: --nope");
}

TEST(a_flag_of_the_command_behind_exec_gets_a_hint)
{
	CHECK(parsed("run c1 ls -l") < 0);
	CHECK_STR(e.text, "unknown shorthand flag: 'l' in -l\n\nPut -- before");
}

TEST(a_missing_value_is_named)
{
	CHECK(parsed("run c1 --columns") < 0);
	CHECK_STR(e.text, "flag needs an argument: --columns");
	CHECK(parsed("run c1 -fc") < 0);
	CHECK_STR(e.text, "flag needs an argument: 'c' in -fc");
}

TEST(arguments_are_counted)
{
	static const char *const bad[] = {"run", "pair", "pair a b c", "group pair"};

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		CHECK(parsed(bad[i]) < 0);
		CHECK_INT(e.kind, ERR_USAGE);
		CHECK_STR(e.text, "Invalid number of arguments");
	}
	CHECK_INT(parsed("pair a b"), 0);
	CHECK_INT(parsed("run a b c d e f g"), 0);
	REQUIRE(parsed("run '' -") == 0);
	CHECK_STR(in.args[0], "");
	CHECK_STR(in.args[1], "-");
}

TEST(a_group_alone_is_no_error)
{
	REQUIRE(parsed("group") == 0);
	CHECK(invoked(&in)->subs);
	REQUIRE(parsed("") == 0);
	CHECK_INT(in.depth, 1);
}

TEST(help_and_version_need_nothing_else)
{
	REQUIRE(parsed("run --help --nonsense") == 0);
	CHECK(in.globals[GLOBAL_HELP].number);
	REQUIRE(parsed("pair -h") == 0);
	REQUIRE(parsed("--version") == 0);
	CHECK(in.globals[GLOBAL_VERSION].number);
}

TEST(there_is_one_project)
{
	CHECK_INT(parsed("run c1 --project default"), 0);
	CHECK(parsed("run c1 --project other") < 0);
	CHECK_HAS(e.text, "project \"other\"");
}

TEST(a_command_s_own_flag_goes_before_a_global_one)
{
	REQUIRE(parsed("run c1 --all") == 0);
	CHECK(flag_on(&in, ALL));
	CHECK(!in.globals[GLOBAL_ALL].number);
}

int main(void)
{
	int failed = test_main();

	invocation_free(&in);
	return failed;
}
