/* lx image get-property, set-property and unset-property. */
#include "base/own.h"
#include "cmd/cli/output.h"
#include "cmd/commands.h"
#include "cmd/image_find.h"

#define IMAGE_AND_KEY                                    \
	{"[<remote>:]<image>", ARG_ONE, COMPLETE_IMAGE}, \
	{                                                \
		"<key>", ARG_ONE, COMPLETE_NOTHING       \
	}

static int run_get(struct invocation *in, struct err *e)
{
	own_image struct image *i = image_named(in, in->args[0], e);
	const char *value = i ? map_get(&i->properties, in->args[1]) : NULL;

	if (!value)
		return i ? err_set(e, ERR_NOT_FOUND, "Property not found") : -1;
	out_line("%s", value);
	return 0;
}

const struct command image_get_property_command = {
	.name = "get-property",
	.summary = "Get image properties",
	.args = {IMAGE_AND_KEY},
	.run = run_get,
};

static int set(struct image *i, const struct invocation *in, struct err *e)
{
	(void)e;
	map_set(&i->properties, in->args[1], in->args[2]);
	return 0;
}

static int run_set(struct invocation *in, struct err *e)
{
	return image_change(in, in->args[0], set, e);
}

const struct command image_set_property_command = {
	.name = "set-property",
	.summary = "Set image properties",
	.args = {IMAGE_AND_KEY, {"<value>", ARG_ONE, COMPLETE_NOTHING}},
	.run = run_set,
};

static int unset(struct image *i, const struct invocation *in, struct err *e)
{
	(void)e;
	map_unset(&i->properties, in->args[1]);
	return 0;
}

static int run_unset(struct invocation *in, struct err *e)
{
	return image_change(in, in->args[0], unset, e);
}

const struct command image_unset_property_command = {
	.name = "unset-property",
	.summary = "Unset image properties",
	.args = {IMAGE_AND_KEY},
	.run = run_unset,
};
