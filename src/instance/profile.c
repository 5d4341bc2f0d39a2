/* See profile.h, and instance_expand of instance.h. */
#include "instance/profile.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/own.h"
#include "instance/device.h"
#include "state/file.h"

enum { FORMAT = 1 };

static const struct {
	const char *name, *description, *key, *value;
	bool root; /* has the root disk */
} built_in[] = {
	{"default", "Default LX profile", NULL, NULL, true},
	{"docker", "Profile supporting docker in containers", "security.nesting", "true", false},
};

void profile_free(struct profile *p)
{
	if (!p)
		return;
	free(p->name);
	free(p->description);
	map_free(&p->config);
	devices_free(p->devices, p->device_count);
	free(p);
}

static struct profile *from_table(const char *name)
{
	for (size_t i = 0; i < countof(built_in); i++) {
		struct profile *p;
		own_map struct map root = {0};

		if (strcmp(name, built_in[i].name))
			continue;
		p = mem_zalloc(sizeof(*p));
		p->name = mem_strdup(name);
		p->description = mem_strdup(built_in[i].description);
		if (built_in[i].key)
			map_set(&p->config, built_in[i].key, built_in[i].value);
		if (built_in[i].root) {
			map_set(&root, "path", "/");
			map_set(&root, "pool", "default");
			map_set(&root, "type", "disk");
			devices_set(&p->devices, &p->device_count, "root", &root);
		}
		return p;
	}
	return NULL;
}

struct profile *profile_load(const struct store *s, const char *name, struct err *e)
{
	own_profile struct profile *p = NULL;
	own_json cJSON *j = NULL;
	own_free char *file = mem_printf("profiles/%s.json", name);
	const char *description;

	if (!*name || strchr(name, '/') || name[0] == '.') {
		err_set(e, ERR_INVALID, "\"%s\" is no name of a profile", name);
		return NULL;
	}
	j = file_read_json(s->dir, file, FORMAT, e);
	if (!j) {
		if (e->kind != ERR_NOT_FOUND)
			return NULL;
		p = from_table(name);
		if (!p)
			err_set(e, ERR_NOT_FOUND, "Profile not found");
		return take(p);
	}
	p = mem_zalloc(sizeof(*p));
	p->name = mem_strdup(name);
	if (json_get_str(j, "description", &description, e) < 0 ||
	    json_get_map(j, "config", &p->config, e) < 0 ||
	    devices_parse(j, "devices", &p->devices, &p->device_count, e) < 0)
		return NULL;
	p->description = mem_strdup(description ? description : "");
	return take(p);
}

int profile_names(const struct store *s, struct strv *out, struct err *e)
{
	int fd = store_open_dir(s, "profiles", e);
	own_dir DIR *d = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	if (!d)
		return -1;
	for (size_t i = 0; i < countof(built_in); i++)
		strv_add(out, built_in[i].name);
	while ((entry = readdir(d))) {
		own_free char *name = mem_strdup(entry->d_name);

		if (name[0] == '.' || !str_ends(name, ".json"))
			continue;
		name[strlen(name) - strlen(".json")] = '\0';
		if (!strv_has(out, name))
			strv_add(out, name);
	}
	strv_sort(out);
	return 0;
}

int instance_expand(const struct store *s, const struct instance *i, struct map *config,
		    struct device **devices, size_t *device_count, struct err *e)
{
	for (size_t n = 0; n < i->profiles.n; n++) {
		own_profile struct profile *p = profile_load(s, i->profiles.v[n], e);

		if (!p && e->kind == ERR_NOT_FOUND)
			return err_set(e, ERR_NOT_FOUND, "Requested profile \"%s\" doesn't exist",
				       i->profiles.v[n]);
		if (!p)
			return -1;
		map_copy(config, &p->config);
		for (size_t k = 0; k < p->device_count; k++)
			devices_set(devices, device_count, p->devices[k].name,
				    &p->devices[k].properties);
	}
	map_copy(config, &i->config);
	for (size_t k = 0; k < i->device_count; k++)
		devices_set(devices, device_count, i->devices[k].name, &i->devices[k].properties);
	return 0;
}
