/* lx image alias: create, delete, list, rename. */
#include <string.h>

#include "base/json.h"
#include "base/own.h"
#include "cmd/cli/output.h"
#include "cmd/commands.h"
#include "cmd/target.h"
#include "image/image.h"

static int run_create(struct invocation *in, struct err *e)
{
	const struct store *s = command_store(in, e);
	own_image struct image *i = NULL;
	const char *name;

	if (!s || target_local(in->args[0], &name, e) < 0)
		return -1;
	/* LXD takes a fingerprint only; an alias is as good. */
	i = image_find(s, in->args[1], e);
	return i ? image_alias_create(s, name, i->fingerprint, "", e) : -1;
}

const struct command image_alias_create_command = {
	.name = "create",
	.aliases = {"add"},
	.summary = "Create aliases for existing images",
	.args = {{"[<remote>:]<alias>", ARG_ONE, COMPLETE_NOTHING},
		 {"<fingerprint>", ARG_ONE, COMPLETE_IMAGE}},
	.run = run_create,
};

static int run_delete(struct invocation *in, struct err *e)
{
	const struct store *s = command_store(in, e);
	const char *name;

	if (!s || target_local(in->args[0], &name, e) < 0)
		return -1;
	return image_alias_delete(s, name, e);
}

const struct command image_alias_delete_command = {
	.name = "delete",
	.aliases = {"rm"},
	.summary = "Delete image aliases",
	.args = {{"[<remote>:]<alias>", ARG_ONE, COMPLETE_IMAGE_ALIAS}},
	.run = run_delete,
};

static int run_rename(struct invocation *in, struct err *e)
{
	const struct store *s = command_store(in, e);
	const char *from, *to;

	if (!s || target_local(in->args[0], &from, e) < 0 || target_local(in->args[1], &to, e) < 0)
		return -1;
	return image_alias_rename(s, from, to, e);
}

const struct command image_alias_rename_command = {
	.name = "rename",
	.aliases = {"mv"},
	.summary = "Rename aliases",
	.args = {{"[<remote>:]<alias>", ARG_ONE, COMPLETE_IMAGE_ALIAS},
		 {"<new-name>", ARG_ONE, COMPLETE_NOTHING}},
	.run = run_rename,
};

enum { FORMAT };

static const struct flag list_flags[] = {[FORMAT] = FORMAT_FLAG, {NULL}};

/* Part of the name, or of what it stands for; one filter of several is enough. */
static bool fits(const struct image_alias *a, const struct strv *filters)
{
	for (size_t i = 0; i < filters->n; i++)
		if (strstr(a->name, filters->v[i]) || strstr(a->fingerprint, filters->v[i]))
			return true;
	return !filters->n;
}

static int read_filters(const struct invocation *in, struct strv *filters, struct err *e)
{
	for (size_t i = 0; i < in->arg_count; i++) {
		const char *word = in->args[i];

		if (!i && target_local(word, &word, e) < 0)
			return -1;
		if (*word)
			strv_add(filters, word);
	}
	return 0;
}

static void add_alias(const struct image_alias *a, struct table *t, cJSON *objects)
{
	own_free char *few = mem_strndup(a->fingerprint, 12);
	cJSON *j = cJSON_CreateObject();

	table_cell(t, a->name);
	table_cell(t, few);
	table_cell(t, "CONTAINER");
	table_cell(t, a->description ? a->description : "");
	json_set_str(j, "description", a->description);
	json_set_str(j, "target", a->fingerprint);
	json_set_str(j, "name", a->name);
	json_set_str(j, "type", "container");
	cJSON_AddItemToArray(objects, j);
}

static int run_list(struct invocation *in, struct err *e)
{
	const struct store *s = command_store(in, e);
	enum format format = format_of(in, FORMAT);
	own_strv struct strv filters = {0};
	own_table struct table t = {0};
	own_json cJSON *objects = cJSON_CreateArray();
	struct image_alias *aliases = NULL;
	size_t n = 0;

	if (!s || read_filters(in, &filters, e) < 0 || image_aliases(s, &aliases, &n, e) < 0)
		return -1;
	table_heading(&t, "ALIAS");
	table_heading(&t, "FINGERPRINT");
	table_heading(&t, "TYPE");
	table_heading(&t, "DESCRIPTION");
	for (size_t i = 0; i < n; i++)
		if (fits(&aliases[i], &filters))
			add_alias(&aliases[i], &t, objects);
	image_aliases_free(aliases, n);
	table_sort(&t);
	if (format_is_object(format))
		out_object(objects, format);
	else
		out_table(&t, format);
	return 0;
}

const struct command image_alias_list_command = {
	.name = "list",
	.aliases = {"ls"},
	.summary = "List image aliases",
	.help = "Filters may be part of the image hash or part of the image alias name.",
	.args = {{"[<remote>:]<filter>", ARG_ANY, COMPLETE_IMAGE_ALIAS}},
	.flags = list_flags,
	.run = run_list,
};
