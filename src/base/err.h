/* The one error type. A function that can fail returns a negative value (or NULL) and fills the
 * caller's struct err: a kind for the program, a sentence for the person. The sentence is made
 * where the cause is known; callers wrap it only where that helps the reader. It holds no memory
 * of its own, so it can also be filled between clone and exec and sent over a pipe. */
#ifndef LX_BASE_ERR_H
#define LX_BASE_ERR_H

#include <errno.h>

enum err_kind {
	ERR_NONE,
	ERR_FAILED,  /* anything without a kind of its own */
	ERR_INVALID, /* what the user gave is wrong */
	ERR_USAGE,   /* the command line is wrong: usage is shown as well */
	ERR_NOT_FOUND,
	ERR_EXISTS,
	ERR_BUSY,	 /* locked or in use by somebody else */
	ERR_STATE,	 /* not possible in this state (running, stopped, …) */
	ERR_UNSUPPORTED, /* this kernel or host cannot */
	ERR_SYSTEM,	 /* a system call failed: err.sys holds errno */
};

struct err {
	enum err_kind kind;
	int sys; /* errno where a system call was the cause, else 0 */
	char text[1024];
};

/* Fills e and returns -1. */
int err_set(struct err *e, enum err_kind kind, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* Fills e with the sentence, ": " and the words of errno; returns -1. */
int err_sys(struct err *e, int sys, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* Puts "context: " in front of the sentence in e; returns -1. */
int err_wrap(struct err *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Out of memory, as an error; returns -1. */
int err_oom(struct err *e);
/* Forgets the error, for one that was expected. */
void err_clear(struct err *e);

#endif
