/* YAML as people write it for images and `edit`, and as `show` prints it: the bytes are LXD's. */
#include "test.h"

#include "base/json.h"
#include "base/yaml.h"

static struct err err;

static cJSON *parse(const char *text)
{
	err_clear(&err);
	return yaml_parse(text, strlen(text), "x.yaml", &err);
}

static const cJSON *get(const cJSON *j, const char *key)
{
	return cJSON_GetObjectItemCaseSensitive(j, key);
}

TEST(scalars_keep_their_text)
{
	own_json cJSON *j =
		parse("release: 1.10\nserial: 20240101_05:24\nmode: 0644\nyes: no\n"
		      "empty:\ntilde: ~\nquoted: \"12\"\nexp: 1e3\nbig: 123456789012\n");

	REQUIRE(j);
	CHECK_STR(yaml_text(get(j, "release")), "1.10");
	CHECK(cJSON_IsNumber(get(j, "release")));
	CHECK_STR(yaml_text(get(j, "serial")), "20240101_05:24");
	CHECK(cJSON_IsString(get(j, "serial")));
	CHECK_STR(yaml_text(get(j, "mode")), "0644");
	CHECK_INT(get(j, "mode")->valuedouble, 0644);
	CHECK_STR(yaml_text(get(j, "yes")), "no");
	CHECK(cJSON_IsFalse(get(j, "yes")));
	CHECK(cJSON_IsNull(get(j, "empty")) && cJSON_IsNull(get(j, "tilde")));
	CHECK_STR(yaml_text(get(j, "empty")), "");
	CHECK(cJSON_IsString(get(j, "quoted")));
	CHECK_INT(get(j, "exp")->valuedouble, 1000);
	CHECK_INT(get(j, "big")->valuedouble, 123456789012);
	CHECK(!yaml_text(j));
}

TEST(a_map_of_scalars_is_text)
{
	own_json cJSON *j =
		parse("config: {limits.cpu: 2, security.nesting: true, a: ~}\nbad: {a: [b]}\n");
	struct map m = {0};

	REQUIRE(j);
	CHECK_INT(yaml_get_map(j, "config", &m, &err), 0);
	CHECK_STR(map_get(&m, "limits.cpu"), "2");
	CHECK_STR(map_get(&m, "security.nesting"), "true");
	CHECK_STR(map_get(&m, "a"), "");
	CHECK_INT(yaml_get_map(j, "none", &m, &err), 0);
	CHECK_INT(yaml_get_map(j, "bad", &m, &err), -1);
	CHECK_STR(err.text, "\"a\" of \"bad\" is not a single value");
	map_free(&m);
}

TEST(anchors)
{
	own_json cJSON *j = parse("a: &x {k: v}\nb: *x\nc: [*x, *x]\n");

	REQUIRE(j);
	CHECK_STR(yaml_text(get(get(j, "b"), "k")), "v");
	CHECK_INT(cJSON_GetArraySize(get(j, "c")), 2);
	CHECK(!parse("a: *nope\n"));
	CHECK_HAS(err.text, "x.yaml is not valid YAML: line 1: an alias names no anchor");
	CHECK(!parse("a: &x [*x]\n"));
}

TEST(the_later_of_a_key_given_twice_counts)
{
	own_json cJSON *j = parse("a: 1\nb: 2\na: &x 3\nc: *x\na: 4\n");

	REQUIRE(j);
	CHECK_STR(yaml_text(get(j, "a")), "4");
	CHECK_STR(yaml_text(get(j, "c")), "3");
}

TEST(mistakes_have_a_line)
{
	CHECK(!parse("a: b\nc: [d\n"));
	CHECK_HAS(err.text, "x.yaml is not valid YAML: line 3: ");
	CHECK(!parse("a: \"\\0\"\n"));
	CHECK_HAS(err.text, "NUL");
	CHECK(!parse("? [a]\n: b\n"));
	CHECK_HAS(err.text, "a key is neither a word nor a number");
	CHECK(!parse("a: \xff\xfe\n"));
	CHECK_HAS(err.text, "x.yaml is not valid YAML: byte ");
}

TEST(an_empty_document_is_null)
{
	own_json cJSON *j = parse(""), *k = parse("# nothing\n");

	CHECK(cJSON_IsNull(j) && cJSON_IsNull(k));
}

/* Ten lines that would ask for 10^10 nodes. */
TEST(bounded)
{
	struct str text = {0};

	str_add(&text, "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
	for (int i = 1; i < 10; i++) {
		str_addf(&text, "a%d: &a%d [", i, i);
		for (int k = 0; k < 10; k++)
			str_addf(&text, "*a%d,", i - 1);
		str_add(&text, "]\n");
	}
	CHECK(!parse(str_c(&text)));
	CHECK_HAS(err.text, "it grows too large here");
	str_clear(&text);
	for (int i = 0; i < 100; i++)
		str_add(&text, "[");
	CHECK(!parse(str_c(&text)));
	CHECK_HAS(err.text, "nested too deeply");
	str_clear(&text);
	str_reserve(&text, YAML_MAX_SIZE + 10);
	memset(text.p, '#', YAML_MAX_SIZE + 1);
	CHECK(!yaml_parse(text.p, YAML_MAX_SIZE + 1, "x.yaml", &err));
	CHECK_HAS(err.text, "too large");
	str_free(&text);
}

static void printed(const char *json, const char *yaml)
{
	own_json cJSON *j = json_parse(json, strlen(json), "test", &err);
	struct str out = {0};

	REQUIRE(j);
	yaml_print(&out, j);
	CHECK_STR(str_c(&out), yaml);
	str_free(&out);
}

/* As printed by LXD 5.0's client (go-yaml 2.4). */
TEST(printing)
{
	printed("{\"a\":\"x\",\"l\":[\"b\",{\"c\":1,\"d\":[]}],\"m\":{},\"t\":true,\"z\":null}",
		"a: x\nl:\n- b\n- c: 1\n  d: []\nm: {}\nt: true\nz: null\n");
	printed("{\"a\":\"true\",\"b\":\"12\",\"c\":\"\",\"d\":\"1.5\",\"e\":\"~\",\"f\":\"y\"}",
		"a: \"true\"\nb: \"12\"\nc: \"\"\nd: \"1.5\"\ne: \"~\"\nf: \"y\"\n");
	printed("{\"a\":\"2024-01-01\",\"b\":\"20240101_05:24\",\"c\":\"0x1f\",\"d\":\"<<\"}",
		"a: \"2024-01-01\"\nb: \"20240101_05:24\"\nc: \"0x1f\"\nd: \"<<\"\n");
	printed("{\"a\":\"it's: so # yes\",\"b\":\"- x\",\"c\":\"@x\",\"d\":\" pad\"}",
		"a: 'it''s: so # yes'\nb: '- x'\nc: '@x'\nd: ' pad'\n");
	printed("{\"a\":\"one\\ntwo\\n\",\"b\":\"one\\ntwo\",\"c\":\"x\\u0001y\"}",
		"a: |\n  one\n  two\nb: |-\n  one\n  two\nc: \"x\\x01y\"\n");
	printed("{\"a\":\"\xc3\xbc\",\"b\":\"10.0.0.1\",\"c\":0.1,\"d\":9007199254740992}",
		"a: \xc3\xbc\nb: 10.0.0.1\nc: 0.1\nd: 9007199254740992\n");
}

int main(void)
{
	return test_main();
}
