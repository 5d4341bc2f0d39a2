/* Small questions about commands and their call. */
#include "cmd/cli/command.h"

#include <string.h>

#include "base/own.h"
#include "ops/ops.h"

bool flag_given(const struct invocation *in, size_t flag)
{
	return in->values[flag].given;
}

bool flag_on(const struct invocation *in, size_t flag)
{
	return in->values[flag].number != 0;
}

const char *flag_text(const struct invocation *in, size_t flag)
{
	return in->values[flag].text;
}

int64_t flag_number(const struct invocation *in, size_t flag)
{
	return in->values[flag].number;
}

const struct strv *flag_list(const struct invocation *in, size_t flag)
{
	return &in->values[flag].list;
}

bool is_quiet(const struct invocation *in)
{
	return in->globals[GLOBAL_QUIET].number != 0;
}

const struct store *command_store(struct invocation *in, struct err *e)
{
	if (!in->store_open && op_open(&in->store, e) < 0)
		return NULL;
	in->store_open = true;
	return &in->store;
}

const struct command *command_find(const struct command *group, const char *name)
{
	for (const struct command *const *c = group->subs; c && *c; c++) {
		if (!strcmp((*c)->name, name))
			return *c;
		for (size_t i = 0; i < COMMAND_ALIASES && (*c)->aliases[i]; i++)
			if (!strcmp((*c)->aliases[i], name))
				return *c;
	}
	return NULL;
}

void command_path(const struct invocation *in, struct str *out)
{
	for (size_t i = 1; i < in->depth; i++)
		str_addf(out, i > 1 ? " %s" : "%s", in->path[i]->name);
}
