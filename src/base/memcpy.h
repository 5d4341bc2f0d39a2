/* See memcpy.c. Nobody calls this but memcpy's own callers, and its test. */
#ifndef LX_BASE_MEMCPY_H
#define LX_BASE_MEMCPY_H

#include <stddef.h>

/* memcpy, and memmove where to lies below from. */
void *copy_forward(void *to, const void *from, size_t n);

#endif
