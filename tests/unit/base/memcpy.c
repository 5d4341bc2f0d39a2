/* Copying: every byte arrives, none beside them is touched, and moving down may overlap. */
#include "test.h"

#include "base/memcpy.h"

enum { MOST = 200, ROOM = 32 };

static void fill(unsigned char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		p[i] = (unsigned char)(i * 37 + 11);
}

TEST(every_length_at_every_place)
{
	unsigned char from[MOST + ROOM], to[MOST + 2 * ROOM];

	fill(from, sizeof(from));
	for (size_t n = 0; n <= MOST; n++) {
		for (size_t at = 0; at < 2 * ROOM; at++) {
			unsigned char *q = to + at % ROOM;
			const unsigned char *p = from + at % 7;
			size_t wrong = 0;

			memset(to, 0, sizeof(to));
			wrong += copy_forward(q, p, n) != q;
			for (size_t i = 0; i < sizeof(to); i++) {
				size_t k = i - at % ROOM;

				wrong += to[i] != (i >= at % ROOM && k < n ? p[k] : 0);
			}
			CHECK_INT(wrong, 0);
		}
	}
}

TEST(down_by_any_distance)
{
	unsigned char p[MOST + ROOM], want[MOST + ROOM];

	for (size_t n = 0; n <= MOST; n++) {
		for (size_t by = 0; by <= ROOM; by++) {
			fill(p, sizeof(p));
			fill(want, sizeof(want));
			memmove(want, want + by, n);
			copy_forward(p, p + by, n);
			CHECK(!memcmp(p, want, sizeof(p)));
		}
	}
}

int main(void)
{
	return test_main();
}
