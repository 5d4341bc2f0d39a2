/* What the rooms of ops/ share. Private to ops/. */
#ifndef LX_OPS_PRIVATE_H
#define LX_OPS_PRIVATE_H

#include "base/err.h"
#include "instance/instance.h"
#include "runtime/root_file.h"
#include "runtime/runtime.h"
#include "state/store.h"

/* Lets go of what a retired instance names: its range of ids, its layers. false: it could not, and the
 * entry must stay for the next sweep. */
bool release_instance(const struct store *s, int entry, const struct instance *i);

/* These have the instance's lock held by the caller. */
int start_locked(const struct store *s, struct instance *i, struct err *e);
int run_instance(const struct store *s, struct instance *i, struct err *e);
int delete_locked(const struct store *s, const struct instance *i, struct err *e);
/* After a stop: notes it, or deletes an ephemeral one. */
int stopped_locked(const struct store *s, struct instance *i, struct err *e);
/* Cleans up after a container that ended without a supervisor, unless a command is at work on it. */
void end_orphan(const struct store *s, const char *name);
/* Locks, then loads, then looks how it is. *lock is the lock's descriptor. */
struct instance *lock_and_load(const struct store *s, const char *name, int *lock,
			       struct run_state *state, struct err *e);

/* The trigger of templates that are due at the next start: "create", "copy" or "rename". */
#define TEMPLATE_KEY "volatile.apply_template"
/* Sets it, unless something waits already; nothing where the container has no templates. */
void templates_wait(struct instance *i, const char *trigger);
/* Makes the files of what waits and of what is due at each start; config and devices are expanded. */
int templates_render(const struct store *s, const struct instance *i, const struct map *config,
		     const struct device *devices, size_t device_count, struct root_files *files,
		     struct err *e);

#define POWER_KEY "volatile.last_state.power"
#define POWER_ON  "RUNNING"
#define POWER_OFF "STOPPED"

#endif
