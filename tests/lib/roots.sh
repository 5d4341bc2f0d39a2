# Hand-made roots for tests and benchmarks.

# small_root DIR: a root with a static BusyBox as init, enough to start; for hand-made images.
small_root() {
	local d=$1 b=${BUSYBOX:-/bin/busybox} a
	mkdir -p "$d"/{bin,sbin,etc,proc,sys,dev,tmp,root,run,var/log}
	chmod 1777 "$d/tmp"
	chmod 700 "$d/root"
	cp "$b" "$d/bin/busybox"
	for a in sh cat ls echo true false sleep ps id stat mount hostname sync kill env pwd stty test sha256sum head dd touch rm \
		mkdir ln readlink grep wc tty seq yes poweroff reboot halt su cut tr sort awk tail date mv cp rmdir mknod mkfifo chmod chown umount tee printf; do
		ln -sf busybox "$d/bin/$a"
	done
	ln -sf ../bin/busybox "$d/sbin/init"
	echo 'root:x:0:0:root:/root:/bin/sh' >"$d/etc/passwd"
	echo 'root:x:0:' >"$d/etc/group"
	printf '%s\n' ::sysinit:/bin/true ::ctrlaltdel:/bin/reboot >"$d/etc/inittab"
}

# metadata FILE [DESCRIPTION]
metadata() {
	printf '%s\n' "architecture: $(uname -m)" "creation_date: 1700000000" "properties:" "  os: busybox" "  release: test" \
		"  description: ${2:-a small root}" >"$1"
}
