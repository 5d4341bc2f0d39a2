/* lx info. */
#include <string.h>

#include "base/own.h"
#include "base/text.h"
#include "base/units.h"
#include "cmd/cli/output.h"
#include "cmd/commands.h"
#include "cmd/facts.h"
#include "cmd/info_server.h"
#include "cmd/target.h"

enum { SHOW_LOG };

static const struct flag flags[] = {
	[SHOW_LOG] = {"show-log", .help = "Show what the instance's console printed lately"},
	{NULL},
};

static void add_address(struct str *out, const struct net_address *a)
{
	str_addf(out, "        %s %s/%u (%s)\n", a->is_v6 ? "inet6:" : "inet: ", a->text, a->prefix,
		 a->scope);
}

static void add_interface(struct str *out, const struct net_interface *i)
{
	char in[UNITS_TEXT], sent[UNITS_TEXT];

	str_addf(out, "    %s:\n      Type: %s\n      State: %s\n", i->name, i->type,
		 i->is_up ? "UP" : "DOWN");
	if (i->host_name[0])
		str_addf(out, "      Host interface: %s\n", i->host_name);
	if (i->hwaddr[0])
		str_addf(out, "      MAC address: %s\n", i->hwaddr);
	str_addf(out, "      MTU: %u\n", i->mtu);
	str_addf(out, "      Bytes received: %s\n      Bytes sent: %s\n",
		 units_size(in, i->bytes_received), units_size(sent, i->bytes_sent));
	str_addf(out, "      Packets received: %llu\n      Packets sent: %llu\n",
		 (unsigned long long)i->packets_received, (unsigned long long)i->packets_sent);
	str_add(out, "      IP addresses:\n");
	for (size_t n = 0; n < i->address_count; n++)
		add_address(out, &i->addresses[n]);
}

static void add_size(struct str *out, const char *what, uint64_t bytes)
{
	char buf[UNITS_TEXT];

	if (bytes)
		str_addf(out, "    %s: %s\n", what, units_size_iec(buf, bytes));
}

static void add_resources(struct str *out, struct facts *f)
{
	const struct run_usage *u = facts_usage(f);
	size_t count;
	const struct net_interface *list = facts_network(f, &count);
	uint64_t disk = facts_disk(f);

	str_add(out, "\nResources:\n");
	str_addf(out, "  Processes: %llu\n", (unsigned long long)u->processes);
	str_add(out, disk ? "  Disk usage:\n" : "");
	add_size(out, "root", disk);
	str_addf(out, "  CPU usage:\n    CPU usage (in seconds): %llu\n",
		 (unsigned long long)(u->cpu_ns / 1000000000));
	str_add(out, "  Memory usage:\n");
	add_size(out, "Memory (current)", u->memory);
	add_size(out, "Memory (peak)", u->memory_peak);
	add_size(out, "Swap (current)", u->swap);
	add_size(out, "Swap (peak)", u->swap_peak);
	str_add(out, count ? "  Network usage:\n" : "");
	for (size_t i = 0; i < count; i++)
		add_interface(out, &list[i]);
}

static void add_snapshots(struct str *out, const struct instance *i)
{
	own_table struct table t = {0};
	char buf[UNITS_TEXT];

	table_heading(&t, "NAME");
	table_heading(&t, "TAKEN AT");
	table_heading(&t, "EXPIRES AT");
	table_heading(&t, "STATEFUL");
	for (size_t n = 0; n < i->snapshot_count; n++) {
		const struct snapshot *s = &i->snapshots[n];

		table_cell(&t, s->name);
		table_cell(&t, s->created_at ? units_date(buf, s->created_at, true) : "");
		table_cell(&t, s->expires_at ? units_date(buf, s->expires_at, true) : "");
		table_cell(&t, s->stateful ? "YES" : "NO");
	}
	str_add(out, "\nSnapshots:\n");
	table_print(&t, TABLE_BORDERS, out);
}

static void add_instance(struct str *out, struct facts *f)
{
	const struct instance *i = facts_instance(f);
	own_free char *status = mem_strdup(facts_status(f, NULL));
	char buf[UNITS_TEXT];

	text_upper(status);
	str_addf(out, "Name: %s\n", i->name);
	if (i->description && *i->description)
		str_addf(out, "Description: %s\n", i->description);
	str_addf(out, "Status: %s\n", status);
	str_addf(out, "Type: %s\n", i->ephemeral ? "container (ephemeral)" : "container");
	str_addf(out, "Architecture: %s\n", i->architecture);
	if (facts_is_running(f))
		str_addf(out, "PID: %d\n", f->view->run.init);
	if (facts_is_shifted(f))
		str_add(out, "Root: a copy of the image (this host cannot map the owners of its "
			     "files)\n");
	str_addf(out, "Created: %s\n", units_date(buf, i->created_at, true));
	if (i->last_used_at)
		str_addf(out, "Last Used: %s\n", units_date(buf, i->last_used_at, true));
	if (facts_is_running(f))
		add_resources(out, f);
	if (i->snapshot_count)
		add_snapshots(out, i);
}

static int add_log(struct str *out, const struct store *s, const char *name, struct err *e)
{
	own_str struct str log = {0};
	struct err none = {0};

	/* One that never ran has none. */
	if (run_console_log(s, name, &log, &none) < 0 && none.kind != ERR_NOT_FOUND) {
		*e = none;
		return -1;
	}
	str_add(out, "\nLog:\n\n");
	text_add_safe(out, str_c(&log), log.len, TEXT_LOG);
	str_add(out, log.len && log.p[log.len - 1] != '\n' ? "\n" : "");
	return 0;
}

static int show_instance(struct invocation *in, const char *name, struct err *e)
{
	const struct store *s = command_store(in, e);
	own_str struct str text = {0}, safe = {0};
	struct op_view view;
	struct facts f = {.store = s, .view = &view};
	int r = 0;

	if (!s || op_look(s, name, &view, e) < 0)
		return -1;
	add_instance(&text, &f);
	facts_free(&f);
	instance_free(view.instance);
	text_add_safe(&safe, text.p, text.len, TEXT_LINES);
	if (flag_on(in, SHOW_LOG))
		r = add_log(&safe, s, name, e);
	out_bytes(str_c(&safe), safe.len);
	return r;
}

static int run(struct invocation *in, struct err *e)
{
	const char *text = in->arg_count ? in->args[0] : "local:", *name;

	if (str_ends(text, ":"))
		return target_server(text, e) < 0 ? -1 : info_server(in, e);
	return target_instance(text, &name, e) < 0 ? -1 : show_instance(in, name, e);
}

const struct command info_command = {
	.name = "info",
	.summary = "Show instance or server information",
	.examples = "lx info c1\n"
		    "lx info",
	.args = {{"[<remote>:][<instance>]", ARG_OPTIONAL, COMPLETE_INSTANCE}},
	.flags = flags,
	.run = run,
};
