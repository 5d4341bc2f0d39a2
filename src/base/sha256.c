/* See sha256.h. */
#include "base/sha256.h"

#include <string.h>

static const uint32_t round_constants[64] __attribute__((aligned(16))) = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4,
	0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
	0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
	0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
	0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc,
	0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
	0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116,
	0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
	0xc67178f2,
};

static uint32_t rotate(uint32_t x, int by)
{
	return x >> by | x << (32 - by);
}

/* Round i of the standard's 64. v are its a to h, which move on by turning the index; the message
 * schedule turns in sixteen words. */
static inline void plain_round(uint32_t v[8], uint32_t w[16], unsigned i)
{
	uint32_t a = v[-i & 7], b = v[(1 - i) & 7], c = v[(2 - i) & 7], e = v[(4 - i) & 7];
	uint32_t f = v[(5 - i) & 7], g = v[(6 - i) & 7], *h = &v[(7 - i) & 7];
	uint32_t x = w[(i + 1) & 15], y = w[(i + 14) & 15];

	*h += round_constants[i] + w[i & 15] + (g ^ (e & (f ^ g))) +
	      (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25));
	v[(3 - i) & 7] += *h;
	*h += ((a & b) | (c & (a | b))) + (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22));
	w[i & 15] += w[(i + 9) & 15] + (rotate(x, 7) ^ rotate(x, 18) ^ x >> 3) +
		     (rotate(y, 17) ^ rotate(y, 19) ^ y >> 10);
}

static void plain_block(uint32_t state[8], const uint8_t *p)
{
	uint32_t v[8], w[16];

	memcpy(v, state, sizeof(v));
	for (int i = 0; i < 16; i++, p += 4)
		w[i] = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
	for (unsigned i = 0; i < 64; i += 16)
#pragma GCC unroll 16
		for (unsigned j = 0; j < 16; j++)
			plain_round(v, w, i + j);
	for (int i = 0; i < 8; i++)
		state[i] += v[i];
}

static void plain_blocks(uint32_t state[8], const uint8_t *p, size_t n)
{
	for (; n; n--, p += 64)
		plain_block(state, p);
}

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>

static int processor_has_sha(void)
{
	unsigned a, b, c, d;

	if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_SSSE3) || !(c & bit_SSE4_1))
		return 0;
	return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & bit_SHA);
}

/* The instructions want the eight words of the state as ABEF and CDGH, and do two rounds each;
 * the message schedule turns in four registers, four words at a time. */
__attribute__((target("sha,ssse3,sse4.1"))) static void fast_blocks(uint32_t state[8],
								    const uint8_t *p, size_t n)
{
	const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
	const __m128i *k = (const void *)round_constants;
	__m128i t = _mm_shuffle_epi32(_mm_loadu_si128((const void *)&state[0]), 0xb1);
	__m128i u = _mm_shuffle_epi32(_mm_loadu_si128((const void *)&state[4]), 0x1b);
	__m128i abef = _mm_alignr_epi8(t, u, 8);
	__m128i cdgh = _mm_blend_epi16(u, t, 0xf0);

	for (; n; n--, p += 64) {
		__m128i old_abef = abef, old_cdgh = cdgh, m[4];

		for (int i = 0; i < 4; i++)
			m[i] = _mm_shuffle_epi8(_mm_loadu_si128((const void *)(p + 16 * i)), swap);
#pragma GCC unroll 16
		for (int i = 0; i < 16; i++) {
			__m128i *w = &m[i & 3];

			if (i >= 4) {
				/* w[i] from w[i-4] (in its place), w[i-3], w[i-2], w[i-1] */
				__m128i last = m[(i + 3) & 3];

				t = _mm_alignr_epi8(last, m[(i + 2) & 3], 4);
				*w = _mm_sha256msg1_epu32(*w, m[(i + 1) & 3]);
				*w = _mm_sha256msg2_epu32(_mm_add_epi32(*w, t), last);
			}
			t = _mm_add_epi32(*w, _mm_load_si128(&k[i]));
			cdgh = _mm_sha256rnds2_epu32(cdgh, abef, t);
			abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(t, 0x0e));
		}
		abef = _mm_add_epi32(abef, old_abef);
		cdgh = _mm_add_epi32(cdgh, old_cdgh);
	}
	t = _mm_shuffle_epi32(abef, 0x1b);
	u = _mm_shuffle_epi32(cdgh, 0xb1);
	_mm_storeu_si128((void *)&state[0], _mm_blend_epi16(t, u, 0xf0));
	_mm_storeu_si128((void *)&state[4], _mm_alignr_epi8(u, t, 8));
}
#else
static int processor_has_sha(void)
{
	return 0;
}

static void fast_blocks(uint32_t state[8], const uint8_t *p, size_t n)
{
	plain_blocks(state, p, n);
}
#endif

static void blocks(struct sha256 *s, const uint8_t *p, size_t n)
{
	if (s->fast)
		fast_blocks(s->state, p, n);
	else
		plain_blocks(s->state, p, n);
}

void sha256_init(struct sha256 *s)
{
	static const uint32_t start[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
					  0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

	s->fast = processor_has_sha();
	s->len = 0;
	memcpy(s->state, start, sizeof(start));
}

void sha256_add(struct sha256 *s, const void *data, size_t len)
{
	const uint8_t *p = data;
	size_t have = s->len & 63, n;

	s->len += len;
	if (have) {
		n = len < 64 - have ? len : 64 - have;
		memcpy(s->block + have, p, n);
		p += n;
		len -= n;
		if (have + n < 64)
			return;
		blocks(s, s->block, 1);
	}
	blocks(s, p, len / 64);
	if (len & 63)
		memcpy(s->block, p + (len & ~(size_t)63), len & 63);
}

static void end(struct sha256 *s, uint8_t digest[32])
{
	size_t have = s->len & 63;
	uint64_t bits = s->len * 8;

	s->block[have++] = 0x80;
	if (have > 56) {
		memset(s->block + have, 0, 64 - have);
		blocks(s, s->block, 1);
		have = 0;
	}
	memset(s->block + have, 0, 56 - have);
	for (int i = 0; i < 8; i++)
		s->block[56 + i] = (uint8_t)(bits >> (56 - 8 * i));
	blocks(s, s->block, 1);
	for (int i = 0; i < 32; i++)
		digest[i] = (uint8_t)(s->state[i / 4] >> (24 - 8 * (i % 4)));
}

void sha256_hex(struct sha256 *s, char out[65])
{
	static const char digits[] = "0123456789abcdef";
	uint8_t digest[32];

	end(s, digest);
	for (int i = 0; i < 32; i++) {
		out[2 * i] = digits[digest[i] >> 4];
		out[2 * i + 1] = digits[digest[i] & 15];
	}
	out[64] = '\0';
}
