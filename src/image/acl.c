/* See acl.h. The attribute is a version (2) and 8 bytes an entry, little-endian: tag, permissions,
 * id; the kernel wants them sorted by tag, then id. linux/posix_acl_xattr.h. */
#include "image/acl.h"

#include <archive.h>
#include <endian.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/own.h"

enum { ACL_VERSION = 2, ACL_HEADER = 4, ACL_MASK_TAG = 0x10 };
#define ACL_NO_ID UINT32_MAX

struct acl_entry {
	uint16_t tag, perm;
	uint32_t id;
};

static const struct {
	int archive;
	uint16_t kernel;
} tags[] = {
	{ARCHIVE_ENTRY_ACL_USER_OBJ, 0x01},  {ARCHIVE_ENTRY_ACL_USER, 0x02},
	{ARCHIVE_ENTRY_ACL_GROUP_OBJ, 0x04}, {ARCHIVE_ENTRY_ACL_GROUP, 0x08},
	{ARCHIVE_ENTRY_ACL_MASK, 0x10},	     {ARCHIVE_ENTRY_ACL_OTHER, 0x20},
};

/* The third field of name's line in passwd or group. */
static bool find_id(const struct str *file, const char *name, uint32_t *id)
{
	size_t len = strlen(name);

	for (const char *line = str_c(file); *line;) {
		const char *end = strchrnul(line, '\n');

		if (!strncmp(line, name, len) && line[len] == ':') {
			const char *field = strchr(line + len + 1, ':');
			char *stop;
			unsigned long v;

			if (field && field < end) {
				v = strtoul(field + 1, &stop, 10);
				if (stop > field + 1 && *stop == ':' && v < UINT32_MAX) {
					*id = (uint32_t)v;
					return true;
				}
			}
		}
		line = *end ? end + 1 : end;
	}
	return false;
}

static int by_tag_and_id(const void *a, const void *b)
{
	const struct acl_entry *x = a, *y = b;

	if (x->tag != y->tag)
		return x->tag < y->tag ? -1 : 1;
	return (x->id > y->id) - (x->id < y->id);
}

static void write_value(struct acl_entry *v, size_t n, struct str *out)
{
	uint32_t version = htole32(ACL_VERSION);

	qsort(v, n, sizeof(*v), by_tag_and_id);
	str_clear(out);
	str_add_bytes(out, &version, sizeof(version));
	for (size_t i = 0; i < n; i++) {
		uint16_t tag = htole16(v[i].tag), perm = htole16(v[i].perm);
		uint32_t id = htole32(v[i].id);

		str_add_bytes(out, &tag, sizeof(tag));
		str_add_bytes(out, &perm, sizeof(perm));
		str_add_bytes(out, &id, sizeof(id));
	}
}

/* Whether the entry counts; *named says that it could not be told without ids. */
static bool convert(struct acl_entry *v, int tag, int perm, int id, const char *name,
		    const struct acl_ids *ids, bool *named)
{
	const struct str *file;

	v->tag = 0;
	for (size_t i = 0; i < countof(tags); i++)
		if (tags[i].archive == tag)
			v->tag = tags[i].kernel;
	v->perm = (uint16_t)(perm & 7);
	v->id = ACL_NO_ID;
	if (tag != ARCHIVE_ENTRY_ACL_USER && tag != ARCHIVE_ENTRY_ACL_GROUP)
		return v->tag != 0;
	if (id != -1) {
		v->id = (uint32_t)id;
		return true;
	}
	if (!ids) {
		*named = true;
		return false;
	}
	file = tag == ARCHIVE_ENTRY_ACL_USER ? &ids->passwd : &ids->group;
	return name && find_id(file, name, &v->id);
}

enum acl_outcome acl_from_entry(struct archive_entry *en, int type, const struct acl_ids *ids,
				struct str *out)
{
	int count = archive_entry_acl_reset(en, type), t, perm, tag, id;
	own_free struct acl_entry *v = NULL;
	uint16_t seen = 0, most = 0;
	bool named = false;
	const char *name;
	size_t n = 0;

	if (count <= 0 || (type == ARCHIVE_ENTRY_ACL_TYPE_ACCESS && count <= 3))
		return ACL_NONE;
	v = mem_alloc(((size_t)count + 1) * sizeof(*v));
	while (n < (size_t)count &&
	       archive_entry_acl_next(en, type, &t, &perm, &tag, &id, &name) == ARCHIVE_OK) {
		if (!convert(&v[n], tag, perm, id, name, ids, &named))
			continue;
		seen |= v[n].tag;
		if (v[n].tag & 0x0e)
			most |= v[n].perm;
		n++;
	}
	if (named)
		return ACL_NAMES;
	/* Named users or groups need a mask; without one it is what they may do together. */
	if ((seen & 0x0a) && !(seen & ACL_MASK_TAG))
		v[n++] = (struct acl_entry){ACL_MASK_TAG, most, ACL_NO_ID};
	write_value(v, n, out);
	return ACL_READY;
}

int acl_to_entry(struct archive_entry *en, int type, const void *value, size_t size)
{
	const uint8_t *p = value;
	uint32_t version;

	if (size < ACL_HEADER || (size - ACL_HEADER) % sizeof(struct acl_entry))
		return -1;
	memcpy(&version, p, sizeof(version));
	if (le32toh(version) != ACL_VERSION)
		return -1;
	for (p += ACL_HEADER, size -= ACL_HEADER; size; p += 8, size -= 8) {
		struct acl_entry v;
		int tag = 0;

		memcpy(&v, p, sizeof(v));
		for (size_t i = 0; i < countof(tags); i++)
			if (tags[i].kernel == le16toh(v.tag))
				tag = tags[i].archive;
		if (!tag)
			return -1;
		archive_entry_acl_add_entry(en, type, le16toh(v.perm) & 7, tag, (int)le32toh(v.id),
					    NULL);
	}
	return 0;
}
