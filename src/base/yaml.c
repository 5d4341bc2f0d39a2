/* See yaml.h. libyaml gives events; the tree is built by descent, which is why depth is bounded.
 * An alias copies what its anchor named, and the copies count against the limits: a document of a
 * few lines could otherwise ask for terabytes. */
#include "base/yaml.h"

#include <string.h>

#include <yaml.h>

#include "base/json.h"
#include "base/own.h"
#include "base/yaml_scalar.h"

struct anchor {
	char *name;
	cJSON *node; /* a copy of our own: the tree may drop the original (a key given twice) */
	size_t nodes, bytes;
};

struct reader {
	yaml_parser_t parser;
	yaml_event_t event; /* the current one */
	const char *what;
	struct err *e;
	struct anchor *anchors;
	size_t anchor_count;
	size_t nodes, bytes, depth;
};

static cJSON *read_node(struct reader *r);

static int fail(struct reader *r, const yaml_mark_t *at, const char *why)
{
	return err_set(r->e, ERR_INVALID, "%s is not valid YAML: line %zu: %s", r->what,
		       at->line + 1, why);
}

static int next(struct reader *r)
{
	yaml_event_delete(&r->event);
	if (yaml_parser_parse(&r->parser, &r->event))
		return 0;
	memset(&r->event, 0, sizeof(r->event));
	if (r->parser.error == YAML_MEMORY_ERROR)
		return err_oom(r->e);
	if (r->parser.error == YAML_READER_ERROR)
		return err_set(r->e, ERR_INVALID, "%s is not valid YAML: byte %zu: %s", r->what,
			       r->parser.problem_offset, r->parser.problem);
	return fail(r, &r->parser.problem_mark,
		    r->parser.problem ? r->parser.problem : "it cannot be read");
}

/* Counts what the tree grows by. */
static int grow(struct reader *r, const yaml_mark_t *at, size_t nodes, size_t bytes)
{
	r->nodes += nodes;
	r->bytes += bytes;
	if (r->nodes > YAML_MAX_NODES || r->bytes > YAML_MAX_SIZE)
		return fail(r, at, "it grows too large here");
	return 0;
}

static cJSON *scalar(struct reader *r)
{
	const char *text = (const char *)r->event.data.scalar.value;
	size_t len = r->event.data.scalar.length;
	enum scalar_kind kind = SCALAR_STRING;
	double number = 0;
	cJSON *node;

	if (memchr(text, 0, len)) {
		fail(r, &r->event.start_mark, "a value holds a NUL byte");
		return NULL;
	}
	if (grow(r, &r->event.start_mark, 1, len))
		return NULL;
	/* Quotes and an explicit tag leave a string a string. */
	if (r->event.data.scalar.plain_implicit)
		kind = scalar_resolve(text, &number);
	switch (kind) {
	case SCALAR_NULL:
		node = cJSON_CreateNull();
		break;
	case SCALAR_TRUE:
	case SCALAR_FALSE:
		node = cJSON_CreateBool(kind == SCALAR_TRUE);
		break;
	case SCALAR_NUMBER:
		node = cJSON_CreateNumber(number);
		break;
	default:
		node = cJSON_CreateString(text);
		break;
	}
	if (!node)
		err_oom(r->e);
	else if (!node->valuestring)
		/* cJSON frees and copies valuestring whatever the type. */
		node->valuestring = mem_strdup(text);
	return node;
}

static cJSON *alias(struct reader *r)
{
	const char *name = (const char *)r->event.data.alias.anchor;

	for (size_t i = r->anchor_count; i-- > 0;) {
		const struct anchor *a = &r->anchors[i];
		cJSON *copy;

		if (strcmp(a->name, name) != 0)
			continue;
		if (grow(r, &r->event.start_mark, a->nodes, a->bytes))
			return NULL;
		copy = cJSON_Duplicate(a->node, true);
		if (!copy)
			err_oom(r->e);
		return copy;
	}
	fail(r, &r->event.start_mark, "an alias names no anchor before it");
	return NULL;
}

static cJSON *sequence(struct reader *r)
{
	own_json cJSON *list = cJSON_CreateArray();

	for (;;) {
		cJSON *child;

		if (next(r))
			return NULL;
		if (r->event.type == YAML_SEQUENCE_END_EVENT)
			return take(list);
		child = read_node(r);
		if (!child)
			return NULL;
		cJSON_AddItemToArray(list, child);
	}
}

static cJSON *mapping(struct reader *r)
{
	own_json cJSON *map = cJSON_CreateObject();

	for (;;) {
		own_free char *key = NULL;
		cJSON *value;

		if (next(r))
			return NULL;
		if (r->event.type == YAML_MAPPING_END_EVENT)
			return take(map);
		if (r->event.type != YAML_SCALAR_EVENT ||
		    memchr(r->event.data.scalar.value, 0, r->event.data.scalar.length)) {
			fail(r, &r->event.start_mark, "a key is neither a word nor a number");
			return NULL;
		}
		if (grow(r, &r->event.start_mark, 1, r->event.data.scalar.length))
			return NULL;
		key = mem_strndup((const char *)r->event.data.scalar.value,
				  r->event.data.scalar.length);
		if (next(r))
			return NULL;
		value = read_node(r);
		if (!value)
			return NULL;
		cJSON_DeleteItemFromObjectCaseSensitive(map, key);
		cJSON_AddItemToObject(map, key, value);
	}
}

static void remember(struct reader *r, const char *name, const cJSON *node, size_t nodes,
		     size_t bytes)
{
	struct anchor *a;

	r->anchors = mem_grow(r->anchors, r->anchor_count + 1, sizeof(*r->anchors));
	a = &r->anchors[r->anchor_count++];
	a->name = mem_strdup(name);
	a->node = cJSON_Duplicate(node, true);
	a->nodes = nodes;
	a->bytes = bytes;
}

static const char *event_anchor(const yaml_event_t *event)
{
	const yaml_char_t *name = NULL;

	if (event->type == YAML_SCALAR_EVENT)
		name = event->data.scalar.anchor;
	else if (event->type == YAML_SEQUENCE_START_EVENT)
		name = event->data.sequence_start.anchor;
	else if (event->type == YAML_MAPPING_START_EVENT)
		name = event->data.mapping_start.anchor;
	return (const char *)name;
}

/* The node that begins with the current event, and all below it. */
static cJSON *read_node(struct reader *r)
{
	size_t nodes = r->nodes, bytes = r->bytes;
	own_free char *anchor = NULL;
	cJSON *node = NULL;

	if (r->depth == YAML_MAX_DEPTH) {
		fail(r, &r->event.start_mark, "it is nested too deeply");
		return NULL;
	}
	if (event_anchor(&r->event))
		anchor = mem_strdup(event_anchor(&r->event));
	r->depth++;
	switch (r->event.type) {
	case YAML_SCALAR_EVENT:
		node = scalar(r);
		break;
	case YAML_ALIAS_EVENT:
		node = alias(r);
		break;
	case YAML_SEQUENCE_START_EVENT:
		if (!grow(r, &r->event.start_mark, 1, 0))
			node = sequence(r);
		break;
	case YAML_MAPPING_START_EVENT:
		if (!grow(r, &r->event.start_mark, 1, 0))
			node = mapping(r);
		break;
	default:
		fail(r, &r->event.start_mark, "a value is missing");
		break;
	}
	r->depth--;
	/* What an anchor keeps is a second copy, and counts as one. */
	if (node && anchor) {
		nodes = r->nodes - nodes;
		bytes = r->bytes - bytes;
		if (grow(r, &r->event.start_mark, nodes, bytes)) {
			cJSON_Delete(node);
			return NULL;
		}
		remember(r, anchor, node, nodes, bytes);
	}
	return node;
}

static cJSON *read_document(struct reader *r)
{
	do {
		if (next(r))
			return NULL;
		if (r->event.type == YAML_STREAM_END_EVENT)
			return cJSON_CreateNull();
	} while (r->event.type == YAML_STREAM_START_EVENT ||
		 r->event.type == YAML_DOCUMENT_START_EVENT);
	return read_node(r);
}

cJSON *yaml_parse(const char *text, size_t len, const char *what, struct err *e)
{
	struct reader r = {.what = what, .e = e};
	cJSON *tree;

	if (len > YAML_MAX_SIZE) {
		err_set(e, ERR_INVALID, "%s is too large: more than %d MiB", what,
			YAML_MAX_SIZE >> 20);
		return NULL;
	}
	if (!yaml_parser_initialize(&r.parser)) {
		err_oom(e);
		return NULL;
	}
	yaml_parser_set_input_string(&r.parser, (const yaml_char_t *)text, len);
	tree = read_document(&r);
	for (size_t i = 0; i < r.anchor_count; i++) {
		free(r.anchors[i].name);
		cJSON_Delete(r.anchors[i].node);
	}
	free(r.anchors);
	yaml_event_delete(&r.event);
	yaml_parser_delete(&r.parser);
	return tree;
}

const char *yaml_text(const cJSON *node)
{
	if (!node || cJSON_IsArray(node) || cJSON_IsObject(node))
		return NULL;
	return node->valuestring ? node->valuestring : "";
}

int yaml_get_map(const cJSON *j, const char *key, struct map *out, struct err *e)
{
	const cJSON *m = cJSON_GetObjectItemCaseSensitive(j, key), *child;

	if (!m || cJSON_IsNull(m))
		return 0;
	if (!cJSON_IsObject(m))
		return err_set(e, ERR_INVALID, "\"%s\" is not a map", key);
	cJSON_ArrayForEach(child, m)
	{
		if (!yaml_text(child))
			return err_set(e, ERR_INVALID, "\"%s\" of \"%s\" is not a single value",
				       child->string, key);
		map_set(out, child->string, cJSON_IsNull(child) ? "" : yaml_text(child));
	}
	return 0;
}
