/* What can be done with containers: locks, order and undo are here; cmd/ and serve/ call these. */
#ifndef LX_OPS_OPS_H
#define LX_OPS_OPS_H

#include <stdbool.h>

#include "base/err.h"
#include "base/map.h"
#include "base/str.h"
#include "image/image.h"
#include "instance/instance.h"
#include "runtime/runtime.h"
#include "state/store.h"

struct op_create {
	const char *image; /* as typed: [remote:]alias or fingerprint */
	const char *name;  /* NULL: a random one */
	bool ephemeral;
	const struct strv *profiles; /* NULL: default */
	struct map config;
	struct device *devices;
	size_t device_count;
	const char *pool; /* NULL: default */
	bool start;	  /* launch */
};

/* Opens the store, tells it how to sweep (state/stage.h) and what a supervisor does at the end of
 * its container, and sweeps. */
int op_open(struct store *s, struct err *e);

/* Sets keys of the configuration; an empty value unsets. A running container has it at once, as far
 * as its key acts live. All or nothing. */
int op_config(const struct store *s, const char *name, const struct map *changes, struct err *e);

/* What a supervisor does when its container has ended (runtime.h's run_on_end). */
int op_ended(const struct store *s, const char *name, int dir, bool reboot);

/* Creates (and starts) a container. created(name) is called when it exists and before its start.
 * The name used is in *name (the caller frees). */
int op_create(const struct store *s, const struct op_create *in, char **name,
	      void (*created)(const char *name), struct err *e);
int op_start(const struct store *s, const char *name, struct err *e);
/* timeout_ms: -1 waits for ever. An ephemeral one is deleted afterwards. */
int op_stop(const struct store *s, const char *name, bool force, int timeout_ms, struct err *e);
int op_restart(const struct store *s, const char *name, bool force, int timeout_ms, struct err *e);
int op_pause(const struct store *s, const char *name, struct err *e);
int op_resume(const struct store *s, const char *name, struct err *e);
int op_delete(const struct store *s, const char *name, bool force, struct err *e);
int op_rename(const struct store *s, const char *from, const char *to, struct err *e);
/* Checks that it runs, adopts it where its supervisor is gone, and runs the command. */
int op_exec(const struct store *s, struct exec_plan *plan, int *status, struct err *e);

/* Removes the image, its aliases, and its layer where no container uses it. */
int op_image_delete(const struct store *s, const char *ref, struct err *e);

/* One container with how it is, for list and info. */
struct op_view {
	struct instance *instance;
	struct run_state run;
};

/* All containers in name order; those without a supervisor are adopted on the way. */
int op_list(const struct store *s, struct op_view **out, size_t *n, struct err *e);
int op_look(const struct store *s, const char *name, struct op_view *out, struct err *e);
void op_views_free(struct op_view *v, size_t n);

#endif
