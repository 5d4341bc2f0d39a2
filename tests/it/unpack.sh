# Unpacking is complete and cannot leave its root. Compared with what GNU tar makes of the same archive.
. "$(dirname "$0")/../lib/it.sh"
needs python3 setfacl setcap setfattr xz zstd

# everything a root may hold
rich_root() {
	local r=$1
	small_root "$r"
	mkdir -p "$r/odd/empty" "$r/odd/deep" "$r/var/tmp"
	cd "$r/odd" || exit 1
	echo setuid >suid && chown 1000:1000 suid && chmod 6755 suid
	echo none >none && chmod 000 none
	mkdir sticky && chmod 1777 sticky && chown 65534:65534 sticky
	echo one >hard1 && ln hard1 hard2 && ln hard1 deep/hard3
	ln -s hard1 soft && ln -s /nosuch/absolute dangling && ln -s ../../../../../../etc/passwd up
	chown -h 1234:4321 soft
	ln -s soft softhard && ln -P softhard softhard2
	mkfifo fifo && chmod 622 fifo
	mknod null c 1 3 && mknod big c 300 70000 && mknod loop b 7 0 && chmod 660 loop && chown 0:6 loop
	truncate -s 100M sparse && printf end | dd of=sparse bs=1 seek=52428800 conv=notrunc 2>/dev/null
	truncate -s 5G sparser
	echo acl >acl && setfacl -m u:1000:rw,g:50:r,m::rwx acl
	mkdir acldir && setfacl -d -m u:1001:rx,g::r acldir && setfacl -m g:100:rwx acldir
	echo caps >caps && setcap cap_net_raw,cap_net_bind_service+ep caps
	echo xattr >xattr && setfattr -n user.note -v 'some text' xattr && setfattr -n user.bytes -v 0x0001ff0a xattr &&
		setfattr -n trusted.mark -v t xattr
	mkdir xdir && setfattr -n user.dir -v d xdir
	echo x >'a name with spaces' && echo x >$'new\nline' && echo x >'back\slash' && echo x >'ünï©öde' && echo x >-dash && echo x >"quo'te\""
	local d=deep
	for _ in 1 2 3 4 5 6; do d=$d/$(printf 'n%.0s' $(seq 100)); done
	mkdir -p "$d" && echo far >"$d/$(printf 'f%.0s' $(seq 200))"
	echo old >old && touch -d '1999-12-31 23:59:59' old
	echo future >future && touch -d '2099-01-01' future
	echo before >ancient && touch -d '1960-01-01' ancient
	chown 65535:65535 none
	cd "$T" || exit 1
}

pack() { tar --numeric-owner --xattrs --xattrs-include='*' --acls --sparse "$@"; }
pack_pax() { pack --format=pax "$@"; }
pack_gnu() { tar --numeric-owner --sparse --format=gnu "$@"; } # an older form, which has no attributes
unpack() { mkdir -p "$2" && tar --numeric-owner --same-owner -p --xattrs --xattrs-include='*' --acls -C "$2" -xf "$1"; }

cd "$T" || exit 1
rich_root "$T/rich"
metadata metadata.yaml
tar -c metadata.yaml | xz -0 >meta.tar.xz

for form in pax gnu; do
	t "a split image in tar's $form format is unpacked as tar does"
	pack_$form -C rich -c . 2>/dev/null | xz -0 >rootfs.tar.xz
	unpack rootfs.tar.xz want 2>/dev/null
	run lx image import meta.tar.xz rootfs.tar.xz --alias rich
	tree want >want.txt
	tree "$(layer_dirs)" >got.txt
	run diff want.txt got.txt
	t "$form: sparse files take no room"
	check test "$(du -k "$(layer_dirs)/odd/sparse" | cut -f1)" -lt 1024
	check test "$(du -k "$(layer_dirs)/odd/sparser" | cut -f1)" -lt 1024
	run lx image delete rich
	rm -rf want
done

t "a unified image likewise"
pack --transform='s,^rich,rootfs,S' -c metadata.yaml rich 2>/dev/null | zstd -q -1 >unified.tar.zst
unpack unified.tar.zst want 2>/dev/null
run lx image import unified.tar.zst --alias rich
tree want/rootfs >want.txt
tree "$(layer_dirs)" >got.txt
run diff want.txt got.txt

t "and the container sees it so: owners, modes, links, nodes"
run lx launch rich c1
prints '6755 1000 1000' lx exec c1 -- stat -c '%a %u %g' /odd/suid
prints '0 65535 65535' lx exec c1 -- stat -c '%a %u %g' /odd/none
prints '3' lx exec c1 -- stat -c %h /odd/hard1
prints '1 3' lx exec c1 -- stat -c '%t %T' /odd/null
prints 'fifo' lx exec c1 -- stat -c '%F' /odd/fifo
prints '/nosuch/absolute' lx exec c1 -- readlink /odd/dangling

t "a hard link stays one when it is written to"
prints 'two' lx exec c1 -- sh -c 'echo two >/odd/hard1; cat /odd/deep/hard3'
run lx restart --force c1
prints 'two 3' lx exec c1 -- sh -c 'echo $(cat /odd/hard2) $(stat -c %h /odd/hard2)'

t "a folder of the image can be renamed"
run lx exec c1 -- mv /odd/deep /odd/deeper
prints two lx exec c1 -- cat /odd/deeper/hard3

t "a device node of the image cannot be opened"
fails 1 '' lx exec c1 -- sh -c 'cat </odd/loop'

t "file capabilities work inside"
run lx exec c1 -- sh -c 'cp /bin/busybox /bin/busybox-caps'
if needs setcap; then
	setcap cap_net_bind_service+ep "$T/rich/bin/busybox" || bad "setcap"
	tar -C rich --xattrs --xattrs-include='*' -c bin sbin etc root tmp proc sys dev run var | xz -0 >caps.tar.xz
	run lx image import meta.tar.xz caps.tar.xz --alias caps
	run lx launch caps c2
	shows 0000000000000400 lx exec c2 --user 1000 -- grep CapPrm /proc/self/status
	run lx delete -f c2
fi
run lx delete -f c1

t "no file in the store is open to others than root"
is "$(stat -c %a "$LX_DIR")" 700

# ---- hostile archives -----------------------------------------------------------------------

mkdir -p "$T/outside/dir"
echo unharmed >"$T/outside/file"
lx image list -f csv -c F | while read -r f; do lx image delete "$f"; done

# hostile NAME PYTHON: builds NAME.tar, a unified image, by `add(name, type, link or content, pax headers)`
# and `sparse(name, claimed size, [(offset, length)...], content)`
hostile() {
	python3 - "$T/$1.tar" "$T/outside" "$(uname -m)" <<-END
		import io, sys, tarfile
		out, outside, arch = sys.argv[1:]
		tar = tarfile.open(out, "w", format=tarfile.PAX_FORMAT)
		def add(name, kind="f", what="", pax={}):
		    m = tarfile.TarInfo(name)
		    m.pax_headers = pax
		    m.type = {"f": tarfile.REGTYPE, "d": tarfile.DIRTYPE, "l": tarfile.SYMTYPE, "h": tarfile.LNKTYPE}[kind]
		    m.mode = 0o755
		    if kind == "f":
		        data = what.encode()
		        m.size = len(data)
		        tar.addfile(m, io.BytesIO(data))
		    else:
		        m.linkname = what
		        tar.addfile(m)
		def sparse(name, size, parts, what):
		    table = "%d\\n" % len(parts) + "".join("%d\\n%d\\n" % p for p in parts)
		    add("x", "f", table.ljust(-len(table) // 512 * -512, "\\0") + what, {"GNU.sparse.major": "1",
		        "GNU.sparse.minor": "0", "GNU.sparse.name": name, "GNU.sparse.realsize": str(size)})
		add("metadata.yaml", "f", "architecture: %s\ncreation_date: 1700000000\n" % arch)
		add("rootfs", "d")
		$2
		tar.close()
	END
}

refused() { # NAME
	fails 1 'Error: ' lx image import "$T/$1.tar"
	is "$(store_rest)" ''
}
unharmed() {
	is "$(cat "$T/outside/file")" unharmed
	is "$(cd "$T/outside" && find . | sort | tr '\n' ' ')" '. ./dir ./file '
	check test ! -e /lx-was-here
	check test ! -e "$LX_DIR/lx-was-here"
	is "$(find "$T" -name lx-was-here -not -path '*/fs/*')" ''
}

t "a member that climbs out by .. is refused"
hostile dots 'add("rootfs/../../../../lx-was-here", "f", "x")'
refused dots
hostile dots2 'add("../lx-was-here", "f", "x")'
refused dots2
hostile dots3 'add("rootfs/a/b/../../../lx-was-here", "f", "x")'
refused dots3
hostile dots4 'add("templates/../../lx-was-here", "f", "x")'
refused dots4
unharmed

t "an absolute member is refused"
hostile absolute 'add(outside + "/lx-was-here", "f", "x")'
refused absolute
hostile absolute2 'add("/lx-was-here", "f", "x")'
refused absolute2
unharmed

t "a member under a link that leads out does not land there"
for n in 1 2 3 4 5 6; do
	case $n in
	1) hostile link$n 'add("rootfs/a", "l", outside); add("rootfs/a/lx-was-here", "f", "x")' ;;
	2) hostile link$n 'add("rootfs/a", "l", "../" * 30 + outside[1:]); add("rootfs/a/lx-was-here", "f", "x")' ;;
	3) hostile link$n 'add("rootfs/a", "l", "b"); add("rootfs/b", "l", outside); add("rootfs/a/lx-was-here", "f", "x")' ;;
	4) hostile link$n 'add("rootfs/a", "l", outside + "/file"); add("rootfs/a", "f", "overwritten")' ;;
	5) hostile link$n 'add("rootfs/a", "l", outside); add("rootfs/a", "d"); add("rootfs/a/lx-was-here", "f", "x")' ;;
	6) hostile link$n 'add("templates", "l", outside); add("templates/lx-was-here", "f", "x")' ;;
	esac
	try lx image import "$T/link$n.tar"
	[ "$rc" = 0 ] || [ "$rc" = 1 ] || bad "link$n: exit code $rc: $err"
	lx image list -f csv -c F | while read -r f; do lx image delete "$f"; done
	is "$(store_rest)" ''
	unharmed
done

t "a hard link to a file outside is refused"
hostile hard1 'add("rootfs/a", "h", outside + "/file")'
refused hard1
hostile hard2 'add("rootfs/a", "h", "../" * 30 + outside[1:] + "/file")'
refused hard2
hostile hard3 'add("rootfs/d", "l", outside); add("rootfs/a", "h", "rootfs/d/file"); add("rootfs/a", "f", "overwritten")'
refused hard3
hostile hard4 'add("rootfs/a", "h", "metadata.yaml")'
refused hard4
unharmed
is "$(stat -c %h "$T/outside/file")" 1

t "the root itself cannot be replaced"
hostile root1 'add("rootfs", "l", outside); add("rootfs/lx-was-here", "f", "x")'
refused root1
hostile root2 'add("rootfs", "f", "not a folder")'
refused root2
unharmed

t "metadata that is a link, a folder or twice there"
hostile meta1 'add("metadata.yaml", "l", outside + "/file")'
try lx image import "$T/meta1.tar"
unharmed
lx image list -f csv -c F | while read -r f; do lx image delete "$f"; done

t "a folder image is not followed out of itself"
mkdir -p "$T/dirimg"
small_root "$T/dirimg/rootfs"
metadata "$T/dirimg/metadata.yaml"
ln -s "$T/outside/file" "$T/dirimg/rootfs/link"
run lx image import "$T/dirimg" --alias dirimg
is "$(readlink "$(layer_dirs)/link")" "$T/outside/file"
run lx image delete dirimg
unharmed

# ---- what is large, long or deep ------------------------------------------------------------

accepted() { # NAME
	run lx image import "$T/$1.tar" --alias "$1"
	run lx image delete "$1"
	is "$(store_rest)" ''
}

t "a name of 255 bytes and a path of 4,000 are unpacked, longer ones refused"
hostile name255 'add("rootfs/" + "n" * 255, "f", "x")'
accepted name255
hostile name256 'add("rootfs/" + "n" * 256, "f", "x")'
refused name256
hostile path4000 'add("rootfs" + ("/" + "d" * 199) * 20, "f", "x")'
accepted path4000
hostile path4400 'add("rootfs" + ("/" + "d" * 199) * 22, "f", "x")'
refused path4400

t "folders 2,000 deep"
hostile deep 'add("rootfs" + "/d" * 2000 + "/f", "f", "x")'
accepted deep
rm -rf "$T/dirimg/rootfs" && mkdir "$T/dirimg/rootfs"
python3 -c 'import os, sys
os.chdir(sys.argv[1])
for _ in range(3000):
    os.mkdir("d")
    os.chdir("d")' "$T/dirimg/rootfs"
fails 1 'Error: ' lx image import "$T/dirimg"
is "$(store_rest)" ''

t "a sparse file of terabytes takes no room; one larger than the file system has is refused"
hostile sparse 'sparse("rootfs/f", 1 << 43, [(0, 1), (1 << 43, 0)], "x")'
run lx image import "$T/sparse.tar" --alias sparse
is "$(stat -c %s "$(layer_dirs)/f")" 8796093022208
check test "$(du -k "$(layer_dirs)" | cut -f1)" -lt 100
run lx image delete sparse
hostile vast 'sparse("rootfs/f", (1 << 63) - 1, [(0, 1), ((1 << 63) - 1, 0)], "x")'
refused vast
hostile beyond 'sparse("rootfs/f", 100, [(0, 1), (1 << 62, 1)], "xy")'
refused beyond

t "20,000 small files"
hostile many 'for i in range(20000): add("rootfs/%d/%d" % (i // 500, i), "f", "x")'
run lx image import "$T/many.tar" --alias many
is "$(find "$(layer_dirs)" -type f | wc -l)" 20000
run lx image delete many
cd /
