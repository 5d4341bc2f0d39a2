/*
 * killat [-a] MICROSECONDS CMD...: runs CMD and kills it by SIGKILL after that time. With -a all of its descendants
 * die with it, also those that put themselves into sessions of their own (a power cut, as far as processes go).
 * Exit code 0 when it was killed, 1 when it had ended before; its own code is then printed.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static pid_t parent_of(pid_t pid)
{
	char path[64], text[512], *end;
	size_t n;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	f = fopen(path, "re");
	if (!f)
		return 0;
	n = fread(text, 1, sizeof(text) - 1, f);
	fclose(f);
	text[n] = 0;
	end = strrchr(text, ')');
	return end && end[1] ? atoi(end + 4) : 0;
}

/* Kills every child of ours, and what thereby becomes our child, until none is left. */
static void kill_descendants(void)
{
	int found = 1;

	while (found) {
		DIR *proc = opendir("/proc");
		struct dirent *entry;

		found = 0;
		while (proc && (entry = readdir(proc))) {
			pid_t pid = atoi(entry->d_name);

			if (pid > 0 && parent_of(pid) == getpid()) {
				kill(pid, SIGKILL);
				found = 1;
			}
		}
		if (proc)
			closedir(proc);
		usleep(found ? 1000 : 0);
		while (waitpid(-1, NULL, WNOHANG) > 0)
			;
	}
}

int main(int argc, char **argv)
{
	int everything = argc > 1 && !strcmp(argv[1], "-a");
	int status = 0, first = 1 + everything;
	struct timespec wait;
	siginfo_t info = {0};
	sigset_t child;
	long us;
	pid_t pid;

	if (argc < first + 2)
		return 2;
	us = atol(argv[first]);
	wait = (struct timespec){us / 1000000, us % 1000000 * 1000};
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, NULL);
	if (everything)
		prctl(PR_SET_CHILD_SUBREAPER, 1);
	pid = fork();
	if (pid == 0) {
		sigprocmask(SIG_UNBLOCK, &child, NULL);
		execvp(argv[first + 1], argv + first + 1);
		_exit(127);
	}
	/* other children's SIGCHLD (with -a) must not end the wait */
	for (;;) {
		struct timespec start, end;

		clock_gettime(CLOCK_MONOTONIC, &start);
		if (sigtimedwait(&child, NULL, &wait) < 0 && errno == EAGAIN)
			break;
		if (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
		    info.si_pid == pid)
			break;
		clock_gettime(CLOCK_MONOTONIC, &end);
		us = wait.tv_sec * 1000000 + wait.tv_nsec / 1000 -
		     ((end.tv_sec - start.tv_sec) * 1000000 + (end.tv_nsec - start.tv_nsec) / 1000);
		if (us <= 0)
			break;
		wait = (struct timespec){us / 1000000, us % 1000000 * 1000};
	}
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	if (everything)
		kill_descendants();
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
		return 0;
	printf("%d\n", WEXITSTATUS(status));
	return 1;
}
