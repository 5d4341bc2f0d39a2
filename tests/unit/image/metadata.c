/* metadata.yaml: what real images have is read, what cannot be is said. */
#include "test.h"

#include "image/metadata.h"

static struct err err;
static struct metadata m;

static int parse(const char *text)
{
	metadata_free(&m);
	err_clear(&err);
	return metadata_parse(&m, text, strlen(text), &err);
}

#define REFUSED(yaml, words)                \
	do {                                \
		CHECK(parse(yaml) < 0);     \
		CHECK_HAS(err.text, words); \
	} while (0)

/* From images.linuxcontainers.org, shortened. */
TEST(a_real_one)
{
	CHECK_INT(
		parse("architecture: amd64\ncreation_date: 1700000000\nexpiry_date: 1702592000\n"
		      "properties:\n  architecture: amd64\n  description: Debian bookworm amd64 "
		      "(20231114_05:24)\n  name: debian-bookworm-amd64-default-20231114_05:24\n"
		      "  os: debian\n  release: 12\n  serial: \"20231114_05:24\"\n  variant: default\n"
		      "templates:\n  /etc/hostname:\n    when:\n    - create\n    - copy\n"
		      "    create_only: false\n    template: hostname.tpl\n    properties: {}\n"
		      "  /etc/hosts:\n    when: [create]\n    template: hosts.tpl\n"
		      "    properties:\n      default: 5\n    uid: 0\n    gid: 42\n    mode: 0640\n"),
		0);
	CHECK_STR(err.text, "");
	CHECK_STR(m.architecture, "x86_64");
	CHECK_INT(m.creation_date, 1700000000);
	CHECK_INT(m.expiry_date, 1702592000);
	CHECK_STR(map_get(&m.properties, "release"), "12");
	CHECK_STR(map_get(&m.properties, "serial"), "20231114_05:24");
	REQUIRE(m.template_count == 2);
	CHECK_STR(m.templates[0].path, "/etc/hostname");
	CHECK_STR(m.templates[0].file, "hostname.tpl");
	CHECK(strv_has(&m.templates[0].when, "copy") && !m.templates[0].create_only);
	CHECK_INT(m.templates[0].mode, -1);
	CHECK_INT(m.templates[1].mode, 0640);
	CHECK_INT(m.templates[1].gid, 42);
	CHECK_STR(map_get(&m.templates[1].properties, "default"), "5");
}

TEST(the_least)
{
	CHECK_INT(parse("architecture: aarch64\ncreation_date: '1'\n"), 0);
	CHECK_INT(m.creation_date, 1);
	CHECK_INT(m.expiry_date, 0);
	CHECK_INT(parse("{\"architecture\": \"i686\", \"creation_date\": 1.7e9}"), 0);
	CHECK_INT(m.creation_date, 1700000000);
}

TEST(what_is_wrong_is_said)
{
	REFUSED("", "metadata.yaml: it is not a map");
	REFUSED("architecture: x86_64\n", "Missing creation date");
	REFUSED("architecture: x86_64\ncreation_date: 0\n", "Missing creation date");
	REFUSED("creation_date: 1\n", "Missing architecture");
	REFUSED("architecture: pdp11\ncreation_date: 1\n", "Architecture isn't supported: pdp11");
	REFUSED("architecture: \"a\\nb\"\ncreation_date: 1\n", "supported: a\\012b");
	REFUSED("architecture: x86_64\ncreation_date: soon\n", "\"creation_date\" is not a time");
	REFUSED("architecture: x86_64\ncreation_date: 1.5\n", "\"creation_date\" is not a time");
	REFUSED("architecture: x86_64\ncreation_date: 1\nproperties: [a]\n",
		"\"properties\" is not a map");
	REFUSED("architecture: x86_64\ncreation_date: 1\nproperties: {a: [b]}\n",
		"is not a single value");
	REFUSED("a: [\n", "metadata.yaml is not valid YAML: line 2");
}

TEST(templates_stay_where_they_belong)
{
#define BASE "architecture: x86_64\ncreation_date: 1\ntemplates:\n  "
	REFUSED(BASE "etc/hosts: {template: t}\n", "is not that of a file inside");
	REFUSED(BASE "/../etc/hosts: {template: t}\n", "is not that of a file inside");
	REFUSED(BASE "/: {template: t}\n", "is not that of a file inside");
	REFUSED(BASE "/etc/hosts: {template: ../../image.json}\n", "outside templates/");
	REFUSED(BASE "/etc/hosts: {template: /etc/shadow}\n", "outside templates/");
	REFUSED(BASE "/etc/hosts: {when: [create]}\n", "names no file");
	REFUSED(BASE "/etc/hosts: x\n", "names no file");
	REFUSED(BASE "/etc/hosts: {template: t, when: create}\n", "\"when\" of a template");
	REFUSED(BASE "/etc/hosts: {template: t, create_only: maybe}\n", "neither true nor false");
	REFUSED(BASE "/etc/hosts: {template: t, mode: 999}\n", "\"mode\" of a template");
	REFUSED(BASE "/etc/hosts: {template: t, uid: -1}\n", "\"uid\" of a template");
}

TEST(too_large)
{
	static char text[METADATA_MAX_SIZE + 2];

	memset(text, '#', sizeof(text) - 1);
	CHECK(metadata_parse(&m, text, sizeof(text) - 1, &err) < 0);
	CHECK_HAS(err.text, "too large");
}

int main(void)
{
	int r = test_main();

	metadata_free(&m);
	return r;
}
