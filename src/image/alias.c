/* Aliases of images: images/aliases.json, changed under a lock of its own. An alias whose image is
 * gone counts for nothing: deleting an image and forgetting its aliases are two steps, and a kill
 * may come between. See image.h. */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/own.h"
#include "image/image.h"
#include "image/record.h"
#include "state/file.h"
#include "state/lock.h"

enum { ALIASES_FORMAT = 1, ALIAS_MAX_LEN = 255 };

/* The document and the map in it, borrowed from the document. */
struct table {
	cJSON *document;
	cJSON *map;
};

static void table_free(struct table *t)
{
	cJSON_Delete(t->document);
}

#define own_table __attribute__((cleanup(table_free)))

static int table_read(const struct store *s, struct table *t, struct err *e)
{
	own_fd int images = store_open_dir(s, "images", e);

	if (images < 0)
		return -1;
	t->document = file_read_json(images, "aliases.json", ALIASES_FORMAT, e);
	if (!t->document && e->kind != ERR_NOT_FOUND)
		return -1;
	err_clear(e);
	if (!t->document) {
		t->document = cJSON_CreateObject();
		json_set_int(t->document, "format", ALIASES_FORMAT);
	}
	t->map = cJSON_GetObjectItemCaseSensitive(t->document, "aliases");
	if (!t->map)
		t->map = cJSON_AddObjectToObject(t->document, "aliases");
	if (!cJSON_IsObject(t->map))
		return err_set(e, ERR_INVALID, "aliases.json holds no map of aliases");
	return 0;
}

static const char *fingerprint_of(const cJSON *alias)
{
	const char *text =
		cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(alias, "fingerprint"));

	return text ? text : "";
}

/* The alias, unless its image is gone. */
static cJSON *table_find(const struct store *s, const struct table *t, const char *name)
{
	cJSON *alias = cJSON_GetObjectItemCaseSensitive(t->map, name);

	return alias && record_exists(s, fingerprint_of(alias)) ? alias : NULL;
}

/* Every write drops what stands for nothing. */
static int table_write(const struct store *s, struct table *t, struct err *e)
{
	own_fd int images = store_open_dir(s, "images", e);
	cJSON *next;

	if (images < 0)
		return -1;
	for (cJSON *alias = t->map->child; alias; alias = next) {
		next = alias->next;
		if (!record_exists(s, fingerprint_of(alias)))
			cJSON_Delete(cJSON_DetachItemViaPointer(t->map, alias));
	}
	return file_write_json(images, "aliases.json", t->document, FILE_SYNC, e);
}

static void table_set(struct table *t, const char *name, const char *fingerprint,
		      const char *description)
{
	cJSON *alias;

	cJSON_DeleteItemFromObjectCaseSensitive(t->map, name);
	alias = cJSON_AddObjectToObject(t->map, name);
	json_set_str(alias, "fingerprint", fingerprint);
	json_set_str(alias, "description", description ? description : "");
}

/* LXD takes nearly anything; what would break lists or never be found again is refused. */
static int check_name(const char *name, struct err *e)
{
	size_t n = strlen(name);

	if (!n)
		return err_set(e, ERR_INVALID, "Alias name missing");
	if (n > ALIAS_MAX_LEN)
		return err_set(e, ERR_INVALID, "alias \"%.40s...\" is too long", name);
	for (const char *p = name; *p; p++)
		if ((unsigned char)*p <= ' ' || *p == 0x7f || *p == ':')
			return err_set(e, ERR_INVALID,
				       "an alias cannot hold blanks, colons or control characters");
	return 0;
}

static int exists(const char *name, struct err *e)
{
	return err_set(e, ERR_EXISTS, "Alias \"%s\" already exists", name);
}

static int not_found(struct err *e)
{
	return err_set(e, ERR_NOT_FOUND, "Image alias not found");
}

static int lock(const struct store *s, struct err *e)
{
	return lock_take(s, LOCK_ALIASES, "aliases", LOCK_WAIT, e);
}

char *alias_lookup(const struct store *s, const char *name, struct err *e)
{
	own_table struct table t = {0};
	const cJSON *alias;

	if (table_read(s, &t, e))
		return NULL;
	alias = table_find(s, &t, name);
	return alias ? mem_strdup(fingerprint_of(alias)) : NULL;
}

static int check_new(const struct store *s, const struct table *t, const struct strv *names,
		     bool move, struct err *e)
{
	for (size_t i = 0; names && i < names->n; i++) {
		if (check_name(names->v[i], e))
			return -1;
		if (!move && table_find(s, t, names->v[i]))
			return exists(names->v[i], e);
	}
	return 0;
}

int alias_check_new(const struct store *s, const struct strv *names, bool move, struct err *e)
{
	own_table struct table t = {0};

	if (!names || !names->n)
		return 0;
	return table_read(s, &t, e) ? -1 : check_new(s, &t, names, move, e);
}

int alias_set_all(const struct store *s, const struct strv *names, const char *fingerprint,
		  bool move, struct err *e)
{
	own_table struct table t = {0};
	own_fd int held = -1;

	if (!names || !names->n)
		return 0;
	held = lock(s, e);
	if (held < 0 || table_read(s, &t, e) || check_new(s, &t, names, move, e))
		return -1;
	for (size_t i = 0; i < names->n; i++)
		table_set(&t, names->v[i], fingerprint, "");
	return table_write(s, &t, e);
}

int alias_prune(const struct store *s, struct err *e)
{
	own_table struct table t = {0};
	own_fd int held = lock(s, e);
	const cJSON *alias;

	if (held < 0 || table_read(s, &t, e))
		return -1;
	cJSON_ArrayForEach(
		alias,
		t.map) if (!record_exists(s, fingerprint_of(alias))) return table_write(s, &t, e);
	return 0;
}

static int by_name(const void *a, const void *b)
{
	const struct image_alias *x = a, *y = b;

	return strcmp(x->name, y->name);
}

int image_aliases(const struct store *s, struct image_alias **out, size_t *n, struct err *e)
{
	own_table struct table t = {0};
	const cJSON *alias;

	*out = NULL;
	*n = 0;
	if (table_read(s, &t, e))
		return -1;
	cJSON_ArrayForEach(alias, t.map)
	{
		const char *text = cJSON_GetStringValue(
			cJSON_GetObjectItemCaseSensitive(alias, "description"));

		if (!record_exists(s, fingerprint_of(alias)))
			continue;
		*out = mem_grow(*out, *n + 1, sizeof(**out));
		(*out)[(*n)++] = (struct image_alias){
			.name = mem_strdup(alias->string),
			.fingerprint = mem_strdup(fingerprint_of(alias)),
			.description = mem_strdup(text ? text : ""),
		};
	}
	if (*n)
		qsort(*out, *n, sizeof(**out), by_name);
	return 0;
}

void image_aliases_free(struct image_alias *a, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(a[i].name);
		free(a[i].fingerprint);
		free(a[i].description);
	}
	free(a);
}

int image_alias_create(const struct store *s, const char *name, const char *fingerprint,
		       const char *description, struct err *e)
{
	own_table struct table t = {0};
	own_fd int held = -1;

	if (check_name(name, e))
		return -1;
	held = lock(s, e);
	if (held < 0 || table_read(s, &t, e))
		return -1;
	if (table_find(s, &t, name))
		return exists(name, e);
	if (!record_exists(s, fingerprint))
		return err_set(e, ERR_NOT_FOUND, "Image not found");
	table_set(&t, name, fingerprint, description);
	return table_write(s, &t, e);
}

int image_alias_delete(const struct store *s, const char *name, struct err *e)
{
	own_table struct table t = {0};
	own_fd int held = lock(s, e);

	if (held < 0 || table_read(s, &t, e))
		return -1;
	if (!table_find(s, &t, name))
		return not_found(e);
	cJSON_DeleteItemFromObjectCaseSensitive(t.map, name);
	return table_write(s, &t, e);
}

int image_alias_rename(const struct store *s, const char *from, const char *to, struct err *e)
{
	own_table struct table t = {0};
	own_fd int held = -1;
	cJSON *alias;

	if (check_name(to, e))
		return -1;
	held = lock(s, e);
	if (held < 0 || table_read(s, &t, e))
		return -1;
	alias = table_find(s, &t, from);
	if (!alias)
		return not_found(e);
	if (str_eq(from, to))
		return 0;
	if (table_find(s, &t, to))
		return exists(to, e);
	cJSON_DeleteItemFromObjectCaseSensitive(t.map, to);
	alias = cJSON_DetachItemFromObjectCaseSensitive(t.map, from);
	cJSON_AddItemToObject(t.map, to, alias);
	return table_write(s, &t, e);
}
