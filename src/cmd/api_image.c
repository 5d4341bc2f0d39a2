/* Images; see api.h. */
#include <string.h>

#include "base/json.h"
#include "cmd/api.h"

cJSON *api_image_put(const struct image *i)
{
	cJSON *j = cJSON_CreateObject();

	json_set_bool(j, "auto_update", i->auto_update);
	json_set_map(j, "properties", &i->properties);
	json_set_bool(j, "public", i->public);
	api_set_time(j, "expires_at", i->expires_at);
	json_set_strv(j, "profiles", &i->profiles);
	return j;
}

cJSON *api_image(const struct image *i, const struct image_alias *aliases, size_t n)
{
	cJSON *j = api_image_put(i), *list = cJSON_AddArrayToObject(j, "aliases");

	for (size_t k = 0; k < n; k++) {
		cJSON *alias;

		if (strcmp(aliases[k].fingerprint, i->fingerprint) != 0)
			continue;
		alias = cJSON_CreateObject();
		json_set_str(alias, "name", aliases[k].name);
		json_set_str(alias, "description", aliases[k].description);
		cJSON_AddItemToArray(list, alias);
	}
	json_set_str(j, "architecture", i->architecture);
	json_set_bool(j, "cached", i->cached);
	json_set_str(j, "filename", i->filename);
	json_set_str(j, "fingerprint", i->fingerprint);
	json_set_int(j, "size", (int64_t)i->size);
	json_set_str(j, "type", "container");
	api_set_time(j, "created_at", i->created_at);
	api_set_time(j, "last_used_at", i->last_used_at);
	api_set_time(j, "uploaded_at", i->uploaded_at);
	return j;
}
