/* See progress.h. */
#include "base/progress.h"

#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/own.h"

#define WIPE "\r\033[K"

enum { INTERVAL_MS = 100 };

static const int deadly[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
static volatile sig_atomic_t terminal = -1; /* of a line that is drawn */

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void draw(int fd, const char *text, int len)
{
	/* A terminal that cannot be written to is no reason for the work to fail. */
	if (len > 0 && write(fd, text, (size_t)len) < 0)
		return;
}

/* Reset to its default when it is called, so that the signal then does what it would have done. */
static void wipe_and_die(int sig)
{
	if (terminal >= 0)
		draw(terminal, WIPE, sizeof(WIPE) - 1);
	raise(sig);
}

/* What the caller has ignored (nohup) stays so. */
static void on_signals(void (*from)(int), void (*to)(int))
{
	struct sigaction now, act = {.sa_handler = to, .sa_flags = (int)SA_RESETHAND};

	for (size_t i = 0; i < countof(deadly); i++)
		if (!sigaction(deadly[i], NULL, &now) && now.sa_handler == from)
			sigaction(deadly[i], &act, NULL);
}

void progress_begin(struct progress *p, int fd, const char *label, bool quiet)
{
	*p = (struct progress){.fd = quiet || !isatty(fd) ? -1 : fd, .label = label};
	p->begun_ms = p->fd < 0 ? 0 : now_ms();
	p->drawn_ms = p->begun_ms;
	if (p->fd >= 0)
		on_signals(SIG_DFL, wipe_and_die);
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
	terminal = p->fd;
	rate = mb * 1000 / (double)(now - p->begun_ms);
	if (total)
		n = snprintf(text, sizeof(text), "\r%.80s: %d%% (%.2fMB/s)\033[K", p->label,
			     (int)(100 * ((double)done / (double)total)), rate);
	else
		n = snprintf(text, sizeof(text), "\r%.80s: %.2fMB (%.2fMB/s)\033[K", p->label, mb,
			     rate);
	draw(p->fd, text, n);
}

void progress_end(struct progress *p)
{
	if (p->drawn)
		draw(p->fd, WIPE, sizeof(WIPE) - 1);
	p->drawn = false;
	terminal = -1;
	if (p->fd >= 0)
		on_signals(wipe_and_die, SIG_DFL);
}
