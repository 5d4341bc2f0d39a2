/* See info_server.h. The keys are those of LXD's GET /1.0, as far as there is something true to
 * say for them. */
#include "cmd/info_server.h"

#include <fcntl.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/json.h"
#include "base/own.h"
#include "cmd/cli/output.h"
#include "cmd/version.h"

/* The value of KEY= in /etc/os-release, without its quotes; "" where it says nothing. */
static char *os_release(const char *key)
{
	own_file FILE *f = fopen("/etc/os-release", "re");
	size_t n = strlen(key);
	char line[512];

	while (f && fgets(line, sizeof(line), f)) {
		char *value = line + n + 1;

		if (strncmp(line, key, n) != 0 || line[n] != '=')
			continue;
		value += strspn(value, "\"'");
		return mem_strndup(value, strcspn(value, "\"'\n"));
	}
	return mem_strdup("");
}

static void add_environment(cJSON *server)
{
	cJSON *j = cJSON_AddObjectToObject(server, "environment"), *list, *driver;
	own_free char *os = os_release("NAME"), *os_version = os_release("VERSION_ID");
	struct utsname host = {0};

	uname(&host);
	cJSON_AddArrayToObject(j, "addresses");
	list = cJSON_AddArrayToObject(j, "architectures");
	cJSON_AddItemToArray(list, cJSON_CreateString(host.machine));
	if (!strcmp(host.machine, "x86_64"))
		cJSON_AddItemToArray(list, cJSON_CreateString("i686"));
	json_set_str(j, "driver", "lx");
	json_set_str(j, "driver_version", LX_VERSION);
	json_set_str(j, "kernel", host.sysname);
	json_set_str(j, "kernel_architecture", host.machine);
	json_set_str(j, "kernel_version", host.release);
	json_set_str(j, "os_name", os);
	json_set_str(j, "os_version", os_version);
	json_set_str(j, "project", "default");
	json_set_str(j, "server", "lx");
	json_set_bool(j, "server_clustered", false);
	json_set_str(j, "server_name", host.nodename);
	json_set_str(j, "server_version", LX_VERSION);
	json_set_str(j, "storage", "overlay");
	json_set_str(j, "storage_version", host.release);
	driver = cJSON_CreateObject();
	json_set_str(driver, "name", "overlay");
	json_set_str(driver, "version", host.release);
	json_set_bool(driver, "remote", false);
	cJSON_AddItemToArray(cJSON_AddArrayToObject(j, "storage_supported_drivers"), driver);
}

int info_server(struct invocation *in, struct err *e)
{
	const struct store *s = command_store(in, e);
	own_json cJSON *j = NULL;

	if (!s)
		return -1;
	j = cJSON_CreateObject();
	cJSON_AddObjectToObject(j, "config");
	cJSON_AddArrayToObject(j, "api_extensions");
	json_set_str(j, "api_status", "stable");
	json_set_str(j, "api_version", "1.0");
	json_set_str(j, "auth", "trusted");
	json_set_bool(j, "public", false);
	cJSON_AddArrayToObject(j, "auth_methods");
	add_environment(j);
	out_object(j, FORMAT_YAML);
	return 0;
}
