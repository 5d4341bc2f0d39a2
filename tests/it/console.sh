# The console: the terminal of a container's init, and its log.
. "$(dirname "$0")/../lib/it.sh"
needs python3

small_root "$T/img/rootfs"
metadata "$T/img/metadata.yaml"
printf '%s\n' '::sysinit:/bin/echo hello from init' 'console::respawn:-/bin/sh' '::ctrlaltdel:/bin/poweroff' >"$T/img/rootfs/etc/inittab"
mkdir -p "$T/img/templates"
run lx image import "$T/img" --alias talk
run lx launch talk c1

t "the log holds what init printed"
said() { lx console c1 --show-log | grep -q 'hello from init'; }
eventually 10 said

t "the console is a terminal with init's shell on it; ctrl+a q leaves it"
run terminal lx console c1 <<'END'
expect To detach from the console, press: <ctrl>+a q
send \r
expect #
send tty; echo $((40+2))\r
expect /dev/console
expect 42
send \x01q
END
in_state c1 RUNNING

t "what was typed and shown is in the log too"
has "$(lx console c1 --show-log)" 42

t "the same console again, as it was left"
run terminal lx console c1 <<'END'
send echo again-$((1+1))\r
expect again-2
send \x01q
END

t "the log does not grow without end"
inside c1 'for i in $(seq 60); do seq 5000 >/dev/console; done' 2>/dev/null
sleep 0.5
size=$(stat -c %s "$LX_RUN/c1/console.log")
check test "$size" -lt 4194304
check test "$(lx console c1 --show-log | tail -c 200 | grep -c 5000)" -ge 1

t "the console ends with its container"
terminal lx console c1 >"$T/console.out" 2>&1 <<'END' &
sleep 2
eof
END
p=$!
sleep 0.7
run lx stop --force c1
timeout 15 tail --pid=$p -f /dev/null || bad "the console stays open"

t "the console of a stopped container"
fails 1 'Error: ' lx console c1
fails 1 'Error: ' lx console nosuch
try terminal lx console nosuch </dev/null
is "$rc" 1
has "$out" 'not found'
fails 1 'Error: ' lx console c1 --type vga

t "the terminal is as it was afterwards"
run lx start c1
try terminal bash -c 'stty -a >$TMPDIR/before; (sleep 1; lx stop --force c1) & lx console c1; stty -a >$TMPDIR/after; cmp $TMPDIR/before $TMPDIR/after' </dev/null
is "$rc" 0
