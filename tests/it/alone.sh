# One file and nothing else: no helper is run, no daemon stays, the caller is not held.
. "$(dirname "$0")/../lib/it.sh"

t "the binary is static and within 3 MB"
has "$(file -b "$LX_BIN" 2>/dev/null || readelf -l "$LX_BIN" | grep -q INTERP || echo static)" static
check test "$(stat -c %s "$LX_BIN")" -le 3145728

t "launch tiny executes nothing but itself and the container's init"
needs strace
# strace -f follows the supervisor and the container's processes, and ends with the last of them.
traced() { # CALLS NAME
	strace -f -qq -o "$T/trace" -e "trace=$1" lx launch tiny "$2" >"$T/out" 2>&1 &
	local tracer=$!
	for _ in $(seq 300); do
		[ "$(lx list "^$2\$" -c s --format csv)" = RUNNING ] && break
		sleep 0.1
	done
	run lx stop --force "$2"
	wait $tracer || bad "$(cat "$T/out")"
}

run lx launch tiny warm
run lx delete -f warm
if needs strace; then
	traced execve,execveat c1
	sed -n 's/.*exec[a-z]*(\(.*\)/\1/p' "$T/trace" | grep -v ENOENT | cut -d'"' -f2 | sort -u >"$T/execs"
	is "$(grep -vxE "$T/bin/lx|/proc/self/exe|/sbin/init|/bin/busybox|" "$T/execs" | tr '\n' ' ')" ''
fi

t "its fsyncs can be counted on two hands"
if needs strace; then
	traced fsync,fdatasync,syncfs,sync,sync_file_range c2
	n=$(grep -cE '(fsync|fdatasync|syncfs|sync)\(' "$T/trace")
	echo "     alone: $n fsyncs for a launch of tiny"
	check test "$n" -le 10
fi

t "the caller's pipe is not held by what goes on running"
x=$(timeout 20 lx launch tiny c3 2>&1)
is "$?" 0
has "$x" 'Creating c3'
x=$(timeout 20 lx restart --force c3 2>&1)
is "$?" 0

t "nor its terminal, session, folder or signals"
run env T="$T" sh -c 'mkdir "$T/gone" && cd "$T/gone" && lx stop --force c3 && setsid -w lx start c3 && cd / && rmdir "$T/gone"'
in_state c3 RUNNING

t "it leaves the caller's cgroups, as a cron job must"
for h in pids memory systemd unified .; do
	g=/sys/fs/cgroup/$h/lx-test-caller
	[ -f "/sys/fs/cgroup/$h/cgroup.procs" ] || continue
	mkdir "$g" 2>/dev/null || continue
	sh -c "echo \$\$ >$g/cgroup.procs; lx restart --force c3" 2>"$T/err" || bad "restart in $h: $(cat "$T/err")"
	left() { [ "$(wc -l <"$g/cgroup.procs")" = 0 ]; }
	eventually 5 left
	[ "$(wc -l <"$g/cgroup.procs")" = 0 ] || xargs -n1 sh -c 'echo $0 >'"/sys/fs/cgroup/$h/cgroup.procs" <"$g/cgroup.procs"
	rmdir "$g" 2>/dev/null || bad "$g cannot be removed"
done

t "one supervisor a container, none without"
run lx start c1 c2
is "$(our_processes | wc -l)" 3
run lx delete -f c1 c2 c3
none() { [ -z "$(our_processes)" ]; }
eventually 5 none
run lx list
is "$(our_processes)" ''

t "a supervisor holds no more than it needs"
run lx launch tiny c1
p=$(our_processes | cut -d' ' -f1)
sleep 1 # until it has nothing to do
if [ -r "/proc/$p/smaps_rollup" ]; then
	pss=$(awk '/^Pss:/ {print $2}' "/proc/$p/smaps_rollup")
	echo "     alone: the supervisor's Pss is $pss KB"
	check test "$pss" -le 300
fi
is "$(readlink "/proc/$p/cwd")" /
check test "$(ls "/proc/$p/fd" | wc -l)" -le 24
is "$(cat "/proc/$p/comm")" lx-supervisor
lacks "$(ls -l "/proc/$p/fd")" "$T/out"

t "it works without HOME, PATH, a terminal or a writable folder to stand in"
cd /proc || exit 1
run env -i LX_DIR="$LX_DIR" LX_RUN="$LX_RUN" "$T/bin/lx" restart --force c1
run env -i LX_DIR="$LX_DIR" LX_RUN="$LX_RUN" "$T/bin/lx" exec c1 -- true
run env -i LX_DIR="$LX_DIR" LX_RUN="$LX_RUN" "$T/bin/lx" list
cd / || exit 1
run lx delete -f c1

t "with umask 077 and with 000 a container is the same"
for mask in 077 000; do
	(umask $mask && exec lx launch tiny u1 >/dev/null 2>"$T/err") || bad "umask $mask: $(cat "$T/err")"
	prints '755 root' lx exec u1 -- stat -c '%a %U' /
	prints 0022 lx exec u1 -- sh -c umask
	run lx exec u1 --user 1000 -- ls /etc /dev /proc/self
	is "$(stat -c %a "$LX_DIR" "$LX_RUN" | tr '\n' ' ')" '700 700 '
	run lx delete -f u1
done
