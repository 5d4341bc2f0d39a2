/* lx remote: list and get-default. */
#include "base/json.h"
#include "base/own.h"
#include "cmd/cli/output.h"
#include "cmd/commands.h"
#include "cmd/target.h"

enum { FORMAT };

static const struct flag flags[] = {[FORMAT] = FORMAT_FLAG, {NULL}};

static cJSON *objects(void)
{
	cJSON *all = cJSON_CreateObject();

	for (size_t i = 0; i < remote_count; i++) {
		cJSON *j = cJSON_AddObjectToObject(all, remotes[i].name);

		json_set_str(j, "Addr", remotes[i].address);
		json_set_str(j, "AuthType", remotes[i].auth_type);
		json_set_str(j, "Protocol", remotes[i].protocol);
		json_set_bool(j, "Public", remotes[i].is_public);
		json_set_bool(j, "Static", remotes[i].is_static);
	}
	return all;
}

static const char *yes_no(bool yes)
{
	return yes ? "YES" : "NO";
}

static int run_list(struct invocation *in, struct err *e)
{
	static const char *const headings[] = {"NAME",	 "URL",	   "PROTOCOL", "AUTH TYPE",
					       "PUBLIC", "STATIC", "GLOBAL"};
	enum format format = format_of(in, FORMAT);
	own_table struct table t = {0};
	own_json cJSON *all = objects();

	(void)e;
	for (size_t i = 0; i < countof(headings); i++)
		table_heading(&t, headings[i]);
	for (size_t i = 0; i < remote_count; i++) {
		const struct remote *r = &remotes[i];
		own_free char *name =
			mem_printf("%s%s", r->name, r->is_current ? " (current)" : "");

		table_cell(&t, name);
		table_cell(&t, r->address);
		table_cell(&t, r->protocol);
		table_cell(&t, r->auth_type);
		table_cell(&t, yes_no(r->is_public));
		table_cell(&t, yes_no(r->is_static));
		table_cell(&t, yes_no(false));
	}
	if (format_is_object(format))
		out_object(all, format);
	else
		out_table(&t, format);
	return 0;
}

const struct command remote_list_command = {
	.name = "list",
	.aliases = {"ls"},
	.summary = "List the available remotes",
	.flags = flags,
	.run = run_list,
};

static int run_get_default(struct invocation *in, struct err *e)
{
	(void)in;
	(void)e;
	out_text(REMOTE_LOCAL "\n");
	return 0;
}

const struct command remote_get_default_command = {
	.name = "get-default",
	.summary = "Show the default remote",
	.run = run_get_default,
};

static const struct command *const subs[] = {&remote_get_default_command, &remote_list_command,
					     NULL};

const struct command remote_command = {
	.name = "remote",
	.summary = "Show the remotes",
	.help = "\"local\" is this host; \"builtin\" holds the image inside the program.",
	.subs = subs,
};
