/* Limits: what is typed becomes what the kernel is told, and what is wrong is refused. */
#include "test.h"

#include <sys/sysinfo.h>

#include "base/own.h"
#include "instance/keys.h"
#include "instance/limits.h"
#include "runtime/limit_files.h"

static struct run_limits parsed(const char *key, const char *value)
{
	struct map config = {0};
	struct run_limits l;
	struct err e;

	map_set(&config, key, value);
	CHECK(limits_of(&config, &l, &e) == 1);
	map_free(&config);
	return l;
}

/* What is written to the file, or "-" where no limit asks for it. */
static const char *text(const struct run_limits *l, int version, const char *file)
{
	static char out[LIMIT_TEXT];

	for (size_t i = 0; i < limit_file_count; i++) {
		const char *name = version == 1 ? limit_files[i].v1 : limit_files[i].v2;

		if (name && !strcmp(name, file) && limit_files[i].value(l, version, out))
			return out;
	}
	return "-";
}

TEST(no_limit_is_no_limit)
{
	struct map config = {0};
	struct run_limits l;
	struct err e;

	map_set(&config, "limits.memory", "");
	map_set(&config, "user.x", "1");
	CHECK(limits_of(&config, &l, &e) == 0);
	for (size_t i = 0; i < limit_file_count; i++) {
		char out[LIMIT_TEXT];

		CHECK(!limit_files[i].value(&l, 1, out));
		CHECK(!limit_files[i].value(&l, 2, out));
	}
	map_free(&config);
}

TEST(values_are_in_the_words_of_both_versions)
{
	struct run_limits l = parsed("limits.memory", "64MB");
	struct sysinfo host;

	CHECK_STR(text(&l, 1, "memory.limit_in_bytes"), "64000000");
	CHECK_STR(text(&l, 1, "memory.memsw.limit_in_bytes"), "64000000");
	CHECK_STR(text(&l, 2, "memory.max"), "64000000");
	CHECK_STR(text(&l, 2, "memory.swap.max"), "0");
	CHECK_STR(text(&l, 2, "memory.low"), "-");
	l.memory_is_soft = true;
	CHECK_STR(text(&l, 1, "memory.limit_in_bytes"), "-");
	CHECK_STR(text(&l, 1, "memory.soft_limit_in_bytes"), "64000000");
	CHECK_STR(text(&l, 2, "memory.low"), "64000000");
	sysinfo(&host);
	l = parsed("limits.memory", "50%");
	CHECK(l.memory == host.totalram / 100 * host.mem_unit * 50);
	l = parsed("limits.memory.swap", "false");
	CHECK_STR(text(&l, 1, "memory.swappiness"), "0");
	CHECK_STR(text(&l, 2, "memory.swap.max"), "0");
	l = parsed("limits.memory.swap.priority", "10");
	CHECK_STR(text(&l, 1, "memory.swappiness"), "60");
	l = parsed("limits.processes", "100");
	CHECK_STR(text(&l, 1, "pids.max"), "100");
	CHECK_STR(text(&l, 2, "pids.max"), "100");
}

TEST(cpu_shares_and_quotas)
{
	struct run_limits l = parsed("limits.cpu.allowance", "50ms/200ms");

	CHECK_STR(text(&l, 1, "cpu.cfs_quota_us"), "50000");
	CHECK_STR(text(&l, 1, "cpu.cfs_period_us"), "200000");
	CHECK_STR(text(&l, 1, "cpu.shares"), "-");
	CHECK_STR(text(&l, 2, "cpu.max"), "50000 200000");
	l = parsed("limits.cpu.allowance", "40%");
	CHECK_STR(text(&l, 1, "cpu.shares"), "409");
	CHECK_STR(text(&l, 1, "cpu.cfs_quota_us"), "-");
	CHECK_STR(text(&l, 2, "cpu.weight"), "40");
	l = parsed("limits.cpu.priority", "0");
	CHECK_STR(text(&l, 2, "cpu.weight"), "90");
}

TEST(cpus_are_a_number_or_a_set)
{
	struct run_limits l = parsed("limits.cpu", "2");

	CHECK(l.has_cpus && l.cpu_count == 2);
	l = parsed("limits.cpu", "0-0");
	CHECK(l.has_cpus && !l.cpu_count);
	CHECK_STR(text(&l, 1, "cpuset.cpus"), "0");
	CHECK_STR(text(&l, 2, "cpuset.cpus"), "0");
}

TEST(a_low_share_less_a_low_priority_is_still_one)
{
	struct map config = {0};
	struct run_limits l;
	struct err e;

	map_set(&config, "limits.cpu.allowance", "5%");
	map_set(&config, "limits.cpu.priority", "0");
	CHECK(limits_of(&config, &l, &e) == 1);
	CHECK_STR(text(&l, 1, "cpu.shares"), "10");
	CHECK_STR(text(&l, 2, "cpu.weight"), "1");
	map_free(&config);
}

TEST(wrong_values_are_refused)
{
	static const char *const wrong[][2] = {
		{"limits.processes", "0"},
		{"limits.processes", "-1"},
		{"limits.processes", "many"},
		{"limits.processes", "99999999999999999999999"},
		{"limits.memory", "0"},
		{"limits.memory", "0%"},
		{"limits.memory", "101%"},
		{"limits.memory", "%"},
		{"limits.memory", "1 GB"},
		{"limits.memory.enforce", "firm"},
		{"limits.memory.swap", "maybe"},
		{"limits.memory.swap.priority", "11"},
		{"limits.cpu", "0"},
		{"limits.cpu", "-1"},
		{"limits.cpu", "0-"},
		{"limits.cpu", "0,"},
		{"limits.cpu", "1-0"},
		{"limits.cpu", "0,1023"},
		{"limits.cpu", "0-99999999999"},
		{"limits.cpu", "0-0\n"},
		{"limits.cpu.allowance", "40"},
		{"limits.cpu.allowance", "0%"},
		{"limits.cpu.allowance", "101%"},
		{"limits.cpu.allowance", "50ms"},
		{"limits.cpu.allowance", "50ms/"},
		{"limits.cpu.allowance", "/50ms"},
		{"limits.cpu.allowance", "50/200"},
		{"limits.cpu.allowance", "0ms/200ms"},
		{"limits.cpu.allowance", "50ms/2000ms"},
		{"limits.cpu.priority", "50"},
	};

	for (size_t i = 0; i < countof(wrong); i++) {
		struct err e;

		CHECK(key_check(wrong[i][0], wrong[i][1], &e) < 0);
		CHECK(strstr(e.text, wrong[i][0]));
	}
}

int main(void)
{
	return test_main();
}
