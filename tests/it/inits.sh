# Not every system is systemd: BusyBox, sysvinit and OpenRC stop, reboot and power off in their own way.
. "$(dirname "$0")/../lib/it.sh"

went_down() { # NAME: its init ran what it runs at shutdown
	lx start "$1" && lx exec "$1" -- ls /root/went-down
}

stops_in() { # SECONDS NAME
	local from=$SECONDS
	run lx stop --timeout 60 "$2"
	[ $((SECONDS - from)) -le "$1" ] || bad "stop took $((SECONDS - from)) s"
	in_state "$2" STOPPED
	no_trace_of "$2"
}

comes_back() { # NAME OLD-PID
	back() { state_is "$1" RUNNING && [ "$(pid_of "$1")" != "$2" ] && lx exec "$1" -- true; }
	eventually 40 back "$1" "$2"
}

t "BusyBox: stop runs its shutdown actions"
small_root "$T/bb/rootfs"
printf '%s\n' ::shutdown:/bin/touch\ /root/went-down >>"$T/bb/rootfs/etc/inittab"
metadata "$T/bb/metadata.yaml"
mkdir -p "$T/bb/templates"
run lx image import "$T/bb" --alias bb
run lx launch bb b1
stops_in 8 b1
run went_down b1

t "BusyBox: reboot and poweroff from inside"
pid=$(pid_of b1)
try lx exec b1 -- reboot
comes_back b1 "$pid"
try lx exec b1 -- poweroff
eventually 20 state_is b1 STOPPED
try lx start b1
try lx exec b1 -- halt
eventually 20 state_is b1 STOPPED
run lx delete -f b1

t "an init that is a plain program: its end stops the container"
small_root "$T/plain/rootfs"
rm "$T/plain/rootfs/sbin/init"
printf '%s\n' '#!/bin/sh' 'sleep 1' >"$T/plain/rootfs/sbin/init"
chmod 755 "$T/plain/rootfs/sbin/init"
metadata "$T/plain/metadata.yaml" plain
mkdir -p "$T/plain/templates"
run lx image import "$T/plain" --alias plain
run lx launch plain p1
eventually 10 state_is p1 STOPPED
no_trace_of p1
run lx delete p1

# What /sbin/init is differs, and so do the ways down
t "sysvinit: boots"
if debian_root sysvinit; then
	run lx image import "$image/unified.tar.zst" --alias sysv
	run lx launch sysv s1
	level() { [ "$(lx exec s1 -- runlevel 2>/dev/null)" = 'N 2' ]; }
	eventually 40 level
	prints init lx exec s1 -- cat /proc/1/comm
fi
t "sysvinit: stop goes through runlevel 0"
if [ -d "$images/sysvinit/root" ]; then
	# startpar takes its scripts from /etc/init.d
	run lx exec s1 -- sh -c 'printf "#!/bin/sh\n### BEGIN INIT INFO\n# Provides: mark\n# Required-Start:\n# Required-Stop:\n# Default-Start: 2\n# Default-Stop: 0 1 6\n### END INIT INFO\n[ \$1 = start ] || touch /root/went-down\n" >/etc/init.d/mark; chmod 755 /etc/init.d/mark; update-rc.d mark defaults'
	stops_in 40 s1
	run went_down s1
else
	skip "no sysvinit root could be made"
fi
t "sysvinit: reboot and poweroff from inside"
if [ -d "$images/sysvinit/root" ]; then
	eventually 40 level
	pid=$(pid_of s1)
	try lx exec s1 -- reboot
	comes_back s1 "$pid"
	eventually 40 level
	try lx exec s1 -- poweroff
	eventually 40 state_is s1 STOPPED
	run lx delete -f s1
else
	skip "no sysvinit root could be made"
fi

t "OpenRC: boots"
if debian_root openrc; then
	run lx image import "$image/unified.tar.zst" --alias openrc
	run lx launch openrc o1
	default() { [ "$(lx exec o1 -- rc-status -r 2>/dev/null)" = default ]; }
	eventually 40 default
	prints /usr/sbin/openrc-init lx exec o1 -- readlink /proc/1/exe
fi
t "OpenRC: stop runs its shutdown runlevel"
if [ -d "$images/openrc/root" ]; then
	# its tree of dependencies is made anew only for what is a second younger
	run lx exec o1 -- sh -c 'printf "#!/sbin/openrc-run\nstart() { :; }\nstop() { touch /root/went-down; }\n" >/etc/init.d/mark; chmod 755 /etc/init.d/mark; rm -f /run/openrc/deptree; rc-update add mark default && rc-service mark start'
	stops_in 40 o1
	run went_down o1
else
	skip "no OpenRC root could be made"
fi
t "OpenRC: reboot and poweroff from inside"
if [ -d "$images/openrc/root" ]; then
	eventually 40 default
	pid=$(pid_of o1)
	try lx exec o1 -- openrc-shutdown -r now
	comes_back o1 "$pid"
	eventually 40 default
	try lx exec o1 -- openrc-shutdown -p now
	eventually 40 state_is o1 STOPPED
	run lx delete -f o1
else
	skip "no OpenRC root could be made"
fi
