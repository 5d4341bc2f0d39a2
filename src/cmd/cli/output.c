/* See output.h. */
#include "cmd/cli/output.h"

#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "base/json.h"
#include "base/own.h"
#include "base/text.h"
#include "base/yaml.h"

const char *const format_names[] = {
	[FORMAT_TABLE] = "table", [FORMAT_CSV] = "csv",		[FORMAT_JSON] = "json",
	[FORMAT_YAML] = "yaml",	  [FORMAT_COMPACT] = "compact", NULL};

static int write_error; /* errno of the first write to standard output that failed */

void out_bytes(const void *data, size_t len)
{
	if (!write_error && write_all(STDOUT_FILENO, data, len) < 0)
		write_error = errno;
}

void out_text(const char *text)
{
	out_bytes(text, strlen(text));
}

void out_line(const char *fmt, ...)
{
	own_str struct str raw = {0}, safe = {0};
	va_list ap;

	va_start(ap, fmt);
	str_vaddf(&raw, fmt, ap);
	va_end(ap);
	text_add_safe(&safe, str_c(&raw), raw.len, TEXT_LINES);
	str_add_char(&safe, '\n');
	out_bytes(safe.p, safe.len);
}

int out_check(struct err *e)
{
	return write_error ? err_sys(e, write_error, "cannot write to standard output") : 0;
}

void err_line(const char *fmt, ...)
{
	own_str struct str raw = {0}, safe = {0};
	va_list ap;

	va_start(ap, fmt);
	str_vaddf(&raw, fmt, ap);
	va_end(ap);
	text_add_safe(&safe, str_c(&raw), raw.len, TEXT_LOG);
	str_add_char(&safe, '\n');
	/* Nobody is left to be told. */
	if (write_all(STDERR_FILENO, safe.p, safe.len) < 0)
		return;
}

enum format format_of(const struct invocation *in, size_t flag)
{
	size_t i = 0;

	while (strcmp(format_names[i], flag_text(in, flag)) != 0)
		i++;
	return (enum format)i;
}

bool format_is_object(enum format f)
{
	return f == FORMAT_JSON || f == FORMAT_YAML;
}

void out_table(const struct table *t, enum format f)
{
	own_str struct str text = {0};

	table_print(t,
		    f == FORMAT_CSV	  ? TABLE_CSV
		    : f == FORMAT_COMPACT ? TABLE_COMPACT
					  : TABLE_BORDERS,
		    &text);
	out_bytes(str_c(&text), text.len);
}

void out_object(const cJSON *j, enum format f)
{
	own_str struct str text = {0}, safe = {0};

	if (f == FORMAT_YAML) {
		yaml_print(&text, j);
		text_add_safe(&safe, str_c(&text), text.len, TEXT_LINES);
	} else {
		json_print(&text, j, false);
		text_add_safe_json(&safe, str_c(&text), text.len);
		str_add_char(&safe, '\n');
	}
	out_bytes(safe.p, safe.len);
}
