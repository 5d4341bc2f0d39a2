/* Stopping, restarting, pausing, and what follows the end of a container. */
#include <unistd.h>

#include "base/own.h"
#include "ops/ops.h"
#include "ops/private.h"
#include "state/lock.h"

int stopped_locked(const struct store *s, struct instance *i, struct err *e)
{
	if (i->ephemeral)
		return delete_locked(s, i, e);
	if (str_eq(map_get(&i->config, POWER_KEY), POWER_OFF))
		return 0;
	map_set(&i->config, POWER_KEY, POWER_OFF);
	/* It has stopped, even where a full disk keeps that from the host's next boot. */
	if (instance_save(s, i, e) < 0 && e->sys != ENOSPC && e->sys != EDQUOT)
		return -1;
	return 0;
}

static int not_running(struct err *e)
{
	return err_set(e, ERR_STATE, "The instance is already stopped");
}

/* After a clean shutdown. The supervisor has mostly done all this; without one it is left to us.
 * Somebody may also have started the container again: then there is nothing to do. */
static int settle(const struct store *s, const char *name, bool restart, struct err *e)
{
	own_fd int lock = -1;
	struct run_state state;
	own_instance struct instance *i = lock_and_load(s, name, &lock, &state, e);

	if (!i)
		return e->kind == ERR_NOT_FOUND ? 0 : -1;
	if (state.status == RUN_STOPPED && run_exists(s, name))
		run_sweep(s, name);
	if (state.status != RUN_STOPPED)
		return 0;
	return restart ? start_locked(s, i, e) : stopped_locked(s, i, e);
}

/* The lock is not held while init takes its time: "stop --force" must get through. */
static int shut_down(const struct store *s, const char *name, int timeout_ms, bool restart,
		     struct err *e)
{
	own_instance struct instance *i = instance_load(s, name, e);
	struct run_state state;

	if (!i)
		return -1;
	run_look(s, name, &state);
	if (state.status == RUN_STOPPED)
		return not_running(e);
	if (restart && run_mark_restart(s, name, e) < 0)
		return -1;
	if (run_shutdown(s, name, timeout_ms, e) < 0)
		return -1;
	return settle(s, name, restart, e);
}

static int force(const struct store *s, const char *name, bool restart, struct err *e)
{
	own_fd int lock = -1;
	struct run_state state;
	own_instance struct instance *i = lock_and_load(s, name, &lock, &state, e);

	if (!i)
		return -1;
	if (state.status == RUN_STOPPED)
		return not_running(e);
	if (run_kill(s, name, e) < 0)
		return -1;
	return restart ? start_locked(s, i, e) : stopped_locked(s, i, e);
}

int op_stop(const struct store *s, const char *name, bool by_force, int timeout_ms, struct err *e)
{
	return by_force ? force(s, name, false, e) : shut_down(s, name, timeout_ms, false, e);
}

int op_restart(const struct store *s, const char *name, bool by_force, int timeout_ms,
	       struct err *e)
{
	return by_force ? force(s, name, true, e) : shut_down(s, name, timeout_ms, true, e);
}

static int freeze(const struct store *s, const char *name, bool on, struct err *e)
{
	own_fd int lock = -1;
	struct run_state state;
	own_instance struct instance *i = lock_and_load(s, name, &lock, &state, e);

	if (!i)
		return -1;
	if (state.status == RUN_STOPPED)
		return err_set(e, ERR_STATE, "The instance is not running");
	if (on && state.status == RUN_FROZEN)
		return err_set(e, ERR_STATE, "The instance is already frozen");
	if (!on && state.status == RUN_RUNNING)
		return err_set(e, ERR_STATE, "The instance is not frozen");
	return run_freeze(s, name, on, e);
}

int op_pause(const struct store *s, const char *name, struct err *e)
{
	return freeze(s, name, true, e);
}

int op_resume(const struct store *s, const char *name, struct err *e)
{
	return freeze(s, name, false, e);
}

void end_orphan(const struct store *s, const char *name)
{
	struct err ignored;
	own_fd int lock = lock_take(s, LOCK_INSTANCE, name, LOCK_TRY, &ignored);
	own_instance struct instance *i = NULL;

	if (lock < 0 || !run_is_orphan(s, name))
		return;
	run_sweep(s, name);
	i = instance_load(s, name, &ignored);
	if (i)
		stopped_locked(s, i, &ignored);
}

/* In the supervisor. Whoever holds the lock may be stopping or deleting the container and then
 * sweeps its run state; anybody else lets go soon. */
int op_ended(const struct store *s, const char *name, int dir, bool reboot)
{
	for (int waited = 0; waited < 10000 && run_is_still(s, name, dir); waited++) {
		own_instance struct instance *i = NULL;
		own_fd int lock = -1;
		struct err e;

		lock = lock_take(s, LOCK_INSTANCE, name, LOCK_TRY, &e);
		if (lock < 0) {
			usleep(1000);
			continue;
		}
		if (!run_is_still(s, name, dir))
			return 0;
		run_leave_supervisors(s);
		i = instance_load(s, name, &e);
		if (i && run_is_restart(s, name)) {
			run_sweep(s, name);
			return 0;
		}
		run_sweep(s, name);
		if (!i)
			return 1;
		return (reboot ? start_locked(s, i, &e) : stopped_locked(s, i, &e)) < 0;
	}
	return 0;
}
