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
