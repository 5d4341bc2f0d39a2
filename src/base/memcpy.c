/* memcpy for the static program. musl's is one `rep movs`, which takes some thirty cycles to get
 * going; unpacking is millions of copies of a few bytes, and is 8% faster with this one. It takes
 * the place of musl's as the linker finds it first; musl's memmove goes on to __memcpy_fwd. */
#include "base/memcpy.h"

#include <stdint.h>
#include <string.h>

/* Or it would see that this is memcpy, and call memcpy. */
#ifndef __clang__
#pragma GCC optimize("no-tree-loop-distribute-patterns")
#endif

struct block {
	uint64_t half[2];
};

#define READ(type, from)                                       \
	({                                                     \
		type value;                                    \
		__builtin_memcpy(&value, from, sizeof(value)); \
		value;                                         \
	})
#define WRITE(to, value) __builtin_memcpy(to, &(value), sizeof(value))

/* Where one size is not enough, the two ends overlap. All is read before anything is written. */
#define COPY_ENDS(type, to, from, n)                                 \
	do {                                                         \
		type first = READ(type, from);                       \
		type last = READ(type, (from) + (n) - sizeof(type)); \
		WRITE(to, first);                                    \
		WRITE((to) + (n) - sizeof(type), last);              \
	} while (0)

static inline void copy_few(uint8_t *to, const uint8_t *from, size_t n)
{
	if (n >= 8)
		COPY_ENDS(uint64_t, to, from, n);
	else if (n >= 4)
		COPY_ENDS(uint32_t, to, from, n);
	else if (n >= 2)
		COPY_ENDS(uint16_t, to, from, n);
	else if (n)
		*to = *from;
}

void *copy_forward(void *to, const void *from, size_t n)
{
	const uint8_t *p = from;
	uint8_t *q = to, *end;
	struct block last;

	if (n < sizeof(last)) {
		copy_few(q, p, n);
		return to;
	}
	/* The end is read first: where the two overlap, it is written over on the way. */
	last = READ(struct block, p + n - sizeof(last));
	for (end = q + n - sizeof(last); q < end; q += sizeof(last), p += sizeof(last)) {
		struct block b = READ(struct block, p);

		WRITE(q, b);
	}
	WRITE(end, last);
	return to;
}

#ifndef __GLIBC__
void *memcpy(void *restrict to, const void *restrict from, size_t n)
	__attribute__((alias("copy_forward")));
void *__memcpy_fwd(void *to, const void *from, size_t n) __attribute__((alias("copy_forward")));
#endif
