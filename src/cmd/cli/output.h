/* What a command prints. Written at once, never kept in a buffer that a fork would copy; the
 * first failure is remembered, so that a full disk is an error and no success. */
#ifndef LX_CMD_CLI_OUTPUT_H
#define LX_CMD_CLI_OUTPUT_H

#include <cjson/cJSON.h>

#include "base/err.h"
#include "base/str.h"
#include "base/table.h"
#include "cmd/cli/command.h"

/* To standard output, as it is. */
void out_bytes(const void *data, size_t len);
void out_text(const char *text);
/* Formatted, then made harmless for a terminal (newlines stay). */
void out_line(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* -1 where something could not be written. */
int out_check(struct err *e);

/* One line to standard error, made harmless: "Error: …", or a hint. */
void err_line(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* The -f/--format flag of everything that lists. */
enum format { FORMAT_TABLE, FORMAT_CSV, FORMAT_JSON, FORMAT_YAML, FORMAT_COMPACT };
extern const char *const format_names[];
#define FORMAT_FLAG                                                                            \
	{                                                                                      \
		"format", 'f', FLAG_ENUM, "FORMAT", "Format", .fallback = "table",             \
							      .choices = format_names,         \
							      .wrong_choice = "Invalid format" \
	}
enum format format_of(const struct invocation *in, size_t flag);
/* Whether that format prints objects rather than a table. */
bool format_is_object(enum format f);

void out_table(const struct table *t, enum format f);
/* A JSON document on one line, or YAML. */
void out_object(const cJSON *j, enum format f);

#endif
