/* The one string builder and the one list of strings. Running out of memory ends the program
 * with a line on stderr: a command that cannot have a few bytes has nothing better to do, and
 * whatever it had begun is undone by the next one (state/stage.h). */
#ifndef LX_BASE_STR_H
#define LX_BASE_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct str {
	char *p;    /* always NUL-terminated once something was added; NULL while empty */
	size_t len; /* bytes without the NUL; the content may hold NUL bytes */
	size_t cap;
};

void str_add(struct str *s, const char *text);
void str_add_bytes(struct str *s, const void *data, size_t len);
void str_add_char(struct str *s, char c);
void str_addf(struct str *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void str_vaddf(struct str *s, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));
void str_reserve(struct str *s, size_t more);
void str_clear(struct str *s); /* empties, keeps the memory */
void str_free(struct str *s);
const char *str_c(const struct str *s); /* never NULL; borrowed */
char *str_take(struct str *s);		/* never NULL; the caller frees */

/* A list of strings it owns. */
struct strv {
	char **v;
	size_t n;
	size_t cap;
};

void strv_add(struct strv *l, const char *text);
void strv_add_take(struct strv *l, char *text);
void strv_insert(struct strv *l, size_t at, const char *text);
void strv_remove(struct strv *l, size_t at);
bool strv_has(const struct strv *l, const char *text);
void strv_sort(struct strv *l);
/* Splits at each of the characters in seps; empty parts are kept unless skip_empty. */
void strv_split(struct strv *l, const char *text, const char *seps, bool skip_empty);
char *strv_join(const struct strv *l, const char *sep); /* the caller frees */
void strv_free(struct strv *l);

#define own_str	 __attribute__((cleanup(str_free)))
#define own_strv __attribute__((cleanup(strv_free)))

/* malloc and friends that end the program when there is no memory. */
void *mem_alloc(size_t size);
void *mem_zalloc(size_t size);
void *mem_grow(void *p, size_t n, size_t each); /* realloc to n elements */
char *mem_strdup(const char *text);
char *mem_strndup(const char *text, size_t len);
char *mem_printf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

bool str_starts(const char *text, const char *prefix);
bool str_ends(const char *text, const char *suffix);
bool str_eq(const char *a, const char *b); /* NULL equals NULL only */

#endif
