/* Sizes, durations and dates as LXD reads and writes them. */
#include "test.h"

#include "base/units.h"

static uint64_t size_of(const char *text)
{
	struct err e;
	uint64_t n;

	return units_parse_size(text, &n, &e) < 0 ? UINT64_MAX : n;
}

TEST(sizes_are_read)
{
	CHECK_INT(size_of("0"), 0);
	CHECK_INT(size_of("512"), 512);
	CHECK_INT(size_of("512B"), 512);
	CHECK_INT(size_of("1kB"), 1000);
	CHECK_INT(size_of("1KiB"), 1024);
	CHECK_INT(size_of("256MB"), 256000000);
	CHECK_INT(size_of("2GiB"), 2147483648);
	CHECK_INT(size_of("7EiB"), 7ll << 60);
}

TEST(what_is_no_size_is_refused)
{
	static const char *const bad[] = {
		"",    "MB", "1 MB", "1mb", "-1", "1.5GB", "8EiB", "1e3", "99999999999999999999",
		"1MBx"};

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct err e = {0};
		uint64_t n;

		CHECK(units_parse_size(bad[i], &n, &e) < 0);
		CHECK_HAS(e.text, "Invalid value: ");
	}
}

static int duration_of(const char *text)
{
	struct err e;
	int ms;

	return units_parse_duration(text, &ms, &e) < 0 ? -2 : ms;
}

TEST(durations_are_read)
{
	CHECK_INT(duration_of("-1"), -1);
	CHECK_INT(duration_of("0"), 0);
	CHECK_INT(duration_of("30"), 30000);
	CHECK_INT(duration_of("30s"), 30000);
	CHECK_INT(duration_of("1m30s"), 90000);
	CHECK_INT(duration_of("2h"), 7200000);
	CHECK_INT(duration_of(""), -2);
	CHECK_INT(duration_of("soon"), -2);
	CHECK_INT(duration_of("1m30"), -2);
	CHECK_INT(duration_of("-5"), -2);
	CHECK_INT(duration_of("1x"), -2);
	CHECK_INT(duration_of("9999999999"), -2);
}

TEST(sizes_are_written_with_two_places)
{
	char buf[UNITS_TEXT];

	CHECK_STR(units_size(buf, 0), "0B");
	CHECK_STR(units_size(buf, 999), "999B");
	CHECK_STR(units_size(buf, 1000), "1.00kB");
	CHECK_STR(units_size(buf, 1234567), "1.23MB");
	CHECK_STR(units_size(buf, UINT64_MAX), "18.45EB");
	CHECK_STR(units_size_iec(buf, 1023), "1023B");
	CHECK_STR(units_size_iec(buf, 413696), "404.00KiB");
	CHECK_STR(units_size_iec(buf, UINT64_MAX), "16.00EiB");
	CHECK_STR(units_size_image(buf, 878336), "0.84MB");
}

TEST(dates_are_written)
{
	char buf[UNITS_TEXT];

	CHECK_STR(units_date(buf, 1795441200, false), "2026/11/23 13:40 UTC");
	CHECK_STR(units_date_words(buf, 1795441200), "Nov 23, 2026 at 1:40pm (UTC)");
	CHECK_STR(units_date_words(buf, 0), "Jan 1, 1970 at 12:00am (UTC)");
	CHECK_STR(units_date_api(buf, 1795441205), "2026-11-23T13:40:05Z");
}

TEST(a_local_date_names_its_zone)
{
	char buf[UNITS_TEXT];

	setenv("TZ", "CET-1", 1);
	CHECK_STR(units_date(buf, 1795441200, true), "2026/11/23 14:40 CET");
	unsetenv("TZ");
}

int main(void)
{
	return test_main();
}
