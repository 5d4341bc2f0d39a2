/*
 * Times commands side by side: each round runs every alternative once, so that what disturbs the machine
 * disturbs them all. Only fork, exec and the wait for its end are counted; preparing and clearing up are not.
 *
 *	timeit [-n ROUNDS] [-w WARM-UP ROUNDS] <<END
 *	alternative NAME
 *	before SHELL COMMAND		(optional, not timed)
 *	run PROGRAM ARGUMENT...		(split at spaces, no shell)
 *	after SHELL COMMAND		(optional, not timed)
 *	mounts FILE			(optional: the mount namespace to run all three in)
 *	END
 *
 * `@` becomes the number of the round. Prints NAME, median and minimum in microseconds, rounds that counted and rounds
 * that failed, separated by tabs. What a failed command said first goes to stderr.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MAX_ALTERNATIVES = 32, MAX_ARGS = 64, LINE = 4096 };

struct alternative {
	char name[128];
	char *before, *run, *after;
	int mounts; /* a mount namespace's descriptor, or -1 */
	double *us;
	int counted, failed;
};

static struct alternative all[MAX_ALTERNATIVES];
static int count;
extern char **environ;

static void die(const char *what)
{
	fprintf(stderr, "timeit: %s\n", what);
	exit(2);
}

/* The command of this round, `@` filled in, in a buffer that the next call reuses. */
static char *filled(const char *command, int round)
{
	static char out[LINE];
	size_t n = 0;

	for (; *command && n < sizeof(out) - 16; command++) {
		if (*command == '@')
			n += (size_t)sprintf(out + n, "%d", round);
		else
			out[n++] = *command;
	}
	out[n] = 0;
	return out;
}

static int shell(const char *command, int round)
{
	return command ? system(filled(command, round)) : 0;
}

static double now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* Shows the beginning of what the failed command wrote. */
static void complain(const struct alternative *a, int status, int log)
{
	char text[512];
	ssize_t n = pread(log, text, sizeof(text) - 1, 0);

	text[n > 0 ? n : 0] = 0;
	fprintf(stderr, "timeit: %s failed (%s %d): %s\n", a->name,
		WIFSIGNALED(status) ? "signal" : "exit code",
		WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status), text);
}

static void run_once(struct alternative *a, int round, int warm, int log)
{
	char *argv[MAX_ARGS], *line = filled(a->run, round);
	posix_spawn_file_actions_t files;
	int argc = 0, status;
	double from;
	pid_t pid;

	for (char *word = strtok(line, " "); word && argc < MAX_ARGS - 1; word = strtok(NULL, " "))
		argv[argc++] = word;
	argv[argc] = NULL;
	if (ftruncate(log, 0) != 0 || lseek(log, 0, SEEK_SET) != 0)
		die("cannot rewind the log");
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&files, log, 1);
	posix_spawn_file_actions_adddup2(&files, log, 2);

	from = now_us();
	if (posix_spawnp(&pid, argv[0], &files, NULL, argv, environ) != 0) {
		fprintf(stderr, "timeit: cannot run %s\n", argv[0]);
		a->failed++;
		posix_spawn_file_actions_destroy(&files);
		return;
	}
	while (waitpid(pid, &status, 0) < 0)
		;
	if (!warm)
		a->us[a->counted] = now_us() - from;
	posix_spawn_file_actions_destroy(&files);

	if (status != 0) {
		if (!a->failed++)
			complain(a, status, log);
	} else if (!warm) {
		a->counted++;
	}
}

static void read_plan(int rounds)
{
	static char line[LINE];
	struct alternative *a = NULL;

	while (fgets(line, sizeof(line), stdin)) {
		char *word = line + strspn(line, " \t"), *rest;

		word[strcspn(word, "\n")] = 0;
		if (!*word || *word == '#')
			continue;
		rest = word + strcspn(word, " \t");
		if (*rest)
			*rest++ = 0;
		rest += strspn(rest, " \t");
		if (!strcmp(word, "alternative")) {
			if (count == MAX_ALTERNATIVES)
				die("too many alternatives");
			a = &all[count++];
			snprintf(a->name, sizeof(a->name), "%s", rest);
			a->us = calloc((size_t)rounds, sizeof(*a->us));
			a->mounts = -1;
		} else if (!a) {
			die("the first line must name an alternative");
		} else if (!strcmp(word, "before")) {
			a->before = strdup(rest);
		} else if (!strcmp(word, "run")) {
			a->run = strdup(rest);
		} else if (!strcmp(word, "after")) {
			a->after = strdup(rest);
		} else if (!strcmp(word, "mounts")) {
			a->mounts = open(rest, O_RDONLY | O_CLOEXEC);
			if (a->mounts < 0)
				die("cannot open the mount namespace");
		} else {
			die("a line begins with alternative, before, run, after or mounts");
		}
	}
	for (int i = 0; i < count; i++)
		if (!all[i].run)
			die("an alternative has nothing to run");
}

/* Goes there before the clock starts, so that no nsenter is counted. */
static void enter(int mounts)
{
	if (mounts >= 0 && setns(mounts, CLONE_NEWNS) != 0)
		die("cannot enter the mount namespace");
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
	char path[] = "/tmp/timeit.XXXXXX";
	int rounds = 20, warm = 2, option, log, home;

	while ((option = getopt(argc, argv, "n:w:")) != -1) {
		if (option == 'n')
			rounds = atoi(optarg);
		else if (option == 'w')
			warm = atoi(optarg);
		else
			return 2;
	}
	if (rounds < 1)
		die("at least one round");
	read_plan(rounds);
	home = open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC);
	log = mkostemp(path, O_CLOEXEC | O_APPEND);
	if (log < 0)
		die("cannot make a file in /tmp");
	unlink(path);

	for (int round = -warm; round < rounds; round++) {
		for (int i = 0; i < count; i++) {
			/* each goes first in its turn */
			struct alternative *a = &all[(i + round + warm) % count];

			enter(a->mounts);
			shell(a->before, round + warm);
			run_once(a, round + warm, round < 0, log);
			shell(a->after, round + warm);
			enter(a->mounts < 0 ? -1 : home);
		}
	}
	for (int i = 0; i < count; i++) {
		struct alternative *a = &all[i];

		qsort(a->us, (size_t)a->counted, sizeof(*a->us), by_value);
		if (a->counted)
			printf("%s\t%.0f\t%.0f\t%d\t%d\n", a->name,
			       (a->us[(a->counted - 1) / 2] + a->us[a->counted / 2]) / 2, a->us[0],
			       a->counted, a->failed);
		else
			printf("%s\t-\t-\t0\t%d\n", a->name, a->failed);
	}
	return 0;
}
