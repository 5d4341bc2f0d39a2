/* Templates of a container's image: which are due at a start, what they may know, and the key that
 * says which still wait (volatile.apply_template). */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/own.h"
#include "image/template.h"
#include "ops/private.h"
#include "template/template.h"

/* What the templates of one start are given. */
struct facts {
	const struct instance *instance;
	const struct map *config; /* expanded, as are devices */
	struct template_entry *devices;
	size_t device_count;
	struct map own; /* "container" */
};

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct template_entry *)a)->name,
		      ((const struct template_entry *)b)->name);
}

static void gather(struct facts *f, const struct device *devices)
{
	const struct instance *i = f->instance;

	map_set(&f->own, "name", i->name);
	map_set(&f->own, "type", "container");
	map_set(&f->own, "architecture", i->architecture);
	map_set(&f->own, "privileged", i->ids.size ? "false" : "true");
	map_set(&f->own, "ephemeral", i->ephemeral ? "true" : "false");
	f->devices = mem_zalloc(f->device_count * sizeof(*f->devices));
	for (size_t n = 0; n < f->device_count; n++)
		f->devices[n] = (struct template_entry){devices[n].name, &devices[n].properties};
	qsort(f->devices, f->device_count, sizeof(*f->devices), by_name);
}

static int render(const struct facts *f, const char *trigger, const struct image_template *t,
		  const struct str *text, struct str *out, struct err *e)
{
	const struct template_var vars[] = {
		{.name = "trigger", .kind = TEMPLATE_TEXT, .text = trigger},
		{.name = "path", .kind = TEMPLATE_TEXT, .text = t->path},
		{.name = "container", .kind = TEMPLATE_MAP, .map = &f->own},
		{.name = "instance", .kind = TEMPLATE_MAP, .map = &f->own},
		{.name = "config", .kind = TEMPLATE_MAP, .map = f->config},
		{.name = "devices",
		 .kind = TEMPLATE_MAPS,
		 .maps = f->devices,
		 .map_count = f->device_count},
		{.name = "properties", .kind = TEMPLATE_MAP, .map = &t->properties},
	};
	const struct template_context context = {vars, countof(vars), f->config};

	return template_render(t->file, str_c(text), text->len, &context, out, e);
}

static int add_file(struct root_files *files, int dir, const struct facts *f, const char *trigger,
		    const struct image_template *t, struct err *e)
{
	own_str struct str text = {0};
	struct root_file *file;

	files->v = mem_grow(files->v, files->n + 1, sizeof(*files->v));
	file = &files->v[files->n++];
	*file = (struct root_file){.path = mem_strdup(t->path),
				   .create_only = t->create_only,
				   .uid = t->uid,
				   .gid = t->gid,
				   .mode = t->mode};
	return templates_read(dir, t, &text, e) || render(f, trigger, t, &text, &file->text, e) ? -1
												: 0;
}

static int add_due(struct root_files *files, int dir, const struct facts *f, const char *trigger,
		   const struct metadata *m, struct err *e)
{
	for (size_t i = 0; i < m->template_count; i++)
		if (strv_has(&m->templates[i].when, trigger) &&
		    add_file(files, dir, f, trigger, &m->templates[i], e) < 0)
			return -1;
	return 0;
}

int templates_render(const struct store *s, const struct instance *i, const struct map *config,
		     const struct device *devices, size_t device_count, struct root_files *files,
		     struct err *e)
{
	own_free char *path = mem_printf("instances/%s", i->name);
	own_metadata struct metadata m = {0};
	const char *waiting = map_get(&i->config, TEMPLATE_KEY);
	struct facts f = {.instance = i, .config = config, .device_count = device_count};
	own_fd int dir = store_open_dir(s, path, e);
	int r = dir < 0 || templates_load(dir, &m, e) < 0 ? -1 : 0;

	gather(&f, devices);
	if (r == 0 && waiting && *waiting)
		r = add_due(files, dir, &f, waiting, &m, e);
	if (r == 0)
		r = add_due(files, dir, &f, "start", &m, e);
	free(f.devices);
	map_free(&f.own);
	return r < 0 ? err_wrap(e, "cannot make the files of the image's templates") : 0;
}

void templates_wait(struct instance *i, const char *trigger)
{
	const char *waiting = map_get(&i->config, TEMPLATE_KEY);

	/* What waits already is more: a container that was copied was not even created. */
	if (i->has_templates && (!waiting || !*waiting))
		map_set(&i->config, TEMPLATE_KEY, trigger);
}
