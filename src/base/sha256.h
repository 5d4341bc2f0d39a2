/* SHA-256, for fingerprints: with the processor's own instructions where it has them (about 2 GB/s),
 * else without (about 0.4 GB/s). */
#ifndef LX_BASE_SHA256_H
#define LX_BASE_SHA256_H

#include <stddef.h>
#include <stdint.h>

struct sha256 {
	uint32_t state[8];
	uint8_t block[64];
	uint64_t len;
	int fast;
};

void sha256_init(struct sha256 *s);
void sha256_add(struct sha256 *s, const void *data, size_t len);
/* The digest as 64 lower-case hex digits and a NUL. The context is spent afterwards. */
void sha256_hex(struct sha256 *s, char out[65]);

#endif
