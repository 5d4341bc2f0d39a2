/* See help.h. */
#include "cmd/cli/help.h"

#include <string.h>

#include "base/own.h"

enum { HELP_WIDTH = 96 };

/* Text that names the program as "lx" for the name it was called by, each line indented. */
static void add_text(struct str *out, const char *text, const char *program)
{
	for (const char *p = text; *p;) {
		bool begins = p == text || p[-1] == '\n';

		if (begins && *p != '\n')
			str_add(out, "  ");
		if ((begins || strchr(" `(\"", p[-1])) && !strncmp(p, "lx ", 3)) {
			str_add(out, program);
			p += 2;
		} else {
			str_add_char(out, *p++);
		}
	}
	str_add_char(out, '\n');
}

void help_synopsis(const struct command *c, struct str *out)
{
	static const char *const forms[] = {[ARG_ONE] = " %s",
					    [ARG_OPTIONAL] = " [%s]",
					    [ARG_SOME] = " %s...",
					    [ARG_ANY] = " [%s...]"};

	for (const struct argument *a = c->args; a->name; a++) {
		const char *form = forms[a->count], *hole = strchr(form, '%');

		str_add_bytes(out, form, (size_t)(hole - form));
		str_add(out, a->name);
		str_add(out, hole + 2);
	}
}

void help_flag_names(const struct flag *f, struct str *out)
{
	if (f->letter)
		str_addf(out, "-%c, --%s", f->letter, f->name);
	else
		str_addf(out, "    --%s", f->name);
	if (f->bare)
		str_addf(out, "[=%s]", f->value ? f->value : "VALUE");
	else if (f->type != FLAG_BOOL)
		str_addf(out, " %s", f->value ? f->value : "VALUE");
}

void help_flag_text(const struct flag *f, struct str *out)
{
	str_add(out, f->help);
	for (const char *const *c = f->choices; c && *c; c++)
		str_addf(out, c == f->choices ? " (%s" : "|%s", *c);
	if (f->choices)
		str_add_char(out, ')');
	if (f->fallback)
		str_addf(out, " (default %s)", f->fallback);
}

/* Two columns; what does not fit goes on below the second. */
static void add_columns(struct str *out, const char *left, size_t width, const char *right)
{
	size_t room = HELP_WIDTH - width - 5;

	str_addf(out, "  %-*s   ", (int)width, left);
	while (strlen(right) > room) {
		size_t n = room;

		while (n && right[n] != ' ')
			n--;
		if (!n)
			break;
		str_add_bytes(out, right, n);
		right += n + 1;
		str_addf(out, "\n%*s", (int)width + 5, "");
	}
	str_addf(out, "%s\n", right);
}

static void add_flags(struct str *out, const char *title, const struct flag *flags)
{
	own_str struct str names = {0}, text = {0};
	size_t width = 0;

	if (!flags || !flags->name)
		return;
	for (const struct flag *f = flags; f->name; f++) {
		str_clear(&names);
		help_flag_names(f, &names);
		width = names.len > width ? names.len : width;
	}
	str_addf(out, "\n%s:\n", title);
	for (const struct flag *f = flags; f->name; f++) {
		str_clear(&names);
		str_clear(&text);
		help_flag_names(f, &names);
		help_flag_text(f, &text);
		add_columns(out, str_c(&names), width, str_c(&text));
	}
}

static size_t list_width(const struct command *group, const char *prefix, bool deep)
{
	size_t width = 0;

	for (const struct command *const *c = group->subs; *c; c++) {
		own_free char *name = mem_printf("%s%s", prefix, (*c)->name);
		own_free char *below = mem_printf("%s ", name);
		size_t n = deep && (*c)->subs ? list_width(*c, below, deep) : 0;

		width = strlen(name) > width ? strlen(name) : width;
		width = n > width ? n : width;
	}
	return width;
}

static void add_list(struct str *out, const struct command *group, const char *prefix, size_t width,
		     const struct invocation *in)
{
	bool deep = in->globals[GLOBAL_SUB_COMMANDS].number;

	for (const struct command *const *c = group->subs; *c; c++) {
		own_free char *name = mem_printf("%s%s", prefix, (*c)->name);
		own_free char *below = mem_printf("%s ", name);

		if ((*c)->hidden && !in->globals[GLOBAL_ALL].number)
			continue;
		add_columns(out, name, width, (*c)->summary);
		if (deep && (*c)->subs)
			add_list(out, *c, below, width, in);
	}
}

static void add_commands(struct str *out, const struct invocation *in)
{
	size_t width = list_width(invoked(in), "", in->globals[GLOBAL_SUB_COMMANDS].number);

	str_add(out, "\nAvailable Commands:\n");
	add_list(out, invoked(in), "", width, in);
}

static void add_usage_line(struct str *out, const struct invocation *in)
{
	const struct command *c = invoked(in);
	own_str struct str path = {0};

	command_path(in, &path);
	str_addf(out, "Usage:\n  %s%s%s", in->program, path.len ? " " : "", str_c(&path));
	if (c->subs) {
		str_add(out, " [command]\n");
		return;
	}
	help_synopsis(c, out);
	str_add(out, c->flags ? " [flags]\n" : "\n");
}

void help_usage(const struct invocation *in, struct str *out)
{
	const struct command *c = invoked(in);
	own_str struct str path = {0};

	add_usage_line(out, in);
	if (c->aliases[0]) {
		str_addf(out, "\nAliases:\n  %s", c->name);
		for (size_t i = 0; i < COMMAND_ALIASES && c->aliases[i]; i++)
			str_addf(out, ", %s", c->aliases[i]);
		str_add_char(out, '\n');
	}
	if (c->examples) {
		str_add(out, "\nExamples:\n");
		add_text(out, c->examples, in->program);
	}
	if (c->subs)
		add_commands(out, in);
	add_flags(out, "Flags", c->flags);
	add_flags(out, in->depth > 1 ? "Global Flags" : "Flags", global_flags);
	if (!c->subs)
		return;
	command_path(in, &path);
	str_addf(out, "\nUse \"%s%s%s [command] --help\" for more information about a command.\n",
		 in->program, path.len ? " " : "", str_c(&path));
}

void help_full(const struct invocation *in, struct str *out)
{
	const struct command *c = invoked(in);

	str_add(out, "Description:\n");
	add_text(out, c->summary, in->program);
	if (c->help) {
		str_add_char(out, '\n');
		add_text(out, c->help, in->program);
	}
	str_add_char(out, '\n');
	help_usage(in, out);
}
