/* lx image list. */
#include <string.h>

#include "base/json.h"
#include "base/own.h"
#include "base/units.h"
#include "cmd/api.h"
#include "cmd/cli/output.h"
#include "cmd/commands.h"
#include "cmd/match.h"
#include "cmd/target.h"

enum { COLUMNS, FORMAT };

static const struct flag flags[] = {
	[COLUMNS] = {"columns", 'c', FLAG_STRING, "COLUMNS", "Columns", .fallback = "lfpdatsu"},
	[FORMAT] = FORMAT_FLAG,
	{NULL},
};

struct listing {
	const struct store *store;
	struct strv fingerprints;
	struct image_alias *aliases;
	size_t alias_count;
};

typedef void (*cell)(const struct listing *l, const struct image *i, struct str *out);

/* The shortest one, and how many others there are. */
static void cell_alias(const struct listing *l, const struct image *i, struct str *out)
{
	const char *shortest = NULL;
	size_t n = 0;

	for (size_t k = 0; k < l->alias_count; k++) {
		const char *name = l->aliases[k].name;

		if (strcmp(l->aliases[k].fingerprint, i->fingerprint) != 0)
			continue;
		shortest = !shortest || strlen(name) < strlen(shortest) ? name : shortest;
		n++;
	}
	if (n)
		str_add(out, shortest);
	if (n > 1)
		str_addf(out, " (%zu more)", n - 1);
}

static void cell_aliases(const struct listing *l, const struct image *i, struct str *out)
{
	for (size_t k = 0; k < l->alias_count; k++)
		if (!strcmp(l->aliases[k].fingerprint, i->fingerprint))
			str_addf(out, out->len ? "\n%s" : "%s", l->aliases[k].name);
}

static void cell_architecture(const struct listing *l, const struct image *i, struct str *out)
{
	(void)l;
	str_add(out, i->architecture);
}

static void cell_description(const struct listing *l, const struct image *i, struct str *out)
{
	const char *text = map_get(&i->properties, "description");

	(void)l;
	str_add(out, text ? text : "");
}

static void cell_fingerprint(const struct listing *l, const struct image *i, struct str *out)
{
	(void)l;
	str_addf(out, "%.12s", i->fingerprint);
}

static void cell_whole_fingerprint(const struct listing *l, const struct image *i, struct str *out)
{
	(void)l;
	str_add(out, i->fingerprint);
}

static void cell_public(const struct listing *l, const struct image *i, struct str *out)
{
	(void)l;
	str_add(out, i->public ? "yes" : "no");
}

static void cell_size(const struct listing *l, const struct image *i, struct str *out)
{
	char buf[UNITS_TEXT];

	(void)l;
	str_add(out, units_size_image(buf, i->size));
}

static void cell_type(const struct listing *l, const struct image *i, struct str *out)
{
	(void)l;
	(void)i;
	str_add(out, "CONTAINER");
}

static void cell_uploaded(const struct listing *l, const struct image *i, struct str *out)
{
	char buf[UNITS_TEXT];

	(void)l;
	str_add(out, units_date_words(buf, i->uploaded_at));
}

static const struct {
	char letter;
	const char *heading;
	cell cell;
} letters[] = {
	{'a', "ARCHITECTURE", cell_architecture},
	{'d', "DESCRIPTION", cell_description},
	{'f', "FINGERPRINT", cell_fingerprint},
	{'F', "FINGERPRINT", cell_whole_fingerprint},
	{'l', "ALIAS", cell_alias},
	{'L', "ALIASES", cell_aliases},
	{'p', "PUBLIC", cell_public},
	{'s', "SIZE", cell_size},
	{'t', "TYPE", cell_type},
	{'u', "UPLOAD DATE", cell_uploaded},
};

static size_t find_letter(char letter)
{
	size_t i = 0;

	while (i < countof(letters) && letters[i].letter != letter)
		i++;
	return i;
}

/* Sets the table's headings; the letters without the commas between them. */
static int read_columns(const char *text, struct table *t, struct str *out, struct err *e)
{
	for (const char *l = text; *l; l++) {
		size_t i = find_letter(*l);

		if (*l == ',' && l != text && l[1] && l[1] != ',')
			continue;
		if (*l == ',')
			return err_set(
				e, ERR_INVALID,
				"Empty column entry (redundant, leading or trailing command) "
				"in '%s'",
				text);
		if (i == countof(letters))
			return err_set(e, ERR_INVALID, "Unknown column shorthand char '%c' in '%s'",
				       *l, text);
		table_heading(t, letters[i].heading);
		str_add_char(out, *l);
	}
	if (out->len)
		return 0;
	return err_set(e, ERR_INVALID,
		       "Empty column entry (redundant, leading or trailing command) in ''");
}

static bool fits_property(const struct image *i, const char *filter)
{
	own_free char *key = mem_strndup(filter, strcspn(filter, "="));
	struct match m = {0};
	bool fits = false;

	match_init(&m, strchr(filter, '=') + 1);
	for (size_t k = 0; k < i->properties.n && !fits; k++)
		fits = match_is_short_for(key, i->properties.v[k].key) &&
		       match_fits(&m, i->properties.v[k].value);
	if (!strcmp(key, "architecture"))
		fits = fits || match_fits(&m, i->architecture);
	if (!strcmp(key, "public"))
		fits = match_fits(&m, i->public ? "true" : "false");
	if (!strcmp(key, "type"))
		fits = fits || match_fits(&m, "container");
	match_free(&m);
	return fits;
}

static bool fits(const struct listing *l, const struct image *i, const char *filter)
{
	if (strchr(filter, '='))
		return fits_property(i, filter);
	for (size_t k = 0; k < l->alias_count; k++)
		if (!strcmp(l->aliases[k].fingerprint, i->fingerprint) &&
		    strstr(l->aliases[k].name, filter))
			return true;
	return strstr(i->fingerprint, filter) != NULL;
}

static bool fits_all(const struct listing *l, const struct image *i, const struct strv *filters)
{
	for (size_t k = 0; k < filters->n; k++)
		if (!fits(l, i, filters->v[k]))
			return false;
	return true;
}

static int open_listing(struct invocation *in, struct strv *filters, struct listing *l,
			struct err *e)
{
	const struct remote *remote = NULL;
	const char *word;

	l->store = command_store(in, e);
	if (!l->store)
		return -1;
	for (size_t i = 0; i < in->arg_count; i++) {
		word = in->args[i];
		if (!i && !strchr(word, '=') && target_split(word, &remote, &word, e) < 0)
			return -1;
		if (*word)
			strv_add(filters, word);
	}
	if (remote && !strcmp(remote->name, REMOTE_BUILTIN)) {
		/* To look at it is to use it. */
		own_image struct image *tiny = image_builtin(l->store, e);

		if (!tiny)
			return -1;
		strv_add(&l->fingerprints, tiny->fingerprint);
	} else if (image_fingerprints(l->store, &l->fingerprints, e) < 0) {
		return -1;
	}
	return image_aliases(l->store, &l->aliases, &l->alias_count, e);
}

static int list(const struct listing *l, const struct strv *filters, const char *columns,
		struct table *t, cJSON *objects, struct err *e)
{
	struct str text = {0};

	for (size_t n = 0; n < l->fingerprints.n; n++) {
		own_image struct image *i = image_load(l->store, l->fingerprints.v[n], e);

		if (!i && e->kind == ERR_NOT_FOUND)
			continue; /* deleted since */
		if (!i)
			return -1;
		if (!fits_all(l, i, filters))
			continue;
		cJSON_AddItemToArray(objects, api_image(i, l->aliases, l->alias_count));
		for (const char *c = columns; *c; c++) {
			str_clear(&text);
			letters[find_letter(*c)].cell(l, i, &text);
			table_cell(t, str_c(&text));
		}
	}
	str_free(&text);
	table_sort(t);
	return 0;
}

static int run(struct invocation *in, struct err *e)
{
	enum format format = format_of(in, FORMAT);
	own_strv struct strv filters = {0};
	own_table struct table t = {0};
	own_str struct str columns = {0};
	own_json cJSON *objects = cJSON_CreateArray();
	struct listing l = {0};
	int r = read_columns(flag_text(in, COLUMNS), &t, &columns, e);

	if (r == 0)
		r = open_listing(in, &filters, &l, e);
	if (r == 0)
		r = list(&l, &filters, str_c(&columns), &t, objects, e);
	if (r == 0 && format_is_object(format))
		out_object(objects, format);
	else if (r == 0)
		out_table(&t, format);
	strv_free(&l.fingerprints);
	image_aliases_free(l.aliases, l.alias_count);
	return r;
}

const struct command image_list_command = {
	.name = "list",
	.aliases = {"ls"},
	.summary = "List images",
	.help = "Filters may be of the <key>=<value> form for property based filtering,\n"
		"or part of the image hash or part of the image alias name.\n"
		"\n"
		"Columns:\n"
		"  l - Shortest image alias (and optionally number of other aliases)\n"
		"  L - All image aliases, one a line\n"
		"  f - Fingerprint (short)\n"
		"  F - Fingerprint (long)\n"
		"  p - Whether image is public\n"
		"  d - Description\n"
		"  a - Architecture\n"
		"  s - Size\n"
		"  u - Upload date\n"
		"  t - Type",
	.args = {{"[<remote>:]<filter>", ARG_ANY, COMPLETE_IMAGE}},
	.flags = flags,
	.run = run,
};
