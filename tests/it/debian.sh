# A real distribution under its own systemd, in each form an image can have.
. "$(dirname "$0")/../lib/it.sh"
LX_TEST_TIMEOUT=180

t "Debian's root is there"
if ! debian_root debian; then exit; fi

mountinfo() { cut -d' ' -f4- /proc/1/mountinfo | sort; }

for form in tar.xz tar.zst squashfs; do
	case $form in
	tar.xz) files="$image/meta.tar.xz $image/rootfs.tar.xz" ;;
	tar.zst) files="$image/unified.tar.zst" ;;
	squashfs) files="$image/meta.tar.xz $image/rootfs.squashfs" ;;
	esac
	c=d-${form/./-}

	t "$form: imports and launches"
	before=$(mountinfo)
	# shellcheck disable=SC2086
	run lx image import $files --alias "$c"
	run lx launch "$c" "$c"

	t "$form: systemd says running"
	boots "$c"
	is "$(lx exec "$c" -- systemctl --failed --no-legend --plain)" ''

	t "$form: ids inside are 0..65535 on an unprivileged range"
	read -r first host size <"/proc/$(pid_of "$c")/uid_map"
	is "$first $size" '0 65536'
	check test "$host" -ge 100000
	is "$(cat "/proc/$(pid_of "$c")/gid_map" | tr -s ' ')" "$(cat "/proc/$(pid_of "$c")/uid_map" | tr -s ' ')"
	is "$(stat -c %u "/proc/$(pid_of "$c")")" "$host"

	t "$form: the host's mounts are what they were"
	is "$(mountinfo)" "$before"

	t "$form: services run, owners are right, journal works"
	prints active lx exec "$c" -- systemctl is-active dbus
	prints '0:0 4755' lx exec "$c" -- stat -c '%u:%g %a' /usr/bin/passwd
	run lx exec "$c" -- journalctl -b --no-pager -n 5
	lacks "$out" 'No entries'
	prints "$c" lx exec "$c" -- hostname

	t "$form: setuid works inside"
	run lx exec "$c" -- sh -c 'cp /usr/bin/id /usr/local/bin/sid && chmod 4755 /usr/local/bin/sid'
	prints 0 lx exec "$c" --user 1000 -- /usr/local/bin/sid -u

	t "$form: it shuts down by its own init, cleanly, and comes back"
	run lx exec "$c" -- sh -c 'printf "[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/true\nExecStop=/bin/touch /root/went-down\n[Install]\nWantedBy=multi-user.target\n" >/etc/systemd/system/mark.service; systemctl enable -q --now mark'
	SECONDS=0
	run lx stop --timeout 60 "$c"
	check test $SECONDS -lt 20
	in_state "$c" STOPPED
	no_trace_of "$c"
	run lx start "$c"
	boots "$c"
	run lx exec "$c" -- test -e /root/went-down

	t "$form: reboot from inside starts it again, poweroff from inside stops it"
	pid=$(pid_of "$c")
	try lx exec "$c" -- systemctl reboot
	again() { state_is "$c" RUNNING && [ "$(pid_of "$c")" != "$pid" ] && lx exec "$c" -- true; }
	eventually 30 again
	boots "$c"
	try lx exec "$c" -- systemctl poweroff
	eventually 30 state_is "$c" STOPPED
	no_trace_of "$c"
	[ $form = tar.zst ] || run lx delete "$c"
	[ $form = tar.zst ] || run lx image delete "$c"
done

t "a terminal on its console is asked for a login"
run lx start d-tar-zst
boots d-tar-zst
login() { lx console d-tar-zst --show-log | grep -q 'login:'; }
eventually 20 login

t "packages can be unpacked inside: dpkg as in a real system"
run lx exec d-tar-zst -- sh -c 'dpkg --verify 2>&1 | grep -v "^..5.* c " | grep -v "missing" | head'
run lx exec d-tar-zst -- dpkg-query -W -f '${Status}\n' systemd
is "$out" 'install ok installed'

t "a user's session: su and a login shell"
run lx exec d-tar-zst -- useradd -m -u 1000 joe
prints 'joe /home/joe' lx exec d-tar-zst -- su - joe -c 'echo $USER $HOME'

t "two Debians at once have ranges of their own"
run lx launch d-tar-zst d2
boots d2
check test "$(awk '{print $2}' "/proc/$(pid_of d2)/uid_map")" != "$(awk '{print $2}' "/proc/$(pid_of d-tar-zst)/uid_map")"

t "restart through init, and stop --force"
run lx restart d2
boots d2
run lx stop --force d2
no_trace_of d2

t "delete takes the container and leaves the image"
run lx delete -f d2 d-tar-zst
run lx launch d-tar-zst d3
run lx delete -f d3
