/* See map.h. */
#include "base/map.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"

/* Where key is, or where it belongs. */
static size_t find(const struct map *m, const char *key, bool *found)
{
	size_t lo = 0, hi = m->n;

	*found = false;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int c = strcmp(m->v[mid].key, key);

		if (!c) {
			*found = true;
			return mid;
		}
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

const char *map_get(const struct map *m, const char *key)
{
	bool found;
	size_t i = find(m, key, &found);

	return found ? m->v[i].value : NULL;
}

void map_set(struct map *m, const char *key, const char *value)
{
	bool found;
	size_t i = find(m, key, &found);
	char *copy = mem_strdup(value);

	if (found) {
		free(m->v[i].value);
		m->v[i].value = copy;
		return;
	}
	if (m->n == m->cap) {
		m->cap = m->cap ? m->cap * 2 : 8;
		m->v = mem_grow(m->v, m->cap, sizeof(*m->v));
	}
	memmove(m->v + i + 1, m->v + i, (m->n - i) * sizeof(*m->v));
	m->v[i] = (struct map_entry){.key = mem_strdup(key), .value = copy};
	m->n++;
}

bool map_unset(struct map *m, const char *key)
{
	bool found;
	size_t i = find(m, key, &found);

	if (!found)
		return false;
	free(m->v[i].key);
	free(m->v[i].value);
	memmove(m->v + i, m->v + i + 1, (m->n - i - 1) * sizeof(*m->v));
	m->n--;
	return true;
}

void map_copy(struct map *to, const struct map *from)
{
	for (size_t i = 0; i < from->n; i++)
		map_set(to, from->v[i].key, from->v[i].value);
}

void map_free(struct map *m)
{
	for (size_t i = 0; i < m->n; i++) {
		free(m->v[i].key);
		free(m->v[i].value);
	}
	free(m->v);
	*m = (struct map){0};
}
