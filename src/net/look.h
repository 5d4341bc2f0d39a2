/* The network interfaces of a running container, as they are inside: read over netlink from its
 * network namespace. */
#ifndef LX_NET_LOOK_H
#define LX_NET_LOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"

struct net_address {
	bool is_v6;
	char text[46];
	unsigned prefix;
	const char *scope; /* "global", "link" or "local" */
};

struct net_interface {
	int index;
	char name[16];
	const char *type; /* "loopback", "broadcast" or "point-to-point" */
	bool is_up;
	uint32_t mtu;
	char hwaddr[24];    /* "" where it has none */
	char host_name[16]; /* the host's end of a veth pair, "" where there is none */
	uint64_t bytes_received, bytes_sent, packets_received, packets_sent;
	uint64_t errors_received, errors_sent, dropped_received, dropped_sent;
	struct net_address *addresses;
	size_t address_count;
};

/* Those of the namespace that the process is in, in the kernel's order. The caller must have one
 * thread, as it is in that namespace for a moment. */
int net_look(pid_t pid, struct net_interface **out, size_t *n, struct err *e);
void net_interfaces_free(struct net_interface *list, size_t n);

#endif
