/* What can be known of one instance, each kind fetched when it is first asked for: list asks only
 * for what its columns show. Nothing fails: what cannot be had is empty. */
#ifndef LX_CMD_FACTS_H
#define LX_CMD_FACTS_H

#include "net/look.h"
#include "ops/ops.h"

struct facts {
	const struct store *store;
	const struct op_view *view;
	bool is_expanded, has_usage, has_network;
	struct map config;
	struct device *devices;
	size_t device_count;
	struct run_usage usage;
	struct net_interface *network;
	size_t network_count;
};

static inline const struct instance *facts_instance(const struct facts *f)
{
	return f->view->instance;
}

bool facts_is_running(const struct facts *f); /* or frozen */
/* Profiles and the instance's own. */
const struct map *facts_config(struct facts *f);
const struct device *facts_devices(struct facts *f, size_t *n);
/* NULL where it doesn't run. */
const struct run_usage *facts_usage(struct facts *f);
const struct net_interface *facts_network(struct facts *f, size_t *n);
/* Bytes of its own on disk; reads the whole layer, so it is kept for those who ask for it. */
uint64_t facts_disk(const struct facts *f);
/* Whether its root had to be copied: storage_is_shifted. */
bool facts_is_shifted(const struct facts *f);
void facts_free(struct facts *f);

/* "Running", and the code of it in LXD's API. */
const char *facts_status(const struct facts *f, int *code);

#endif
