/* The string builder, lists and maps that everything else is written with. */
#include "test.h"

#include "base/map.h"
#include "base/str.h"

TEST(a_string_grows_and_stays_terminated)
{
	struct str s = {0};

	CHECK_STR(str_c(&s), "");
	for (int i = 0; i < 1000; i++)
		str_addf(&s, "%d,", i % 10);
	CHECK(s.len == 2000);
	CHECK(s.p[2000] == '\0');
	str_clear(&s);
	str_add_bytes(&s, "a\0b", 3);
	CHECK(s.len == 3);
	str_free(&s);
}

TEST(taking_an_empty_string_gives_an_empty_string)
{
	struct str s = {0};
	char *p = str_take(&s);

	CHECK_STR(p, "");
	free(p);
}

TEST(splitting_keeps_empty_parts_unless_told)
{
	struct strv l = {0};

	strv_split(&l, "a,,b,", ",", false);
	CHECK(l.n == 4);
	strv_free(&l);
	strv_split(&l, ",a,,b,", ",", true);
	CHECK(l.n == 2);
	CHECK_STR(l.v[1], "b");
	strv_free(&l);
}

TEST(a_list_inserts_removes_and_joins)
{
	struct strv l = {0};
	char *joined;

	strv_add(&l, "b");
	strv_insert(&l, 0, "a");
	strv_add(&l, "c");
	strv_remove(&l, 1);
	joined = strv_join(&l, "+");
	CHECK_STR(joined, "a+c");
	CHECK(strv_has(&l, "c") && !strv_has(&l, "b"));
	free(joined);
	strv_free(&l);
}

TEST(a_map_is_sorted_and_replaces)
{
	struct map m = {0}, copy = {0};

	map_set(&m, "b", "2");
	map_set(&m, "a", "1");
	map_set(&m, "c", "3");
	map_set(&m, "b", "two");
	CHECK(m.n == 3);
	CHECK_STR(m.v[0].key, "a");
	CHECK_STR(map_get(&m, "b"), "two");
	CHECK(!map_get(&m, "d"));
	map_set(&copy, "a", "old");
	map_copy(&copy, &m);
	CHECK_STR(map_get(&copy, "a"), "1");
	CHECK(map_unset(&m, "a") && !map_unset(&m, "a"));
	map_free(&m);
	map_free(&copy);
}

int main(void)
{
	return test_main();
}
