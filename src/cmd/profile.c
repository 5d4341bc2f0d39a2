/* lx profile: list and show. */
#include "base/json.h"
#include "base/own.h"
#include "cmd/api.h"
#include "cmd/cli/output.h"
#include "cmd/commands.h"
#include "cmd/target.h"

enum { FORMAT };

static const struct flag flags[] = {[FORMAT] = FORMAT_FLAG, {NULL}};

/* The instances that have the profile, as the API names them. */
static int find_users(const struct store *s, const char *profile, struct strv *out, struct err *e)
{
	own_strv struct strv names = {0};

	if (instance_names(s, &names, e) < 0)
		return -1;
	for (size_t n = 0; n < names.n; n++) {
		struct err ignored;
		own_instance struct instance *i = instance_load(s, names.v[n], &ignored);

		if (i && strv_has(&i->profiles, profile))
			strv_add_take(out, mem_printf("/1.0/instances/%s", i->name));
	}
	return 0;
}

static int add_profile(const struct store *s, const char *name, struct table *t, cJSON *all,
		       struct err *e)
{
	own_profile struct profile *p = profile_load(s, name, e);
	own_strv struct strv users = {0};
	own_free char *count = NULL;

	if (!p || find_users(s, name, &users, e) < 0)
		return -1;
	count = mem_printf("%zu", users.n);
	table_cell(t, p->name);
	table_cell(t, p->description ? p->description : "");
	table_cell(t, count);
	cJSON_AddItemToArray(all, api_profile(p, &users));
	return 0;
}

static int run_list(struct invocation *in, struct err *e)
{
	enum format format = format_of(in, FORMAT);
	const struct store *s = command_store(in, e);
	own_table struct table t = {0};
	own_json cJSON *all = cJSON_CreateArray();
	own_strv struct strv names = {0};

	if (!s || (in->arg_count && target_server(in->args[0], e) < 0) ||
	    profile_names(s, &names, e) < 0)
		return -1;
	table_heading(&t, "NAME");
	table_heading(&t, "DESCRIPTION");
	table_heading(&t, "USED BY");
	for (size_t i = 0; i < names.n; i++)
		if (add_profile(s, names.v[i], &t, all, e) < 0)
			return -1;
	if (format_is_object(format))
		out_object(all, format);
	else
		out_table(&t, format);
	return 0;
}

const struct command profile_list_command = {
	.name = "list",
	.aliases = {"ls"},
	.summary = "List profiles",
	.args = {{"<remote>:", ARG_OPTIONAL, COMPLETE_NOTHING}},
	.flags = flags,
	.run = run_list,
};

static int run_show(struct invocation *in, struct err *e)
{
	const struct store *s = command_store(in, e);
	own_profile struct profile *p = NULL;
	own_strv struct strv users = {0};
	own_json cJSON *j = NULL;
	const char *name;

	if (!s || target_local(in->args[0], &name, e) < 0)
		return -1;
	p = profile_load(s, name, e);
	if (!p)
		return err_wrap(e, "Fetch profile");
	if (find_users(s, name, &users, e) < 0)
		return -1;
	j = api_profile(p, &users);
	out_object(j, FORMAT_YAML);
	return 0;
}

const struct command profile_show_command = {
	.name = "show",
	.summary = "Show profile configurations",
	.args = {{"[<remote>:]<profile>", ARG_ONE, COMPLETE_PROFILE}},
	.run = run_show,
};

static const struct command *const subs[] = {&profile_list_command, &profile_show_command, NULL};

const struct command profile_command = {
	.name = "profile",
	.summary = "Show profiles",
	.help = "A profile holds configuration and devices for the instances it is applied to.",
	.subs = subs,
};
