/* See keys.h. */
#include "instance/keys.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/own.h"
#include "base/str.h"
#include "instance/limits.h"

const struct key instance_keys[] = {
	{"boot.host_shutdown_timeout", KEY_UNSIGNED, "30", true, false,
	 "Seconds a container may take to shut down before it is killed"},
	{"environment.*", KEY_TEXT, NULL, true, false,
	 "Environment variables of the container's init and of commands run in it"},
	{"image.*", KEY_TEXT, NULL, false, false, "Properties copied from the image"},
	{"limits.cpu", KEY_TEXT, NULL, true, false,
	 "CPUs: how many (2; which ones is balanced among containers), or which ones (0-1, 0,3)"},
	{"limits.cpu.allowance", KEY_TEXT, "100%", true, false,
	 "CPU time: a share while others want it too (40%), or a time in each period (50ms/200ms)"},
	{"limits.cpu.priority", KEY_TEXT, "10", true, false,
	 "From 0 to 10: less than 10 takes as many percent from the share"},
	{"limits.memory", KEY_TEXT, NULL, true, false,
	 "Memory and swap together: a size (512MB) or a percentage of the host's memory (40%)"},
	{"limits.memory.enforce", KEY_TEXT, "hard", true, false,
	 "hard: what goes beyond limits.memory is killed; soft: is taken when the host needs it"},
	{"limits.memory.swap", KEY_TEXT, "true", true, false, "Whether memory may be swapped out"},
	{"limits.memory.swap.priority", KEY_TEXT, NULL, true, false,
	 "From 0 to 10: the higher, the later memory is swapped out (cgroup v1 only)"},
	{"limits.processes", KEY_TEXT, NULL, true, false,
	 "Processes and threads that may be in the container at once"},
	{"security.nesting", KEY_BOOL, "false", false, false,
	 "Lets containers run inside the container"},
	{"user.*", KEY_TEXT, NULL, true, false, "Free for the user's own notes"},
	{"volatile.*", KEY_TEXT, NULL, false, true, "Kept by lx itself"},
};

const size_t instance_key_count = countof(instance_keys);

const struct key *key_find(const char *name)
{
	for (size_t i = 0; i < countof(instance_keys); i++) {
		const char *key = instance_keys[i].name;
		size_t n = strlen(key) - 1;

		if (!strcmp(name, key))
			return key[n] == '*' ? NULL : &instance_keys[i];
		if (key[n] == '*' && !strncmp(name, key, n) && name[n])
			return &instance_keys[i];
	}
	return NULL;
}

int parse_bool(const char *text)
{
	static const char *const yes[] = {"true", "1", "yes", "on"};
	static const char *const no[] = {"false", "0", "no", "off"};

	for (size_t i = 0; i < countof(yes); i++) {
		if (!strcasecmp(text, yes[i]))
			return 1;
		if (!strcasecmp(text, no[i]))
			return 0;
	}
	return -1;
}

static bool is_unsigned(const char *text)
{
	size_t n = 0;

	for (; text[n]; n++)
		if (!isdigit((unsigned char)text[n]))
			return false;
	return n > 0 && n < 10;
}

int key_check(const char *name, const char *value, struct err *e)
{
	const struct key *k = key_find(name);

	if (!k)
		return err_set(e, ERR_INVALID, "Unknown configuration key: %s", name);
	if (str_starts(name, "environment.") && strchr(name, '='))
		return err_set(e, ERR_INVALID,
			       "Unknown configuration key: %s: a variable's name has no \"=\"",
			       name);
	/* An empty value unsets the key. */
	if (!*value)
		return 0;
	if (str_starts(name, "limits."))
		return limit_check(name, value, e);
	if (k->type == KEY_BOOL && parse_bool(value) < 0)
		return err_set(e, ERR_INVALID,
			       "Invalid value for a boolean \"%s\": %s is true or false", value,
			       name);
	if (k->type == KEY_UNSIGNED && !is_unsigned(value))
		return err_set(e, ERR_INVALID,
			       "Invalid value for an integer \"%s\": %s is a whole number", value,
			       name);
	return 0;
}

int keys_check(const struct map *config, struct err *e)
{
	for (size_t i = 0; i < config->n; i++)
		if (key_check(config->v[i].key, config->v[i].value, e) < 0)
			return -1;
	return 0;
}

const char *key_value(const struct map *config, const char *name)
{
	const char *value = map_get(config, name);
	const struct key *k = key_find(name);

	return value && *value ? value : k ? k->fallback : NULL;
}

bool key_is_true(const struct map *config, const char *name)
{
	const char *value = key_value(config, name);

	return value && parse_bool(value) == 1;
}
