/* See ahead.h. One lock and one condition: a ring turns over a few thousand times an image. */
#include "image/ahead.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/str.h"

/* musl's 128 KiB is little for the decoders, and walk.c goes down 2,000 folders. Only what is touched
 * takes memory. */
enum { STACK_SIZE = 4 << 20 };

static void *body(void *data)
{
	struct ahead *a = data;
	struct err e = {0};
	int r = a->run(a, a->data, &e);

	pthread_mutex_lock(&a->lock);
	a->ended = true;
	a->failed = r < 0;
	a->err = e;
	pthread_cond_signal(&a->changed);
	pthread_mutex_unlock(&a->lock);
	return NULL;
}

int ahead_start(struct ahead *a, int (*run)(struct ahead *a, void *data, struct err *e), void *data,
		size_t slot_size, struct err *e)
{
	sigset_t all, old;
	pthread_attr_t attr;
	int r;

	*a = (struct ahead){.run = run, .data = data, .slot_size = slot_size};
	a->stop_event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (a->stop_event < 0)
		return err_sys(e, errno, "cannot make an event descriptor");
	pthread_mutex_init(&a->lock, NULL);
	pthread_cond_init(&a->changed, NULL);
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK_SIZE);
	/* Signals are the main thread's. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	r = pthread_create(&a->thread, &attr, body, a);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	pthread_attr_destroy(&attr);
	if (r) {
		close(a->stop_event);
		return err_sys(e, r, "cannot start a thread");
	}
	a->started = true;
	return 0;
}

void ahead_cancel(struct ahead *a)
{
	pthread_mutex_lock(&a->lock);
	a->stopped = true;
	pthread_cond_broadcast(&a->changed);
	pthread_mutex_unlock(&a->lock);
	eventfd_write(a->stop_event, 1);
}

void ahead_stop(struct ahead *a)
{
	if (!a->started)
		return;
	ahead_cancel(a);
	pthread_join(a->thread, NULL);
	pthread_mutex_destroy(&a->lock);
	pthread_cond_destroy(&a->changed);
	close(a->stop_event);
	for (size_t i = 0; i < AHEAD_SLOTS; i++)
		free(a->slot[i]);
	a->started = false;
}

uint8_t *ahead_slot(struct ahead *a)
{
	uint8_t **slot;
	bool stopped;

	pthread_mutex_lock(&a->lock);
	while (!a->stopped && a->pushed - a->taken + a->holding >= AHEAD_SLOTS)
		pthread_cond_wait(&a->changed, &a->lock);
	stopped = a->stopped;
	pthread_mutex_unlock(&a->lock);
	if (stopped)
		return NULL;
	slot = &a->slot[a->pushed % AHEAD_SLOTS];
	if (!*slot)
		*slot = mem_alloc(a->slot_size);
	return *slot;
}

void ahead_push(struct ahead *a, size_t len)
{
	if (!len)
		return;
	pthread_mutex_lock(&a->lock);
	a->len[a->pushed++ % AHEAD_SLOTS] = len;
	pthread_cond_signal(&a->changed);
	pthread_mutex_unlock(&a->lock);
}

int ahead_put(struct ahead *a, const void *data, size_t len)
{
	const uint8_t *p = data;

	while (len) {
		uint8_t *slot = ahead_slot(a);
		size_t n = a->slot_size - a->filled;

		if (!slot)
			return -1;
		n = len < n ? len : n;
		memcpy(slot + a->filled, p, n);
		a->filled += n;
		p += n;
		len -= n;
		if (a->filled == a->slot_size)
			ahead_flush(a);
	}
	return 0;
}

void ahead_flush(struct ahead *a)
{
	ahead_push(a, a->filled);
	a->filled = 0;
}

int ahead_next(void *ahead, const uint8_t **p, size_t *n, struct err *e)
{
	struct ahead *a = ahead;
	int r = 0;

	pthread_mutex_lock(&a->lock);
	if (a->holding) {
		a->holding = false;
		pthread_cond_signal(&a->changed);
	}
	while (a->pushed == a->taken && !a->ended)
		pthread_cond_wait(&a->changed, &a->lock);
	*n = 0;
	if (a->pushed != a->taken) {
		*p = a->slot[a->taken % AHEAD_SLOTS];
		*n = a->len[a->taken % AHEAD_SLOTS];
		a->taken++;
		a->holding = true;
	} else if (a->failed) {
		*e = a->err;
		r = -1;
	}
	pthread_mutex_unlock(&a->lock);
	return r;
}
