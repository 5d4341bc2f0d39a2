#!/bin/busybox sh
# The tests on a fresh host, in the same words as the integration tests but for BusyBox's shell.
# usage: guest.sh [rootfs|tmpfs|limits|disk|swap|poweroff]...
export PATH=/bin HOME=/root

name= bad= here=

t() { end; name=$1 bad=; }
bad() { bad=1; echo "     guest: $*"; }
end() {
	[ -n "$name" ] || return 0
	if [ -n "$bad" ]; then echo "FAIL fresh: $here: $name"; else echo "ok   fresh: $here: $name"; fi
	name=
}
run() {
	"$@" >/tmp/out 2>&1 </dev/null
	rc=$? out=$(cat /tmp/out)
	[ $rc = 0 ] || bad "$* -> $rc: $out"
}
fails() { # CODE TEXT CMD...
	local code=$1 text=$2
	shift 2
	"$@" >/tmp/out 2>&1 </dev/null
	rc=$? out=$(cat /tmp/out)
	[ $rc = "$code" ] || bad "$* -> $rc, not $code: $out"
	case $out in *"$text"*) ;; *) bad "$* says \"$out\"" ;; esac
}
is() { [ "$1" = "$2" ] || bad "\"$1\" is not \"$2\""; }
seconds() { cut -d' ' -f1 /proc/uptime; }

small() {
	t "a container starts from the file alone"
	mounts=$(cat /proc/mounts)
	run lx launch tiny c1
	run lx list -f csv -c ns
	is "$out" c1,RUNNING
	t "commands run in it as its root, on ids of its own"
	run lx exec c1 -- id -u
	is "$out" 0
	fails 7 '' lx exec c1 -- sh -c 'exit 7'
	run lx exec c1 -- sh -c 'cut -c1-30 /proc/self/uid_map'
	case $out in *" 0 "*" 0 "*) bad "not an unprivileged range: $out" ;; esac
	run lx exec c1 -- sh -c 'echo x >/root/kept && cat /root/kept'
	is "$out" x
	t "what lies around its root is out of reach, also by a second chroot"
	run lx exec c1 -- sh -c 'test ! -e /guest.sh && test ! -e /modules && test -e /sbin/init'
	lx exec c1 -- sh -c 'cat >/root/escape && chmod 755 /root/escape' </bin/escape
	run lx exec c1 -- /root/escape guest.sh modules bin/lx
	fails 1 '' lx exec c1 -- umount /
	t "the host's mount table shows nothing of it"
	is "$(cat /proc/mounts)" "$mounts"
	t "it stops, starts again with what it had, and stops by force"
	run lx stop --timeout 30 c1
	run lx list -f csv -c ns
	is "$out" c1,STOPPED
	run lx start c1
	run lx exec c1 -- cat /root/kept
	is "$out" x
	run lx stop --force c1
	fails 1 'Error: The instance is already stopped' lx stop c1
	t "a running one is deleted by force"
	run lx launch tiny c2
	fails 1 'Error:' lx delete c2
	run lx delete -f c2
	run lx delete c1
	run lx list -f csv -c n
	is "$out" ''
	t "nothing is left"
	clean
	end
}

between() { [ "$3" -ge "$1" ] && [ "$3" -le "$2" ] || bad "\"$3\" is not between $1 and $2"; }

# burn C SECONDS CPU: percent of that CPU which a busy loop in the container gets
burn() {
	lx exec "$1" -- taskset "$3" sh -c 'sh -c "while :; do :; done" & p=$!
		sleep 1; set -- "$1" $(cat /proc/$p/stat /proc/uptime)
		a=$((${15} + ${16})) from=$(cut -d" " -f1 /proc/uptime | tr -d .)
		sleep $1
		set -- $(cat /proc/$p/stat); to=$(cut -d" " -f1 /proc/uptime | tr -d .)
		kill -9 $p
		echo $(((${14} + ${15} - a) * 100 / (to - from)))' - "$2"
}

# the CPUs a container's init may run on
allowed() { lx exec "$1" -- sh -c 'while read key value; do [ $key != Cpus_allowed_list: ] || echo $value; done </proc/1/status'; }

# As tests/it/limits.sh, on pure cgroup2.
limits() {
	t "a fork bomb stays at limits.processes"
	mounts=$(cat /proc/mounts)
	run lx launch tiny p1 -c limits.processes=50
	lx exec p1 -- sh -c 'while :; do sleep 30 & done' </dev/null >/dev/null 2>&1
	between 40 50 "$(lx list -f csv -c N)"
	run lx delete -f p1
	t "what goes beyond limits.memory is killed and the container lives; a soft limit lets it be"
	run lx launch tiny m1 -c limits.memory=64MB
	run lx exec m1 -- dd if=/dev/zero of=/dev/null bs=32M count=1
	fails 137 '' lx exec m1 -- dd if=/dev/zero of=/dev/null bs=100M count=1
	run lx exec m1 -- true
	run lx delete -f m1
	run lx launch tiny m2 -c limits.memory=64MB -c limits.memory.enforce=soft
	run lx exec m2 -- dd if=/dev/zero of=/dev/null bs=100M count=1
	run lx delete -f m2
	t "what cgroup2 does not have is refused by name"
	fails 1 'limits.memory.swap.priority needs "memory.swappiness"' lx launch tiny m3 -c limits.memory.swap.priority=5
	run lx delete m3
	t "a burner in 50ms/200ms gets a quarter of a core"
	run lx launch tiny q1 -c limits.cpu.allowance=50ms/200ms
	between 22 28 "$(burn q1 4 1)"
	run lx delete -f q1
	t "containers with a number of CPUs are spread over them, and again when one goes"
	run lx launch tiny a1 -c limits.cpu=1
	run lx launch tiny b1 -c limits.cpu=1
	run lx exec a1 -- nproc
	is "$out" 1
	[ "$(allowed a1)" != "$(allowed b1)" ] || bad "both are on CPU $(allowed a1)"
	a=$(allowed b1)
	run lx delete -f a1
	run lx launch tiny a1 -c limits.cpu=$a-$a
	[ "$(allowed a1)" != "$(allowed b1)" ] || bad "b1 has not made room on CPU $a"
	run lx delete -f a1 b1
	t "two burners share a CPU by their weights"
	run lx launch tiny a1 -c limits.cpu.allowance=60%
	run lx launch tiny b1 -c limits.cpu.allowance=30% -c limits.cpu.priority=0
	burn a1 6 1 >/tmp/a &
	b=$(burn b1 6 1)
	wait $!
	# 60 to 20
	between 200 400 "$(($(cat /tmp/a) * 100 / b))"
	run lx delete -f a1 b1
	clean
	end
}

# Limits of a container that runs already.
live() {
	t "limits of a running container act at once, and go at once"
	mounts=$(cat /proc/mounts)
	run lx launch tiny l1
	run lx config set l1 limits.processes=30 limits.memory=64MB limits.cpu=1 limits.cpu.allowance=50ms/200ms
	fails 137 '' lx exec l1 -- dd if=/dev/zero of=/dev/null bs=100M count=1
	between 22 28 "$(burn l1 4 3)"
	run lx exec l1 -- nproc
	is "$out" 1
	run lx config set l1 limits.memory=200MB limits.cpu.allowance=
	run lx exec l1 -- dd if=/dev/zero of=/dev/shm/x bs=1M count=100
	fails 1 'would kill' lx config set l1 limits.memory=64MB
	run lx config set l1 limits.cpu=
	run lx exec l1 -- nproc
	is "$out" 2
	lx exec l1 -- sh -c 'while :; do sleep 30 & done' </dev/null >/dev/null 2>&1
	between 20 30 "$(lx list -f csv -c N)"
	run lx delete -f l1
	clean
	end
}

# swapped C: what of 50 MB in its memory is swapped out when the kernel is asked to take 40 MB of it back
swapped() {
	lx exec "$1" -- dd if=/dev/urandom of=/dev/shm/x bs=1M count=50
	set -- /sys/fs/cgroup/lx*."$1"
	echo 40M >"$1/memory.reclaim"
	cat "$1/memory.swap.current"
}

swap() {
	t "memory is swapped out unless limits.memory.swap says no"
	mounts=$(cat /proc/mounts)
	dd if=/dev/zero of=/data/swap bs=1M count=100 2>/dev/null
	chmod 600 /data/swap
	mkswap /data/swap >/dev/null && swapon /data/swap || bad "no swap"
	run lx launch tiny s1
	run lx launch tiny s2 -c limits.memory.swap=false
	between 10000000 60000000 "$(swapped s1 2>/dev/null)"
	is "$(swapped s2 2>/dev/null)" 0
	run lx delete -f s1 s2
	swapoff /data/swap
	clean
	end
}

# Not counting those that are dead and wait for PID 1, this shell, to look at them.
supervisors() { grep -hs '^[0-9]* (lx-supervisor) [^Z]' /proc/[0-9]*/stat; }

clean() {
	local i=0
	# the supervisor of the last one may still be on its way out
	while [ $i -lt 50 ] && [ -n "$(supervisors)" ]; do sleep 0.1; i=$((i + 1)); done
	is "$(supervisors)" ''
	is "$(find /sys/fs/cgroup -type d -name 'lx*')" ''
	is "$(cat /proc/mounts)" "$mounts"
	is "$(ls /run/lx 2>/dev/null | grep -v '^lock$')" ''
	is "$(ls ${LX_DIR:-/var/lib/lx}/trash)" ''
}

# Debian from a disk, as a server would have it.
debian() { # FORM FILES...
	local form=$1 from
	shift
	t "Debian as $form reaches running under its own systemd"
	mounts=$(cat /proc/mounts)
	from=$(seconds)
	run lx image import "$@" --alias "$form"
	echo "guest: import of $form took $(echo "$(seconds) $from" | awk '{print $1 - $2}') s"
	run lx launch "$form" d1
	from=$(seconds)
	# before its first socket is there, systemctl only says that it cannot connect
	run lx exec d1 -- sh -c 'until [ -S /run/systemd/private ]; do sleep .05; done'
	run lx exec d1 -- systemctl is-system-running --wait
	echo "guest: systemd was $out after $(echo "$(seconds) $from" | awk '{print $1 - $2}') s"
	is "$out" running
	[ "$out" = running ] || lx exec d1 -- systemctl --failed --no-legend
	t "Debian as $form shuts down cleanly"
	run lx stop --timeout 60 d1
	run lx list -f csv -c ns
	is "$out" d1,STOPPED
	run lx delete d1
	run lx image delete "$form"
	clean
	end
}

disk() {
	[ -b /dev/vda ] || { echo "guest: no disk"; return; }
	mkdir -p /data
	mount -t ext4 /dev/vda /data || { echo "FAIL fresh: disk: mount"; return; }
	export LX_DIR=/data/lx
	small
	for form in squashfs tar; do
		[ -e /data/images/$form ] || continue
		set -- /data/images/$form/*
		debian $form "$@"
	done
}

for here; do
	case $here in
	rootfs | tmpfs) small ;;
	limits) limits; live ;;
	disk) disk ;;
	swap) swap ;;
	poweroff)
		echo "guest: done after $(seconds) s"
		sync
		poweroff -f
		;;
	esac
done
