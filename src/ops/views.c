/* Looking at containers. */
#include <stdlib.h>
#include <string.h>

#include "base/own.h"
#include "ops/ops.h"
#include "ops/private.h"

/* Finds how it is. What a killed supervisor has left undone is done: a running container gets a new
 * one, and after one that has ended meanwhile we clean up. */
static void look(const struct store *s, struct op_view *v)
{
	const char *name = v->instance->name;
	struct err ignored;

	run_look(s, name, &v->run);
	if (v->run.status != RUN_STOPPED && !v->run.supervisor) {
		run_adopt(s, name, &ignored);
		run_look(s, name, &v->run);
	}
	if (v->run.status == RUN_STOPPED && run_is_orphan(s, name))
		end_orphan(s, name);
}

int op_look(const struct store *s, const char *name, struct op_view *out, struct err *e)
{
	*out = (struct op_view){.instance = instance_load(s, name, e)};
	if (!out->instance)
		return -1;
	look(s, out);
	return 0;
}

int op_list(const struct store *s, struct op_view **out, size_t *n, struct err *e)
{
	own_strv struct strv names = {0}, running = {0};
	size_t at = 0;

	*out = NULL;
	*n = 0;
	if (instance_names(s, &names, e) < 0 || run_names(s, &running, e) < 0)
		return -1;
	if (!running.n)
		run_sweep_supervisors(s);
	*out = mem_zalloc(names.n * sizeof(**out));
	for (size_t k = 0; k < names.n; k++) {
		struct op_view *v = *out + *n;

		v->instance = instance_load(s, names.v[k], e);
		if (!v->instance && e->kind == ERR_NOT_FOUND)
			continue; /* deleted since we read the folder */
		if (!v->instance) {
			/* One damaged file must not hide the others. */
			v->instance = instance_new(names.v[k]);
			v->run.status = RUN_ERROR;
			++*n;
			continue;
		}
		++*n;
		/* Both lists are sorted. */
		while (at < running.n && strcmp(running.v[at], names.v[k]) < 0)
			at++;
		if (at < running.n && !strcmp(running.v[at], names.v[k]))
			look(s, v);
	}
	return 0;
}

void op_views_free(struct op_view *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		instance_free(v[i].instance);
	free(v);
}
