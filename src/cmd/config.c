/* lx config: get, set, unset and show. The server itself has no keys: what LXD keeps there, lx has
 * no daemon for. */
#include <string.h>

#include "base/json.h"
#include "base/own.h"
#include "cmd/cli/output.h"
#include "cmd/commands.h"
#include "cmd/facts.h"
#include "cmd/stdin_config.h"
#include "cmd/target.h"
#include "instance/device.h"
#include "ops/ops.h"

enum { EXPANDED };

static const struct flag expanded_flags[] = {
	[EXPANDED] = {"expanded", 'e', .help = "With what the profiles give"},
	{NULL},
};

static int no_server_key(const char *key, struct err *e)
{
	return err_set(e, ERR_INVALID,
		       "unknown key \"%s\": an instance's name stands before its key", key);
}

static int look(struct invocation *in, const char *text, struct op_view *view, struct err *e)
{
	const struct store *s = command_store(in, e);
	const char *name;

	if (!s || target_instance(text, &name, e) < 0)
		return -1;
	return op_look(s, name, view, e);
}

static int run_get(struct invocation *in, struct err *e)
{
	struct op_view view;
	struct facts f = {.view = &view};
	const char *value;

	if (in->arg_count < 2)
		return no_server_key(in->args[0], e);
	if (look(in, in->args[0], &view, e) < 0)
		return -1;
	f.store = command_store(in, e);
	value = map_get(flag_on(in, EXPANDED) ? facts_config(&f) : &view.instance->config,
			in->args[1]);
	out_line("%s", value ? value : "");
	facts_free(&f);
	instance_free(view.instance);
	return 0;
}

const struct command config_get_command = {
	.name = "get",
	.summary = "Get values for instance configuration keys",
	.help = "A key that is not set gives an empty line.",
	.args = {{"[<remote>:]<instance>", ARG_ONE, COMPLETE_INSTANCE},
		 {"<key>", ARG_OPTIONAL, COMPLETE_CONFIG}},
	.flags = expanded_flags,
	.run = run_get,
};

/* "-" is what standard input holds. */
static int add_change(struct map *changes, const char *key, const char *value, struct err *e)
{
	own_str struct str given = {0};

	if (strcmp(value, "-") != 0) {
		map_set(changes, key, value);
		return 0;
	}
	if (stdin_read(&given, e) < 0)
		return -1;
	map_set(changes, key, str_c(&given));
	return 0;
}

/* KEY=VALUE..., or KEY VALUE. */
static int read_changes(const char *const *args, size_t n, struct map *changes, struct err *e)
{
	if (n == 2 && !strchr(args[0], '='))
		return add_change(changes, args[0], args[1], e);
	for (size_t i = 0; i < n; i++) {
		own_free char *key = mem_strndup(args[i], strcspn(args[i], "="));

		if (!strchr(args[i], '=') || !*key)
			return err_set(e, ERR_INVALID, "Invalid key=value configuration: %s",
				       args[i]);
		if (add_change(changes, key, strchr(args[i], '=') + 1, e) < 0)
			return -1;
	}
	return 0;
}

static int run_set(struct invocation *in, struct err *e)
{
	const struct store *s = command_store(in, e);
	own_map struct map changes = {0};
	const char *name;

	if (!s)
		return -1;
	if (strchr(in->args[0], '='))
		return no_server_key(in->args[0], e);
	if (in->arg_count < 2)
		return err_set(e, ERR_USAGE, "Invalid number of arguments");
	if (target_instance(in->args[0], &name, e) < 0 ||
	    read_changes(in->args + 1, in->arg_count - 1, &changes, e) < 0)
		return -1;
	return op_config(s, name, &changes, e);
}

const struct command config_set_command = {
	.name = "set",
	.summary = "Set instance configuration keys",
	.help = "A running instance has it at once, where the key says so. The value - is read from\n"
		"standard input; an empty one unsets the key. Of several keys all are set, or none.",
	.examples = "lx config set c1 limits.cpu=2 limits.memory=512MB\n"
		    "lx config set c1 limits.memory 40%\n"
		    "lx config set c1 user.note - < note.txt",
	.args = {{"[<remote>:]<instance>", ARG_ONE, COMPLETE_INSTANCE},
		 {"<key>=<value>", ARG_ANY, COMPLETE_CONFIG}},
	.run = run_set,
};

static int run_unset(struct invocation *in, struct err *e)
{
	const struct store *s = command_store(in, e);
	own_map struct map changes = {0};
	const char *name;

	if (!s)
		return -1;
	if (in->arg_count < 2)
		return no_server_key(in->args[0], e);
	if (target_instance(in->args[0], &name, e) < 0)
		return -1;
	map_set(&changes, in->args[1], "");
	return op_config(s, name, &changes, e);
}

const struct command config_unset_command = {
	.name = "unset",
	.summary = "Unset instance configuration keys",
	.args = {{"[<remote>:]<instance>", ARG_ONE, COMPLETE_INSTANCE},
		 {"<key>", ARG_OPTIONAL, COMPLETE_CONFIG}},
	.run = run_unset,
};

static int show_server(void)
{
	own_json cJSON *j = cJSON_CreateObject();

	cJSON_AddObjectToObject(j, "config");
	out_object(j, FORMAT_YAML);
	return 0;
}

static int run_show(struct invocation *in, struct err *e)
{
	bool expanded = flag_on(in, EXPANDED);
	own_json cJSON *j = NULL;
	struct op_view view;
	struct facts f = {.view = &view};
	const struct instance *i;
	const struct device *devices;
	size_t n;

	if (!in->arg_count || str_ends(in->args[0], ":"))
		return in->arg_count && target_server(in->args[0], e) < 0 ? -1 : show_server();
	if (look(in, in->args[0], &view, e) < 0)
		return -1;
	f.store = command_store(in, e);
	i = view.instance;
	j = cJSON_CreateObject();
	devices = expanded ? facts_devices(&f, &n) : i->devices;
	n = expanded ? n : i->device_count;
	json_set_str(j, "architecture", i->architecture);
	json_set_map(j, "config", expanded ? facts_config(&f) : &i->config);
	devices_print(j, "devices", devices, n);
	json_set_bool(j, "ephemeral", i->ephemeral);
	json_set_strv(j, "profiles", &i->profiles);
	json_set_bool(j, "stateful", false);
	json_set_str(j, "description", i->description);
	out_object(j, FORMAT_YAML);
	facts_free(&f);
	instance_free(view.instance);
	return 0;
}

const struct command config_show_command = {
	.name = "show",
	.summary = "Show instance configurations",
	.args = {{"[<remote>:][<instance>]", ARG_OPTIONAL, COMPLETE_INSTANCE}},
	.flags = expanded_flags,
	.run = run_show,
};

static const struct command *const subs[] = {&config_get_command, &config_set_command,
					     &config_show_command, &config_unset_command, NULL};

const struct command config_command = {
	.name = "config",
	.summary = "Manage instance configuration",
	.subs = subs,
};
