# A container's life: made, started, stopped, frozen, deleted. What a user loses without it: everything.
. "$(dirname "$0")/../lib/it.sh"

t "an empty host lists nothing and has nothing running"
prints '' lx list -f csv
shows '| NAME |' lx list
is "$(our_processes)" ''

t "launch says what it does and the container runs"
prints 'Creating c1
Starting c1' lx launch tiny c1
in_state c1 RUNNING
prints '' lx exec c1 -- true

t "a name that is taken is refused and the one that has it is unharmed"
fails 1 'already exists' lx launch tiny c1
fails 1 'already exists' lx init tiny c1
in_state c1 RUNNING

t "a running container cannot be started"
fails 1 'Error: The instance is already running' lx start c1

t "a running container cannot be deleted without force"
fails 1 'Error: The instance is currently running, stop it first or pass --force' lx delete c1
in_state c1 RUNNING

t "stop ends it and leaves no process, cgroup or run state"
pid=$(pid_of c1)
prints '' lx stop c1
in_state c1 STOPPED
check test ! -e "/proc/$pid"
no_trace_of c1
is "$(our_processes)" ''

t "a stopped container cannot be stopped"
fails 1 'Error: The instance is already stopped' lx stop c1

t "a stopped container keeps its files over a start"
run lx start c1
run lx exec c1 -- sh -c 'echo kept >/root/file'
run lx stop --force c1
run lx start c1
prints kept lx exec c1 -- cat /root/file

t "its range of ids stays the same for life"
base1=$(awk '{print $2; exit}' "/proc/$(pid_of c1)/uid_map")
run lx restart c1
is "$(awk '{print $2; exit}' "/proc/$(pid_of c1)/uid_map")" "$base1"

t "restart gives a new init, also by force"
pid=$(pid_of c1)
run lx restart --force c1
in_state c1 RUNNING
check test "$(pid_of c1)" != "$pid"

t "restart of a stopped container is an error"
run lx stop --force c1
fails 1 'The instance is already stopped' lx restart c1
in_state c1 STOPPED
fails 1 'Error: ' lx pause c1

t "pause freezes its processes, start and resume thaw them"
run lx start c1
run lx exec c1 -- sh -c '(while :; do date +%s%N >/root/beat; sleep 0.05; done) </dev/null >/dev/null 2>&1 &'
prints '' lx pause c1
in_state c1 FROZEN
fails 1 'Instance is frozen' lx exec c1 -- true
beat=$(cat "/proc/$(pid_of c1)/root/root/beat")
sleep 0.4
is "$(cat "/proc/$(pid_of c1)/root/root/beat")" "$beat"
run lx start c1
in_state c1 RUNNING
beats() { [ "$(cat "/proc/$(pid_of c1)/root/root/beat")" != "$beat" ]; }
eventually 5 beats
run lx pause c1
run lx resume c1
in_state c1 RUNNING

t "a frozen container is stopped by force and can be deleted by force"
run lx pause c1
run lx stop --force c1
in_state c1 STOPPED
run lx start c1
run lx pause c1
run lx delete -f c1
prints '' lx list -f csv
no_trace_of c1

t "init makes a stopped container, create is the same word"
prints 'Creating c1' lx init tiny c1
in_state c1 STOPPED
prints 'Creating c2' lx create tiny c2
in_state c2 STOPPED

t "several names at once, and --all"
run lx start c1 c2
in_state c1 RUNNING
in_state c2 RUNNING
run lx stop --force c1 c2
in_state c1 STOPPED
run lx start --all
in_state c2 RUNNING
fails 1 'Both --all and instance name given' lx stop --all c1
run lx stop --all --force
in_state c1 STOPPED
in_state c2 STOPPED

t "one bad name among several is reported, the others are done"
fails 1 'Error: Some instances failed to start' lx start c1 nope c2
has "$err" 'nope: error: Instance not found'
in_state c1 RUNNING
in_state c2 RUNNING

t "delete takes several names"
run lx delete -f c1 c2
prints '' lx list -f csv
is "$(ls "$LX_DIR/instances")" ''

t "without a name a pleasant one is made up and printed"
run lx launch tiny
matches "$out" 'Creating the instance
Instance name is: [a-z]+-[a-z]+
Starting [a-z]+-[a-z]+'
name=${out##* }
in_state "$name" RUNNING
run lx delete -f "$name"

t "an ephemeral container is gone when it stops"
run lx launch tiny e1 -e
shows 'CONTAINER (EPHEMERAL)' lx list e1 -c t
run lx stop e1
prints '' lx list -f csv
run lx launch tiny e2 --ephemeral
try lx exec e2 -- poweroff
eventually 20 state_is e2 ''
prints '' lx list -f csv
no_trace_of e2

t "poweroff from inside stops it, reboot from inside starts it again"
run lx launch tiny c1
pid=$(pid_of c1)
try lx exec c1 -- reboot
came_back() { state_is c1 RUNNING && [ "$(pid_of c1)" != "$pid" ] && lx exec c1 -- true; }
eventually 20 came_back
try lx exec c1 -- poweroff
eventually 20 state_is c1 STOPPED
no_trace_of c1
run lx start c1
in_state c1 RUNNING

t "its init killed from outside is a stopped container"
kill -9 "$(pid_of c1)"
eventually 20 state_is c1 STOPPED
run lx start c1
run lx delete -f c1

t "start with stop's time-out: an init that will not go is reported, not waited for"
small_root "$T/stubborn/rootfs"
rm "$T/stubborn/rootfs/sbin/init"
printf '%s\n' '#!/bin/sh' "trap '' TERM INT PWR HUP USR1 USR2 QUIT" 'trap "" RTMIN+3 2>/dev/null' 'while :; do sleep 1; done' >"$T/stubborn/rootfs/sbin/init"
chmod 755 "$T/stubborn/rootfs/sbin/init"
metadata "$T/stubborn/metadata.yaml"
mkdir "$T/stubborn/templates"
run lx image import "$T/stubborn" --alias stubborn
run lx launch stubborn c1
SECONDS=0
fails 1 'Error: ' lx stop --timeout 1 c1
check test $SECONDS -lt 8
in_state c1 RUNNING
run lx stop --force c1
in_state c1 STOPPED
run lx delete c1

t "an image whose init cannot be run: the reason comes back, nothing runs"
cp -a "$T/stubborn" "$T/broken"
rm "$T/broken/rootfs/sbin/init"
run lx image import "$T/broken" --alias broken
fails 1 'Error: ' lx launch broken c1
has "$err" init
in_state c1 STOPPED
no_trace_of c1
fails 1 'init' lx start c1
run lx delete c1

t "config on the command line is kept, unknown keys are refused before anything is made"
run lx init tiny c1 -c user.role=web -c environment.STAGE=test
is "$(lx list c1 -f json | jq -r '.[0].config["user.role"]')" web
run lx start c1
prints test lx exec c1 -- sh -c 'echo $STAGE'
fails 1 'nokey' lx init tiny c2 -c nokey=1
prints c1 lx list -f csv -c n
run lx delete -f c1

t "the longest name there may be works in every place it is put"
long=a23456789-123456789-123456789-123456789-123456789-123456789-123
run lx launch tiny "$long"
prints "$long" lx exec "$long" -- hostname
run lx restart --force "$long"
run lx delete -f "$long"
