/* Deleting and renaming containers. */
#include <string.h>
#include <unistd.h>

#include "base/own.h"
#include "kernel/sys.h"
#include "ops/ops.h"
#include "ops/private.h"
#include "state/file.h"
#include "state/lock.h"
#include "state/name.h"

int delete_locked(const struct store *s, const struct instance *i, struct err *e)
{
	own_fd int instances = store_open_dir(s, "instances", e);
	struct stage st = STAGE_NONE;

	if (instances < 0 || stage_retire(s, &st, instances, i->name, e) < 0)
		return -1;
	/* It is gone; what fails from here on is the next sweep's. */
	lock_retire(s, LOCK_INSTANCE, i->name);
	if (release_instance(s, st.dir, i))
		stage_end(&st);
	else
		stage_leave(&st);
	return 0;
}

int op_delete(const struct store *s, const char *name, bool force, struct err *e)
{
	own_fd int lock = -1;
	struct run_state state;
	own_instance struct instance *i = lock_and_load(s, name, &lock, &state, e);

	if (!i)
		return -1;
	if (state.status != RUN_STOPPED) {
		if (!force)
			return err_set(e, ERR_STATE,
				       "The instance is currently running, stop it first "
				       "or pass --force");
		if (run_kill(s, name, e) < 0)
			return -1;
	} else if (run_exists(s, name)) {
		run_sweep(s, name);
	}
	return delete_locked(s, i, e);
}

/* Locks both names in their order. */
static int lock_both(const struct store *s, const char *a, const char *b, int locks[2],
		     struct err *e)
{
	bool swapped = strcmp(a, b) > 0;

	locks[0] = lock_take(s, LOCK_INSTANCE, swapped ? b : a, LOCK_WAIT, e);
	if (locks[0] < 0)
		return -1;
	locks[1] = lock_take(s, LOCK_INSTANCE, swapped ? a : b, LOCK_WAIT, e);
	return locks[1] < 0 ? -1 : 0;
}

static int rename_locked(const struct store *s, const char *from, const char *to, struct err *e)
{
	own_fd int instances = store_open_dir(s, "instances", e);
	own_instance struct instance *i = instances < 0 ? NULL : instance_load(s, from, e);
	struct run_state state;

	if (!i)
		return -1;
	run_look(s, from, &state);
	if (state.status != RUN_STOPPED)
		return err_set(e, ERR_STATE, "Renaming of running container not allowed");
	if (run_exists(s, from))
		run_sweep(s, from);
	/* Before the rename: alone, it makes the files again under the old name. */
	templates_wait(i, "rename");
	if (i->has_templates && instance_save(s, i, e) < 0)
		return -1;
	if (sys_renameat2(instances, from, instances, to, SYS_RENAME_NOREPLACE) < 0) {
		if (errno == EEXIST)
			return err_set(e, ERR_EXISTS, "Name \"%s\" already in use", to);
		return err_sys(e, errno, "cannot rename \"%s\"", from);
	}
	return file_sync_dir(instances, e);
}

int op_rename(const struct store *s, const char *from, const char *to, struct err *e)
{
	own_instance struct instance *there = NULL;
	int locks[2] = {-1, -1}, r = -1;

	if (name_check_instance(to, e) < 0)
		return -1;
	there = instance_load(s, from, e);
	if (!there)
		return -1;
	if (!strcmp(from, to))
		return err_set(e, ERR_EXISTS, "Name \"%s\" already in use", to);
	if (!lock_both(s, from, to, locks, e)) {
		r = rename_locked(s, from, to, e);
		if (r == 0)
			lock_retire(s, LOCK_INSTANCE, from);
		else if (e->kind != ERR_EXISTS)
			lock_retire(s, LOCK_INSTANCE, to);
	}
	for (int i = 0; i < 2; i++)
		if (locks[i] >= 0)
			close(locks[i]);
	return r;
}
