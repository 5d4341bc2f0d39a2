/* See device.h. */
#include "instance/device.h"

#include <stdlib.h>
#include <string.h>

#include "base/own.h"

void devices_set(struct device **list, size_t *n, const char *name, const struct map *properties)
{
	struct device *d = NULL;

	for (size_t i = 0; i < *n; i++)
		if (!strcmp((*list)[i].name, name))
			d = &(*list)[i];
	if (!d) {
		*list = mem_grow(*list, *n + 1, sizeof(**list));
		d = &(*list)[(*n)++];
		*d = (struct device){.name = mem_strdup(name)};
	}
	map_free(&d->properties);
	map_copy(&d->properties, properties);
}

int devices_parse(const cJSON *j, const char *key, struct device **out, size_t *n, struct err *e)
{
	const cJSON *all = cJSON_GetObjectItemCaseSensitive(j, key), *one;

	if (!all || cJSON_IsNull(all))
		return 0;
	if (!cJSON_IsObject(all))
		return err_set(e, ERR_INVALID, "\"%s\" is not an object", key);
	cJSON_ArrayForEach(one, all)
	{
		own_map struct map properties = {0};

		if (json_get_map(all, one->string, &properties, e) < 0)
			return -1;
		devices_set(out, n, one->string, &properties);
	}
	return 0;
}

void devices_print(cJSON *j, const char *key, const struct device *d, size_t n)
{
	cJSON *all = cJSON_AddObjectToObject(j, key);

	for (size_t i = 0; i < n; i++)
		json_set_map(all, d[i].name, &d[i].properties);
}

void devices_free(struct device *d, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(d[i].name);
		map_free(&d[i].properties);
	}
	free(d);
}

enum { OPTIONS_MAX = 4 };

/* The types there are. "type" itself is an option of all. */
static const struct device_type {
	const char *name;
	const char *options[OPTIONS_MAX + 1];
} types[] = {
	{"disk", {"path", "pool"}},
	{"none", {NULL}},
};

static bool has_option(const struct device_type *t, const char *option)
{
	for (size_t i = 0; t->options[i]; i++)
		if (!strcmp(t->options[i], option))
			return true;
	return !strcmp(option, "type");
}

static int invalid(const struct device *d, struct err *e, const char *why)
{
	return err_set(e, ERR_INVALID, "Invalid devices: Device validation failed for \"%s\": %s",
		       d->name, why);
}

static int check_options(const struct device *d, const struct device_type *t, struct err *e)
{
	for (size_t i = 0; i < d->properties.n; i++) {
		const char *option = d->properties.v[i].key;
		own_free char *why = NULL;

		if (has_option(t, option))
			continue;
		why = mem_printf("Invalid device option \"%s\"", option);
		return invalid(d, e, why);
	}
	return 0;
}

static int check_disk(const struct device *d, struct err *e)
{
	const char *path = map_get(&d->properties, "path"), *pool;

	if (!path)
		return invalid(
			d, e, "Disk entry is missing the required \"source\" or \"path\" property");
	if (strcmp(path, "/") != 0)
		return invalid(d, e, "only the root disk (path \"/\") is supported so far");
	pool = map_get(&d->properties, "pool");
	if (!pool || !*pool)
		return invalid(d, e, "Root disk entry must have a \"pool\" property set");
	if (strcmp(pool, "default") != 0)
		return err_set(e, ERR_NOT_FOUND,
			       "Failed loading storage pool \"%s\": Storage pool not found", pool);
	return 0;
}

static int check(const struct device *d, struct err *e)
{
	const char *type = map_get(&d->properties, "type");

	for (size_t i = 0; i < countof(types); i++) {
		if (!str_eq(type, types[i].name))
			continue;
		if (check_options(d, &types[i], e) < 0)
			return -1;
		return strcmp(type, "disk") != 0 ? 0 : check_disk(d, e);
	}
	return err_set(e, ERR_INVALID, "Invalid device type %s (device \"%s\")", type ? type : "",
		       d->name);
}

const struct device *devices_check(const struct device *d, size_t n, struct err *e)
{
	const struct device *root = NULL;

	for (size_t i = 0; i < n; i++) {
		if (check(&d[i], e) < 0)
			return NULL;
		if (!str_eq(map_get(&d[i].properties, "path"), "/"))
			continue;
		if (root) {
			err_set(e, ERR_INVALID,
				"Invalid devices: Failed detecting root disk device: More than "
				"one root device found");
			return NULL;
		}
		root = &d[i];
	}
	if (!root)
		err_set(e, ERR_INVALID, "Failed getting root disk: No root device could be found");
	return root;
}
