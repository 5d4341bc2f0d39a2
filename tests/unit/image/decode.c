/* Decompressing: whatever the compression, the bytes come out whole, or not at all. */
#include "test.h"

#include <stdlib.h>

#include "image/decode.h"
#include "image/tar.h"

static struct err err;

/* The output of a shell command. */
static struct str run(const char *format, ...)
{
	struct str out = {0};
	char command[512], buffer[4096];
	va_list ap;
	size_t n;
	FILE *f;

	va_start(ap, format);
	vsnprintf(command, sizeof(command), format, ap);
	va_end(ap);
	f = popen(command, "r");
	while (f && (n = fread(buffer, 1, sizeof(buffer), f)) > 0)
		str_add_bytes(&out, buffer, n);
	if (f)
		pclose(f);
	return out;
}

/* Decodes in pieces; -1 on failure. */
static int decode(const struct str *in, size_t piece, size_t room, struct str *out)
{
	struct memory m = {str_c(in), in->len, piece};
	struct feed feed = {memory_next, &m};
	struct decoder *d;
	uint8_t *buf = malloc(room);
	ssize_t n = -1;

	err_clear(&err);
	str_clear(out);
	d = decoder_new(&feed, &err);
	while (d && (n = decoder_read(d, buf, room, &err)) > 0)
		str_add_bytes(out, buf, (size_t)n);
	decoder_free(d);
	free(buf);
	return (int)n;
}

static const struct {
	const char *command;
	enum codec codec;
	const char *suffix;
} tools[] = {
	{"gzip -c", CODEC_GZIP, ".tar.gz"},
	{"bzip2 -1c", CODEC_BZIP2, ".tar.bz2"},
	{"xz -c", CODEC_XZ, ".tar.xz"},
	{"xz -c -T2 --block-size=20000", CODEC_XZ, ".tar.xz"},
	{"xz -c --format=lzma", CODEC_LZMA, ".tar.lzma"},
	{"zstd -qc", CODEC_ZSTD, ".tar.zst"},
	{"cat", CODEC_NONE, ".tar"},
};

/* Something like a tar: compressible, and with a zero block at its end. */
static void make_sample(char *path, size_t size)
{
	FILE *f;

	snprintf(path, size, "%s/sample", test_tmp());
	f = fopen(path, "w");
	for (unsigned i = 0; i < 60000; i++)
		fprintf(f, "%u", i * i);
	while (ftell(f) % 512)
		fputc('x', f);
	for (int i = 0; i < 1024; i++)
		fputc(0, f);
	fclose(f);
}

TEST(all_that_goes_in_comes_out)
{
	struct str out = {0}, plain;
	char path[96];

	make_sample(path, sizeof(path));
	plain = run("cat %s", path);
	for (size_t i = 0; i < sizeof(tools) / sizeof(*tools); i++) {
		struct str in = run("%s <%s", tools[i].command, path);
		enum codec codec;

		CHECK(in.len > 0);
		CHECK_INT(codec_detect((const uint8_t *)in.p, in.len, &codec, &err), 0);
		CHECK_INT(codec, tools[i].codec);
		CHECK_STR(codec_suffix(codec), tools[i].suffix);
		for (size_t piece = 0; piece < 2000; piece = piece * 7 + 11) {
			CHECK_INT(decode(&in, piece, 1 + piece * 3, &out), 0);
			CHECK_INT(out.len, plain.len);
			CHECK(out.len == plain.len && !memcmp(out.p, plain.p, out.len));
		}
		str_free(&in);
	}
	str_free(&out);
	str_free(&plain);
}

TEST(cut_anywhere_it_fails)
{
	struct str out = {0};
	char path[96];

	make_sample(path, sizeof(path));
	for (size_t i = 0; i < sizeof(tools) / sizeof(*tools); i++) {
		struct str in = run("%s <%s", tools[i].command, path);
		size_t whole = in.len;

		for (size_t k = 1; k <= 40; k++) {
			in.len = whole * k / 41;
			CHECK(decode(&in, 4096, 5000, &out) < 0);
			CHECK(err.text[0] != '\0');
		}
		/* The very end holds a checksum, or a tar's zero block. */
		if (tools[i].codec != CODEC_LZMA) {
			in.len = whole - 1;
			CHECK(decode(&in, 0, 1 << 20, &out) < 0);
			CHECK_STR(err.text, "it is cut short");
		}
		str_free(&in);
	}
	str_free(&out);
}

TEST(damage_is_found)
{
	struct str out = {0};
	char path[96];

	make_sample(path, sizeof(path));
	for (size_t i = 0; i < 6; i++) {
		struct str in = run("%s <%s", tools[i].command, path);

		if (tools[i].codec == CODEC_LZMA || tools[i].codec == CODEC_ZSTD) {
			/* no checksum (zstd -q has one only with --check) */
			str_free(&in);
			continue;
		}
		in.p[in.len / 2] ^= 0x55;
		CHECK(decode(&in, 0, 4096, &out) < 0);
		CHECK_HAS(err.text, "it is damaged");
		str_free(&in);
	}
	str_free(&out);
}

TEST(members_one_after_another)
{
	struct str out = {0}, in;
	char path[96];

	make_sample(path, sizeof(path));
	for (size_t i = 0; i < 6; i++) {
		if (tools[i].codec == CODEC_LZMA)
			continue;
		in = run("(echo first | %s; %s <%s)", tools[i].command, tools[i].command, path);
		CHECK_INT(decode(&in, 100, 4096, &out), 0);
		CHECK(out.len > 6 && !memcmp(out.p, "first\n0", 7));
		str_free(&in);
	}
	/* A tape's padding. */
	in = run("(gzip -c <%s; head -c 3000 /dev/zero)", path);
	CHECK_INT(decode(&in, 1000, 4096, &out), 0);
	str_free(&in);
	in = run("(gzip -c <%s; echo garbage)", path);
	CHECK(decode(&in, 0, 4096, &out) < 0);
	str_free(&in);
	str_free(&out);
}

TEST(others_are_named)
{
	static const struct {
		const char *magic, *name;
	} others[] = {
		{"LZIP\1", "lzip"},
		{"\x04\x22\x4d\x18", "lz4"},
		{"PK\3\4", "zip"},
		{"QFI\xfb", "virtual machine"},
		{"7z\xbc\xaf\x27\x1c", "7z"},
	};

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		enum codec codec;

		CHECK(codec_detect((const uint8_t *)others[i].magic, strlen(others[i].magic),
				   &codec, &err) < 0);
		CHECK_HAS(err.text, others[i].name);
	}
}

TEST(a_bare_tar_has_an_end)
{
	struct str in = {0}, out = {0};

	CHECK(decode(&in, 0, 4096, &out) < 0);
	CHECK_STR(err.text, "it is no tar archive");
	TAR(&in, .name = "f", .content = "x");
	CHECK(decode(&in, 0, 4096, &out) < 0);
	CHECK_STR(err.text, "it is cut short");
	tar_end(&in);
	CHECK_INT(decode(&in, 0, 4096, &out), 0);
	str_free(&in);
	str_free(&out);
}

int main(void)
{
	return test_main();
}
