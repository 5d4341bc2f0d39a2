/* Running a command in a container. */
#include <stdlib.h>

#include "base/own.h"
#include "instance/device.h"
#include "instance/keys.h"
#include "ops/ops.h"

/* environment.* of the configuration, behind what the caller gave: the first of a name counts. */
static int add_environment(const struct store *s, const char *name, struct strv *env, struct err *e)
{
	static const char prefix[] = "environment.";
	own_instance struct instance *i = instance_load(s, name, e);
	own_map struct map config = {0};
	struct device *devices = NULL;
	size_t n = 0;
	int r;

	if (!i)
		return -1;
	r = instance_expand(s, i, &config, &devices, &n, e);
	devices_free(devices, n);
	for (size_t k = 0; r == 0 && k < config.n; k++) {
		const char *key = config.v[k].key;
		own_free char *pair = NULL, *head = NULL;
		bool given = false;

		if (!str_starts(key, prefix))
			continue;
		pair = mem_printf("%s=%s", key + sizeof(prefix) - 1, config.v[k].value);
		head = mem_printf("%s=", key + sizeof(prefix) - 1);
		for (size_t x = 0; x < env->n; x++)
			given = given || str_starts(env->v[x], head);
		if (!given)
			strv_add_take(env, take(pair));
	}
	return r;
}

int op_exec(const struct store *s, struct exec_plan *plan, int *status, struct err *e)
{
	struct run_state state;

	*status = 1;
	if (add_environment(s, plan->name, &plan->env, e) < 0)
		return -1;
	run_look(s, plan->name, &state);
	if (state.status == RUN_STOPPED)
		return err_set(e, ERR_STATE, "Instance is not running");
	if (state.status == RUN_FROZEN)
		return err_set(e, ERR_STATE, "Instance is frozen");
	/* The command runs without one as well; the console would not. */
	if (!state.supervisor) {
		struct err ignored;

		run_adopt(s, plan->name, &ignored);
	}
	if (!run_exec(s, plan, status, e))
		return 0;
	/* It may have ended under our hands; then what failed with it is no news. */
	if (e->kind == ERR_SYSTEM) {
		run_look(s, plan->name, &state);
		if (state.status == RUN_STOPPED)
			err_set(e, ERR_STATE, "Instance is not running");
	}
	return -1;
}
