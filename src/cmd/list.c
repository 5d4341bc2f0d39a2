/* lx list. */
#include <string.h>

#include "base/json.h"
#include "base/own.h"
#include "base/text.h"
#include "cmd/api.h"
#include "cmd/cli/output.h"
#include "cmd/commands.h"
#include "cmd/list_columns.h"
#include "cmd/list_filter.h"
#include "cmd/target.h"

enum { COLUMNS, FAST, FORMAT };

static const struct flag flags[] = {
	[COLUMNS] = {"columns", 'c', FLAG_STRING, "COLUMNS", "Columns",
		     .fallback = LIST_COLUMNS_DEFAULT},
	[FAST] = {"fast", .help = "Fast mode (same as --columns=" LIST_COLUMNS_FAST ")"},
	[FORMAT] = FORMAT_FLAG,
	{NULL},
};

/* The first word may name the server, also in front of a filter. */
static int read_filters(const struct invocation *in, struct list_filters *out, struct err *e)
{
	for (size_t i = 0; i < in->arg_count; i++) {
		const char *word = in->args[i], *colon = strchr(word, ':');
		own_free char *server = NULL;

		if (!i && colon && !strchr(word, '=')) {
			server = mem_strndup(word, (size_t)(colon + 1 - word));
			if (target_server(server, e) < 0)
				return -1;
			word = colon + 1;
		}
		if (*word)
			list_filters_add(out, word);
	}
	return 0;
}

static void add_row(struct table *t, const struct list_columns *columns, struct facts *f)
{
	struct str cell = {0};

	for (size_t i = 0; i < columns->n; i++) {
		const struct list_column *c = &columns->v[i];

		str_clear(&cell);
		c->cell(f, c, &cell);
		if (c->max_width >= 0 && cell.len) {
			cell.len = text_fit(cell.p, (size_t)c->max_width);
			cell.p[cell.len] = '\0';
		}
		table_cell(t, str_c(&cell));
	}
	str_free(&cell);
}

static int run(struct invocation *in, struct err *e)
{
	own_list_columns struct list_columns columns = {0};
	own_list_filters struct list_filters filters = {0};
	own_table struct table table = {0};
	own_json cJSON *objects = NULL;
	enum format format = format_of(in, FORMAT);
	const struct store *s = command_store(in, e);
	struct op_view *views = NULL;
	size_t n = 0;

	if (!s || read_filters(in, &filters, e) < 0 ||
	    list_columns_parse(flag_on(in, FAST) ? LIST_COLUMNS_FAST : flag_text(in, COLUMNS),
			       &columns, e) < 0 ||
	    op_list(s, &views, &n, e) < 0)
		return -1;
	for (size_t i = 0; i < columns.n; i++)
		table_heading(&table, columns.v[i].heading);
	objects = cJSON_CreateArray();
	for (size_t i = 0; i < n; i++) {
		struct facts f = {.store = s, .view = &views[i]};

		if (list_filters_fit(&filters, &f) && format_is_object(format))
			cJSON_AddItemToArray(objects, api_instance(&f));
		else if (list_filters_fit(&filters, &f))
			add_row(&table, &columns, &f);
		facts_free(&f);
	}
	op_views_free(views, n);
	if (format_is_object(format))
		out_object(objects, format);
	else
		out_table(&table, format);
	return 0;
}

const struct command list_command = {
	.name = "list",
	.aliases = {"ls"},
	.summary = "List instances",
	.help = "A word lists the instances whose names begin with it, or that it is a regular\n"
		"expression of (web.*01). KEY=VALUE lists those with that configuration; the parts of\n"
		"the key may be cut short (u.role=web), and the value is a regular expression. Short\n"
		"keys are type, status, architecture, ipv4 and ipv6 (an address or network). Several\n"
		"filters must all fit.\n"
		"\n"
		"Columns:\n"
		"  4 - IPv4 address           m - Memory usage\n"
		"  6 - IPv6 address           M - Memory usage (%)\n"
		"  a - Architecture           n - Name\n"
		"  b - Storage pool           N - Number of Processes\n"
		"  c - Creation date          p - PID of the instance's init process\n"
		"  d - Description            P - Profiles\n"
		"  D - Disk usage             s - State\n"
		"  e - Project name           S - Number of snapshots\n"
		"  f - Base image (short)     t - Type (persistent or ephemeral)\n"
		"  F - Base image (long)      u - CPU usage (in seconds)\n"
		"  l - Last used date\n"
		"\n"
		"[config:|devices:]KEY[:HEADING[:WIDTH]] is a column of a configuration key, between\n"
		"commas.",
	.examples = "lx list -c nFs46,user.role:ROLE,devices:root.pool\n"
		    "lx list status=running -c n -f csv",
	.args = {{"[<remote>:]<filter>", ARG_ANY, COMPLETE_INSTANCE}},
	.flags = flags,
	.run = run,
};
