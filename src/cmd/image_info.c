/* lx image info and lx image show. */
#include "base/json.h"
#include "base/own.h"
#include "base/units.h"
#include "cmd/api.h"
#include "cmd/cli/output.h"
#include "cmd/commands.h"
#include "cmd/image_find.h"

#include <string.h>

static void add_time(struct str *out, const char *what, int64_t time)
{
	char buf[UNITS_TEXT];

	str_addf(out, "    %s: %s\n", what, time > 0 ? units_date(buf, time, false) : "never");
}

static void add_aliases(struct str *out, const struct image *i, const struct image_alias *aliases,
			size_t n)
{
	str_add(out, "Aliases:\n");
	for (size_t k = 0; k < n; k++)
		if (!strcmp(aliases[k].fingerprint, i->fingerprint))
			str_addf(out, "    - %s\n", aliases[k].name);
}

static void add_image(struct str *out, const struct image *i, const struct image_alias *aliases,
		      size_t n)
{
	char buf[UNITS_TEXT];

	str_addf(out, "Fingerprint: %s\n", i->fingerprint);
	str_addf(out, "Size: %s\n", units_size_image(buf, i->size));
	str_addf(out, "Architecture: %s\n", i->architecture);
	str_add(out, "Type: container\n");
	str_addf(out, "Public: %s\n", i->public ? "yes" : "no");
	str_add(out, "Timestamps:\n");
	if (i->created_at > 0)
		add_time(out, "Created", i->created_at);
	add_time(out, "Uploaded", i->uploaded_at);
	add_time(out, "Expires", i->expires_at);
	add_time(out, "Last used", i->last_used_at);
	str_add(out, "Properties:\n");
	for (size_t k = 0; k < i->properties.n; k++)
		str_addf(out, "    %s: %s\n", i->properties.v[k].key, i->properties.v[k].value);
	add_aliases(out, i, aliases, n);
	str_addf(out, "Cached: %s\n", i->cached ? "yes" : "no");
	str_addf(out, "Auto update: %s\n", i->auto_update ? "enabled" : "disabled");
	str_add(out, i->profiles.n ? "Profiles:\n" : "Profiles: []\n");
	for (size_t k = 0; k < i->profiles.n; k++)
		str_addf(out, "    - %s\n", i->profiles.v[k]);
}

static int run_info(struct invocation *in, struct err *e)
{
	own_image struct image *i = image_named(in, in->args[0], e);
	own_str struct str text = {0};
	struct image_alias *aliases = NULL;
	size_t n = 0;

	if (!i || image_aliases(&in->store, &aliases, &n, e) < 0)
		return -1;
	add_image(&text, i, aliases, n);
	image_aliases_free(aliases, n);
	text.p[text.len - 1] = '\0';
	out_line("%s", text.p);
	return 0;
}

const struct command image_info_command = {
	.name = "info",
	.summary = "Show useful information about images",
	.args = {{"[<remote>:]<image>", ARG_ONE, COMPLETE_IMAGE}},
	.run = run_info,
};

static int run_show(struct invocation *in, struct err *e)
{
	own_image struct image *i = image_named(in, in->args[0], e);
	own_json cJSON *j = NULL;

	if (!i)
		return -1;
	j = api_image_put(i);
	out_object(j, FORMAT_YAML);
	return 0;
}

const struct command image_show_command = {
	.name = "show",
	.summary = "Show image properties",
	.args = {{"[<remote>:]<image>", ARG_ONE, COMPLETE_IMAGE}},
	.run = run_show,
};
