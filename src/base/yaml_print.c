/* YAML out; see yaml.h. libyaml's emitter is the one go-yaml was translated from, so the same
 * choice of styles gives the same bytes as LXD's client. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <yaml.h>

#include "base/own.h"
#include "base/yaml.h"
#include "base/yaml_scalar.h"

/* A bit of cJSON's type that cJSON itself leaves alone (it looks at the low ten). */
enum { TYPE_TIME = 1 << 16 };

void yaml_mark_time(cJSON *string)
{
	string->type |= TYPE_TIME;
}

static int append(void *data, unsigned char *buffer, size_t size)
{
	str_add_bytes(data, buffer, size);
	return 1;
}

static void emit_scalar(yaml_emitter_t *emitter, const char *text, yaml_scalar_style_t style)
{
	yaml_event_t event;

	if (yaml_scalar_event_initialize(&event, NULL, NULL, (const yaml_char_t *)text, -1, 1, 1,
					 style))
		yaml_emitter_emit(emitter, &event);
}

static void emit_string(yaml_emitter_t *emitter, const char *text)
{
	double number;

	if (strchr(text, '\n'))
		emit_scalar(emitter, text, YAML_LITERAL_SCALAR_STYLE);
	else if (scalar_resolve(text, &number) == SCALAR_STRING)
		emit_scalar(emitter, text, YAML_PLAIN_SCALAR_STYLE);
	else
		emit_scalar(emitter, text, YAML_DOUBLE_QUOTED_SCALAR_STYLE);
}

static void emit_number(yaml_emitter_t *emitter, double v)
{
	char text[32];

	/* Up to 2^53 a whole number is exact. */
	if (fabs(v) <= 9007199254740992.0 && floor(v) >= v)
		snprintf(text, sizeof(text), "%.0f", v);
	else
		/* the fewest digits that read back the same */
		for (int digits = 15; digits <= 17; digits++) {
			snprintf(text, sizeof(text), "%.*g", digits, v);
			if (!islessgreater(strtod(text, NULL), v))
				break;
		}
	emit_scalar(emitter, text, YAML_PLAIN_SCALAR_STYLE);
}

static void emit_node(yaml_emitter_t *emitter, const cJSON *j);

static void emit_map(yaml_emitter_t *emitter, const cJSON *j)
{
	yaml_event_t event;
	const cJSON *child;

	if (!yaml_mapping_start_event_initialize(&event, NULL, NULL, 1, YAML_BLOCK_MAPPING_STYLE))
		return;
	yaml_emitter_emit(emitter, &event);
	cJSON_ArrayForEach(child, j)
	{
		emit_string(emitter, child->string);
		emit_node(emitter, child);
	}
	yaml_mapping_end_event_initialize(&event);
	yaml_emitter_emit(emitter, &event);
}

static void emit_list(yaml_emitter_t *emitter, const cJSON *j)
{
	yaml_event_t event;
	const cJSON *child;

	if (!yaml_sequence_start_event_initialize(&event, NULL, NULL, 1, YAML_BLOCK_SEQUENCE_STYLE))
		return;
	yaml_emitter_emit(emitter, &event);
	cJSON_ArrayForEach(child, j) emit_node(emitter, child);
	yaml_sequence_end_event_initialize(&event);
	yaml_emitter_emit(emitter, &event);
}

static void emit_node(yaml_emitter_t *emitter, const cJSON *j)
{
	if (cJSON_IsObject(j))
		emit_map(emitter, j);
	else if (cJSON_IsArray(j))
		emit_list(emitter, j);
	else if (cJSON_IsString(j) && (j->type & TYPE_TIME))
		emit_scalar(emitter, j->valuestring, YAML_PLAIN_SCALAR_STYLE);
	else if (cJSON_IsString(j))
		emit_string(emitter, j->valuestring);
	else if (cJSON_IsNumber(j))
		emit_number(emitter, j->valuedouble);
	else
		emit_scalar(emitter,
			    cJSON_IsTrue(j)    ? "true"
			    : cJSON_IsFalse(j) ? "false"
					       : "null",
			    YAML_PLAIN_SCALAR_STYLE);
}

void yaml_print(struct str *out, const cJSON *j)
{
	yaml_emitter_t emitter;
	yaml_event_t event;

	if (!yaml_emitter_initialize(&emitter))
		return;
	yaml_emitter_set_output(&emitter, append, out);
	yaml_emitter_set_unicode(&emitter, 1);
	if (yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING))
		yaml_emitter_emit(&emitter, &event);
	if (yaml_document_start_event_initialize(&event, NULL, NULL, NULL, 1))
		yaml_emitter_emit(&emitter, &event);
	emit_node(&emitter, j);
	if (yaml_document_end_event_initialize(&event, 1))
		yaml_emitter_emit(&emitter, &event);
	if (yaml_stream_end_event_initialize(&event))
		yaml_emitter_emit(&emitter, &event);
	yaml_emitter_delete(&emitter);
}
