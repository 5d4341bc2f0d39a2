/* metadata.yaml of an image somebody else made; and YAML in general: what is read can be printed,
 * and what was printed reads as the same. */
#include <stdint.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/yaml.h"
#include "image/metadata.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int truth)
{
	if (!truth)
		abort();
}

static void print_and_read(const cJSON *tree)
{
	struct str first = {0}, second = {0};
	struct err e;
	own_json cJSON *again = NULL;

	yaml_print(&first, tree);
	again = yaml_parse(str_c(&first), first.len, "printed", &e);
	/* A literal block of odd blanks may come back otherwise; it must come back. */
	must(again != NULL || first.len > YAML_MAX_SIZE);
	if (again)
		yaml_print(&second, again);
	str_free(&first);
	str_free(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct metadata m = {0};
	struct err e = {0};
	own_json cJSON *tree = yaml_parse((const char *)data, size, "fuzz", &e);

	if (tree)
		print_and_read(tree);
	else
		must(e.text[0] != '\0');
	err_clear(&e);
	if (metadata_parse(&m, (const char *)data, size, &e))
		must(e.text[0] != '\0');
	else
		must(m.architecture && m.creation_date > 0);
	metadata_free(&m);
	return 0;
}
