/* Tables, byte for byte as LXD 5.0.2 prints them: scripts cut them apart. */
#include "test.h"

#include "base/table.h"

static struct str out;

static const char *print(enum table_form form, const char *const *headings,
			 const char *const *cells)
{
	struct table t = {0};

	for (; *headings; headings++)
		table_heading(&t, *headings);
	for (; *cells; cells++)
		table_cell(&t, *cells);
	str_clear(&out);
	table_print(&t, form, &out);
	table_free(&t);
	return str_c(&out);
}

static const char *const name_state[] = {"NAME", "STATE", NULL};
static const char *const none[] = {NULL};

TEST(headings_in_the_middle_and_a_line_under_each_row)
{
	static const char *const cells[] = {"c1", "RUNNING", "refined-vervet", "STOPPED", NULL};

	CHECK_STR(print(TABLE_BORDERS, name_state, cells), "+----------------+---------+\n"
							   "|      NAME      |  STATE  |\n"
							   "+----------------+---------+\n"
							   "| c1             | RUNNING |\n"
							   "+----------------+---------+\n"
							   "| refined-vervet | STOPPED |\n"
							   "+----------------+---------+\n");
}

TEST(an_odd_space_goes_to_the_right_of_a_heading)
{
	static const char *const headings[] = {"TYPE", NULL};
	static const char *const cells[] = {"CONTAINER", NULL};

	CHECK_HAS(print(TABLE_BORDERS, headings, cells), "|   TYPE    |");
}

TEST(no_rows_leave_the_headings)
{
	CHECK_STR(print(TABLE_BORDERS, name_state, none), "+------+-------+\n"
							  "| NAME | STATE |\n"
							  "+------+-------+\n");
	CHECK_STR(print(TABLE_CSV, name_state, none), "");
}

TEST(cells_of_several_lines)
{
	static const char *const cells[] = {"a\nbb\nccc", "x", "", "y\nz", NULL};

	CHECK_STR(print(TABLE_BORDERS, name_state, cells), "+------+-------+\n"
							   "| NAME | STATE |\n"
							   "+------+-------+\n"
							   "| a    | x     |\n"
							   "| bb   |       |\n"
							   "| ccc  |       |\n"
							   "+------+-------+\n"
							   "|      | y     |\n"
							   "|      | z     |\n"
							   "+------+-------+\n");
	CHECK_STR(print(TABLE_CSV, name_state, cells), "\"a\nbb\nccc\",x\n,\"y\nz\"\n");
}

TEST(compact_has_two_spaces_on_every_side)
{
	static const char *const cells[] = {"c1", "a\nb", NULL};

	CHECK_STR(print(TABLE_COMPACT, name_state, cells), "  NAME  STATE  \n"
							   "  c1    a      \n"
							   "        b      \n");
}

TEST(csv_quotes_what_needs_it)
{
	static const char *const headings[] = {"A", NULL};
	static const char *const cells[] = {"plain", "a,b", "say \"hi\"", " begins", "", NULL};

	CHECK_STR(print(TABLE_CSV, headings, cells),
		  "plain\n\"a,b\"\n\"say \"\"hi\"\"\"\n\" begins\"\n\n");
}

TEST(wide_characters_keep_the_borders_straight)
{
	static const char *const cells[] = {"日本", "ö", NULL};

	CHECK_HAS(print(TABLE_BORDERS, name_state, cells), "| 日本 | ö     |\n");
}

TEST(escape_sequences_do_not_get_through)
{
	static const char *const cells[] = {"\033[2J", "a\rb", NULL};

	CHECK_STR(print(TABLE_CSV, name_state, cells), "\\x1b[2J,a\\x0db\n");
}

TEST(sorted_rows_have_empty_cells_last)
{
	struct table t = {0};

	table_heading(&t, "ALIAS");
	table_heading(&t, "SIZE");
	for (const char *const *c =
		     (const char *const[]){"", "1", "b", "2", "a", "9", "a", "3", NULL};
	     *c; c++)
		table_cell(&t, *c);
	table_sort(&t);
	str_clear(&out);
	table_print(&t, TABLE_CSV, &out);
	CHECK_STR(str_c(&out), "a,3\na,9\nb,2\n,1\n");
	table_free(&t);
}

int main(void)
{
	int failed = test_main();

	str_free(&out);
	return failed;
}
