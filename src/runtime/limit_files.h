/* What limits are in files of cgroups, v1 and v2. Private to runtime/. */
#ifndef LX_RUNTIME_LIMIT_FILES_H
#define LX_RUNTIME_LIMIT_FILES_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/controller.h"
#include "runtime/limits.h"

enum { LIMIT_TEXT = CPUS_TEXT };

struct limit_file {
	const char *key; /* of config */
	enum controller controller;
	const char *v1, *v2; /* the file; NULL: that version has none */
	/* Whether a limit asks for it, and what is to be written either way. */
	bool (*value)(const struct run_limits *l, int version, char out[LIMIT_TEXT]);
	bool optional; /* where the file is not there, nothing of what was asked is lost */
};

/* In the order in which the kernel takes them. */
extern const struct limit_file limit_files[];
extern const size_t limit_file_count;

#endif
