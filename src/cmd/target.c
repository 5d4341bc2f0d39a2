/* See target.h. */
#include "cmd/target.h"

#include <string.h>

#include "base/own.h"
#include "state/name.h"

const struct remote remotes[] = {
	{REMOTE_BUILTIN, "builtin://", "builtin", "none", true, true, false},
	{REMOTE_LOCAL, "unix://", "lxd", "file access", false, true, true},
};
const size_t remote_count = countof(remotes);

static const struct remote *find(const char *name, size_t len)
{
	for (size_t i = 0; i < remote_count; i++)
		if (!strncmp(remotes[i].name, name, len) && !remotes[i].name[len])
			return &remotes[i];
	return NULL;
}

int target_split(const char *text, const struct remote **remote, const char **name, struct err *e)
{
	size_t n = strcspn(text, ":");

	*name = text;
	*remote = find(REMOTE_LOCAL, strlen(REMOTE_LOCAL));
	if (!text[n])
		return 0;
	*name = text + n + 1;
	*remote = find(text, n);
	return *remote ? 0
		       : err_set(e, ERR_NOT_FOUND, "The remote \"%.*s\" doesn't exist", (int)n,
				 text);
}

static int need_local(const struct remote *r, struct err *e)
{
	if (strcmp(r->name, REMOTE_LOCAL) != 0)
		return err_set(e, ERR_UNSUPPORTED, "the remote \"%s\" holds images only", r->name);
	return 0;
}

int target_local(const char *text, const char **name, struct err *e)
{
	const struct remote *r;

	return target_split(text, &r, name, e) < 0 ? -1 : need_local(r, e);
}

int target_instance(const char *text, const char **name, struct err *e)
{
	if (target_local(text, name, e) < 0)
		return -1;
	if (strchr(*name, '/'))
		return err_set(e, ERR_INVALID, "Invalid instance name: \"%s\" names a snapshot",
			       *name);
	return name_check_instance(*name, e);
}

int target_server(const char *text, struct err *e)
{
	const struct remote *r;
	const char *name;

	if (target_split(text, &r, &name, e) < 0)
		return -1;
	if (*name || !strchr(text, ':'))
		return err_set(e, ERR_INVALID,
			       "\"%s\" is no remote: a remote's name ends with a colon", text);
	return need_local(r, e);
}
