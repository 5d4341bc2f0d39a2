/* See create.h. */
#include "cmd/create.h"

#include <stdlib.h>
#include <string.h>

#include "base/own.h"
#include "cmd/cli/output.h"
#include "cmd/stdin_config.h"
#include "cmd/target.h"
#include "instance/device.h"
#include "ops/ops.h"

/* op_create tells of the new container while it is at work. */
static struct {
	bool quiet, was_named, starts;
} telling;

static void tell_created(const char *name)
{
	if (!telling.was_named)
		out_line("Instance name is: %s", name);
	if (telling.starts && !telling.quiet)
		out_line("Starting %s", name);
}

static int add_config(const struct strv *given, struct map *config, struct err *e)
{
	for (size_t i = 0; i < given->n; i++) {
		const char *value = strchr(given->v[i], '=');
		own_free char *key = NULL;

		if (!value)
			return err_set(e, ERR_INVALID, "Bad key=value pair: %s", given->v[i]);
		key = mem_strndup(given->v[i], (size_t)(value - given->v[i]));
		map_set(config, key, value + 1);
	}
	return 0;
}

/* The name as typed may be missing, or stand behind "local:". */
static int choose_name(const struct invocation *in, const char **name, struct err *e)
{
	const char *text = in->args[1];

	*name = NULL;
	if (!text || (str_ends(text, ":") && target_server(text, e) == 0))
		return 0;
	return target_instance(text, name, e);
}

static int choose_profiles(const struct invocation *in, const struct stdin_config *given,
			   struct op_create *out, struct err *e)
{
	static const struct strv none;
	const struct strv *named = flag_list(in, CREATE_PROFILE);

	if (flag_on(in, CREATE_NO_PROFILES) && named->n)
		return err_set(e, ERR_INVALID, "--no-profiles and --profile exclude each other");
	if (flag_on(in, CREATE_NO_PROFILES))
		out->profiles = &none;
	else if (named->n)
		out->profiles = named;
	else if (given->profiles.n)
		out->profiles = &given->profiles;
	return 0;
}

static int choose_pool(const struct invocation *in, struct op_create *out, struct err *e)
{
	out->pool = flag_text(in, CREATE_STORAGE);
	if (out->pool && strcmp(out->pool, "default") != 0)
		return err_set(e, ERR_NOT_FOUND,
			       "Failed loading storage pool \"%s\": Storage pool not found",
			       out->pool);
	return 0;
}

static int plan(const struct invocation *in, struct stdin_config *given, struct op_create *out,
		struct err *e)
{
	const struct remote *remote;
	const char *image;

	out->image = in->args[0];
	if (target_split(out->image, &remote, &image, e) < 0 ||
	    choose_name(in, &out->name, e) < 0 || stdin_config_read(given, e) < 0)
		return -1;
	out->ephemeral = flag_on(in, CREATE_EPHEMERAL);
	map_copy(&out->config, &given->config);
	out->devices = given->devices;
	out->device_count = given->device_count;
	if (!is_quiet(in) && out->name)
		out_line("Creating %s", out->name);
	else if (!is_quiet(in))
		out_text("Creating the instance\n");
	if (choose_profiles(in, given, out, e) < 0 || choose_pool(in, out, e) < 0)
		return -1;
	return add_config(flag_list(in, CREATE_CONFIG), &out->config, e);
}

int create_instance(struct invocation *in, bool start, char **name, struct err *e)
{
	const struct store *s = command_store(in, e);
	struct op_create create = {.start = start};
	struct stdin_config given = {0};
	int r = s ? plan(in, &given, &create, e) : -1;

	*name = NULL;
	telling.quiet = is_quiet(in);
	telling.was_named = create.name;
	telling.starts = start;
	if (r == 0)
		r = op_create(s, &create, name, tell_created, e);
	map_free(&create.config);
	stdin_config_free(&given);
	return r;
}
