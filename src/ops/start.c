/* Starting: what the configuration means to the runtime. */
#include <time.h>
#include <unistd.h>

#include "base/own.h"
#include "instance/device.h"
#include "instance/keys.h"
#include "instance/limits.h"
#include "ops/ops.h"
#include "ops/private.h"
#include "state/lock.h"

struct instance *lock_and_load(const struct store *s, const char *name, int *lock,
			       struct run_state *state, struct err *e)
{
	struct instance *i;

	/* Looked at first, so that a name that is none leaves no lock file. */
	if (!instance_exists(s, name)) {
		err_set(e, ERR_NOT_FOUND, "Instance not found");
		return NULL;
	}
	*lock = lock_take(s, LOCK_INSTANCE, name, LOCK_WAIT, e);
	if (*lock < 0)
		return NULL;
	i = instance_load(s, name, e);
	if (!i && e->kind == ERR_NOT_FOUND)
		lock_retire(s, LOCK_INSTANCE, name);
	if (i)
		run_look(s, name, state);
	return i;
}

static void add_environment(struct strv *env, const struct map *config)
{
	static const char prefix[] = "environment.";

	for (size_t i = 0; i < config->n; i++)
		if (str_starts(config->v[i].key, prefix))
			strv_add_take(env,
				      mem_printf("%s=%s", config->v[i].key + sizeof(prefix) - 1,
						 config->v[i].value));
}

struct starting {
	const struct store *store;
	struct instance *instance;
};

/* The lock is still held: the process has it from the command. */
static void files_written(void *data)
{
	struct starting *st = data;
	struct err ignored;

	/* Where this cannot be saved, they are made once more at the next start. */
	map_unset(&st->instance->config, TEMPLATE_KEY);
	instance_save(st->store, st->instance, &ignored);
}

int run_instance(const struct store *s, struct instance *i, struct err *e)
{
	struct run_plan plan = {
		.name = i->name, .pool = i->pool, .layers = &i->layers, .ids = i->ids};
	own_root_files struct root_files files = {0};
	struct starting starting = {s, i};
	own_map struct map config = {0};
	struct device *devices = NULL;
	size_t n = 0;
	struct run_limits limits;
	int r = instance_expand(s, i, &config, &devices, &n, e);

	if (r == 0)
		r = limits_of(&config, &limits, e);
	plan.limits = r > 0 ? &limits : NULL;
	if (r >= 0 && i->has_templates)
		r = templates_render(s, i, &config, devices, n, &files, e);
	devices_free(devices, n);
	if (r < 0)
		return -1;
	plan.files = &files;
	plan.files_written = map_get(&i->config, TEMPLATE_KEY) ? files_written : NULL;
	plan.data = &starting;
	plan.nesting = key_is_true(&config, "security.nesting");
	add_environment(&plan.env, &config);
	/* What a killed supervisor or a power cut left. */
	if (run_exists(s, i->name))
		run_sweep(s, i->name);
	r = run_start(s, &plan, e);
	strv_free(&plan.env);
	return r;
}

int start_locked(const struct store *s, struct instance *i, struct err *e)
{
	struct err ignored;

	i->last_used_at = time(NULL);
	map_set(&i->config, POWER_KEY, POWER_ON);
	if (idrange_keep(s, i->id, &i->ids, e) < 0 || instance_save(s, i, e) < 0)
		return -1;
	if (run_instance(s, i, e) == 0)
		return 0;
	map_set(&i->config, POWER_KEY, POWER_OFF);
	instance_save(s, i, &ignored);
	return -1;
}

int op_start(const struct store *s, const char *name, struct err *e)
{
	own_fd int lock = -1;
	struct run_state state;
	own_instance struct instance *i = lock_and_load(s, name, &lock, &state, e);

	if (!i)
		return -1;
	if (state.status == RUN_FROZEN)
		return run_freeze(s, name, false, e);
	if (state.status == RUN_RUNNING)
		return err_set(e, ERR_STATE, "The instance is already running");
	return start_locked(s, i, e);
}
