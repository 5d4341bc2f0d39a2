/* The configuration that init and launch read from standard input. */
#ifndef LX_CMD_STDIN_CONFIG_H
#define LX_CMD_STDIN_CONFIG_H

#include "base/err.h"
#include "base/map.h"
#include "base/str.h"
#include "instance/instance.h"

struct stdin_config {
	struct map config;
	struct device *devices;
	size_t device_count;
	struct strv profiles;
};

/* Empty where standard input is a terminal, a device, or at its end. */
int stdin_config_read(struct stdin_config *out, struct err *e);
/* Reads a document (for tests, too). */
int stdin_config_parse(const char *text, size_t len, struct stdin_config *out, struct err *e);
void stdin_config_free(struct stdin_config *c);

/* Reads standard input to its end, as far as a configuration may be long. */
int stdin_read(struct str *out, struct err *e);

#endif
