/* See stdin_config.h. LXD's client reads whatever standard input is, to its end, so that it
 * hangs in a job whose standard input is a pipe nobody writes into or closes (ssh, CI). Here a
 * pipe or socket in which nothing comes within a second is left alone, with a line that says so. */
#include "cmd/stdin_config.h"

#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json.h"
#include "base/own.h"
#include "base/yaml.h"
#include "cmd/cli/output.h"
#include "instance/device.h"

enum { SILENCE_MS = 1000 };

/* Whether there is something to read that is no person and no device. */
static bool is_given(void)
{
	struct pollfd p = {.fd = STDIN_FILENO, .events = POLLIN};
	struct stat st;

	if (fstat(STDIN_FILENO, &st) < 0)
		return false;
	if (S_ISREG(st.st_mode))
		return true;
	if (!S_ISFIFO(st.st_mode) && !S_ISSOCK(st.st_mode))
		return false;
	if (poll(&p, 1, SILENCE_MS) > 0)
		return true;
	err_line("Nothing came on standard input: going on without a configuration from it "
		 "(</dev/null saves the wait)");
	return false;
}

int stdin_read(struct str *out, struct err *e)
{
	for (;;) {
		char buf[16384];
		ssize_t n = read(STDIN_FILENO, buf, sizeof(buf));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_sys(e, errno, "cannot read standard input");
		if (!n)
			return 0;
		str_add_bytes(out, buf, (size_t)n);
		if (out->len > YAML_MAX_SIZE)
			return err_set(e, ERR_INVALID,
				       "standard input is too large for a configuration");
	}
}

static int add_devices(const cJSON *devices, struct stdin_config *out, struct err *e)
{
	const cJSON *d;

	if (devices && !cJSON_IsNull(devices) && !cJSON_IsObject(devices))
		return err_set(e, ERR_INVALID, "\"devices\" is not a map");
	cJSON_ArrayForEach(d, devices)
	{
		own_map struct map properties = {0};

		if (yaml_get_map(devices, d->string, &properties, e) < 0)
			return err_wrap(e, "device \"%s\"", d->string);
		devices_set(&out->devices, &out->device_count, d->string, &properties);
	}
	return 0;
}

static int add_profiles(const cJSON *profiles, struct stdin_config *out, struct err *e)
{
	const cJSON *p;

	if (profiles && !cJSON_IsNull(profiles) && !cJSON_IsArray(profiles))
		return err_set(e, ERR_INVALID, "\"profiles\" is not a list");
	cJSON_ArrayForEach(p, profiles)
	{
		if (!yaml_text(p))
			return err_set(e, ERR_INVALID, "\"profiles\" is not a list of names");
		strv_add(&out->profiles, yaml_text(p));
	}
	return 0;
}

int stdin_config_parse(const char *text, size_t len, struct stdin_config *out, struct err *e)
{
	own_json cJSON *j = yaml_parse(text, len, "standard input", e);

	if (!j)
		return -1;
	if (cJSON_IsNull(j))
		return 0;
	if (!cJSON_IsObject(j))
		return err_set(e, ERR_INVALID,
			       "standard input is not the configuration of an instance");
	if (yaml_get_map(j, "config", &out->config, e) < 0 ||
	    add_devices(cJSON_GetObjectItemCaseSensitive(j, "devices"), out, e) < 0)
		return -1;
	return add_profiles(cJSON_GetObjectItemCaseSensitive(j, "profiles"), out, e);
}

int stdin_config_read(struct stdin_config *out, struct err *e)
{
	own_str struct str text = {0};

	if (!is_given())
		return 0;
	if (stdin_read(&text, e) < 0)
		return -1;
	return text.len ? stdin_config_parse(text.p, text.len, out, e) : 0;
}

void stdin_config_free(struct stdin_config *c)
{
	map_free(&c->config);
	devices_free(c->devices, c->device_count);
	strv_free(&c->profiles);
}
