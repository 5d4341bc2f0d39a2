# What a container may not do, by default.
. "$(dirname "$0")/../lib/it.sh"

run lx launch tiny c1
run lx launch tiny c2
p1=$(pid_of c1)
p2=$(pid_of c2)

t "every namespace is its own, and not shared between containers"
for ns in user pid mnt net uts ipc cgroup; do
	check test "$(readlink "/proc/$p1/ns/$ns")" != "$(readlink "/proc/self/ns/$ns")"
	check test "$(readlink "/proc/$p1/ns/$ns")" != "$(readlink "/proc/$p2/ns/$ns")"
	is "$(lx exec c1 -- readlink "/proc/self/ns/$ns")" "$(readlink "/proc/$p1/ns/$ns")"
done

t "ranges of ids do not overlap and are unprivileged"
a=$(awk '{print $2}' "/proc/$p1/uid_map") b=$(awk '{print $2}' "/proc/$p2/uid_map")
check test "$a" -ge 100000
check test $(((a > b ? a - b : b - a))) -ge 65536
is "$(stat -c %u "/proc/$p1")" "$a"

t "seccomp is on, for init and for exec"
is "$(awk '/^Seccomp:/ {print $2}' "/proc/$p1/status")" 2
prints 2 lx exec c1 -- sh -c 'grep ^Seccomp: /proc/self/status | tr -dc 0-9'

t "capabilities that reach beyond the container are gone"
# SYS_MODULE 16, SYS_RAWIO 17, SYS_TIME 25, MAC_OVERRIDE 32, MAC_ADMIN 33: as LXD drops them for all
for source in "/proc/$p1/status"; do
	bnd=$((16#$(awk '/^CapBnd:/ {print $2}' "$source")))
	for cap in 16 17; do is "$cap: $((bnd >> cap & 1))" "$cap: 0"; done
done
is "$(lx exec c1 -- grep CapBnd /proc/self/status)" "$(grep CapBnd "/proc/$p1/status")"
is "$(lx exec c1 -- grep NoNewPrivs /proc/self/status | tr -dc 0-9)" 0

t "devices: the usual ones work, others cannot be made or opened"
run lx exec c1 -- sh -c 'for d in null zero full random urandom tty; do test -c /dev/$d || echo no $d; done'
is "$out" ''
run lx exec c1 -- sh -c 'echo x >/dev/null; head -c 4 /dev/urandom >/dev/null; test -d /dev/pts; test -d /dev/shm; echo x >/dev/shm/x'
try lx exec c1 -- sh -c 'mknod /root/sda b 8 0 || mknod /root/mem c 1 1'
check test "$rc" != 0
run lx exec c1 -- sh -c 'test ! -e /dev/mem && test ! -e /dev/sda && test ! -e /dev/vda && test ! -e /dev/kmsg'

t "the host's kernel cannot be set from inside"
for f in /proc/sys/kernel/core_pattern /proc/sys/kernel/panic /proc/sysrq-trigger /sys/kernel/uevent_helper /proc/sys/vm/drop_caches; do
	[ -e "$f" ] || continue
	try lx exec c1 -- sh -c "echo x >$f"
	check test "$rc" != 0
done
try lx exec c1 -- sh -c 'head -c 1 /proc/kcore'
check test "$rc" != 0
is "$(lx exec c1 -- sh -c 'cat /proc/kallsyms 2>/dev/null | head -n 1 | grep -v ^0000000000000000')" ''

t "its own settings can: host name, its network, its mounts"
run lx exec c1 -- hostname other
prints other lx exec c1 -- hostname
check test "$(hostname)" != other
run lx exec c1 -- mount -t tmpfs none /tmp
run lx exec c1 -- sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward'

t "cgroups show no path of the host and cannot be left"
lacks "$(lx exec c1 -- cat /proc/self/cgroup)" "$store_tag"
lacks "$(lx exec c1 -- cat /proc/1/cgroup)" "$store_tag"
lacks "$(lx exec c1 -- cat /proc/self/mountinfo)" "$T"
lacks "$(lx exec c1 -- cat /proc/self/mounts)" "$T"

t "the host's processes, files and store cannot be seen"
is "$(lx exec c1 -- sh -c 'ls /proc | grep -c "^[0-9]"' | awk '{print ($1 < 20)}')" 1
run lx exec c1 -- sh -c "test ! -e $T"
run lx exec c1 -- sh -c 'cd /proc/1/root/.. && test ! -e .lx && ls / >/dev/null'
try lx exec c1 -- sh -c "kill -0 $$"
check test "$rc" != 0

t "exec hands no descriptor of the host's over"
exec 9</etc/hostname
is "$(lx exec c1 -- sh -c 'ls -l /proc/self/fd | grep -c -e "hostname" -e store -e /run/')" 0
exec 9<&-
is "$(lx exec c1 -- sh -c 'ls /proc/self/fd | sort -n | tail -n 1')" 3
is "$(ls -l "/proc/$p1/fd" | grep -c -e "$T")" 0

t "exec does not show the host to who looks from inside: the program cannot be overwritten"
sum=$(sha256sum <"$T/bin/lx")
lx exec c1 -- sh -c 'for i in $(seq 200); do for p in /proc/[0-9]*/exe; do [ -w $p ] && echo $p; done; done' >"$T/w" 2>/dev/null &
p=$!
for i in $(seq 20); do lx exec c1 -- true; done
wait $p
is "$(sha256sum <"$T/bin/lx")" "$sum"

t "limits of the per-user kind are counted apart"
is "$(lx exec c1 -- cat /proc/sys/fs/inotify/max_user_instances >/dev/null 2>&1; echo $?)" 0

t "files made inside belong to the container's root on disk, unshifted"
run lx exec c1 -- sh -c 'echo x >/root/mine; chown 1000:1000 /root/mine'
f=$(find "$LX_DIR/pools" -path '*/fs/root/mine')
is "$(stat -c %u:%g "$f")" 1000:1000
