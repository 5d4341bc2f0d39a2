/* See list_columns.h. The headings and the forms of the cells are LXD's. */
#include "cmd/list_columns.h"

#include <stdlib.h>
#include <string.h>

#include "base/own.h"
#include "base/text.h"
#include "base/units.h"
#include "instance/limits.h"

static void add_addresses(struct facts *f, bool v6, struct str *out)
{
	own_strv struct strv all = {0};
	size_t count;
	const struct net_interface *list = facts_network(f, &count);

	for (size_t n = 0; n < count; n++)
		for (size_t k = 0; k < list[n].address_count; k++) {
			const struct net_address *a = &list[n].addresses[k];

			if (a->is_v6 == v6 && !strcmp(a->scope, "global"))
				strv_add_take(&all, mem_printf("%s (%s)", a->text, list[n].name));
		}
	strv_sort(&all);
	for (size_t n = all.n; n--;)
		str_addf(out, out->len ? "\n%s" : "%s", all.v[n]);
}

static void cell_ipv4(struct facts *f, const struct list_column *c, struct str *out)
{
	(void)c;
	add_addresses(f, false, out);
}

static void cell_ipv6(struct facts *f, const struct list_column *c, struct str *out)
{
	(void)c;
	add_addresses(f, true, out);
}

static void cell_architecture(struct facts *f, const struct list_column *c, struct str *out)
{
	(void)c;
	str_add(out, facts_instance(f)->architecture);
}

static void cell_pool(struct facts *f, const struct list_column *c, struct str *out)
{
	(void)c;
	str_add(out, facts_instance(f)->pool);
}

static void add_date(int64_t time, struct str *out)
{
	char buf[UNITS_TEXT];

	if (time)
		str_add(out, units_date(buf, time, false));
}

static void cell_created(struct facts *f, const struct list_column *c, struct str *out)
{
	(void)c;
	add_date(facts_instance(f)->created_at, out);
}

static void cell_last_used(struct facts *f, const struct list_column *c, struct str *out)
{
	(void)c;
	add_date(facts_instance(f)->last_used_at, out);
}

static void cell_description(struct facts *f, const struct list_column *c, struct str *out)
{
	(void)c;
	if (facts_instance(f)->description)
		str_add(out, facts_instance(f)->description);
}

static void add_size(uint64_t bytes, struct str *out)
{
	char buf[UNITS_TEXT];

	if (bytes)
		str_add(out, units_size_iec(buf, bytes));
}

static void cell_disk(struct facts *f, const struct list_column *c, struct str *out)
{
	(void)c;
	add_size(facts_disk(f), out);
}

static void cell_memory(struct facts *f, const struct list_column *c, struct str *out)
{
	const struct run_usage *u = facts_usage(f);

	(void)c;
	add_size(u ? u->memory : 0, out);
}

/* Of its limit, so that only those that have one show it. */
static void cell_memory_percent(struct facts *f, const struct list_column *c, struct str *out)
{
	const struct run_usage *u = facts_usage(f);
	struct run_limits limits;
	struct err ignored;

	(void)c;
	if (u && limits_of(facts_config(f), &limits, &ignored) > 0 && limits.memory)
		str_addf(out, "%.1f%%", 100.0 * (double)u->memory / (double)limits.memory);
}

static void cell_processes(struct facts *f, const struct list_column *c, struct str *out)
{
	const struct run_usage *u = facts_usage(f);

	(void)c;
	if (u)
		str_addf(out, "%llu", (unsigned long long)u->processes);
}

static void cell_cpu(struct facts *f, const struct list_column *c, struct str *out)
{
	const struct run_usage *u = facts_usage(f);

	(void)c;
	if (u)
		str_addf(out, "%llus", (unsigned long long)(u->cpu_ns / 1000000000));
}

static void cell_project(struct facts *f, const struct list_column *c, struct str *out)
{
	(void)f;
	(void)c;
	str_add(out, "default");
}

static void cell_name(struct facts *f, const struct list_column *c, struct str *out)
{
	(void)c;
	str_add(out, facts_instance(f)->name);
}

static void cell_pid(struct facts *f, const struct list_column *c, struct str *out)
{
	(void)c;
	if (facts_is_running(f))
		str_addf(out, "%d", f->view->run.init);
}

static void cell_profiles(struct facts *f, const struct list_column *c, struct str *out)
{
	own_free char *all = strv_join(&facts_instance(f)->profiles, "\n");

	(void)c;
	str_add(out, all);
}

static void cell_state(struct facts *f, const struct list_column *c, struct str *out)
{
	own_free char *status = mem_strdup(facts_status(f, NULL));

	(void)c;
	text_upper(status);
	str_add(out, status);
}

static void cell_snapshots(struct facts *f, const struct list_column *c, struct str *out)
{
	(void)c;
	str_addf(out, "%zu", facts_instance(f)->snapshot_count);
}

static void cell_type(struct facts *f, const struct list_column *c, struct str *out)
{
	(void)c;
	str_add(out, facts_instance(f)->ephemeral ? "CONTAINER (EPHEMERAL)" : "CONTAINER");
}

static void cell_image(struct facts *f, const struct list_column *c, struct str *out)
{
	const char *fingerprint = map_get(&facts_instance(f)->config, "volatile.base_image");

	(void)c;
	if (fingerprint)
		str_add(out, fingerprint);
}

static void cell_image_short(struct facts *f, const struct list_column *c, struct str *out)
{
	const char *fingerprint = map_get(&facts_instance(f)->config, "volatile.base_image");

	(void)c;
	if (fingerprint)
		str_addf(out, "%.12s", fingerprint);
}

static const struct {
	char letter;
	const char *heading;
	void (*cell)(struct facts *f, const struct list_column *c, struct str *out);
} letters[] = {
	{'4', "IPV4", cell_ipv4},
	{'6', "IPV6", cell_ipv6},
	{'a', "ARCHITECTURE", cell_architecture},
	{'b', "STORAGE POOL", cell_pool},
	{'c', "CREATED AT", cell_created},
	{'d', "DESCRIPTION", cell_description},
	{'D', "DISK USAGE", cell_disk},
	{'e', "PROJECT", cell_project},
	{'f', "BASE IMAGE", cell_image_short},
	{'F', "BASE IMAGE", cell_image},
	{'l', "LAST USED AT", cell_last_used},
	{'m', "MEMORY USAGE", cell_memory},
	{'M', "MEMORY USAGE%", cell_memory_percent},
	{'n', "NAME", cell_name},
	{'N', "PROCESSES", cell_processes},
	{'p', "PID", cell_pid},
	{'P', "PROFILES", cell_profiles},
	{'s', "STATE", cell_state},
	{'S', "SNAPSHOTS", cell_snapshots},
	{'t', "TYPE", cell_type},
	{'u', "CPU USAGE", cell_cpu},
};

static void cell_config(struct facts *f, const struct list_column *c, struct str *out)
{
	const char *value = map_get(facts_config(f), c->key);

	if (value)
		str_add(out, value);
}

/* The key is <device>.<property>. */
static void cell_device(struct facts *f, const struct list_column *c, struct str *out)
{
	const char *dot = strchr(c->key, '.'), *value;
	size_t count, len = (size_t)(dot - c->key);
	const struct device *list = facts_devices(f, &count);

	for (size_t n = 0; n < count; n++) {
		if (strncmp(list[n].name, c->key, len) != 0 || list[n].name[len])
			continue;
		value = map_get(&list[n].properties, dot + 1);
		if (value)
			str_add(out, value);
	}
}

static struct list_column *add(struct list_columns *out)
{
	out->v = mem_grow(out->v, out->n + 1, sizeof(*out->v));
	out->v[out->n] = (struct list_column){.max_width = -1};
	return &out->v[out->n++];
}

static int add_letters(const char *entry, struct list_columns *out, struct err *e)
{
	for (const char *l = entry; *l; l++) {
		size_t i = 0;

		if (*l == 'L')
			return err_set(e, ERR_INVALID, "Can't specify column L when not clustered");
		while (i < countof(letters) && letters[i].letter != *l)
			i++;
		if (i == countof(letters))
			return err_set(e, ERR_INVALID, "Unknown column shorthand char '%c' in '%s'",
				       *l, entry);
		*add(out) = (struct list_column){.heading = mem_strdup(letters[i].heading),
						 .cell = letters[i].cell,
						 .max_width = -1};
	}
	return 0;
}

/* As LXD's tables do with a heading. */
static char *make_heading(const char *text)
{
	char *heading = mem_strdup(text);

	for (char *p = heading; *p; p++)
		if (*p == '.' || *p == '_')
			*p = ' ';
	text_upper(heading);
	return heading;
}

static int parse_width(const char *text, const char *heading, const char *entry, long *width,
		       struct err *e)
{
	char *end;

	*width = strtol(text, &end, 10);
	if (end == text || *end)
		return err_set(e, ERR_INVALID,
			       "Invalid max width (must be an integer) '%s' in '%s'", text, entry);
	if (*width < -1)
		return err_set(e, ERR_INVALID,
			       "Invalid max width (must -1, 0 or a positive integer) '%s' in '%s'",
			       text, entry);
	if (!*width)
		*width = (long)strlen(heading);
	return 0;
}

/* [config:|devices:]KEY[:HEADING[:WIDTH]] */
static int add_key(const char *entry, struct list_columns *out, struct err *e)
{
	own_strv struct strv parts = {0};
	bool is_device;
	struct list_column *c;

	strv_split(&parts, entry, ":", false);
	is_device = parts.n > 1 && !strcmp(parts.v[0], "devices");
	if (parts.n > 1 && (is_device || !strcmp(parts.v[0], "config")))
		strv_remove(&parts, 0);
	if (parts.n > 3)
		return err_set(e, ERR_INVALID,
			       "Invalid config key column format (too many fields): '%s'", entry);
	if (parts.n == 2 && !*parts.v[1])
		return err_set(e, ERR_INVALID,
			       "Invalid name in '%s', empty string is only allowed when defining "
			       "maxWidth",
			       entry);
	if (is_device && !strchr(parts.v[0], '.'))
		return err_set(e, ERR_INVALID, "Invalid device key '%s' in '%s'", parts.v[0],
			       entry);
	c = add(out);
	c->key = mem_strdup(parts.v[0]);
	c->cell = is_device ? cell_device : cell_config;
	c->heading = make_heading(parts.n > 1 && *parts.v[1] ? parts.v[1] : parts.v[0]);
	return parts.n > 2 ? parse_width(parts.v[2], c->heading, entry, &c->max_width, e) : 0;
}

int list_columns_parse(const char *text, struct list_columns *out, struct err *e)
{
	own_strv struct strv entries = {0};

	strv_split(&entries, text, ",", false);
	for (size_t i = 0; i < entries.n; i++) {
		const char *entry = entries.v[i];
		int r;

		if (!*entry)
			return err_set(
				e, ERR_INVALID,
				"Empty column entry (redundant, leading or trailing command) "
				"in '%s'",
				text);
		/* A key always holds a dot, so letters never do. */
		r = strchr(entry, '.') ? add_key(entry, out, e) : add_letters(entry, out, e);
		if (r < 0)
			return -1;
	}
	return 0;
}

void list_columns_free(struct list_columns *c)
{
	for (size_t i = 0; i < c->n; i++) {
		free(c->v[i].heading);
		free(c->v[i].key);
	}
	free(c->v);
	*c = (struct list_columns){0};
}
