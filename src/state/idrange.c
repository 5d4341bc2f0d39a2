/* See idrange.h. */
#include "state/idrange.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/own.h"
#include "base/str.h"
#include "state/file.h"

enum { FIRST_BASE = 1000000, LAST_BASE = 2000000000, SUBID_MAX = 1 << 20 };

/* Some ids: from the first to one before to. */
struct span {
	uint64_t from, to;
};

struct spans {
	struct span *v;
	size_t n;
};

#define own_spans __attribute__((cleanup(spans_free)))

static void spans_free(struct spans *l)
{
	free(l->v);
}

static void spans_add(struct spans *l, uint64_t from, uint64_t to)
{
	l->v = mem_grow(l->v, l->n + 1, sizeof(*l->v));
	l->v[l->n++] = (struct span){from, to};
}

/* What /etc/subuid or /etc/subgid says: subuid(5), "name:first:count". */
struct subids {
	struct spans lx, root, others;
};

static void subids_read(const char *path, struct subids *out)
{
	own_str struct str text = {0};
	own_strv struct strv lines = {0};
	struct err ignored;

	if (file_read(AT_FDCWD, path, SUBID_MAX, &text, &ignored) < 0)
		return;
	strv_split(&lines, str_c(&text), "\n", true);
	for (size_t i = 0; i < lines.n; i++) {
		unsigned long long first, count;
		char name[64];

		if (sscanf(lines.v[i], "%63[^:]:%llu:%llu", name, &first, &count) != 3 ||
		    first > UINT32_MAX || count > UINT32_MAX - first)
			continue;
		spans_add(!strcmp(name, "lx")	  ? &out->lx
			  : !strcmp(name, "root") ? &out->root
						  : &out->others,
			  first, first + count);
	}
}

static void subids_free(struct subids *s)
{
	spans_free(&s->lx);
	spans_free(&s->root);
	spans_free(&s->others);
}

#define own_subids __attribute__((cleanup(subids_free)))

/* What both name and is large enough. */
static void add_common(struct spans *out, const struct spans *a, const struct spans *b)
{
	for (size_t i = 0; i < a->n; i++)
		for (size_t k = 0; k < b->n; k++) {
			const struct span *x = &a->v[i], *y = &b->v[k];
			uint64_t from = x->from > y->from ? x->from : y->from;
			uint64_t to = x->to < y->to ? x->to : y->to;

			if (from + IDRANGE_SIZE <= to)
				spans_add(out, from, to);
		}
}

static void add_all(struct spans *out, const struct spans *l)
{
	for (size_t i = 0; i < l->n; i++)
		spans_add(out, l->v[i].from, l->v[i].to);
}

static int by_start(const void *a, const void *b)
{
	const struct span *x = a, *y = b;

	return (x->from > y->from) - (x->from < y->from);
}

/* The ranges in use. */
static void read_used(DIR *d, struct spans *out)
{
	struct dirent *entry;
	size_t room = 0;

	while ((entry = readdir(d))) {
		unsigned long base = strtoul(entry->d_name, NULL, 10);

		if (!base || base > UINT32_MAX)
			continue;
		if (out->n == room) {
			room = room ? room * 2 : 64;
			out->v = mem_grow(out->v, room, sizeof(*out->v));
		}
		out->v[out->n++] = (struct span){base, base + IDRANGE_SIZE};
	}
}

/* What a user namespace maps of the ids it knows: user_namespaces(7). All there are, outside of any. */
static void read_mapped(const char *path, struct spans *out)
{
	own_str struct str text = {0};
	own_strv struct strv lines = {0};
	struct err ignored;

	if (file_read(AT_FDCWD, path, SUBID_MAX, &text, &ignored) < 0)
		spans_add(out, 0, UINT32_MAX);
	strv_split(&lines, str_c(&text), "\n", true);
	for (size_t i = 0; i < lines.n; i++) {
		unsigned long long first, host, count;

		if (sscanf(lines.v[i], "%llu %llu %llu", &first, &host, &count) == 3)
			spans_add(out, first, first + count);
	}
}

/* A search for a free range. */
struct search {
	int dir; /* idmap/ */
	const char *owner;
	struct spans used;   /* sorted by take_from_all */
	struct spans mapped; /* what there is at all */
	struct idrange *out;
};

static void search_free(struct search *s)
{
	spans_free(&s->used);
	spans_free(&s->mapped);
}

#define own_search __attribute__((cleanup(search_free)))

/* Takes the first free range of the span. 1: there is none. */
static int take_from(const struct search *s, const struct span *where, struct err *e)
{
	const struct spans *used = &s->used;
	uint64_t base = where->from;
	size_t i = 0;

	while (base + IDRANGE_SIZE <= where->to) {
		char name[16];

		while (i < used->n && used->v[i].to <= base)
			i++;
		if (i < used->n && used->v[i].from < base + IDRANGE_SIZE) {
			/* Steps of a range's size, so that what is given back fits again. */
			uint64_t steps = (used->v[i].to - base + IDRANGE_SIZE - 1) / IDRANGE_SIZE;

			base += steps * IDRANGE_SIZE;
			continue;
		}
		snprintf(name, sizeof(name), "%u", (uint32_t)base);
		if (!symlinkat(s->owner, s->dir, name)) {
			*s->out = (struct idrange){(uint32_t)base, IDRANGE_SIZE};
			return 0;
		}
		/* Another command has just taken it: on to the next. */
		if (errno != EEXIST)
			return err_sys(e, errno, "cannot note the range of ids in use");
		base += IDRANGE_SIZE;
	}
	return 1;
}

static int take_from_all(struct search *s, const struct spans *where, struct err *e)
{
	own_spans struct spans there = {0};
	int r = 1;

	add_common(&there, where, &s->mapped);
	if (s->used.n)
		qsort(s->used.v, s->used.n, sizeof(*s->used.v), by_start);
	for (size_t i = 0; r > 0 && i < there.n; i++)
		r = take_from(s, &there.v[i], e);
	return r;
}

/* What is given to "lx" is all there is for us. What is given to "root" comes first, but it may be
 * small, and then there is more where nobody else has anything. */
static int take_any(struct search *s, const struct subids *uids, const struct subids *gids,
		    struct err *e)
{
	own_spans struct spans lx = {0}, root = {0}, rest = {0};
	int r;

	add_common(&lx, &uids->lx, &gids->lx);
	if (lx.n)
		return take_from_all(s, &lx, e);
	add_common(&root, &uids->root, &gids->root);
	r = take_from_all(s, &root, e);
	if (r <= 0)
		return r;
	spans_add(&rest, FIRST_BASE, LAST_BASE);
	add_all(&s->used, &root);
	add_all(&s->used, &uids->others);
	add_all(&s->used, &gids->others);
	return take_from_all(s, &rest, e);
}

int idrange_take(const struct store *st, const char *owner, struct idrange *out, struct err *e)
{
	int copy = store_open_dir(st, "idmap", e);
	own_dir DIR *d = copy < 0 ? NULL : fdopendir(copy);
	own_subids struct subids uids = {0}, gids = {0};
	own_spans struct spans mapped_uids = {0}, mapped_gids = {0};
	own_search struct search s = {.owner = owner, .out = out};
	int r;

	if (!d)
		return -1;
	s.dir = dirfd(d);
	subids_read("/etc/subuid", &uids);
	subids_read("/etc/subgid", &gids);
	read_mapped("/proc/self/uid_map", &mapped_uids);
	read_mapped("/proc/self/gid_map", &mapped_gids);
	add_common(&s.mapped, &mapped_uids, &mapped_gids);
	read_used(d, &s.used);
	r = take_any(&s, &uids, &gids, e);
	if (r > 0)
		return err_set(e, ERR_FAILED,
			       "no range of %d host ids is left (\"lx\" in /etc/subuid and "
			       "/etc/subgid may allow more, in a container its own range must "
			       "hold it)",
			       IDRANGE_SIZE);
	return r;
}

static bool owns(int dir, const char *name, const char *owner)
{
	char target[64];
	ssize_t n = readlinkat(dir, name, target, sizeof(target) - 1);

	target[n > 0 ? n : 0] = '\0';
	return !strcmp(target, owner);
}

int idrange_keep(const struct store *s, const char *owner, struct idrange *ids, struct err *e)
{
	own_fd int dir = store_open_dir(s, "idmap", e);
	char name[16];

	if (dir < 0)
		return -1;
	snprintf(name, sizeof(name), "%u", ids->base);
	if (owns(dir, name, owner) || !symlinkat(owner, dir, name))
		return 0;
	if (errno != EEXIST)
		return err_sys(e, errno, "cannot note the range of ids in use");
	return idrange_take(s, owner, ids, e);
}

void idrange_release(const struct store *s, const char *owner, uint32_t base)
{
	struct err ignored;
	own_fd int dir = store_open_dir(s, "idmap", &ignored);
	char name[16];

	snprintf(name, sizeof(name), "%u", base);
	if (dir >= 0 && owns(dir, name, owner))
		unlinkat(dir, name, 0);
}

void idrange_release_all(const struct store *s, const char *owner)
{
	struct err ignored;
	int copy = store_open_dir(s, "idmap", &ignored);
	own_dir DIR *d = copy < 0 ? NULL : fdopendir(copy);
	struct dirent *entry;

	while (d && (entry = readdir(d)))
		if (entry->d_name[0] != '.' && owns(dirfd(d), entry->d_name, owner))
			unlinkat(dirfd(d), entry->d_name, 0);
}
