/* The client's side of a container's console, and its log. */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/own.h"
#include "runtime/control.h"
#include "runtime/run.h"
#include "runtime/runtime.h"
#include "runtime/terminal.h"
#include "state/file.h"

enum { ESCAPE = 'a' & 0x1f, ESCAPE_QUIT = 'q' };

struct console {
	int socket;
	bool escaped; /* ctrl+a was typed */
};

/* A supervisor that has just been started may not listen yet. */
static int connect_control(const struct store *s, const char *name, struct err *e)
{
	own_fd int dir = run_dir_open(s, name, false, e);
	own_fd int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr_un a = {.sun_family = AF_UNIX};

	if (dir < 0)
		return -1;
	snprintf(a.sun_path, sizeof(a.sun_path), "/proc/self/fd/%d/control", dir);
	for (int i = 0; i < 200; i++) {
		if (!connect(fd, (struct sockaddr *)&a, sizeof(a)))
			return take_fd(&fd);
		usleep(5000);
	}
	return err_sys(e, errno, "cannot reach the supervisor of \"%s\"", name);
}

static int send_frame(int socket, enum control_kind kind, const void *data, size_t len)
{
	char frame[sizeof(struct control_head) + CONTROL_MAX];
	struct control_head head = {.kind = (uint16_t)kind, .length = (uint16_t)len};

	memcpy(frame, &head, sizeof(head));
	memcpy(frame + sizeof(head), data, len);
	len += sizeof(head);
	return send(socket, frame, len, MSG_NOSIGNAL) == (ssize_t)len ? 0 : -1;
}

static void send_window(int socket)
{
	struct control_window w;
	struct winsize size;

	if (!terminal_size(STDIN_FILENO, &size))
		return;
	w = (struct control_window){size.ws_row, size.ws_col};
	send_frame(socket, CONTROL_WINDOW, &w, sizeof(w));
}

/* Sends what was typed less the escape sequence; false when that asks to leave. */
static bool forward_keys(struct console *c, const char *keys, size_t n)
{
	char out[CONTROL_MAX];
	size_t len = 0;

	for (size_t i = 0; i < n; i++) {
		bool was_escaped = c->escaped;

		c->escaped = false;
		if (was_escaped && keys[i] == ESCAPE_QUIT)
			return false;
		if (!was_escaped && keys[i] == ESCAPE) {
			c->escaped = true;
			continue;
		}
		if (was_escaped && keys[i] != ESCAPE)
			out[len++] = ESCAPE;
		out[len++] = keys[i];
	}
	return !len || !send_frame(c->socket, CONTROL_INPUT, out, len);
}

/* Until the escape sequence, the end of input or the container's end. */
static void converse(struct console *c, int signals)
{
	struct pollfd p[] = {{.fd = STDIN_FILENO, .events = POLLIN},
			     {.fd = c->socket, .events = POLLIN},
			     {.fd = signals, .events = POLLIN}};
	char buf[4096];
	ssize_t n;

	for (;;) {
		if (poll(p, countof(p), -1) < 0 && errno != EINTR)
			return;
		if (p[2].revents) {
			struct signalfd_siginfo info;

			if (read(signals, &info, sizeof(info)) < 0 || info.ssi_signo != SIGWINCH)
				return;
			send_window(c->socket);
		}
		if (p[1].revents) {
			n = read(c->socket, buf, sizeof(buf));
			if (n <= 0 || write(STDOUT_FILENO, buf, (size_t)n) < 0)
				return;
		}
		if (p[0].revents) {
			/* Half a frame, so that a doubled escape still fits. */
			n = read(STDIN_FILENO, buf, CONTROL_MAX / 2);
			if (n <= 0 || !forward_keys(c, buf, (size_t)n))
				return;
		}
	}
}

int run_console(const struct store *s, const char *name, struct err *e)
{
	struct console c = {.socket = -1};
	struct run_file f;
	own_fd int socket = -1, signals = -1;
	sigset_t set;

	if (run_file_find(s, name, &f, e) < 0)
		return -1;
	socket = connect_control(s, name, e);
	if (socket < 0)
		return -1;
	c.socket = socket;
	sigemptyset(&set);
	sigaddset(&set, SIGWINCH);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signals = signalfd(-1, &set, SFD_CLOEXEC);
	send_window(socket);
	terminal_raw(STDIN_FILENO);
	converse(&c, signals);
	terminal_restore();
	return 0;
}

int run_console_log(const struct store *s, const char *name, struct str *out, struct err *e)
{
	own_fd int dir = openat(s->run, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);

	if (dir < 0)
		return err_set(e, ERR_STATE, "The instance is not running");
	if (file_read(dir, "console.log", 4 << 20, out, e) < 0 && e->kind != ERR_NOT_FOUND)
		return -1;
	return 0;
}
