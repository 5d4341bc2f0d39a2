/* Spreading over CPUs: nobody waits for a CPU while another has nothing to do. */
#include "test.h"

#include "kernel/cpus.h"
#include "runtime/balance.h"

static struct cpus cpus(const char *list)
{
	struct cpus c;

	if (!cpus_parse(list, &c))
		c = (struct cpus){0};
	return c;
}

static const char *shown(const struct cpus *c)
{
	static char text[CPUS_TEXT];

	return cpus_print(c, text);
}

TEST(lists_of_cpus_come_back_as_they_were)
{
	static const char *const lists[] = {"0", "0-1", "0,2", "1-3,7,1022-1023"};
	static const char *const wrong[] = {"",	   "-",	   "0-",  ",0", "0,",
					    "3-1", "1024", "0 1", "a",	"0-1-2",
					    "0-x", "0;1",  "+1",  " 1", "99999999999999999999"};
	struct cpus c;

	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
		c = cpus(lists[i]);
		CHECK_STR(shown(&c), lists[i]);
	}
	CHECK(cpus_parse("0-1\n", &c));
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		CHECK(!cpus_parse(wrong[i], &c));
}

TEST(each_gets_the_cpus_with_the_least_on_them)
{
	struct cpus host = cpus("0-3");
	struct balance_member m[] = {
		{0, cpus("0")}, {1, cpus("0-3")}, {2, cpus("0-3")}, {1, cpus("0-3")}, {9, host}};

	balance_spread(m, 5, &host);
	CHECK_STR(shown(&m[0].set), "0");
	CHECK_STR(shown(&m[1].set), "1");
	CHECK_STR(shown(&m[2].set), "2-3");
	CHECK(cpus_count(&m[3].set) == 1);
	CHECK_STR(shown(&m[4].set), "0-3");
}

TEST(who_is_well_where_he_is_stays)
{
	struct cpus host = cpus("0-1");
	struct balance_member m[] = {{1, cpus("1")}, {1, cpus("0")}};

	balance_spread(m, 2, &host);
	CHECK_STR(shown(&m[0].set), "1");
	CHECK_STR(shown(&m[1].set), "0");
}

int main(void)
{
	return test_main();
}
