/* Text on its way to a terminal: how wide it is there, and made harmless. Names, properties and
 * logs come from containers and images, so an escape sequence in them must never reach the
 * terminal of the person who looks. */
#ifndef LX_BASE_TEXT_H
#define LX_BASE_TEXT_H

#include <stddef.h>

#include "base/str.h"

/* Decodes one UTF-8 character of the len bytes at p (len > 0) into *point and returns its length.
 * What is no valid UTF-8 is one byte long and its point is -1. */
size_t text_decode(const char *p, size_t len, long *point);
/* Columns the first len bytes take on a terminal: wide characters two, combining ones none. */
size_t text_width(const char *text, size_t len);
/* Bytes of text that fit into so many columns. */
size_t text_fit(const char *text, size_t columns);

enum text_keep {
	TEXT_ONE_LINE, /* nothing but printable characters */
	TEXT_LINES,    /* newlines stay */
	TEXT_LOG,      /* newlines, tabs and colours stay */
};

/* Adds text with every control character, escape sequence, direction override and broken byte
 * written out in the form \x1b or \u202e. */
void text_add_safe(struct str *out, const char *text, size_t len, enum text_keep keep);
/* Adds a JSON document, with what a terminal would act upon written as \u00XX: the same document
 * to every parser. */
void text_add_safe_json(struct str *out, const char *json, size_t len);
/* Upper case of the ASCII letters, in place. */
void text_upper(char *text);

#endif
