/* Templates of an image somebody else made: whatever they say, they end, within their bounds, and
 * with a message where they fail. */
#include <stdint.h>
#include <stdlib.h>

#include "template/template.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int truth)
{
	if (!truth)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct map map;
	const struct template_entry maps[] = {{"root", &map}};
	const struct template_var vars[] = {
		{.name = "path", .kind = TEMPLATE_TEXT, .text = "/etc/a"},
		{.name = "config", .kind = TEMPLATE_MAP, .map = &map},
		{.name = "devices", .kind = TEMPLATE_MAPS, .maps = maps, .map_count = 1},
		{.name = "made", .kind = TEMPLATE_TIME, .time = 1700000000},
	};
	const struct template_context context = {vars, 4, &map};
	struct str out = {0};
	struct err e = {0};

	map_set(&map, "a", "b, \xc3\xa4 c");
	map_set(&map, "user.x", "1.5\n");
	if (template_render("fuzz", (const char *)data, size, &context, &out, &e)) {
		must(e.text[0] != '\0');
		must(out.len == 0);
	}
	must(out.len <= TEMPLATE_MAX_SIZE);
	str_free(&out);
	return 0;
}
