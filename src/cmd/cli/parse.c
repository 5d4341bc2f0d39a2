/* See parse.h. */
#include "cmd/cli/parse.h"

#include <stdlib.h>
#include <string.h>

#include "base/own.h"
#include "base/units.h"
#include "cmd/cli/suggest.h"

const struct flag global_flags[] = {
	[GLOBAL_ALL] = {"all", .help = "With help: show hidden commands too"},
	[GLOBAL_DEBUG] = {"debug", .help = "Say on stderr how long the command took"},
	[GLOBAL_FORCE_LOCAL] = {"force-local", .help = "Use the containers of this host only"},
	[GLOBAL_HELP] = {"help", 'h', .help = "Print help"},
	[GLOBAL_PROJECT] = {"project", 0, FLAG_STRING, "NAME",
			    "Project; there is only \"default\""},
	[GLOBAL_QUIET] = {"quiet", 'q', .help = "Don't show progress information"},
	[GLOBAL_SUB_COMMANDS] = {"sub-commands", .help = "With help: show sub-commands too"},
	[GLOBAL_VERBOSE] = {"verbose", 'v', .help = "The same as --debug"},
	[GLOBAL_VERSION] = {"version", .help = "Print version number"},
	[GLOBAL_COUNT] = {NULL},
};

/* A flag and where its value goes. */
struct place {
	const struct flag *flag;
	struct flag_value *value;
};

static struct place find_in(const struct flag *table, struct flag_value *values, const char *name,
			    size_t len, char letter)
{
	for (size_t i = 0; table && table[i].name; i++)
		if (letter ? table[i].letter == letter
			   : !strncmp(table[i].name, name, len) && !table[i].name[len])
			return (struct place){&table[i], &values[i]};
	return (struct place){0};
}

/* The command's own flags go before the global ones. */
static struct place find(struct invocation *in, const char *name, size_t len, char letter)
{
	struct place p = find_in(invoked(in)->flags, in->values, name, len, letter);

	return p.flag ? p : find_in(global_flags, in->globals, name, len, letter);
}

static int wrong_value(const struct flag *f, const char *text, const char *why, struct err *e)
{
	if (f->letter)
		return err_set(e, ERR_INVALID, "invalid argument \"%s\" for \"-%c, --%s\" flag: %s",
			       text, f->letter, f->name, why);
	return err_set(e, ERR_INVALID, "invalid argument \"%s\" for \"--%s\" flag: %s", text,
		       f->name, why);
}

static int set_bool(struct place p, const char *text, struct err *e)
{
	static const char *const yes[] = {"true", "1", "yes", "on", "t", "T", "TRUE", "True"};
	static const char *const no[] = {"false", "0", "no", "off", "f", "F", "FALSE", "False"};

	for (size_t i = 0; i < countof(yes); i++) {
		p.value->number = !strcmp(text, yes[i]);
		if (p.value->number || !strcmp(text, no[i]))
			return 0;
	}
	return wrong_value(p.flag, text, "not true or false", e);
}

static int set_enum(struct place p, const char *text, struct err *e)
{
	own_str struct str all = {0};

	for (const char *const *c = p.flag->choices; *c; c++) {
		if (!strcmp(*c, text))
			return 0;
		str_addf(&all, all.len ? ", %s" : "not one of %s", *c);
	}
	if (p.flag->wrong_choice)
		return err_set(e, ERR_INVALID, "%s \"%s\"", p.flag->wrong_choice, text);
	return wrong_value(p.flag, text, str_c(&all), e);
}

static int set_int(struct place p, const char *text, struct err *e)
{
	char *end;

	errno = 0;
	p.value->number = strtoll(text, &end, 10);
	if (end == text || *end || errno)
		return wrong_value(p.flag, text, "not a whole number", e);
	return 0;
}

static int set_duration(struct place p, const char *text, struct err *e)
{
	struct err ignored;
	int ms;

	if (units_parse_duration(text, &ms, &ignored) < 0)
		return wrong_value(p.flag, text, "not a number of seconds", e);
	p.value->number = ms;
	return 0;
}

static int set(struct place p, const char *text, struct err *e)
{
	p.value->given = true;
	p.value->text = text;
	switch (p.flag->type) {
	case FLAG_BOOL:
		return set_bool(p, text, e);
	case FLAG_ENUM:
		return set_enum(p, text, e);
	case FLAG_INT:
		return set_int(p, text, e);
	case FLAG_DURATION:
		return set_duration(p, text, e);
	case FLAG_LIST:
		strv_add(&p.value->list, text);
		return 0;
	case FLAG_STRING:
		break;
	}
	return 0;
}

/* What a flag is worth without a value; NULL where it needs one. */
static const char *bare_value(const struct flag *f)
{
	return f->type == FLAG_BOOL ? "true" : f->bare;
}

struct words {
	char **v;
	int n, at;
};

/* what is freed; name is that of a long flag, which may be nearly one we know. */
static int unknown_flag(const struct invocation *in, char *what, const char *name, struct err *e)
{
	own_free char *owned = what;
	own_free char *word = name ? mem_strndup(name, strcspn(name, "=")) : NULL;
	own_str struct str hint = {0};

	if (word)
		suggest_flag(&hint, invoked(in), word);
	if (invoked(in)->flag_hint && in->arg_count > 1)
		str_addf(&hint, "\n\n%s", invoked(in)->flag_hint);
	return err_set(e, ERR_INVALID, "unknown %s%s", owned, str_c(&hint));
}

static int parse_long(struct invocation *in, struct words *w, struct err *e)
{
	const char *name = w->v[w->at++] + 2;
	size_t len = strcspn(name, "=");
	struct place p = find(in, name, len, 0);

	if (!p.flag)
		return unknown_flag(in, mem_printf("flag: --%.*s", (int)len, name), name, e);
	if (name[len])
		return set(p, name + len + 1, e);
	if (bare_value(p.flag))
		return set(p, bare_value(p.flag), e);
	if (w->at == w->n)
		return err_set(e, ERR_INVALID, "flag needs an argument: --%s", p.flag->name);
	return set(p, w->v[w->at++], e);
}

/* -t, -tn, -fcsv, -f csv, -f=csv */
static int parse_short(struct invocation *in, struct words *w, struct err *e)
{
	const char *word = w->v[w->at++];

	for (const char *l = word + 1; *l; l++) {
		struct place p = find(in, "", 0, *l);

		if (!p.flag)
			return unknown_flag(in, mem_printf("shorthand flag: '%c' in %s", *l, word),
					    NULL, e);
		if (bare_value(p.flag) && l[1] != '=') {
			if (set(p, bare_value(p.flag), e) < 0)
				return -1;
			continue;
		}
		if (l[1])
			return set(p, l + (l[1] == '=' ? 2 : 1), e);
		if (w->at == w->n)
			return err_set(e, ERR_INVALID, "flag needs an argument: '%c' in %s", *l,
				       word);
		return set(p, w->v[w->at++], e);
	}
	return 0;
}

static int unknown_command(const struct invocation *in, const char *word, struct err *e)
{
	own_str struct str hint = {0}, path = {0};

	suggest_command(&hint, invoked(in), word);
	command_path(in, &path);
	return err_set(e, ERR_INVALID, "unknown command \"%s\" for \"%s%s%s\"%s", word, in->program,
		       path.len ? " " : "", str_c(&path), str_c(&hint));
}

static int enter(struct invocation *in, const char *word, struct err *e)
{
	const struct command *c = command_find(invoked(in), word);

	if (!c)
		return unknown_command(in, word, e);
	in->path[in->depth++] = c;
	return 0;
}

static int check_arg_count(const struct invocation *in, struct err *e)
{
	size_t min = 0, max = 0;

	for (const struct argument *a = invoked(in)->args; a->name; a++) {
		min += a->count == ARG_ONE || a->count == ARG_SOME;
		max += 1;
		if (a->count == ARG_SOME || a->count == ARG_ANY)
			max = SIZE_MAX / 2;
	}
	if (invoked(in)->subs || (in->arg_count >= min && in->arg_count <= max))
		return 0;
	return err_set(e, ERR_USAGE, "Invalid number of arguments");
}

static int check_globals(const struct invocation *in, struct err *e)
{
	const char *project = in->globals[GLOBAL_PROJECT].text;

	if (project && strcmp(project, "default") != 0)
		return err_set(e, ERR_UNSUPPORTED,
			       "project \"%s\" is not available: there is one project, \"default\"",
			       project);
	return 0;
}

static void set_fallbacks(struct invocation *in)
{
	struct err ignored;
	const struct flag *f = invoked(in)->flags;

	for (size_t i = 0; f && f[i].name; i++) {
		struct place p = {&f[i], &in->values[i]};

		if (p.value->given || !f[i].fallback)
			continue;
		set(p, f[i].fallback, &ignored);
		p.value->given = false;
	}
}

int parse(struct invocation *in, const struct command *root, int argc, char **argv, struct err *e)
{
	struct words w = {.v = argv, .n = argc};
	bool flags = true;

	if (!in->depth)
		in->path[in->depth++] = root;
	in->args = mem_zalloc(((size_t)argc + 1) * sizeof(*in->args));
	while (w.at < w.n) {
		const char *word = w.v[w.at];
		int r = 0;

		if (flags && !strcmp(word, "--")) {
			flags = false;
			w.at++;
		} else if (flags && word[0] == '-' && word[1] == '-') {
			r = parse_long(in, &w, e);
		} else if (flags && word[0] == '-' && word[1]) {
			r = parse_short(in, &w, e);
		} else {
			w.at++;
			if (invoked(in)->subs)
				r = enter(in, word, e);
			else
				in->args[in->arg_count++] = word;
		}
		if (r < 0)
			return -1;
		if (in->globals[GLOBAL_HELP].number || in->globals[GLOBAL_VERSION].number)
			return 0;
	}
	set_fallbacks(in);
	return check_globals(in, e) < 0 ? -1 : check_arg_count(in, e);
}

void invocation_free(struct invocation *in)
{
	free(in->args);
	for (size_t i = 0; i < COMMAND_FLAGS; i++)
		strv_free(&in->values[i].list);
	for (size_t i = 0; i < GLOBAL_COUNT; i++)
		strv_free(&in->globals[i].list);
	if (in->store_open)
		store_close(&in->store);
	*in = (struct invocation){0};
}
