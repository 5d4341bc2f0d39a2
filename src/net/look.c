/* See look.h. */
#include "net/look.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include "base/own.h"
#include "base/str.h"

struct look {
	struct net_interface *list;
	size_t n;
};

/* The attributes that begin at p and take len bytes: the one after a (NULL: the first), or NULL. */
static const struct rtattr *next_attr(const void *p, size_t len, const struct rtattr *a)
{
	const char *at = a ? (const char *)a + RTA_ALIGN(a->rta_len) : p;
	size_t used = (size_t)(at - (const char *)p);

	a = (const void *)at;
	if (used + sizeof(*a) > len || a->rta_len < sizeof(*a) || used + a->rta_len > len)
		return NULL;
	return a;
}

static const void *data_of(const struct rtattr *a)
{
	return RTA_DATA(a);
}

/* Copies what an attribute holds, and no more than it does. */
static void get(const struct rtattr *a, void *out, size_t size)
{
	memcpy(out, data_of(a), RTA_PAYLOAD(a) < size ? RTA_PAYLOAD(a) : size);
}

static void add_link(struct look *l, const struct nlmsghdr *h)
{
	const struct ifinfomsg *info = NLMSG_DATA(h);
	const struct rtattr *a = NULL;
	int peer = 0;
	struct net_interface i = {.index = info->ifi_index};
	struct rtnl_link_stats64 stats = {0};

	i.is_up = info->ifi_flags & IFF_UP;
	i.type = info->ifi_flags & IFF_LOOPBACK	     ? "loopback"
		 : info->ifi_flags & IFF_POINTOPOINT ? "point-to-point"
						     : "broadcast";
	while ((a = next_attr(IFLA_RTA(info), IFLA_PAYLOAD(h), a))) {
		const unsigned char *m = data_of(a);

		if (a->rta_type == IFLA_IFNAME)
			get(a, i.name, sizeof(i.name) - 1);
		else if (a->rta_type == IFLA_MTU)
			get(a, &i.mtu, sizeof(i.mtu));
		else if (a->rta_type == IFLA_LINK)
			get(a, &peer, sizeof(peer));
		else if (a->rta_type == IFLA_STATS64)
			get(a, &stats, sizeof(stats));
		else if (a->rta_type == IFLA_ADDRESS && RTA_PAYLOAD(a) == 6 &&
			 !(info->ifi_flags & IFF_LOOPBACK))
			snprintf(i.hwaddr, sizeof(i.hwaddr), "%02x:%02x:%02x:%02x:%02x:%02x", m[0],
				 m[1], m[2], m[3], m[4], m[5]);
		else if (a->rta_type == IFLA_LINK_NETNSID)
			i.host_name[0] = '?'; /* the peer is elsewhere: net_look() asks there */
	}
	if (i.host_name[0])
		snprintf(i.host_name, sizeof(i.host_name), "?%d", peer);
	i.bytes_received = stats.rx_bytes;
	i.bytes_sent = stats.tx_bytes;
	i.packets_received = stats.rx_packets;
	i.packets_sent = stats.tx_packets;
	i.errors_received = stats.rx_errors;
	i.errors_sent = stats.tx_errors;
	i.dropped_received = stats.rx_dropped;
	i.dropped_sent = stats.tx_dropped;
	l->list = mem_grow(l->list, l->n + 1, sizeof(*l->list));
	l->list[l->n++] = i;
}

static const char *scope_name(unsigned char scope)
{
	return scope == RT_SCOPE_HOST ? "local" : scope == RT_SCOPE_LINK ? "link" : "global";
}

static void add_address(struct look *l, const struct nlmsghdr *h)
{
	const struct ifaddrmsg *info = NLMSG_DATA(h);
	struct net_address address = {.is_v6 = info->ifa_family == AF_INET6,
				      .prefix = info->ifa_prefixlen,
				      .scope = scope_name(info->ifa_scope)};
	const struct rtattr *a = NULL, *found = NULL;

	if (info->ifa_family != AF_INET && info->ifa_family != AF_INET6)
		return;
	/* Of a point-to-point link IFA_ADDRESS is the other end, IFA_LOCAL ours. */
	while ((a = next_attr(IFA_RTA(info), IFA_PAYLOAD(h), a)))
		if (a->rta_type == IFA_LOCAL || (a->rta_type == IFA_ADDRESS && !found))
			found = a;
	if (!found || RTA_PAYLOAD(found) < (address.is_v6 ? 16u : 4u) ||
	    !inet_ntop(info->ifa_family, data_of(found), address.text, sizeof(address.text)))
		return;
	for (size_t k = 0; k < l->n; k++) {
		struct net_interface *i = &l->list[k];

		if ((unsigned)i->index != info->ifa_index)
			continue;
		i->addresses = mem_grow(i->addresses, i->address_count + 1, sizeof(*i->addresses));
		i->addresses[i->address_count++] = address;
	}
}

/* Asks for all objects of a kind and hands each answer to add. */
static int dump(int fd, uint16_t kind, void (*add)(struct look *, const struct nlmsghdr *),
		struct look *l, struct err *e)
{
	struct {
		struct nlmsghdr head;
		struct rtgenmsg body;
	} ask = {.head = {.nlmsg_len = sizeof(ask),
			  .nlmsg_type = kind,
			  .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP}};
	static char buf[32768] __attribute__((aligned(NLMSG_ALIGNTO)));

	if (send(fd, &ask, sizeof(ask), 0) < 0)
		return err_sys(e, errno, "cannot ask for network interfaces");
	for (;;) {
		ssize_t n = recv(fd, buf, sizeof(buf), 0);
		size_t left = n > 0 ? (size_t)n : 0;

		if (n <= 0)
			return err_sys(e, errno, "cannot read network interfaces");
		for (const struct nlmsghdr *h = (const void *)buf; NLMSG_OK(h, left);
		     h = NLMSG_NEXT(h, left)) {
			if (h->nlmsg_type == NLMSG_DONE || h->nlmsg_type == NLMSG_ERROR)
				return 0;
			add(l, h);
		}
	}
}

static int look_inside(struct look *l, struct err *e)
{
	own_fd int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

	if (fd < 0)
		return err_sys(e, errno, "cannot open a netlink socket");
	if (dump(fd, RTM_GETLINK, add_link, l, e) < 0)
		return -1;
	return dump(fd, RTM_GETADDR, add_address, l, e);
}

/* Peers were noted by their index: their names are the host's. */
static void name_peers(struct look *l)
{
	for (size_t i = 0; i < l->n; i++) {
		char *name = l->list[i].host_name, found[IF_NAMESIZE];
		int index = name[0] ? atoi(name + 1) : 0;

		name[0] = '\0';
		if (index > 0 && if_indextoname((unsigned)index, found))
			snprintf(name, sizeof(l->list[i].host_name), "%s", found);
	}
}

int net_look(pid_t pid, struct net_interface **out, size_t *n, struct err *e)
{
	own_fd int ours = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	own_fd int theirs = -1;
	char path[32];
	struct look l = {0};
	int r;

	*out = NULL;
	*n = 0;
	snprintf(path, sizeof(path), "/proc/%d/ns/net", pid);
	theirs = open(path, O_RDONLY | O_CLOEXEC);
	if (ours < 0 || theirs < 0 || setns(theirs, CLONE_NEWNET) < 0)
		return err_sys(e, errno, "cannot look into the container's network");
	r = look_inside(&l, e);
	if (setns(ours, CLONE_NEWNET) < 0)
		r = err_sys(e, errno, "cannot return from the container's network");
	if (r < 0) {
		net_interfaces_free(l.list, l.n);
		return -1;
	}
	name_peers(&l);
	*out = l.list;
	*n = l.n;
	return 0;
}

void net_interfaces_free(struct net_interface *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(list[i].addresses);
	free(list);
}
