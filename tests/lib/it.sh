# The integration tests' language. A file of tests begins with
#
#	. "$(dirname "$0")/../lib/it.sh"
#
# and reads like a session at the prompt:
#
#	t "a stopped container cannot be stopped"
#	run lx init tiny c1
#	fails 1 'Error: The instance is already stopped' lx stop c1
#
# Each file has a store of its own (LX_DIR, LX_RUN, LX_CONF under $T), may be run alone and in any
# order, and ends with a check that nothing is left on the host. A test prints one line: `ok   FILE: NAME`,
# `FAIL FILE: NAME` under its reasons, or `skip FILE: NAME: REASON`.

set -u
export LC_ALL=C
umask 022
exec </dev/null

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
lib=$top/tests/lib
file=$(basename "$0" .sh)
LX_BIN=${LX_BIN:-$top/build/lx}
# Seconds a command may take before it counts as hanging.
LX_TEST_TIMEOUT=${LX_TEST_TIMEOUT:-120}

# ---- words ----------------------------------------------------------------------------------

test_name=
test_bad=0
test_skipped=
any_failed=0

# t NAME: the test that follows; ends the one before.
t() {
	end_test
	test_name=$1 test_bad=0 test_skipped=
}

end_test() {
	[ -n "$test_name" ] || return 0
	if [ "$test_bad" -gt 0 ]; then
		echo "FAIL $file: $test_name"
		any_failed=1
	elif [ -n "$test_skipped" ]; then
		echo "skip $file: $test_name: $test_skipped"
	else
		echo "ok   $file: $test_name"
	fi
	test_name=
}

# bad TEXT...: the running test failed. Each line of TEXT is printed (20 of them at most).
bad() {
	local i=0 line
	while [ $i -lt ${#BASH_SOURCE[@]} ] && [ "${BASH_SOURCE[$i]}" != "$0" ]; do i=$((i + 1)); done
	line=${BASH_LINENO[$((i > 0 ? i - 1 : 0))]}
	[ -n "$test_name" ] || test_name=set-up
	test_bad=$((test_bad + 1))
	[ $test_bad -gt 5 ] && return 0
	printf '%s\n' "$*" | head -n 20 | sed "1s|^|     $file.sh:$line: |;2,\$s|^|       |"
}

# skip REASON: the running test cannot be made here; its helpers do nothing from now on.
skip() { test_skipped=$1; }

# try CMD...: run it; $rc, $out and $err tell. Input is /dev/null unless redirected (`run cmd <file`, never
# `echo | run`, whose subshell would lose the failure).
rc=0 out='' err=''
try() {
	[ -z "$test_skipped" ] || return 0
	if [ "$(type -t "$1")" = file ]; then
		timeout --foreground -k 5 "$LX_TEST_TIMEOUT" "$@" >"$T/out" 2>"$T/err"
		rc=$?
		[ $rc != 124 ] || bad "$*: still running after $LX_TEST_TIMEOUT s"
	else
		"$@" >"$T/out" 2>"$T/err"
		rc=$?
	fi
	out=$(tr -d '\000' <"$T/out") err=$(tr -d '\000' <"$T/err")
	return 0
}

# run CMD...: must succeed.
run() {
	[ -z "$test_skipped" ] || return 0
	try "$@"
	[ $rc = 0 ] && return 0
	bad "$* -> exit code $rc
$err
$out"
	return 1
}

# fails CODE TEXT CMD...: must end with CODE and say TEXT on stderr ('' for whatever).
fails() {
	[ -z "$test_skipped" ] || return 0
	local code=$1 text=$2
	shift 2
	try "$@"
	[ $rc = "$code" ] || bad "$* -> exit code $rc, not $code: $err"
	case $err in *"$text"*) ;; *) bad "$* says \"$err\", not \"$text\"" ;; esac
	if [ "$rc" != 0 ] && [ "$(grep -c '^Error: ' "$T/err")" -gt 1 ]; then
		bad "$* says more than one error: $err"
	fi
	case $err in *Sanitizer*) bad "$*: $err" ;; esac
}

# prints TEXT CMD...: must succeed and print exactly TEXT.
prints() {
	[ -z "$test_skipped" ] || return 0
	local want=$1
	shift
	run "$@" || return 1
	[ "$out" = "$want" ] || bad "$* prints \"$out\", not \"$want\""
}

# shows PART CMD...: must succeed and print PART somewhere.
shows() {
	[ -z "$test_skipped" ] || return 0
	local part=$1
	shift
	run "$@" || return 1
	case $out in *"$part"*) ;; *) bad "$* prints no \"$part\" but
$out" ;; esac
}

is() { # GOT WANT
	[ -n "$test_skipped" ] || [ "$1" = "$2" ] || bad "\"$1\" is not \"$2\""
}

has() { # TEXT PART
	[ -z "$test_skipped" ] || return 0
	case $1 in *"$2"*) ;; *) bad "\"$2\" is not in \"$1\"" ;; esac
}

lacks() { # TEXT PART
	[ -z "$test_skipped" ] || return 0
	case $1 in *"$2"*) bad "\"$2\" is in \"$1\"" ;; esac
}

matches() { # TEXT REGEX
	[ -n "$test_skipped" ] || [[ $1 =~ $2 ]] || bad "\"$1\" does not match $2"
}

check() { # CMD...: quiet yes or no
	[ -n "$test_skipped" ] || "$@" >/dev/null 2>&1 || bad "not so: $*"
}

# eventually SECONDS CMD...: succeeds within that time.
eventually() {
	[ -z "$test_skipped" ] || return 0
	local until=$((SECONDS + $1))
	shift
	while ! "$@" >/dev/null 2>&1; do
		[ $SECONDS -le $until ] || { bad "still not: $*"; return 1; }
		sleep 0.05
	done
}

state_of() { lx list "^$1\$" -f csv -c s 2>/dev/null; }
state_is() { [ "$(state_of "$1")" = "$2" ]; }
# in_state NAME STATE: right now.
in_state() { [ -n "$test_skipped" ] || is "$1 $(state_of "$1")" "$1 $2"; }
pid_of() { lx list "^$1\$" -f csv -c p; }
# boots NAME: its systemd comes to "running", with every unit well. Before its first socket is there, systemctl only
# says that it cannot connect.
boots() {
	run lx exec "$1" -- sh -c 'until [ -S /run/systemd/private ]; do sleep .02; done'
	prints running lx exec "$1" -- systemctl is-system-running --wait
}
# inside NAME SHELL-SCRIPT
inside() { local c=$1; shift; lx exec "$c" -T -- sh -c "$*"; }

# ---- a store of one's own -------------------------------------------------------------------

# The folder must lie on a filesystem that can carry an overlay's upper folder. Where the machine's own is an
# overlay (inside Docker), a loop-mounted ext4 is made for the run.
test_base() {
	local base=${LX_TEST_BASE:-/var/tmp}
	case $(stat -f -c %T "$base") in
	overlayfs | tmpfs | ramfs | aufs | fuseblk)
		base=/run/lx-test-disk
		mkdir -p $base
		if ! mountpoint -q $base; then
			truncate -s 6G /var/tmp/lx-test-disk.img &&
				mkfs.ext4 -q -F /var/tmp/lx-test-disk.img && mount -o loop /var/tmp/lx-test-disk.img $base || return 1
		fi ;;
	esac
	echo "$base"
}

lib_die() { echo "FAIL $file: set-up"; echo "     $*"; exit 1; }

[ "$(id -u)" = 0 ] || lib_die "integration tests must be run by root"
[ -x "$LX_BIN" ] || lib_die "$LX_BIN is not there: run make"
base=$(test_base) || lib_die "no disk to put a store on"
T=$(mktemp -d "$base/lx-it.XXXXXX") || lib_die "cannot make a folder in $base"
export LX_DIR=$T/store LX_RUN=$T/run LX_CONF=$T/conf HOME=$T/home TMPDIR=$T/tmp
unset LXD_CONF LXD_DIR XDG_RUNTIME_DIR
mkdir -p "$T/bin" "$HOME" "$TMPDIR"
# a copy: a build beside the tests must not change the program under them
cp "$LX_BIN" "$T/bin/lx"
ln -s lx "$T/bin/lxc"
export PATH="$T/bin:$PATH"

# store_tag_of DIR: what the names of a store's cgroups and links begin with (state/store.c)
store_tag_of() {
	local h=2166136261 i dir
	dir=$(realpath -m "$1")
	for ((i = 0; i < ${#dir}; i++)); do h=$(((h ^ $(printf %d "'${dir:i:1}")) * 16777619 & 0xffffffff)); done
	printf 'lx-%08x' $h
}
store_tag=$(store_tag_of "$LX_DIR")

# ---- what the host looks like ---------------------------------------------------------------

our_cgroups() { find /sys/fs/cgroup -maxdepth 3 -type d -name "$store_tag.*" 2>/dev/null; }
our_mounts() { grep -F "$T" /proc/self/mounts; }
our_loops() { grep -ls "^$T" /sys/block/loop*/loop/backing_file; }
our_links() { ip -o link 2>/dev/null | awk -F': ' '{print $2}' | grep -E "^$store_tag|^lxbr"; }
# Processes that run our copy of the program, or a supervisor of ours that runs something else (a sealed copy).
our_processes() {
	local p comm
	for p in /proc/[0-9]*; do
		if ! [ "$p/exe" -ef "$T/bin/lx" ]; then
			{ read -r comm <"$p/comm"; } 2>/dev/null && [ "$comm" = lx-supervisor ] || continue
			grep -qzF "LX_RUN=$LX_RUN" "$p/environ" 2>/dev/null || continue
		fi
		echo "${p#/proc/} $(tr '\0' ' ' 2>/dev/null <"$p/cmdline")"
	done
}

# What is in the store besides its own furniture.
store_rest() {
	(cd "$LX_DIR" 2>/dev/null && ls -d instances/* trash/* idmap/* pools/*/layers/* 2>/dev/null)
}

# no_trace_of NAME: its cgroups and run state are gone. When init ended by itself its supervisor may be a moment behind.
no_trace_of() {
	local i=0
	while [ $i -lt 20 ] && [ -e "$LX_RUN/$1" ]; do sleep 0.1; i=$((i + 1)); done
	is "$(find /sys/fs/cgroup -maxdepth 3 -type d -name "$store_tag.$1" 2>/dev/null)" ""
	is "$(ls -d "$LX_RUN/$1" 2>/dev/null)" ""
}

# Removes everything of the store by its own commands, then looks what they left.
leave() {
	local c fp
	end_test
	t "nothing is left behind"
	for c in $(timeout 60 lx list -f csv -c n 2>/dev/null); do
		timeout 60 lx delete -f "$c" >/dev/null 2>"$T/err" || bad "lx delete -f $c: $(cat "$T/err")"
	done
	for fp in $(timeout 60 lx image list -f csv -c F 2>/dev/null); do
		timeout 60 lx image delete "$fp" 2>"$T/err" || bad "lx image delete $fp: $(cat "$T/err")"
	done
	timeout 60 lx list >/dev/null 2>&1
	for c in 1 2 3 4 5 6 7 8 9 10; do
		[ -n "$(our_cgroups; our_processes; our_loops)" ] || break
		sleep 0.1
	done
	is "$(our_cgroups)" ""
	is "$(our_mounts)" ""
	is "$(our_loops)" ""
	is "$(our_links)" ""
	is "$(our_processes)" ""
	is "$(store_rest)" ""
	is "$(ls "$LX_RUN" 2>/dev/null | grep -v '^lock$')" ""
	end_test
	scrub
}

# What a failed test left must not disturb the next file. Names are of this store only.
scrub() {
	local g p
	for p in $(our_processes | cut -d' ' -f1); do kill -9 "$p" 2>/dev/null; done
	for g in $(our_cgroups); do
		for p in $(find "$g" -name cgroup.procs -exec cat {} + 2>/dev/null); do kill -9 "$p" 2>/dev/null; done
	done
	[ -z "$(our_cgroups)" ] || sleep 0.3
	for g in $(our_cgroups); do find "$g" -depth -type d -exec rmdir {} \; 2>/dev/null; done
	for p in $(our_mounts | awk '{print $2}' | sort -r); do umount -l "$p"; done
	for p in $(our_loops); do losetup -d "/dev/$(basename "${p%/loop/backing_file}")" 2>/dev/null; done
	[ -n "${LX_TEST_KEEP:-}" ] && { echo "     kept: $T"; return; }
	rm -rf "$T"
}

trap 'leave; exit $any_failed' EXIT
trap 'exit 130' INT TERM

# ---- images ---------------------------------------------------------------------------------

images=${LX_TEST_IMAGES:-$top/build/tests/images}

# debian_root NAME: makes build/tests/images/NAME where it is missing (tests/lib/debian-root); $image is it.
debian_root() {
	if ! "$lib/debian-root" "$1" >"$T/err" 2>&1; then
		skip "no Debian root could be made: $(tail -n 1 "$T/err")"
		return 1
	fi
	image=$images/$1
}

. "$lib/roots.sh"

# layer_dirs: the folders of all layers in the store, files of images beneath
layer_dirs() { ls -d "$LX_DIR"/pools/default/layers/*/fs 2>/dev/null; }

# helper NAME: tests/lib/NAME.c compiled once into build/tests/bin.
helper() {
	local bin=$top/build/tests/bin
	mkdir -p "$bin"
	if [ ! "$bin/$1" -nt "$lib/$1.c" ]; then
		cc -O2 -Wall -Wextra -o "$bin/.$1.$$" "$lib/$1.c" && mv "$bin/.$1.$$" "$bin/$1" || lib_die "cannot build $lib/$1.c"
	fi
	PATH="$PATH:$bin"
}

# needs TOOL...: the test (before the first: the file) is skipped where one is missing.
needs() {
	local tool
	for tool; do
		command -v "$tool" >/dev/null && continue
		[ -n "$test_name" ] && { skip "$tool is not installed"; return 1; }
		echo "skip $file: all of it: $tool is not installed"
		exit 0
	done
}

terminal() { /usr/bin/env python3 "$lib/terminal.py" "$@"; }
tree() { /usr/bin/env python3 "$lib/tree.py" "$@"; }
