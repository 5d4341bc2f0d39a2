# Limits, each shown by work. What a user loses without them: a host that one container cannot take down.
. "$(dirname "$0")/../lib/it.sh"

# burn C SECONDS CPU: percent of that CPU which a busy loop in the container gets
burn() {
	inside "$1" "taskset $3 sh -c 'while :; do :; done' & p=\$!
		read from rest </proc/uptime
		sleep $2
		set -- \$(cat /proc/\$p/stat) \$(cat /proc/uptime)
		kill -9 \$p
		echo \$(((\${14} + \${15}) * 100 / (\$(echo \${53} | tr -d .) - \$(echo \$from | tr -d .))))"
}
# burn_both A B: how many times 100 what B gets A gets, on the same CPU
burn_both() {
	burn "$1" 4 1 >"$T/a" &
	burn "$2" 4 1 >"$T/b"
	wait $!
	echo $(($(cat "$T/a") * 100 / $(cat "$T/b")))
}
between() { [ "$3" -ge "$1" ] && [ "$3" -le "$2" ] || bad "\"$3\" is not between $1 and $2"; }
processes() { lx list "^$1\$" -f csv -c N; }
# the CPUs its init may run on
allowed() { awk '/^Cpus_allowed_list/ {print $2}' "/proc/$(pid_of "$1")/status"; }
# needs so many MB at once
hog() { inside "$1" "dd if=/dev/zero of=/dev/null bs=${2}M count=1 2>/dev/null"; }
bomb() { inside "$1" 'while :; do sleep 60 & done' 2>/dev/null; }

t "a fork bomb stays at limits.processes, and commands still get in"
run lx launch tiny c1 -c limits.processes=100
bomb c1
between 90 100 "$(processes c1)"
run lx exec c1 -- true
run lx delete -f c1

t "what goes beyond limits.memory is killed and the container lives"
run lx launch tiny c1 -c limits.memory=64MB
pid=$(pid_of c1)
run hog c1 32
try hog c1 100
is "$rc" 137
run lx exec c1 -- true
is "$(pid_of c1)" "$pid"
run lx delete -f c1

t "list shows how much of it is used, files in memory included"
run lx launch tiny c1 -c limits.memory=200MB
run inside c1 'dd if=/dev/zero of=/dev/shm/x bs=1M count=100 2>/dev/null'
used=$(lx list -f csv -c M)
between 50 65 "${used%.*}"
run lx delete -f c1

t "a soft limit lets it be while the host has memory"
run lx launch tiny c1 -c limits.memory=64MB -c limits.memory.enforce=soft
run hog c1 100
run lx delete -f c1

t "a percentage is one of the host's memory"
total=$(awk '/^MemTotal/ {print $2}' /proc/meminfo)
if [ $((total / 1024)) -lt 65536 ]; then
	run lx launch tiny c1 -c limits.memory=1%
	run hog c1 $((total / 1024 / 100 * 8 / 10))
	try hog c1 $((total / 1024 / 100 * 3 / 2))
	is "$rc" 137
	run lx delete -f c1
fi

t "without a limit nothing is in the way, and no group is made for one"
run lx launch tiny c1
run hog c1 100
between 1 9 "$(processes c1)"
is "$(our_cgroups | grep -c '\.c1$')" 1
run lx delete -f c1

t "a burner in 50ms/200ms gets a quarter of a core"
run lx launch tiny c1 -c limits.cpu.allowance=50ms/200ms
between 23 27 "$(burn c1 4 1)"
run lx delete -f c1

t "two burners share a CPU by their allowance and priority"
run lx launch tiny c1 -c limits.cpu.allowance=60%
run lx launch tiny c2 -c limits.cpu.allowance=30%
run lx launch tiny c3 -c limits.cpu.allowance=30% -c limits.cpu.priority=0
between 160 250 "$(burn_both c1 c2)"
between 240 360 "$(burn_both c1 c3)"
run lx delete -f c1 c2 c3

t "two burners in a container of one CPU get one CPU between them, and nproc says so"
run lx launch tiny c1 -c limits.cpu=1
prints 1 lx exec c1 -- nproc
burn c1 3 3 >"$T/a" &
burn c1 3 3 >"$T/b"
wait $!
between 50 103 $(($(cat "$T/a") + $(cat "$T/b")))

t "containers with a number of CPUs are spread over them, and again when one goes"
both=$(lx exec "$(lx launch tiny c5 >/dev/null; echo c5)" -- nproc)
if [ "$both" -lt 2 ]; then
	skip "there is one CPU only"
else
	run lx launch tiny c2 -c limits.cpu=1
	[ "$(allowed c1)" != "$(allowed c2)" ] || bad "both are on CPU $(allowed c1)"
	run lx delete -f c1
	run lx launch tiny c3 -c limits.cpu="$(allowed c2)-$(allowed c2)"
	[ "$(allowed c3)" != "$(allowed c2)" ] || bad "c2 has not made room on CPU $(allowed c2)"
	run lx launch tiny c4 -c limits.cpu=2
	prints 2 lx exec c4 -- nproc
	prints "$both" lx exec c5 -- nproc
	run lx delete -f c2 c3 c4
fi
run lx delete -f c5

t "a running container has a new limit at once, and is rid of it at once"
run lx launch tiny c1
inside c1 'while :; do :; done >/dev/null 2>&1 &'
run lx config set c1 limits.processes=30 limits.memory=64MB limits.cpu.allowance=50ms/200ms limits.cpu=1
for procs in "/sys/fs/cgroup/unified/$store_tag.c1/cgroup.procs"; do
	[ -e "$procs" ] || continue
	for pid in $(cat "$procs"); do is "$(grep -c "/$store_tag.c1\$" "/proc/$pid/cgroup")" 5; done
done
prints 1 lx exec c1 -- nproc
# with the one that runs already
between 5 20 "$(burn c1 3 3)"
try hog c1 100
is "$rc" 137
bomb c1
between 20 30 "$(processes c1)"
run lx config unset c1 limits.processes
run lx config set c1 limits.memory= limits.cpu.allowance= limits.cpu=
run hog c1 100
run inside c1 'i=0; while [ $i -lt 40 ]; do sleep 9 & i=$((i + 1)); done'
between 60 75 "$(processes c1)"
run lx delete -f c1

t "a memory limit that would kill is refused and the one before stays"
run lx launch tiny c1 -c limits.memory=200MB
run inside c1 'dd if=/dev/zero of=/dev/shm/x bs=1M count=100 2>/dev/null'
fails 1 'would kill processes of "c1"' lx config set c1 limits.memory=64MB
prints 200MB lx config get c1 limits.memory
run hog c1 50
run lx delete -f c1

t "what is wrong is refused with what would be right, and nothing is made"
fails 1 'limits.cpu.priority is a whole number from 0 to 10' lx init tiny c1 -c limits.cpu.priority=50
fails 1 'limits.memory is a size' lx init tiny c1 -c limits.memory=lots
fails 1 'limits.memory is a size' lx init tiny c1 -c limits.memory=120%
fails 1 'limits.cpu.allowance is a share' lx init tiny c1 -c limits.cpu.allowance=50ms
fails 1 'limits.cpu.allowance is a share' lx init tiny c1 -c limits.cpu.allowance=50ms/2000ms
fails 1 'limits.processes is a whole number' lx init tiny c1 -c limits.processes=0
fails 1 "limits.cpu names CPUs that are not there; this host has $(cat /sys/devices/system/cpu/online)" lx init tiny c1 -c limits.cpu=0,1000
fails 1 'limits.cpu is a number of CPUs' lx init tiny c1 -c limits.cpu=0
fails 1 'limits.memory.enforce is hard or soft' lx init tiny c1 -c limits.memory.enforce=firm
prints '' lx list -f csv

t "all of them together, over a restart, a killed start and a killed supervisor"
run lx launch tiny c1 -c limits.processes=50 -c limits.memory=64MB -c limits.memory.swap=false -c limits.cpu.allowance=20ms/100ms -c limits.cpu.priority=5
run lx restart -f c1
try hog c1 100
is "$rc" 137
bomb c1
between 40 50 "$(processes c1)"
kill -9 $(our_processes | awk '/lx-supervisor/ {print $1}')
in_state c1 RUNNING
between 40 50 "$(processes c1)"
run lx stop -f c1
no_trace_of c1
run lx start c1
run lx stop c1
no_trace_of c1
run lx delete c1
