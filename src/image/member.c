/* See member.h. */
#include "image/member.h"

#include <stdio.h>
#include <string.h>

/* Why the name cannot be a path below a root, or NULL with the path in out. */
static const char *clean(const char *name, struct str *out)
{
	const char *part = name;

	str_clear(out);
	if (*name == '/')
		return "it is absolute";
	while (*part) {
		size_t len = strcspn(part, "/");

		if (len == 2 && part[0] == '.' && part[1] == '.')
			return "it leads out of the root through \"..\"";
		if (len && !(len == 1 && part[0] == '.')) {
			if (out->len)
				str_add_char(out, '/');
			str_add_bytes(out, part, len);
		}
		part += len;
		while (*part == '/')
			part++;
	}
	return NULL;
}

int member_path(const char *name, struct str *out, struct err *e)
{
	char shown[MEMBER_SHOWN];
	const char *why = *name ? clean(name, out) : "it has no name";

	if (!why)
		return 0;
	return err_set(e, ERR_INVALID, "member \"%s\" is refused: %s", member_show(name, shown),
		       why);
}

int member_target(const char *name, const char *target, struct str *out, struct err *e)
{
	char shown[MEMBER_SHOWN], shown_target[MEMBER_SHOWN];
	const char *why = *target ? clean(target, out) : "it has no name";

	if (!why)
		return 0;
	return err_set(e, ERR_INVALID, "member \"%s\" is refused: its link target \"%s\": %s",
		       member_show(name, shown), member_show(target, shown_target), why);
}

const char *member_show(const char *name, char out[MEMBER_SHOWN])
{
	size_t n = 0;

	for (; *name; name++) {
		unsigned char c = (unsigned char)*name;

		if (n + sizeof("\\ooo...") > MEMBER_SHOWN) {
			memcpy(out + n, "...", 3);
			n += 3;
			break;
		}
		if (c < ' ' || c > '~' || c == '\\' || c == '"')
			n += (size_t)snprintf(out + n, MEMBER_SHOWN - n, "\\%03o", c);
		else
			out[n++] = (char)c;
	}
	out[n] = '\0';
	return out;
}
