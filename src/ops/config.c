/* Changing the configuration of a container, at once where it runs. */
#include <string.h>

#include "base/own.h"
#include "instance/device.h"
#include "instance/keys.h"
#include "instance/limits.h"
#include "ops/ops.h"
#include "ops/private.h"

static const char limits_prefix[] = "limits.";

/* What is unset needs no check: a key that no longer is one can still go. */
static int check_changes(const struct map *changes, struct err *e)
{
	for (size_t n = 0; n < changes->n; n++)
		if (*changes->v[n].value &&
		    key_check(changes->v[n].key, changes->v[n].value, e) < 0)
			return err_wrap(e, "Invalid config");
	return 0;
}

static void change(struct map *config, const struct map *changes)
{
	for (size_t n = 0; n < changes->n; n++)
		if (*changes->v[n].value)
			map_set(config, changes->v[n].key, changes->v[n].value);
		else
			map_unset(config, changes->v[n].key);
}

/* The limits that hold, and their keys alone in *keys. Checks the whole on the way. */
static int expand_limits(const struct store *s, const struct instance *i, struct map *keys,
			 struct run_limits *limits, struct err *e)
{
	own_map struct map config = {0};
	struct device *devices = NULL;
	size_t n = 0;
	int r = instance_expand(s, i, &config, &devices, &n, e);

	if (r == 0 && (!devices_check(devices, n, e) || limits_of(&config, limits, e) < 0))
		r = -1;
	devices_free(devices, n);
	for (size_t k = 0; r == 0 && k < config.n; k++)
		if (str_starts(config.v[k].key, limits_prefix))
			map_set(keys, config.v[k].key, config.v[k].value);
	return r;
}

static bool is_same(const struct map *a, const struct map *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (!str_eq(a->v[i].key, b->v[i].key) || !str_eq(a->v[i].value, b->v[i].value))
			return false;
	return true;
}

int op_config(const struct store *s, const char *name, const struct map *changes, struct err *e)
{
	own_fd int lock = -1;
	struct run_state state;
	own_instance struct instance *i = NULL;
	own_map struct map before = {0}, after = {0};
	struct run_limits old, new;
	struct err ignored;
	bool live;

	if (check_changes(changes, e) < 0)
		return -1;
	i = lock_and_load(s, name, &lock, &state, e);
	if (!i || expand_limits(s, i, &before, &old, e) < 0)
		return -1;
	change(&i->config, changes);
	if (expand_limits(s, i, &after, &new, e) < 0)
		return err_wrap(e, "Invalid config");
	live = state.status != RUN_STOPPED && !is_same(&before, &after);
	if ((!live || run_limits_apply(s, name, &new, e) == 0) && instance_save(s, i, e) == 0)
		return 0;
	if (live)
		run_limits_apply(s, name, &old, &ignored);
	return -1;
}
