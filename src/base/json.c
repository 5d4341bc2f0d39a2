/* See json.h. */
#include "base/json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

cJSON *json_parse(const char *text, size_t len, const char *what, struct err *e)
{
	const char *end = NULL;
	cJSON *j = cJSON_ParseWithLengthOpts(text, len, &end, 0);

	if (!j) {
		err_set(e, ERR_INVALID, "%s is not valid JSON", what);
		return NULL;
	}
	while (end < text + len && (*end == ' ' || *end == '\n' || *end == '\t' || *end == '\r'))
		end++;
	if (end < text + len && *end) {
		cJSON_Delete(j);
		err_set(e, ERR_INVALID, "%s has something after the end of its JSON", what);
		return NULL;
	}
	return j;
}

/* Two spaces a level, as every other tool that prints JSON for people does. */
static void print_pretty(struct str *out, const cJSON *j, size_t depth)
{
	const cJSON *child;
	char *text;

	if (!(cJSON_IsObject(j) || cJSON_IsArray(j)) || !j->child) {
		text = cJSON_PrintUnformatted(j);
		str_add(out, text ? text : "null");
		cJSON_free(text);
		return;
	}
	str_add(out, cJSON_IsObject(j) ? "{\n" : "[\n");
	cJSON_ArrayForEach(child, j)
	{
		for (size_t i = 0; i <= depth; i++)
			str_add(out, "  ");
		if (cJSON_IsObject(j)) {
			cJSON key = {.type = cJSON_String, .valuestring = child->string};

			text = cJSON_PrintUnformatted(&key);
			str_addf(out, "%s: ", text ? text : "\"\"");
			cJSON_free(text);
		}
		print_pretty(out, child, depth + 1);
		str_add(out, child->next ? ",\n" : "\n");
	}
	for (size_t i = 0; i < depth; i++)
		str_add(out, "  ");
	str_add_char(out, cJSON_IsObject(j) ? '}' : ']');
}

void json_print(struct str *out, const cJSON *j, bool pretty)
{
	char *text;

	if (pretty) {
		print_pretty(out, j, 0);
		str_add_char(out, '\n');
		return;
	}
	text = cJSON_PrintUnformatted(j);
	str_add(out, text ? text : "null");
	cJSON_free(text);
}

static int wrong_type(struct err *e, const char *key, const char *type)
{
	return err_set(e, ERR_INVALID, "\"%s\" is not %s", key, type);
}

/* The member, or NULL where it is missing or null. */
static const cJSON *member(const cJSON *j, const char *key)
{
	const cJSON *m = cJSON_GetObjectItemCaseSensitive(j, key);

	return m && !cJSON_IsNull(m) ? m : NULL;
}

int json_get_str(const cJSON *j, const char *key, const char **out, struct err *e)
{
	const cJSON *m = member(j, key);

	*out = NULL;
	if (!m)
		return 0;
	if (!cJSON_IsString(m))
		return wrong_type(e, key, "a string");
	*out = m->valuestring;
	return 0;
}

int json_get_int(const cJSON *j, const char *key, int64_t *out, struct err *e)
{
	const cJSON *m = member(j, key);

	*out = 0;
	if (!m)
		return 0;
	/* Beyond 2^53 a double is no longer exact. */
	if (!cJSON_IsNumber(m) || fabs(m->valuedouble) > 9007199254740992.0 ||
	    floor(m->valuedouble) < m->valuedouble)
		return wrong_type(e, key, "a whole number");
	*out = (int64_t)m->valuedouble;
	return 0;
}

int json_get_bool(const cJSON *j, const char *key, bool *out, struct err *e)
{
	const cJSON *m = member(j, key);

	*out = false;
	if (!m)
		return 0;
	if (!cJSON_IsBool(m))
		return wrong_type(e, key, "true or false");
	*out = cJSON_IsTrue(m);
	return 0;
}

int json_get_map(const cJSON *j, const char *key, struct map *out, struct err *e)
{
	const cJSON *m = member(j, key), *child;

	if (!m)
		return 0;
	if (!cJSON_IsObject(m))
		return wrong_type(e, key, "an object");
	cJSON_ArrayForEach(child, m)
	{
		if (!cJSON_IsString(child))
			return wrong_type(e, child->string, "a string");
		map_set(out, child->string, child->valuestring);
	}
	return 0;
}

int json_get_strv(const cJSON *j, const char *key, struct strv *out, struct err *e)
{
	const cJSON *m = member(j, key), *child;

	if (!m)
		return 0;
	if (!cJSON_IsArray(m))
		return wrong_type(e, key, "a list");
	cJSON_ArrayForEach(child, m)
	{
		if (!cJSON_IsString(child))
			return wrong_type(e, key, "a list of strings");
		strv_add(out, child->valuestring);
	}
	return 0;
}

void json_set_str(cJSON *j, const char *key, const char *value)
{
	cJSON_AddStringToObject(j, key, value ? value : "");
}

void json_set_int(cJSON *j, const char *key, int64_t value)
{
	cJSON_AddNumberToObject(j, key, (double)value);
}

void json_set_bool(cJSON *j, const char *key, bool value)
{
	cJSON_AddBoolToObject(j, key, value);
}

void json_set_map(cJSON *j, const char *key, const struct map *m)
{
	cJSON *o = cJSON_AddObjectToObject(j, key);

	for (size_t i = 0; i < m->n; i++)
		cJSON_AddStringToObject(o, m->v[i].key, m->v[i].value);
}

void json_set_strv(cJSON *j, const char *key, const struct strv *l)
{
	cJSON *a = cJSON_AddArrayToObject(j, key);

	for (size_t i = 0; i < l->n; i++)
		cJSON_AddItemToArray(a, cJSON_CreateString(l->v[i]));
}
