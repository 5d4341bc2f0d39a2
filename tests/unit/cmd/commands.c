/* The declarations of all commands: what the parser, help and completion take for granted. */
#include "test.h"

#include "base/str.h"
#include "cmd/cli/complete.h"
#include "cmd/cli/help.h"
#include "cmd/cli/suggest.h"

static void each_command(const struct command *c, void (*check)(const struct command *c))
{
	check(c);
	for (const struct command *const *s = c->subs; s && *s; s++)
		each_command(*s, check);
}

static void check_declared(const struct command *c)
{
	CHECK(c->name && *c->name);
	CHECK(c->summary && *c->summary);
	CHECK((c->run != NULL) != (c->subs != NULL));
	CHECK(c->summary[strlen(c->summary) - 1] != '.');
}

TEST(each_command_says_what_it_is_and_does_something)
{
	each_command(&root_command, check_declared);
}

static void check_flags(const struct command *c)
{
	size_t n = 0;

	for (const struct flag *f = c->flags; f && f->name; f++, n++) {
		CHECK(f->help && *f->help);
		CHECK((f->type == FLAG_ENUM) == (f->choices != NULL));
		for (const struct flag *g = c->flags; g < f; g++) {
			CHECK(strcmp(f->name, g->name) != 0);
			CHECK(!f->letter || f->letter != g->letter);
		}
		for (const struct flag *g = global_flags; g->name; g++)
			CHECK(!f->letter || f->letter != g->letter);
	}
	CHECK(n <= COMMAND_FLAGS);
}

TEST(flags_are_whole_and_no_two_are_the_same)
{
	each_command(&root_command, check_flags);
}

static void check_arguments(const struct command *c)
{
	const struct argument *a = c->args;

	for (; a->name; a++) {
		bool open = a->count == ARG_SOME || a->count == ARG_ANY;

		CHECK(a - c->args < COMMAND_ARGS - 1);
		CHECK(!open || !a[1].name);
		CHECK(a->count != ARG_OPTIONAL || !a[1].name || a[1].count != ARG_ONE);
	}
}

TEST(arguments_that_may_be_left_out_come_last)
{
	each_command(&root_command, check_arguments);
}

static void check_names(const struct command *c)
{
	for (const struct command *const *s = c->subs; s && *s; s++) {
		CHECK(command_find(c, (*s)->name) == *s);
		for (size_t i = 0; i < COMMAND_ALIASES && (*s)->aliases[i]; i++)
			CHECK(command_find(c, (*s)->aliases[i]) == *s);
		CHECK(!s[1] || strcmp((*s)->name, s[1]->name) < 0);
	}
}

TEST(names_are_unique_and_sorted)
{
	each_command(&root_command, check_names);
}

static void check_width(const struct command *c)
{
	struct invocation in = {.program = "lx", .path = {&root_command, c}, .depth = 2};
	struct str text = {0};

	help_full(&in, &text);
	for (const char *p = str_c(&text); *p;) {
		size_t n = strcspn(p, "\n");

		CHECK(n <= 100);
		p += n + (p[n] == '\n');
	}
	str_free(&text);
}

TEST(help_fits_a_terminal)
{
	each_command(&root_command, check_width);
}

static const char *help_of(const char *program, const char *name)
{
	static struct str text;
	struct invocation in = {.program = program,
				.path = {&root_command, command_find(&root_command, name)},
				.depth = 2};

	str_free(&text);
	help_full(&in, &text);
	return str_c(&text);
}

TEST(help_has_lxd_s_parts)
{
	CHECK_HAS(help_of("lx", "init"), "Description:\n  Create instances from images\n\n");
	CHECK_HAS(help_of("lx", "init"),
		  "Usage:\n  lx init [<remote>:]<image> [[<remote>:][<name>]] [flags]\n");
	CHECK_HAS(help_of("lx", "init"), "Aliases:\n  init, create\n");
	CHECK_HAS(help_of("lx", "init"), "Examples:\n  lx init tiny c1\n");
	CHECK_HAS(help_of("lx", "stop"), "\nFlags:\n");
	CHECK_HAS(help_of("lx", "stop"), "  -f, --force             ");
	CHECK_HAS(help_of("lx", "stop"), "\nGlobal Flags:\n");
}

TEST(help_names_the_program_it_was_called_by)
{
	CHECK_HAS(help_of("lxc", "init"), "  lxc init tiny c1\n");
	CHECK_HAS(help_of("lxc", "exec"), "  lxc exec <instance> -- sh -c");
}

TEST(edits_are_counted)
{
	CHECK_INT(edit_distance("list", "list", 2), 0);
	CHECK_INT(edit_distance("lst", "list", 2), 1);
	CHECK_INT(edit_distance("lisst", "list", 2), 1);
	CHECK_INT(edit_distance("lisr", "list", 2), 1);
	CHECK_INT(edit_distance("lsit", "list", 2), 1); /* a swap is one */
	CHECK_INT(edit_distance("lanuhc", "launch", 2), 2);
	CHECK_INT(edit_distance("", "ab", 2), 2);
	CHECK_INT(edit_distance("start", "stop", 2), 3);
	CHECK_INT(edit_distance("a-word-that-is-longer-than-any-command-there-is", "a", 2), 3);
}

static const char *suggestions(const char *word)
{
	static struct str text;

	str_free(&text);
	suggest_command(&text, &root_command, word);
	return str_c(&text);
}

TEST(near_words_are_suggested_and_others_are_not)
{
	CHECK_STR(suggestions("lanch"), "\n\nDid you mean this?\n\tlaunch");
	CHECK_STR(suggestions("zzzzzz"), "");
	CHECK_HAS(suggestions("st"), "\n\tstart\n\tstop");
	CHECK(!strstr(suggestions("__complet"), "__complete"));
}

static struct strv offered;

static bool offers(const char *word)
{
	return strv_has(&offered, word);
}

static void complete(const char *line)
{
	static char copy[256];
	const char *words[16];
	size_t n = 0;

	strv_free(&offered);
	snprintf(copy, sizeof(copy), "%s", line);
	for (char *p = copy; p; n++) {
		char *space = strchr(p, ' ');

		words[n] = p;
		if (space)
			*space++ = '\0';
		p = space;
	}
	complete_words(words, n, &offered);
}

TEST(commands_are_completed)
{
	complete("la");
	CHECK_INT(offered.n, 1);
	CHECK(offers("launch"));
	complete("");
	CHECK(offers("start"));
	CHECK(!offers("__complete"));
	complete("image al");
	CHECK(offers("alias"));
	complete("image alias ");
	CHECK(offers("rename"));
}

TEST(flags_and_their_values_are_completed)
{
	complete("stop --f");
	CHECK(offers("--force"));
	complete("list --format ");
	CHECK(offers("json"));
	CHECK(!offers("launch"));
	complete("list --format=c");
	CHECK(offers("--format=csv"));
	CHECK(offers("--format=compact"));
	complete("list -cns -f y");
	CHECK(offers("yaml"));
	complete("exec -- c1 --");
	CHECK(!offers("--env"));
	complete("init tiny -c user.");
	CHECK(offers("user."));
}

TEST(files_are_left_to_the_shell)
{
	complete("image import ");
	CHECK(offers(COMPLETE_FILES));
}

int main(void)
{
	int failed;

	/* Completion looks into the store. */
	setenv("LX_DIR", test_tmp(), 1);
	setenv("LX_RUN", test_tmp(), 1);
	failed = test_main();
	strv_free(&offered);
	return failed;
}
