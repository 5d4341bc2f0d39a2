/* See list_filter.h. */
#include "cmd/list_filter.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/own.h"

void list_filters_add(struct list_filters *l, const char *word)
{
	const char *equals = strchr(word, '=');
	struct list_filter f = {0};

	f.key = equals ? mem_strndup(word, (size_t)(equals - word)) : NULL;
	match_init(&f.match, equals ? equals + 1 : word);
	l->v = mem_grow(l->v, l->n + 1, sizeof(*l->v));
	l->v[l->n++] = f;
}

void list_filters_free(struct list_filters *l)
{
	for (size_t i = 0; i < l->n; i++) {
		free(l->v[i].key);
		match_free(&l->v[i].match);
	}
	free(l->v);
	*l = (struct list_filters){0};
}

/* One of several values, in any case of letters. */
static bool fits_word(const struct list_filter *l, const char *word)
{
	own_strv struct strv values = {0};

	strv_split(&values, l->match.text, ",", true);
	for (size_t i = 0; i < values.n; i++)
		if (!strcasecmp(values.v[i], word))
			return true;
	return match_fits(&l->match, word);
}

static bool fits_type(const struct list_filter *l, struct facts *f)
{
	(void)f;
	return fits_word(l, "container");
}

static bool fits_status(const struct list_filter *l, struct facts *f)
{
	return fits_word(l, facts_status(f, NULL));
}

static bool fits_architecture(const struct list_filter *l, struct facts *f)
{
	return fits_word(l, facts_instance(f)->architecture);
}

static bool fits_location(const struct list_filter *l, struct facts *f)
{
	(void)f;
	return fits_word(l, "none");
}

/* Whether an address lies in a network, given as ADDRESS[/BITS]. */
static bool is_within(const char *address, const char *network, int family)
{
	unsigned char a[16], n[16];
	own_free char *base = mem_strndup(network, strcspn(network, "/"));
	const char *slash = strchr(network, '/');
	long bits = family == AF_INET ? 32 : 128;

	if (inet_pton(family, address, a) != 1 || inet_pton(family, base, n) != 1)
		return false;
	if (slash && atol(slash + 1) >= 0 && atol(slash + 1) < bits)
		bits = atol(slash + 1);
	for (long i = 0; i < bits; i++)
		if ((a[i / 8] ^ n[i / 8]) & (0x80 >> i % 8))
			return false;
	return true;
}

static bool fits_address(const struct list_filter *l, struct facts *f, bool v6)
{
	own_strv struct strv networks = {0};
	size_t count;
	const struct net_interface *list = facts_network(f, &count);

	strv_split(&networks, l->match.text, ",", true);
	for (size_t n = 0; n < count; n++)
		for (size_t k = 0; k < list[n].address_count; k++)
			for (size_t w = 0; w < networks.n; w++)
				if (list[n].addresses[k].is_v6 == v6 &&
				    is_within(list[n].addresses[k].text, networks.v[w],
					      v6 ? AF_INET6 : AF_INET))
					return true;
	return false;
}

static bool fits_ipv4(const struct list_filter *l, struct facts *f)
{
	return fits_address(l, f, false);
}

static bool fits_ipv6(const struct list_filter *l, struct facts *f)
{
	return fits_address(l, f, true);
}

static const struct {
	const char *key;
	bool (*fits)(const struct list_filter *l, struct facts *f);
} short_keys[] = {
	{"architecture", fits_architecture},
	{"ipv4", fits_ipv4},
	{"ipv6", fits_ipv6},
	{"location", fits_location},
	{"state", fits_status},
	{"status", fits_status},
	{"type", fits_type},
};

static bool fits_config(const struct list_filter *l, struct facts *f)
{
	const struct map *config = facts_config(f);

	for (size_t i = 0; i < config->n; i++)
		if (match_is_short_for(l->key, config->v[i].key) &&
		    match_fits(&l->match, config->v[i].value))
			return true;
	return false;
}

static bool fits(const struct list_filter *l, struct facts *f)
{
	const char *name = facts_instance(f)->name;

	if (!l->key)
		return str_starts(name, l->match.text) || match_fits(&l->match, name);
	for (size_t i = 0; i < countof(short_keys); i++)
		if (!strcmp(short_keys[i].key, l->key))
			return short_keys[i].fits(l, f);
	return fits_config(l, f);
}

bool list_filters_fit(const struct list_filters *l, struct facts *f)
{
	for (size_t i = 0; i < l->n; i++)
		if (!fits(&l->v[i], f))
			return false;
	return true;
}
