/*
 * The whole unit test framework. A test program is one file:
 *
 *	#include "test.h"
 *
 *	TEST(names_may_hold_a_dash)
 *	{
 *		CHECK(name_valid("web-1"));
 *		CHECK_STR(name_first("web-1"), "web");
 *	}
 *
 *	int main(void) { return test_main(); }
 *
 * TEST registers itself; test_main runs every one in the order of the file and prints `ok NAME` or
 * `FAIL NAME` with the checks that failed above it. CHECK goes on after a failure, REQUIRE leaves the
 * test. Exit code 1 when any failed. TEST_FILTER=WORD runs only the tests whose name holds WORD.
 */
#ifndef TEST_H
#define TEST_H

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct test_case {
	const char *name;
	void (*run)(void);
	struct test_case *next;
};

static struct test_case *test_first;
static struct test_case **test_last = &test_first;
static int test_failures;	  /* checks that failed in the running test */
static const char *test_skip_why; /* set by SKIP */
static char test_tmp_path[64];

#define TEST(id)                                                           \
	static void test_run_##id(void);                                   \
	__attribute__((constructor)) static void test_add_##id(void)       \
	{                                                                  \
		static struct test_case test = {#id, test_run_##id, NULL}; \
		*test_last = &test;                                        \
		test_last = &test.next;                                    \
	}                                                                  \
	static void test_run_##id(void)

#define TEST_FAIL_(...)                                     \
	do {                                                \
		test_failures++;                            \
		printf("     %s:%d: ", __FILE__, __LINE__); \
		printf(__VA_ARGS__);                        \
		putchar('\n');                              \
	} while (0)

#define CHECK(cond)                              \
	do {                                     \
		if (!(cond))                     \
			TEST_FAIL_("%s", #cond); \
	} while (0)

/* Two integers of any type that fits; both are printed. */
#define CHECK_INT(got, want)                                                                     \
	do {                                                                                     \
		intmax_t test_g_ = (intmax_t)(got), test_w_ = (intmax_t)(want);                  \
		if (test_g_ != test_w_)                                                          \
			TEST_FAIL_("%s is %" PRIdMAX ", not %" PRIdMAX, #got, test_g_, test_w_); \
	} while (0)

/* Two strings, either of which may be NULL. */
#define CHECK_STR(got, want)                                                                       \
	do {                                                                                       \
		const char *test_g_ = (got), *test_w_ = (want);                                    \
		if (!test_same_str_(test_g_, test_w_))                                             \
			TEST_FAIL_("%s is \"%s\", not \"%s\"", #got, test_g_ ? test_g_ : "(null)", \
				   test_w_ ? test_w_ : "(null)");                                  \
	} while (0)

#define CHECK_HAS(text, part)                                                         \
	do {                                                                          \
		const char *test_t_ = (text), *test_p_ = (part);                      \
		if (!test_t_ || !strstr(test_t_, test_p_))                            \
			TEST_FAIL_("%s does not hold \"%s\": \"%s\"", #text, test_p_, \
				   test_t_ ? test_t_ : "(null)");                     \
	} while (0)

#define CHECK_MEM(got, want, size)                                     \
	do {                                                           \
		if (memcmp((got), (want), (size)) != 0)                \
			TEST_FAIL_("%s differs from %s", #got, #want); \
	} while (0)

/* A check without which the rest of the test makes no sense: leaves the test when it fails. */
#define REQUIRE(cond)                            \
	do {                                     \
		if (!(cond)) {                   \
			TEST_FAIL_("%s", #cond); \
			return;                  \
		}                                \
	} while (0)

/* Leave the test as skipped; the reason is printed and counted, never hidden. */
#define SKIP(why)                      \
	do {                           \
		test_skip_why = (why); \
		return;                \
	} while (0)

static inline bool test_same_str_(const char *a, const char *b)
{
	return (!a || !b) ? a == b : strcmp(a, b) == 0;
}

static inline void test_tmp_remove_(void)
{
	char command[96];

	if (!test_tmp_path[0])
		return;
	snprintf(command, sizeof(command), "rm -rf '%s'", test_tmp_path);
	if (system(command) != 0)
		fprintf(stderr, "cannot remove %s\n", test_tmp_path);
	test_tmp_path[0] = 0;
}

/* A folder of the program's own, made at the first call and removed at its end. */
static inline const char *test_tmp(void)
{
	if (!test_tmp_path[0]) {
		snprintf(test_tmp_path, sizeof(test_tmp_path), "/tmp/lx-unit.XXXXXX");
		if (!mkdtemp(test_tmp_path)) {
			perror("mkdtemp");
			exit(1);
		}
		atexit(test_tmp_remove_);
	}
	return test_tmp_path;
}

static inline int test_run_all(const char *filter)
{
	int failed = 0;

	for (const struct test_case *t = test_first; t; t = t->next) {
		if (filter && !strstr(t->name, filter))
			continue;
		test_failures = 0;
		test_skip_why = NULL;
		t->run();
		if (test_failures)
			failed++;
		if (test_failures || !test_skip_why)
			printf("%s %s\n", test_failures ? "FAIL" : "ok  ", t->name);
		else
			printf("skip %s: %s\n", t->name, test_skip_why);
		fflush(stdout);
	}
	return failed ? 1 : 0;
}

/* Use inside main: `int main(void) { return test_main(); }`; TEST_FILTER=WORD narrows. */
static inline int test_main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	return test_run_all(getenv("TEST_FILTER"));
}

#endif
