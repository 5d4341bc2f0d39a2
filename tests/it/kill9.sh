# Kill anything, lose nothing: SIGKILL at random moments of every command that changes something. Afterwards list works,
# each container is whole or absent, delete -f removes what is left, and nothing leaks.
#
# LX_KILLS=N moments for each command (50); LX_SEED=N repeats a run.
. "$(dirname "$0")/../lib/it.sh"
helper killat
needs jq

kills=${LX_KILLS:-50}
RANDOM=${LX_SEED:-$$}
echo "     kill9: LX_SEED=${LX_SEED:-$$} LX_KILLS=$kills"

# took CMD...: microseconds it needs, the middle of three; `undo` runs after each
took() {
	local a b i all=()
	for i in 1 2 3; do
		prepare >/dev/null 2>&1
		a=${EPOCHREALTIME/./}
		"$@" >/dev/null 2>&1
		b=${EPOCHREALTIME/./}
		undo >/dev/null 2>&1
		all+=($((b - a)))
	done
	printf '%s\n' "${all[@]}" | sort -n | sed -n 2p
}

moment() { echo $(((RANDOM * 32768 + RANDOM) % ($1 * 13 / 10 + 1))); }
# half of the time only the command, half of the time all it started
how() { [ $((RANDOM % 2)) = 0 ] || echo -a; }

# whole NAME: it is listed and does what containers do, or it is not there at all
whole() {
	local state
	state=$(state_of "$1")
	case $state in
	'')
		[ ! -e "$LX_DIR/instances/$1" ] || bad "$where: $1 is not listed but on disk"
		return
		;;
	STOPPED)
		# the starter that the killed command had begun may have been on its way
		if ! timeout 60 lx start "$1" >"$T/w" 2>&1 && ! state_is "$1" RUNNING; then
			bad "$where: it does not start: $(cat "$T/w")"
			return
		fi ;;
	RUNNING) ;;
	*) bad "$where: it is $state" ;;
	esac
	# one that was being stopped may still go down, and is then as good as new
	if ! timeout 60 lx exec "$1" -- true >"$T/w" 2>&1; then
		eventually 10 state_is "$1" STOPPED
		timeout 60 lx start "$1" >"$T/w" 2>&1 || bad "$where: it does not start again: $(cat "$T/w")"
		timeout 60 lx exec "$1" -- true >"$T/w" 2>&1 || bad "$where: exec in it fails: $(cat "$T/w")"
	fi
	timeout 60 lx info "$1" >"$T/w" 2>&1 || bad "$where: info: $(cat "$T/w")"
}

lists() { timeout 60 lx list >"$T/w" 2>&1 || bad "$where: list: $(cat "$T/w")"; }

gone() { # NAME: removed by force
	if [ -n "$(state_of "$1")" ]; then
		timeout 60 lx delete -f "$1" >"$T/w" 2>&1 || bad "$where: delete -f: $(cat "$T/w")"
	fi
	[ -z "$(state_of "$1")" ] || bad "$where: still listed"
}

clean() { # nothing but the images is left
	lx list >/dev/null 2>&1
	local rest
	rest=$(find /sys/fs/cgroup -maxdepth 3 -type d -name "$store_tag.*" 2>/dev/null
		cd "$LX_DIR" && ls -d instances/* trash/* idmap/* 2>/dev/null)
	[ -z "$rest" ] || bad "$where: left: $rest"
}

# storm COMMAND-WORDS: kills `lx COMMAND-WORDS` at $kills moments; prepare, verify and undo are functions
storm() {
	local i us at flag hit=0
	us=$(took lx "$@")
	for i in $(seq "$kills"); do
		[ $test_bad -lt 5 ] || break
		prepare >"$T/w" 2>&1 || bad "preparing: $(cat "$T/w")"
		at=$(moment "$us") flag=$(how)
		where="lx $* killed $flag at $at of $us us"
		# shellcheck disable=SC2086
		killat $flag "$at" lx "$@" >/dev/null 2>&1 && hit=$((hit + 1))
		lists
		verify
		undo
		clean
	done
	echo "     kill9: lx $*: $hit of $kills were in time, it takes $us us"
}

run lx launch tiny warm
run lx delete -f warm

t "launch"
prepare() { :; }
verify() { whole k; }
undo() { gone k; }
storm launch tiny k

t "init"
storm init tiny k

t "start"
prepare() { lx init tiny k; }
verify() { [ -n "$(state_of k)" ] || bad "$where: the container is lost"; whole k; }
storm start k

t "stop"
prepare() { lx launch tiny k; }
storm stop k

t "stop --force"
storm stop --force k

t "restart"
storm restart --force k

t "delete -f of a running one"
verify() { whole k; }
storm delete -f k

t "launch with limits, and delete -f of one that has them"
prepare() { :; }
storm launch tiny k -c limits.processes=50 -c limits.memory=64MB -c limits.cpu=1
prepare() { lx launch tiny k -c limits.processes=50 -c limits.memory=64MB -c limits.cpu=1; }
storm delete -f k

t "delete of a stopped one"
prepare() { lx init tiny k; }
storm delete k

t "rename"
verify() {
	local n
	n=$(lx list -f csv -c n)
	[ "$n" = k ] || [ "$n" = k2 ] || bad "$where: containers now: $n"
	whole k
	whole k2
}
undo() { gone k; gone k2; }
storm rename k k2

t "image import"
small_root "$T/img/rootfs"
# enough to unpack for the kill to hit
mkdir "$T/img/rootfs/data"
for i in $(seq 300); do head -c 20000 /dev/urandom >"$T/img/rootfs/data/$i"; done
metadata "$T/img/metadata.yaml"
tar -C "$T/img" -c metadata.yaml rootfs | gzip -1 >"$T/img.tar.gz"
fp=$(sha256sum <"$T/img.tar.gz" | cut -d' ' -f1)
prepare() { :; }
verify() {
	timeout 60 lx image list >"$T/w" 2>&1 || bad "$where: image list: $(cat "$T/w")"
	if [ -n "$(lx image list "$fp" -f csv)" ]; then
		lx launch "$fp" k >"$T/w" 2>&1 || bad "$where: the image is there but: $(cat "$T/w")"
		is "$(lx exec k -- sh -c 'ls /data | wc -l')" 300
		lx delete -f k >/dev/null 2>&1
	fi
}
undo() {
	[ -z "$(lx image list "$fp" -f csv)" ] || lx image delete "$fp" >"$T/w" 2>&1 || bad "$where: image delete: $(cat "$T/w")"
	[ "$(ls "$LX_DIR/images" | grep -vc aliases.json)" -le 1 ] || bad "$where: images left: $(ls "$LX_DIR/images")"
	[ "$(ls "$LX_DIR/pools/default/layers" | wc -l)" -le 1 ] || bad "$where: layers left: $(ls "$LX_DIR/pools/default/layers")"
}
storm image import "$T/img.tar.gz" --alias kimg

t "image delete"
prepare() { lx image import "$T/img.tar.gz" --alias kimg; }
storm image delete kimg

# ---- the supervisor -------------------------------------------------------------------------

supervisor_of() { # NAME
	local p
	for p in $(pgrep -x lx-supervisor); do
		ls -l "/proc/$p/fd" 2>/dev/null | grep -qF "$LX_RUN/$1/" && { echo "$p"; return; }
	done
}

t "the supervisor killed: the container runs on and the next command adopts it"
run lx launch tiny s1
pid=$(pid_of s1)
old=$(supervisor_of s1)
check test -n "$old"
kill -9 "$old"
check kill -0 "$pid"
prints "s1,RUNNING,$pid" lx list -f csv -c nsp
adopted() { new=$(supervisor_of s1); [ -n "$new" ] && [ "$new" != "$old" ]; }
eventually 10 adopted
run lx exec s1 -- true

t "the adopted one stops, starts, and reboots"
run lx stop s1
in_state s1 STOPPED
no_trace_of s1
run lx start s1
kill -9 "$(supervisor_of s1)"
run lx stop --force s1
in_state s1 STOPPED
no_trace_of s1

t "its init ends while it has no supervisor"
run lx start s1
pid=$(pid_of s1)
kill -9 "$(supervisor_of s1)"
kill -9 "$pid"
eventually 10 state_is s1 STOPPED
no_trace_of s1
run lx start s1

t "the supervisor killed 10 times while commands use the container"
for i in $(seq 10); do
	old=$(supervisor_of s1)
	kill -9 "$old"
	run lx exec s1 -- true
	in_state s1 RUNNING
	eventually 10 adopted
done
run lx pause s1
kill -9 "$(supervisor_of s1)"
in_state s1 FROZEN
run lx resume s1
run lx console s1 --show-log
run lx delete -f s1
no_trace_of s1

t "supervisor and init killed together: stopped, and startable"
run lx launch tiny s1
kill -9 "$(supervisor_of s1)" "$(pid_of s1)"
eventually 10 state_is s1 STOPPED
run lx start s1
run lx exec s1 -- true
run lx delete -f s1
