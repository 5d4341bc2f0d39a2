/* See instance.h: the object and its file. */
#include "instance/instance.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/own.h"
#include "instance/device.h"
#include "state/file.h"
#include "state/name.h"

enum { FORMAT = 1 };

static const char file_name[] = "instance.json";

struct instance *instance_new(const char *name)
{
	struct instance *i = mem_zalloc(sizeof(*i));

	i->name = mem_strdup(name);
	i->description = mem_strdup("");
	i->architecture = mem_strdup("");
	i->pool = mem_strdup("default");
	return i;
}

void instance_free(struct instance *i)
{
	if (!i)
		return;
	free(i->name);
	free(i->description);
	free(i->architecture);
	free(i->pool);
	strv_free(&i->profiles);
	map_free(&i->config);
	devices_free(i->devices, i->device_count);
	for (size_t n = 0; n < i->snapshot_count; n++)
		free(i->snapshots[n].name);
	free(i->snapshots);
	strv_free(&i->layers);
	free(i);
}

static int parse_snapshots(const cJSON *j, struct instance *i, struct err *e)
{
	const cJSON *list = cJSON_GetObjectItemCaseSensitive(j, "snapshots"), *item;

	cJSON_ArrayForEach(item, list)
	{
		struct snapshot s = {0};
		const char *name;

		if (json_get_str(item, "name", &name, e) < 0 ||
		    json_get_int(item, "created_at", &s.created_at, e) < 0 ||
		    json_get_int(item, "expires_at", &s.expires_at, e) < 0 ||
		    json_get_bool(item, "stateful", &s.stateful, e) < 0)
			return -1;
		if (!name)
			return err_set(e, ERR_INVALID, "a snapshot has no name");
		s.name = mem_strdup(name);
		i->snapshots = mem_grow(i->snapshots, i->snapshot_count + 1, sizeof(s));
		i->snapshots[i->snapshot_count++] = s;
	}
	return 0;
}

static int parse_ids(const cJSON *j, struct instance *i, struct err *e)
{
	const cJSON *ids = cJSON_GetObjectItemCaseSensitive(j, "ids");
	int64_t base, size;

	if (json_get_int(ids, "base", &base, e) < 0 || json_get_int(ids, "size", &size, e) < 0)
		return -1;
	if (base < 0 || size < 0 || base + size > UINT32_MAX)
		return err_set(e, ERR_INVALID, "\"ids\" is no range of ids");
	i->ids = (struct idrange){(uint32_t)base, (uint32_t)size};
	return 0;
}

/* Replaces *field where the member is there. */
static int parse_str(const cJSON *j, const char *key, char **field, struct err *e)
{
	const char *value;

	if (json_get_str(j, key, &value, e) < 0)
		return -1;
	if (value) {
		free(*field);
		*field = mem_strdup(value);
	}
	return 0;
}

/* What LXD keeps in the configuration about the range of ids. It is made from the range and left
 * out when the instance is saved, so that nothing is there twice. */
static const char *const idmap_keys[] = {"volatile.idmap.base", "volatile.idmap.current",
					 "volatile.idmap.next"};

static void set_idmap(struct instance *i)
{
	char base[16], map[256];

	if (!i->ids.size)
		return;
	snprintf(base, sizeof(base), "%u", i->ids.base);
	snprintf(map, sizeof(map),
		 "[{\"Isuid\":true,\"Isgid\":false,\"Hostid\":%u,\"Nsid\":0,\"Maprange\":%u},"
		 "{\"Isuid\":false,\"Isgid\":true,\"Hostid\":%u,\"Nsid\":0,\"Maprange\":%u}]",
		 i->ids.base, i->ids.size, i->ids.base, i->ids.size);
	map_set(&i->config, idmap_keys[0], base);
	map_set(&i->config, idmap_keys[1], map);
	map_set(&i->config, idmap_keys[2], map);
}

static bool is_idmap_key(const char *key)
{
	for (size_t n = 0; n < countof(idmap_keys); n++)
		if (!strcmp(key, idmap_keys[n]))
			return true;
	return false;
}

static void print_config(cJSON *j, const struct map *config)
{
	cJSON *all = cJSON_AddObjectToObject(j, "config");

	for (size_t n = 0; n < config->n; n++)
		if (!is_idmap_key(config->v[n].key))
			json_set_str(all, config->v[n].key, config->v[n].value);
}

static int parse(const cJSON *j, struct instance *i, struct err *e)
{
	const char *id;

	if (json_get_str(j, "id", &id, e) < 0)
		return -1;
	if (!id || strlen(id) != sizeof(i->id) - 1)
		return err_set(e, ERR_INVALID, "\"id\" is missing or malformed");
	memcpy(i->id, id, sizeof(i->id));
	if (parse_str(j, "description", &i->description, e) < 0 ||
	    parse_str(j, "architecture", &i->architecture, e) < 0 ||
	    parse_str(j, "pool", &i->pool, e) < 0 ||
	    json_get_bool(j, "ephemeral", &i->ephemeral, e) < 0 ||
	    json_get_bool(j, "templates", &i->has_templates, e) < 0 ||
	    json_get_int(j, "created_at", &i->created_at, e) < 0 ||
	    json_get_int(j, "last_used_at", &i->last_used_at, e) < 0 ||
	    json_get_strv(j, "profiles", &i->profiles, e) < 0 ||
	    json_get_map(j, "config", &i->config, e) < 0 ||
	    json_get_strv(j, "layers", &i->layers, e) < 0)
		return -1;
	if (devices_parse(j, "devices", &i->devices, &i->device_count, e) < 0)
		return -1;
	return parse_ids(j, i, e) < 0 ? -1 : parse_snapshots(j, i, e);
}

static struct instance *load(int dir, const char *path, const char *name, struct err *e)
{
	own_json cJSON *j = file_read_json(dir, path, FORMAT, e);
	own_instance struct instance *i = NULL;

	if (!j)
		return NULL;
	i = instance_new(name);
	if (parse(j, i, e) < 0) {
		err_wrap(e, "instance \"%s\"", name);
		return NULL;
	}
	set_idmap(i);
	return take(i);
}

struct instance *instance_load_at(int dir, const char *name, struct err *e)
{
	return load(dir, file_name, name, e);
}

struct instance *instance_load(const struct store *s, const char *name, struct err *e)
{
	char path[sizeof("instances//") + NAME_MAX_LEN + sizeof(file_name)];
	struct instance *i = NULL;

	err_clear(e);
	if (name_is_instance(name)) {
		snprintf(path, sizeof(path), "instances/%s/%s", name, file_name);
		i = load(s->dir, path, name, e);
	}
	if (!i && (e->kind == ERR_NONE || e->kind == ERR_NOT_FOUND))
		err_set(e, ERR_NOT_FOUND, "Instance not found");
	return i;
}

bool instance_exists(const struct store *s, const char *name)
{
	char path[sizeof("instances/") + NAME_MAX_LEN];

	if (!name_is_instance(name))
		return false;
	snprintf(path, sizeof(path), "instances/%s", name);
	return !faccessat(s->dir, path, F_OK, AT_SYMLINK_NOFOLLOW);
}

static cJSON *to_json(const struct instance *i)
{
	cJSON *j = cJSON_CreateObject(), *ids, *list;

	json_set_int(j, "format", FORMAT);
	json_set_str(j, "id", i->id);
	json_set_str(j, "description", i->description);
	json_set_str(j, "architecture", i->architecture);
	json_set_bool(j, "ephemeral", i->ephemeral);
	if (i->has_templates)
		json_set_bool(j, "templates", true);
	json_set_int(j, "created_at", i->created_at);
	json_set_int(j, "last_used_at", i->last_used_at);
	json_set_strv(j, "profiles", &i->profiles);
	print_config(j, &i->config);
	devices_print(j, "devices", i->devices, i->device_count);
	list = cJSON_AddArrayToObject(j, "snapshots");
	for (size_t n = 0; n < i->snapshot_count; n++) {
		cJSON *item = cJSON_CreateObject();

		json_set_str(item, "name", i->snapshots[n].name);
		json_set_int(item, "created_at", i->snapshots[n].created_at);
		json_set_int(item, "expires_at", i->snapshots[n].expires_at);
		json_set_bool(item, "stateful", i->snapshots[n].stateful);
		cJSON_AddItemToArray(list, item);
	}
	json_set_str(j, "pool", i->pool);
	json_set_strv(j, "layers", &i->layers);
	ids = cJSON_AddObjectToObject(j, "ids");
	json_set_int(ids, "base", i->ids.base);
	json_set_int(ids, "size", i->ids.size);
	return j;
}

int instance_save(const struct store *s, const struct instance *i, struct err *e)
{
	own_free char *path = mem_printf("instances/%s", i->name);
	own_fd int dir = store_open_dir(s, path, e);
	own_json cJSON *j = to_json(i);

	return dir < 0 ? -1 : file_write_json(dir, file_name, j, FILE_SYNC, e);
}

int instance_save_staged(const struct stage *st, const struct instance *i, struct err *e)
{
	own_json cJSON *j = to_json(i);
	own_str struct str text = {0};

	json_print(&text, j, false);
	str_add_char(&text, '\n');
	return file_create(st->dir, file_name, text.p, text.len, e);
}

int instance_names(const struct store *s, struct strv *out, struct err *e)
{
	int fd = store_open_dir(s, "instances", e);
	own_dir DIR *d = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	if (!d)
		return -1;
	while ((entry = readdir(d)))
		if (name_is_instance(entry->d_name))
			strv_add(out, entry->d_name);
	strv_sort(out);
	return 0;
}

int instance_each_layer(const struct store *s,
			void (*use)(const char *pool, const char *layer, void *data), void *data,
			struct err *e)
{
	own_strv struct strv names = {0};

	if (instance_names(s, &names, e) < 0)
		return -1;
	for (size_t n = 0; n < names.n; n++) {
		own_instance struct instance *i = instance_load(s, names.v[n], e);

		if (!i && e->kind == ERR_NOT_FOUND)
			continue;
		if (!i)
			return -1;
		for (size_t k = 0; k < i->layers.n; k++)
			use(i->pool, i->layers.v[k], data);
	}
	return 0;
}
