/* See progress.h. */
#include "base/progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { INTERVAL_MS = 100 };

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void draw(const struct progress *p, const char *text, int len)
{
	/* A terminal that cannot be written to is no reason for the work to fail. */
	if (len > 0 && write(p->fd, text, (size_t)len) < 0)
		return;
}

void progress_begin(struct progress *p, int fd, const char *label, bool quiet)
{
	*p = (struct progress){.fd = quiet || !isatty(fd) ? -1 : fd, .label = label};
	p->begun_ms = p->fd < 0 ? 0 : now_ms();
	p->drawn_ms = p->begun_ms;
}

void progress_update(void *data, uint64_t done, uint64_t total)
{
	struct progress *p = data;
	char text[160];
	int64_t now;
	double rate, mb = (double)done / 1e6;
	int n;

	if (p->fd < 0)
		return;
	now = now_ms();
	if (now - p->drawn_ms < INTERVAL_MS)
		return;
	p->drawn_ms = now;
	p->drawn = true;
	rate = mb * 1000 / (double)(now - p->begun_ms);
	if (total)
		n = snprintf(text, sizeof(text), "\r%.80s: %d%% (%.2fMB/s)\033[K", p->label,
			     (int)(100 * ((double)done / (double)total)), rate);
	else
		n = snprintf(text, sizeof(text), "\r%.80s: %.2fMB (%.2fMB/s)\033[K", p->label, mb,
			     rate);
	draw(p, text, n);
}

void progress_end(struct progress *p)
{
	if (p->drawn)
		draw(p, "\r\033[K", 4);
	p->drawn = false;
}
