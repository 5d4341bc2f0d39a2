/* Sizes and dates, read and written as LXD does. */
#ifndef LX_BASE_UNITS_H
#define LX_BASE_UNITS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

enum { UNITS_TEXT = 40 }; /* room that every text made here needs */

/* "512", "10kB" (powers of 1000), "10KiB" (powers of 1024), up to EB and EiB. */
int units_parse_size(const char *text, uint64_t *out, struct err *e);
/* A whole number of seconds or a sum of parts such as "1h30m": w d h m s; "-1" is for ever. In
 * milliseconds, -1 for ever. */
int units_parse_duration(const char *text, int *out_ms, struct err *e);

/* Each fills buf (UNITS_TEXT bytes) and returns it. */
const char *units_size(char *buf, uint64_t bytes);     /* 1.26MB, powers of 1000 */
const char *units_size_iec(char *buf, uint64_t bytes); /* 1.20MiB, powers of 1024 */
const char *units_size_image(char *buf,
			     uint64_t bytes); /* 0.89MB: what LXD calls an image's MB is a MiB */
const char *units_date(char *buf, int64_t time, bool local); /* 2026/11/23 13:40 UTC */
const char *units_date_words(char *buf, int64_t time);	     /* Nov 23, 2026 at 1:40pm (UTC) */
const char *units_date_api(char *buf, int64_t time);	     /* 2026-11-23T13:40:05Z */

#endif
