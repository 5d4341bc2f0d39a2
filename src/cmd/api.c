/* Instances and profiles; see api.h. */
#include "cmd/api.h"

#include <string.h>

#include "base/json.h"
#include "base/own.h"
#include "base/units.h"
#include "base/yaml.h"
#include "instance/device.h"

void api_set_time(cJSON *j, const char *key, int64_t time)
{
	char buf[UNITS_TEXT];
	cJSON *text = cJSON_AddStringToObject(j, key, units_date_api(buf, time));

	if (text)
		yaml_mark_time(text);
}

static void add_addresses(cJSON *interface, const struct net_interface *i)
{
	cJSON *list = cJSON_AddArrayToObject(interface, "addresses");

	for (size_t n = 0; n < i->address_count; n++) {
		const struct net_address *a = &i->addresses[n];
		own_free char *prefix = mem_printf("%u", a->prefix);
		cJSON *j = cJSON_CreateObject();

		json_set_str(j, "family", a->is_v6 ? "inet6" : "inet");
		json_set_str(j, "address", a->text);
		json_set_str(j, "netmask", prefix);
		json_set_str(j, "scope", a->scope);
		cJSON_AddItemToArray(list, j);
	}
}

static void add_network(cJSON *state, struct facts *f)
{
	cJSON *network = cJSON_AddObjectToObject(state, "network");
	size_t count;
	const struct net_interface *list = facts_network(f, &count);

	for (size_t n = 0; n < count; n++) {
		const struct net_interface *i = &list[n];
		cJSON *j = cJSON_AddObjectToObject(network, i->name), *counters;

		add_addresses(j, i);
		counters = cJSON_AddObjectToObject(j, "counters");
		json_set_int(counters, "bytes_received", (int64_t)i->bytes_received);
		json_set_int(counters, "bytes_sent", (int64_t)i->bytes_sent);
		json_set_int(counters, "packets_received", (int64_t)i->packets_received);
		json_set_int(counters, "packets_sent", (int64_t)i->packets_sent);
		json_set_int(counters, "errors_received", (int64_t)i->errors_received);
		json_set_int(counters, "errors_sent", (int64_t)i->errors_sent);
		json_set_int(counters, "packets_dropped_outbound", (int64_t)i->dropped_sent);
		json_set_int(counters, "packets_dropped_inbound", (int64_t)i->dropped_received);
		json_set_str(j, "hwaddr", i->hwaddr);
		json_set_str(j, "host_name", i->host_name);
		json_set_int(j, "mtu", i->mtu);
		json_set_str(j, "state", i->is_up ? "up" : "down");
		json_set_str(j, "type", i->type);
	}
}

static void add_state(cJSON *instance, struct facts *f)
{
	static const struct run_usage nothing;
	const struct run_usage *usage = facts_usage(f);
	cJSON *state = cJSON_AddObjectToObject(instance, "state"), *memory;
	int code;

	usage = usage ? usage : &nothing;
	json_set_str(state, "status", facts_status(f, &code));
	json_set_int(state, "status_code", code);
	cJSON_AddObjectToObject(state, "disk");
	memory = cJSON_AddObjectToObject(state, "memory");
	json_set_int(memory, "usage", (int64_t)usage->memory);
	json_set_int(memory, "usage_peak", (int64_t)usage->memory_peak);
	json_set_int(memory, "swap_usage", (int64_t)usage->swap);
	json_set_int(memory, "swap_usage_peak", (int64_t)usage->swap_peak);
	add_network(state, f);
	json_set_int(state, "pid", f->view->run.init);
	json_set_int(state, "processes", (int64_t)usage->processes);
	json_set_int(cJSON_AddObjectToObject(state, "cpu"), "usage", (int64_t)usage->cpu_ns);
}

static void add_snapshots(cJSON *instance, const struct instance *i)
{
	cJSON *list = cJSON_AddArrayToObject(instance, "snapshots");

	for (size_t n = 0; n < i->snapshot_count; n++) {
		const struct snapshot *s = &i->snapshots[n];
		cJSON *j = cJSON_CreateObject();

		json_set_str(j, "name", s->name);
		api_set_time(j, "created_at", s->created_at);
		api_set_time(j, "expires_at", s->expires_at);
		json_set_bool(j, "stateful", s->stateful);
		cJSON_AddItemToArray(list, j);
	}
}

cJSON *api_instance(struct facts *f)
{
	const struct instance *i = facts_instance(f);
	const struct device *devices;
	cJSON *j = cJSON_CreateObject();
	size_t n;
	int code;

	json_set_str(j, "architecture", i->architecture);
	json_set_map(j, "config", &i->config);
	devices_print(j, "devices", i->devices, i->device_count);
	json_set_bool(j, "ephemeral", i->ephemeral);
	json_set_strv(j, "profiles", &i->profiles);
	json_set_bool(j, "stateful", false);
	json_set_str(j, "description", i->description);
	api_set_time(j, "created_at", i->created_at);
	json_set_map(j, "expanded_config", facts_config(f));
	devices = facts_devices(f, &n);
	devices_print(j, "expanded_devices", devices, n);
	json_set_str(j, "name", i->name);
	json_set_str(j, "status", facts_status(f, &code));
	json_set_int(j, "status_code", code);
	api_set_time(j, "last_used_at", i->last_used_at);
	json_set_str(j, "location", "none");
	json_set_str(j, "type", "container");
	json_set_str(j, "project", "default");
	cJSON_AddArrayToObject(j, "backups");
	add_state(j, f);
	add_snapshots(j, i);
	return j;
}

cJSON *api_profile(const struct profile *p, const struct strv *used_by)
{
	cJSON *j = cJSON_CreateObject();

	json_set_map(j, "config", &p->config);
	json_set_str(j, "description", p->description);
	devices_print(j, "devices", p->devices, p->device_count);
	json_set_str(j, "name", p->name);
	json_set_strv(j, "used_by", used_by);
	return j;
}
