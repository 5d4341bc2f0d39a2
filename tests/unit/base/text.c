/* Text for a terminal: if this fails, a container's name can write on its reader's terminal. */
#include "test.h"

#include "base/text.h"

static const char *safe(const char *text, enum text_keep keep)
{
	static struct str out;

	str_clear(&out);
	text_add_safe(&out, text, strlen(text), keep);
	return str_c(&out);
}

TEST(printable_text_stays)
{
	CHECK_STR(safe("web-1 größer 日本 🙂", TEXT_ONE_LINE), "web-1 größer 日本 🙂");
	CHECK_STR(safe("", TEXT_ONE_LINE), "");
}

TEST(escape_sequences_are_written_out)
{
	CHECK_STR(safe("a\033[31mred", TEXT_ONE_LINE), "a\\x1b[31mred");
	CHECK_STR(safe("\033]0;title\007", TEXT_LINES), "\\x1b]0;title\\x07");
	CHECK_STR(safe("\r\b\177", TEXT_LINES), "\\x0d\\x08\\x7f");
	/* CSI and OSC as single C1 characters */
	CHECK_STR(safe("\302\23331m \302\235", TEXT_LINES), "\\x9b31m \\x9d");
}

TEST(direction_overrides_and_broken_bytes_are_written_out)
{
	CHECK_STR(safe("a\u202eb\u2066", TEXT_LINES), "a\\u202eb\\u2066");
	CHECK_STR(safe("\377\300\257", TEXT_LINES), "\\xff\\xc0\\xaf");
	CHECK_STR(safe("\355\240\200", TEXT_LINES), "\\xed\\xa0\\x80"); /* a surrogate */
	CHECK_STR(safe("\342\202", TEXT_LINES), "\\xe2\\x82");		/* cut short */
}

TEST(lines_stay_where_they_may)
{
	CHECK_STR(safe("a\nb\tc", TEXT_ONE_LINE), "a\\x0ab\\x09c");
	CHECK_STR(safe("a\nb\tc", TEXT_LINES), "a\nb\\x09c");
	CHECK_STR(safe("a\r\nb\tc", TEXT_LOG), "a\nb\tc");
}

TEST(a_log_keeps_colours_and_nothing_else)
{
	CHECK_STR(safe("[\033[0;32m OK \033[m]", TEXT_LOG), "[\033[0;32m OK \033[m]");
	CHECK_STR(safe("\033[2J\033[1;1H", TEXT_LOG), "\\x1b[2J\\x1b[1;1H");
	CHECK_STR(safe("\033[31", TEXT_LOG), "\\x1b[31");
	CHECK_STR(safe("\033", TEXT_LOG), "\\x1b");
}

TEST(json_stays_the_same_document)
{
	struct str out = {0};
	const char *text = "{\"a\":\"\302\233\177\u202e\377ö\"}\n";

	text_add_safe_json(&out, text, strlen(text));
	CHECK_STR(str_c(&out), "{\"a\":\"\\u009b\\u007f\\u202e\\ufffdö\"}\n");
	str_free(&out);
}

TEST(width_counts_columns)
{
	CHECK_INT(text_width("abc", 3), 3);
	CHECK_INT(text_width("ö", 2), 1);
	CHECK_INT(text_width("日本", 6), 4);
	CHECK_INT(text_width("o\u0308", 3), 1);
	CHECK_INT(text_width("\377", 1), 1);
}

TEST(fit_cuts_between_characters)
{
	CHECK_INT(text_fit("abc", 2), 2);
	CHECK_INT(text_fit("abc", 9), 3);
	CHECK_INT(text_fit("öä", 1), 2);
	CHECK_INT(text_fit("日本", 3), 3);
	CHECK_INT(text_fit("日本", 0), 0);
}

int main(void)
{
	return test_main();
}
