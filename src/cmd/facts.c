/* See facts.h. */
#include "cmd/facts.h"

#include "base/own.h"
#include "instance/device.h"
#include "storage/storage.h"

bool facts_is_running(const struct facts *f)
{
	return f->view->run.status == RUN_RUNNING || f->view->run.status == RUN_FROZEN;
}

static void expand(struct facts *f)
{
	const struct instance *i = facts_instance(f);
	struct err ignored;

	if (f->is_expanded)
		return;
	f->is_expanded = true;
	if (!instance_expand(f->store, i, &f->config, &f->devices, &f->device_count, &ignored))
		return;
	/* A profile is missing: what is the instance's own still holds. */
	map_free(&f->config);
	devices_free(f->devices, f->device_count);
	f->devices = NULL;
	f->device_count = 0;
	map_copy(&f->config, &i->config);
	for (size_t n = 0; n < i->device_count; n++)
		devices_set(&f->devices, &f->device_count, i->devices[n].name,
			    &i->devices[n].properties);
}

const struct map *facts_config(struct facts *f)
{
	expand(f);
	return &f->config;
}

const struct device *facts_devices(struct facts *f, size_t *n)
{
	expand(f);
	*n = f->device_count;
	return f->devices;
}

const struct run_usage *facts_usage(struct facts *f)
{
	if (!facts_is_running(f))
		return NULL;
	if (!f->has_usage)
		run_usage(f->store, facts_instance(f)->name, &f->usage);
	f->has_usage = true;
	return &f->usage;
}

const struct net_interface *facts_network(struct facts *f, size_t *n)
{
	struct err ignored;

	if (!f->has_network && facts_is_running(f))
		net_look(f->view->run.init, &f->network, &f->network_count, &ignored);
	f->has_network = true;
	*n = f->network_count;
	return f->network;
}

uint64_t facts_disk(const struct facts *f)
{
	const struct instance *i = facts_instance(f);
	struct err ignored;
	uint64_t bytes = 0;

	if (!i->layers.n || layer_usage(f->store, i->pool, i->layers.v[0], &bytes, &ignored) < 0)
		return 0;
	return bytes;
}

bool facts_is_shifted(const struct facts *f)
{
	const struct instance *i = facts_instance(f);

	return i->layers.n && storage_is_shifted(f->store, i->pool, i->layers.v[0], i->ids.base);
}

const char *facts_status(const struct facts *f, int *code)
{
	static const struct {
		const char *name;
		int code;
	} states[] = {
		[RUN_STOPPED] = {"Stopped", 102},
		[RUN_RUNNING] = {"Running", 103},
		[RUN_FROZEN] = {"Frozen", 110},
		[RUN_ERROR] = {"Error", 112},
	};

	if (code)
		*code = states[f->view->run.status].code;
	return states[f->view->run.status].name;
}

void facts_free(struct facts *f)
{
	map_free(&f->config);
	devices_free(f->devices, f->device_count);
	net_interfaces_free(f->network, f->network_count);
	*f = (struct facts){0};
}
