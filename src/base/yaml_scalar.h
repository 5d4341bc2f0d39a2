/* What a plain YAML scalar means: the rules of YAML 1.1 as LXD's library (go-yaml 2) reads them.
 * For yaml.c, which gives a node its type, and yaml_print.c, which must quote a string that would
 * be read as anything else. */
#ifndef LX_BASE_YAML_SCALAR_H
#define LX_BASE_YAML_SCALAR_H

#include <stdbool.h>

enum scalar_kind {
	SCALAR_STRING,
	SCALAR_NULL,
	SCALAR_TRUE,
	SCALAR_FALSE,
	SCALAR_NUMBER, /* with its value */
	SCALAR_OTHER, /* times, base 60, infinities, merge keys: strings to us, never left unquoted */
};

enum scalar_kind scalar_resolve(const char *text, double *number);

#endif
