#!/usr/bin/env python3
"""Runs a command on a terminal of its own and talks to it like a person.

usage: terminal.py [--size ROWSxCOLS] CMD...        the conversation comes on stdin, one step a line:

    expect TEXT      wait until TEXT was printed since the last expect (fails after 20 s)
    send TEXT        type it; \\r \\n \\t \\\\ and \\xNN are understood
    resize 40x100    resize the window (the command gets SIGWINCH)
    signal INT       send a signal to the command
    sleep 0.2        wait
    eof              wait for the command's end

Prints what the terminal showed. The exit code is the command's (128 + N for signal N), 99 when an
expect was in vain.
"""
import fcntl, os, pty, select, signal, struct, sys, termios, time

WAIT = float(os.environ.get("PTY_WAIT", "20"))


def set_size(fd, text):
    rows, cols = (int(n) for n in text.split("x"))
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))


class Session:
    def __init__(self, argv, size):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            set_size(0, size)
            os.execvp(argv[0], argv)
        self.shown = b""   # everything
        self.from_here = 0  # where the next expect begins
        self.ended = False

    def read(self, timeout):
        ready, _, _ = select.select([self.fd], [], [], timeout)
        if not ready:
            return
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            data = b""
        self.ended = not data
        self.shown += data

    def expect(self, text):
        until = time.monotonic() + WAIT
        while True:
            at = self.shown.find(text, self.from_here)
            if at >= 0:
                self.from_here = at + len(text)
                return
            left = until - time.monotonic()
            if self.ended or left <= 0:
                raise SystemExit(self.fail("no %r in %r" % (text, self.shown[self.from_here:][-400:])))
            self.read(left)

    def fail(self, why):
        sys.stdout.buffer.write(self.shown)
        print("\nterminal.py: " + why, file=sys.stderr)
        try:
            os.kill(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        return 99

    def drain(self, seconds):
        until = time.monotonic() + seconds
        while not self.ended and time.monotonic() < until:
            self.read(max(0.0, until - time.monotonic()))

    def end(self):
        self.drain(WAIT)
        if not self.ended:
            raise SystemExit(self.fail("the command did not end"))
        _, status = os.waitpid(self.pid, 0)
        return os.waitstatus_to_exitcode(status)


def main():
    args = sys.argv[1:]
    size = "24x80"
    if args[0] == "--size":
        size, args = args[1], args[2:]
    steps = sys.stdin.read().splitlines()
    s = Session(args, size)
    for step in steps:
        word, _, rest = step.strip().partition(" ")
        text = rest.encode().decode("unicode_escape").encode("latin-1")
        if word == "expect":
            s.expect(text)
        elif word == "send":
            os.write(s.fd, text)
        elif word == "resize":
            set_size(s.fd, rest)
        elif word == "signal":
            os.kill(s.pid, getattr(signal, "SIG" + rest))
        elif word == "sleep":
            s.drain(float(rest))
        elif word == "eof":
            s.drain(WAIT)
        elif word:
            raise SystemExit("terminal.py: what is %r?" % step)
    code = s.end()
    sys.stdout.buffer.write(s.shown)
    sys.stdout.flush()
    return code if code >= 0 else 128 - code


sys.exit(main())
