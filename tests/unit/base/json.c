/* Our state files are JSON: a damaged one must say so, never be half read. */
#include "test.h"

#include "base/json.h"

TEST(garbage_behind_a_document_is_refused)
{
	struct err e;
	cJSON *j = json_parse("{} x", 4, "\"f\"", &e);

	CHECK(!j);
	CHECK_STR(e.text, "\"f\" has something after the end of its JSON");
	j = json_parse("{\"a\":1} \n", 9, "f", &e);
	CHECK(j != NULL);
	cJSON_Delete(j);
	CHECK(!json_parse("{\"a\":", 5, "f", &e));
}

TEST(members_of_another_type_are_named)
{
	static const char text[] =
		"{\"s\":1,\"n\":\"x\",\"b\":\"yes\",\"m\":{\"k\":2},\"l\":[1],\"h\":1.5}";
	struct map m = {0};
	struct strv l = {0};
	struct err e;
	cJSON *j = json_parse(text, sizeof(text) - 1, "f", &e);
	const char *s;
	int64_t n;
	bool b;

	REQUIRE(j != NULL);
	CHECK(json_get_str(j, "s", &s, &e) < 0);
	CHECK_STR(e.text, "\"s\" is not a string");
	CHECK(json_get_int(j, "n", &n, &e) < 0);
	CHECK(json_get_int(j, "h", &n, &e) < 0);
	CHECK(json_get_bool(j, "b", &b, &e) < 0);
	CHECK(json_get_map(j, "m", &m, &e) < 0);
	CHECK(json_get_strv(j, "l", &l, &e) < 0);
	CHECK(json_get_str(j, "missing", &s, &e) == 0 && !s);
	map_free(&m);
	strv_free(&l);
	cJSON_Delete(j);
}

TEST(what_is_written_is_read_again)
{
	struct str text = {0};
	struct map m = {0}, back = {0};
	struct err e;
	cJSON *j = cJSON_CreateObject();

	map_set(&m, "key \"quoted\"", "line\nbreak");
	json_set_map(j, "m", &m);
	json_print(&text, j, true);
	cJSON_Delete(j);
	j = json_parse(text.p, text.len, "f", &e);
	REQUIRE(j != NULL);
	CHECK(json_get_map(j, "m", &back, &e) == 0);
	CHECK_STR(map_get(&back, "key \"quoted\""), "line\nbreak");
	cJSON_Delete(j);
	map_free(&m);
	map_free(&back);
	str_free(&text);
}

int main(void)
{
	return test_main();
}
