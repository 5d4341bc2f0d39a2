# exec: exit codes, streams, signals, terminals, users. Scripts build on each of these.
. "$(dirname "$0")/../lib/it.sh"
needs python3

run lx launch tiny c1

t "the exit code of the command is ours"
fails 7 '' lx exec c1 -- sh -c 'exit 7'
fails 255 '' lx exec c1 -- sh -c 'exit 255'
prints '' lx exec c1 -- true
fails 1 '' lx exec c1 -- false

t "what cannot be run: 127 and 126, killed: 128 + signal"
fails 127 'Error: Command not found' lx exec c1 -- nosuchcommand
run lx exec c1 -- sh -c 'echo x >/root/plain; mkdir -p /root/folder'
fails 126 'Error: Command not executable' lx exec c1 -- /root/plain
fails 126 'Error: Command not executable' lx exec c1 -- /root/folder
fails 137 '' lx exec c1 -- sh -c 'kill -9 $$'
fails 143 '' lx exec c1 -- sh -c 'kill -TERM $$'

t "words arrive as they were given"
prints "[a b][][*][\$x]['\"]" lx exec c1 -- sh -c 'for a; do printf "[%s]" "$a"; done' - 'a b' '' '*' '$x' "'\""
prints '-l --flag' lx exec c1 -- echo -l --flag
prints 'hello' lx exec c1 echo hello

t "standard error stays apart from standard output"
run lx exec c1 -- sh -c 'echo out; echo err >&2'
is "$out" out
is "$err" err

t "input passes, and its end"
run lx exec c1 -- cat <<<'typed'
is "$out" typed
run lx exec c1 -- wc -c </dev/null
is "$out" 0
run lx exec c1 -n -- cat <<<'not read'
is "$out" ''

t "100 MB go in, out and both ways unharmed"
head -c 104857600 /dev/urandom >"$T/big"
sum=$(sha256sum <"$T/big" | cut -d' ' -f1)
run lx exec c1 -- sha256sum <"$T/big"
is "${out%% *}" "$sum"
through() { lx exec c1 -T -- cat <"$T/big" | cmp - "$T/big"; }
run through
run lx exec c1 -- sh -c 'cat >/root/big' <"$T/big"
outward() { lx exec c1 -T -- cat /root/big | sha256sum; }
run outward
is "${out%% *}" "$sum"
run lx exec c1 -- rm /root/big
rm "$T/big"

t "a reader that goes away ends the command"
gone() { timeout 20 lx exec c1 -T -- yes | head -n 1; }
prints y gone
eventually 5 lx exec c1 -- sh -c '! ps | grep -q "[y]es$"'

t "a background process left in the container does not hold exec"
run timeout 10 lx exec c1 -- sh -c 'sleep 1000 </dev/null >/dev/null 2>&1 &'
run lx exec c1 -- sh -c 'kill $(ps | awk "/[s]leep 1000/ {print \$1}")'

t "the environment: what LXD gives, and --env"
run lx exec c1 -- env
has "$out" PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
has "$out" HOME=/root
has "$out" USER=root
has "$out" LANG=C.UTF-8
lacks "$out" LX_DIR
prints 'hi there' lx exec c1 --env GREETING='hi there' -- sh -c 'echo $GREETING'
prints '/x,y=z' lx exec c1 --env HOME=/x --env B=y=z -- sh -c 'echo $HOME,$B'

t "working folder, user and group"
prints /root lx exec c1 -- pwd
prints /tmp lx exec c1 --cwd /tmp -- pwd
prints '1000 1000' lx exec c1 --user 1000 --group 1000 -- sh -c 'echo $(id -u) $(id -g)'
prints 0 lx exec c1 -- id -u
prints 1000 lx exec c1 --user 1000 --group 1000 -- id -G
prints 0 lx exec c1 -- id -G

t "exec where it cannot be"
fails 1 'Error: Instance not found' lx exec nosuch -- true
run lx init tiny c2
fails 1 'Error: Instance is not running' lx exec c2 -- true
fails 1 '' lx exec c1
run lx delete c2

t "it is inside: its own host name, processes, network and cgroup"
prints c1 lx exec c1 -- hostname
check test "$(lx exec c1 -- sh -c 'ls -d /proc/[0-9]* | wc -l')" -lt 20
prints 'lo' lx exec c1 -- ls /sys/class/net
lacks "$(lx exec c1 -- cat /proc/self/cgroup)" "$store_tag"
run lx exec c1 -- sh -c 'kill -0 1'
prints 1 lx exec c1 -- sh -c 'cat /proc/1/stat | cut -d" " -f1'

t "SIGINT to lx is SIGINT to the command, SIGTERM likewise"
interrupt() { timeout --foreground --preserve-status -s "$1" 1 lx exec c1 -T -- sleep 100; }
fails 130 '' interrupt INT
fails 143 '' interrupt TERM
run lx exec c1 -- sh -c '! ps | grep -q "[s]leep 100"'

t "a terminal: its size, a resize, and what is typed"
try terminal --size 30x90 lx exec c1 -- sh <<'END'
expect # 
send stty size\r
expect 30 90
resize 41x101
sleep 0.3
send stty size\r
expect 41 101
send tty; exit 5\r
expect /dev/pts/
eof
END
is "$rc" 5

t "a terminal: ctrl+c interrupts the command, not lx"
try terminal lx exec c1 -- sh -c 'trap "echo caught; exit 9" INT; echo ready; while :; do sleep 0.1; done' <<'END'
expect ready
send \x03
expect caught
END
is "$rc" 9

t "-t makes a terminal where there is none, -T makes none where there is one"
run lx exec c1 -t -- tty
has "$out" /dev/pts
try lx exec c1 -- tty
has "$out" 'not a tty'
try terminal lx exec c1 -T -- tty </dev/null
has "$out" 'not a tty'
run terminal lx exec c1 --mode interactive -- tty </dev/null
has "$out" /dev/pts

t "the caller's terminal is as it was afterwards"
try terminal bash -c 'stty -a >$TMPDIR/before; lx exec c1 -- true; lx exec c1 -- sh -c "kill -9 \$\$"; stty -a >$TMPDIR/after; cmp $TMPDIR/before $TMPDIR/after' </dev/null
is "$rc" 0

t "a terminal program's last words are not lost"
run terminal lx exec c1 -- sh -c 'seq 20000; echo the-end' </dev/null
has "$out" the-end
is "$(grep -c . <<<"$out")" 20001

t "shell is a login shell"
try terminal lx shell c1 <<'END'
expect #
send echo $HOME-$0\r
expect /root--
send exit 3\r
END
is "$rc" 3

t "200 execs in a row leave no process and no cgroup behind"
tasks() { find /sys/fs/cgroup -maxdepth 3 -path "*/$store_tag.c1*" -name cgroup.procs -exec cat {} + | sort -un | wc -l; }
folders() { find /sys/fs/cgroup -path "*/$store_tag.c1*" -type d | wc -l; }
before="$(tasks) tasks, $(folders) folders, $(our_processes | wc -l) ours, $(ls /proc/$(pid_of c1)/root/proc 2>/dev/null | grep -c '^[0-9]') pids"
failed=0
for i in $(seq 200); do lx exec c1 -- true || failed=$((failed + 1)); done
is $failed 0
sleep 0.2
is "$(tasks) tasks, $(folders) folders, $(our_processes | wc -l) ours, $(ls /proc/$(pid_of c1)/root/proc 2>/dev/null | grep -c '^[0-9]') pids" "$before"

t "50 execs side by side all come back"
failed=0 pids=
for i in $(seq 50); do timeout 60 lx exec c1 -- sh -c "exit $i" & pids="$pids $!"; done
i=0
for p in $pids; do i=$((i + 1)); wait $p; [ $? = $i ] || failed=$((failed + 1)); done
is $failed 0

t "the container's end ends its execs"
lx exec c1 -T -- sleep 100 &
p=$!
sleep 0.5
run lx stop --force c1
timeout 10 tail --pid=$p -f /dev/null || bad "exec goes on without its container"
wait $p
check test $? != 0
