/* Fingerprints: both ways of computing one agree with the standard. */
#include "test.h"

#include "base/sha256.h"

/* In pieces of the given size; fast -1 leaves the choice to the processor. */
static const char *digest(const char *text, size_t len, size_t piece, int fast)
{
	static char hex[65];
	struct sha256 s;

	sha256_init(&s);
	if (fast == 0)
		s.fast = 0;
	while (len) {
		size_t n = len < piece ? len : piece;

		sha256_add(&s, text, n);
		text += n;
		len -= n;
	}
	sha256_hex(&s, hex);
	return hex;
}

TEST(known_digests)
{
	static char million[1000000];

	CHECK_STR(digest("", 0, 1, -1),
		  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	CHECK_STR(digest("abc", 3, 3, -1),
		  "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	memset(million, 'a', sizeof(million));
	for (int fast = -1; fast <= 0; fast++)
		CHECK_STR(digest(million, sizeof(million), 4097, fast),
			  "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(every_length_and_piece)
{
	char text[300], want[65];

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)(i * 7);
	for (size_t len = 0; len < sizeof(text); len++) {
		strcpy(want, digest(text, len, len + 1, 0));
		CHECK_STR(digest(text, len, 1, -1), want);
		CHECK_STR(digest(text, len, 63, -1), want);
		CHECK_STR(digest(text, len, 64, -1), want);
		CHECK_STR(digest(text, len, 129, -1), want);
	}
}

int main(void)
{
	return test_main();
}
