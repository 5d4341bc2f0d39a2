# A full disk: a clear error, nothing half made, and what is there can still be used and deleted.
. "$(dirname "$0")/../lib/it.sh"
needs mkfs.ext4

truncate -s 24M "$T/disk.img"
mkfs.ext4 -q -F -m 0 "$T/disk.img" || { echo "skip $file: all of it: mkfs.ext4 failed"; exit 0; }
mkdir "$T/small"
loop=$(losetup -f --show "$T/disk.img") || { echo "skip $file: all of it: no loop device"; exit 0; }
mount "$loop" "$T/small"
losetup -d "$loop" # goes with the mount
export LX_DIR=$T/small/store
store_tag=$(store_tag_of "$LX_DIR")
trap 'leave_small' EXIT
leave_small() {
	end_test
	t "the small disk can be unmounted when all is deleted"
	for c in $(lx list -f csv -c n 2>/dev/null); do lx delete -f "$c" >/dev/null 2>&1; done
	lx list >/dev/null 2>&1
	umount "$T/small" || { bad "still used: $(our_processes)"; umount -l "$T/small"; }
	export LX_DIR=$T/store
	leave
	exit $any_failed
}

fill() { dd if=/dev/zero of="$T/small/fill" bs=4k 2>/dev/null; sync "$T/small/fill"; }

small_root "$T/img/rootfs"
head -c 40000000 /dev/urandom >"$T/img/rootfs/root/big"
metadata "$T/img/metadata.yaml"
tar -C "$T/img" -c metadata.yaml rootfs >"$T/big.tar"

t "an image that does not fit: no space left, and nothing of it stays"
before=$(du -k "$T/small" | tail -n 1 | cut -f1)
fails 1 'No space left on device' lx image import "$T/big.tar" --alias big
prints '' lx image list -f csv
is "$(store_rest)" ''
run lx list
check test $(($(du -k "$T/small" | tail -n 1 | cut -f1) - before)) -lt 300

t "containers run, then the disk is full"
run lx launch tiny c1
run lx init tiny c2
fill
prints 'c1,RUNNING
c2,STOPPED' lx list -f csv -c ns
prints c1 lx exec c1 -- hostname

t "nothing can be made on a full disk, and it is said so"
fails 1 'No space left on device' lx init tiny c3
fails 1 'No space left on device' lx launch tiny c4
prints 'c1
c2' lx list -f csv -c n
is "$(ls "$LX_DIR/trash")" ''

t "what runs can be stopped, renamed ones are whole, and delete works"
run lx stop c1
in_state c1 STOPPED
try lx rename c2 c5
is "$(lx list -f csv -c n | wc -l)" 2
run lx delete c1
run lx delete "$(lx list -f csv -c n)"
prints '' lx list -f csv

t "with space again all is well"
rm "$T/small/fill"
run lx launch tiny c1
run lx delete -f c1
