/* A thread that works ahead of its consumer: it fills buffers of a ring, the consumer takes them in
 * order. Reading, unpacking and writing an image so lie side by side on several processors, as in
 * a shell's pipe but without the copies. */
#ifndef LX_IMAGE_AHEAD_H
#define LX_IMAGE_AHEAD_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum { AHEAD_SLOTS = 6 };

/* Bytes from somewhere, piece by piece. next sets *p and *n to the next piece (borrowed until the
 * next call), *n = 0 at the end; negative with e filled on failure. */
struct feed {
	int (*next)(void *data, const uint8_t **p, size_t *n, struct err *e);
	void *data;
};

struct ahead {
	/* The producer, in its thread: gets buffers by ahead_slot, fills them, hands them over by
	 * ahead_push; returns at the end, or negative with e filled. */
	int (*run)(struct ahead *a, void *data, struct err *e);
	void *data;
	size_t slot_size;
	/* the rest is ahead.c's */
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	uint8_t *slot[AHEAD_SLOTS];
	size_t len[AHEAD_SLOTS];
	size_t pushed, taken; /* counts of buffers; the consumer holds number taken - 1 */
	bool holding;	      /* whether it does */
	size_t filled;	      /* of the buffer ahead_put is at */
	bool ended, stopped, started;
	int failed;
	struct err err;
	int stop_event; /* readable once ahead_stop was called, for producers that wait */
};

int ahead_start(struct ahead *a, int (*run)(struct ahead *a, void *data, struct err *e), void *data,
		size_t slot_size, struct err *e);
/* Tells the thread to end, and a consumer that waits for it, without waiting for either. */
void ahead_cancel(struct ahead *a);
/* Ends the thread, whether it is done or not. Harmless on one that was zeroed and never started. */
void ahead_stop(struct ahead *a);
#define own_ahead __attribute__((cleanup(ahead_stop)))

/* For the producer: a buffer of slot_size bytes, NULL when it shall end at once. A pushed buffer
 * may still be read until the next call of ahead_slot. */
uint8_t *ahead_slot(struct ahead *a);
void ahead_push(struct ahead *a, size_t len);
/* Instead of those two: copies data into buffers and pushes the full ones (-1 when it shall end at
 * once); ahead_flush pushes the last. */
int ahead_put(struct ahead *a, const void *data, size_t len);
void ahead_flush(struct ahead *a);

/* For the consumer: a struct feed's next, with the struct ahead as its data. */
int ahead_next(void *ahead, const uint8_t **p, size_t *n, struct err *e);

#endif
