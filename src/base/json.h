/* cJSON, with the few things every reader of our state needs: errors in our form, typed getters
 * that say what is wrong, string maps both ways. */
#ifndef LX_BASE_JSON_H
#define LX_BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "base/err.h"
#include "base/map.h"
#include "base/str.h"

static inline void json_free(cJSON **j)
{
	cJSON_Delete(*j);
	*j = NULL;
}

#define own_json __attribute__((cleanup(json_free)))

/* Parses the whole of text; trailing garbage is an error. what names the document in messages.
 * The caller owns the result (cJSON_Delete). */
cJSON *json_parse(const char *text, size_t len, const char *what, struct err *e);
/* Adds the document to out: on one line, or indented with two spaces and a final newline. */
void json_print(struct str *out, const cJSON *j, bool pretty);

/* Getters: a missing member is the default (NULL, 0, false); a member of another type is an
 * error that names it. Strings are borrowed from j. */
int json_get_str(const cJSON *j, const char *key, const char **out, struct err *e);
int json_get_int(const cJSON *j, const char *key, int64_t *out, struct err *e);
int json_get_bool(const cJSON *j, const char *key, bool *out, struct err *e);
int json_get_map(const cJSON *j, const char *key, struct map *out, struct err *e);
int json_get_strv(const cJSON *j, const char *key, struct strv *out, struct err *e);

void json_set_str(cJSON *j, const char *key, const char *value);
void json_set_int(cJSON *j, const char *key, int64_t value);
void json_set_bool(cJSON *j, const char *key, bool value);
void json_set_map(cJSON *j, const char *key, const struct map *m);
void json_set_strv(cJSON *j, const char *key, const struct strv *l);

#endif
