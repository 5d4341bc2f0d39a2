/* Tar archives made by hand, for the tests of image/: no library that cleans up what is in them. */
#ifndef TEST_TAR_H
#define TEST_TAR_H

#include <string.h>

#include "base/str.h"
#include "image/ahead.h"

struct tar_member {
	const char *name;
	char type; /* '0' file, '1' hard link, '2' symbolic link, '3' '4' nodes, '5' folder, '6' fifo */
	const char *link;
	const char *content;
	size_t size; /* of content, where it is not a string; or what the header claims */
	unsigned mode, uid, gid;
};

/* A number in octal, with a NUL behind it. */
static inline void tar_octal(char *field, size_t size, unsigned long v)
{
	for (size_t i = size - 1; i-- > 0; v >>= 3)
		field[i] = (char)('0' + (v & 7));
}

static inline void tar_header(struct str *t, const struct tar_member *m, size_t size)
{
	char h[512] = {0};
	unsigned sum = 0;

	memcpy(h, m->name, strnlen(m->name, 100));
	tar_octal(h + 100, 8, m->mode ? m->mode : m->type == '5' ? 0755 : 0644);
	tar_octal(h + 108, 8, m->uid);
	tar_octal(h + 116, 8, m->gid);
	tar_octal(h + 124, 12, size);
	tar_octal(h + 136, 12, 1700000000);
	h[156] = m->type ? m->type : '0';
	if (m->link)
		memcpy(h + 157, m->link, strnlen(m->link, 100));
	memcpy(h + 257, "ustar\00000", 8);
	tar_octal(h + 329, 8, 1);
	tar_octal(h + 337, 8, 3);
	memset(h + 148, ' ', 8);
	for (size_t i = 0; i < sizeof(h); i++)
		sum += (unsigned char)h[i];
	tar_octal(h + 148, 7, sum);
	str_add_bytes(t, h, sizeof(h));
}

static inline void tar_data(struct str *t, const void *data, size_t size)
{
	static const char zero[512];

	str_add_bytes(t, data, size);
	if (size % 512)
		str_add_bytes(t, zero, 512 - size % 512);
}

static inline void tar_add(struct str *t, struct tar_member m)
{
	size_t size = m.content && !m.size ? strlen(m.content) : m.size;

	tar_header(t, &m, size);
	if (m.content)
		tar_data(t, m.content, size);
}

/* A pax header for the member that follows: "key=value" records. */
static inline void tar_pax(struct str *t, const char *key, const void *value, size_t size)
{
	struct str record = {0};
	size_t n = strlen(key) + size + 3, digits = 1;

	for (size_t limit = 10; n + digits >= limit; limit *= 10)
		digits++;
	str_addf(&record, "%zu %s=", n + digits, key);
	str_add_bytes(&record, value, size);
	str_add_char(&record, '\n');
	tar_header(t, &(struct tar_member){.name = "pax", .type = 'x'}, record.len);
	tar_data(t, record.p, record.len);
	str_free(&record);
}

static inline void tar_end(struct str *t)
{
	static const char zero[1024];

	str_add_bytes(t, zero, sizeof(zero));
}

#define TAR(t, ...) tar_add(t, (struct tar_member){__VA_ARGS__})

/* Memory as a feed, in pieces of a given size. */
struct memory {
	const char *p;
	size_t left, piece;
};

static inline int memory_next(void *data, const uint8_t **p, size_t *n, struct err *e)
{
	struct memory *m = data;

	(void)e;
	*n = m->piece && m->piece < m->left ? m->piece : m->left;
	*p = (const uint8_t *)m->p;
	m->p += *n;
	m->left -= *n;
	return 0;
}

#endif
