# The image store: import in every form, look, aliases, delete.
. "$(dirname "$0")/../lib/it.sh"
needs jq zstd xz bzip2 mksquashfs

small_root "$T/root"
metadata "$T/metadata.yaml" 'made by hand'
mkdir "$T/templates"
echo '{{ container.name }}' >"$T/templates/hostname.tpl"
cd "$T" || exit 1
tar -c metadata.yaml templates | xz -0 >meta.tar.xz
tar --numeric-owner -C root -c . >rootfs.tar
xz -0 -k rootfs.tar
gzip -1 -k rootfs.tar
zstd -q -1 rootfs.tar
mksquashfs root rootfs.squashfs -comp gzip -noappend -quiet -no-progress >/dev/null 2>&1
for c in cat "gzip -1" "bzip2 -1" "xz -0" "lzma -0" "zstd -q -1"; do
	suffix=${c%% *}
	tar --numeric-owner --transform='s,^root,rootfs,S' -c metadata.yaml templates root | $c >"unified.$suffix"
done
# directory form: rootfs, templates, metadata.yaml
mkdir dir
cp -a root dir/rootfs
cp -a templates metadata.yaml dir/

works() { # ALIAS: a container can be launched from it
	run lx launch "$1" "t-$$"
	prints root lx exec "t-$$" -- sh -c 'id -un'
	run lx delete -f "t-$$"
}

t "an empty host has no images"
prints '' lx image list -f csv
shows FINGERPRINT lx image list

for suffix in cat gzip bzip2 xz lzma zstd; do
	t "a unified image packed by $suffix; its fingerprint is the file's SHA-256"
	command -v ${suffix/cat/true} >/dev/null || { skip "$suffix is not installed"; continue; }
	sum=$(sha256sum <unified.$suffix | cut -d' ' -f1)
	prints "Image imported with fingerprint: $sum" lx image import unified.$suffix --alias one
	works one
	run lx image delete one
	is "$(store_rest)" ''
done

for suffix in .xz .gz .zst ''; do
	t "a split image, its root as rootfs.tar$suffix; the fingerprint is of metadata then root"
	sum=$(cat meta.tar.xz "rootfs.tar$suffix" | sha256sum | cut -d' ' -f1)
	prints "Image imported with fingerprint: $sum" lx image import meta.tar.xz "rootfs.tar$suffix" --alias two
	works two
	run lx image delete two
	is "$(store_rest)" ''
done

t "a split image with a squashfs"
sum=$(cat meta.tar.xz rootfs.squashfs | sha256sum | cut -d' ' -f1)
prints "Image imported with fingerprint: $sum" lx image import meta.tar.xz rootfs.squashfs --alias three
works three
run lx launch three c1
run lx exec c1 -- sh -c 'echo changed >/etc/group && rm /bin/tty && mv /etc /etc2 && cat /etc2/group'
is "$out" changed
run lx restart --force c1
prints changed lx exec c1 -- cat /etc2/group
run lx launch three c2
prints 'root:x:0:' lx exec c2 -- cat /etc/group
run lx delete -f c1 c2
is "$(our_loops)" ''
run lx image delete three
is "$(store_rest)" ''

t "an image from a folder"
run lx image import dir --alias four
matches "$out" '^Image imported with fingerprint: [0-9a-f]{64}$'
works four
run lx image delete four

t "an image from standard input"
sum=$(sha256sum <unified.zstd | cut -d' ' -f1)
run lx image import - --alias five <unified.zstd
has "$out" "$sum"
works five
run lx image delete five

t "the same image twice is refused and stays whole"
run lx image import unified.xz --alias one
fails 1 'Error: Image with same fingerprint already exists' lx image import unified.xz
fails 1 'already exists' lx image import unified.zstd --alias one
works one
fp=$(lx image list -f csv -c F)

t "image list: table, csv, json, columns, filter"
run lx image list
has "$out" '| one '
has "$out" "${fp:0:12}"
run lx image list -f csv
matches "$out" "^one,${fp:0:12},no,made by hand,$(uname -m),CONTAINER,[0-9.]+MB,"
run lx image list -f json
is "$(jq -r '.[0] | [.fingerprint, .aliases[0].name, .properties.os, .architecture, .type, .public] | join(" ")' <<<"$out")" \
	"$fp one busybox $(uname -m) container false"
is "$(jq -r '.[0].size' <<<"$out")" "$(stat -c %s unified.xz)"
run lx image list -f yaml
has "$out" "fingerprint: $fp"
prints "no,one" lx image list -f csv -c pl
prints "${fp:0:12}" lx image list -f csv -c f one
prints "${fp:0:12}" lx image list -f csv -c f "${fp:3:8}"
prints "${fp:0:12}" lx image list -f csv -c f os=busybox
prints '' lx image list -f csv os=other
fails 1 'Error: ' lx image list -c z

t "image info"
run lx image info one
has "$out" "Fingerprint: $fp"
matches "$out" 'Size: [0-9.]+MB'
has "$out" "Architecture: $(uname -m)"
has "$out" 'Type: container'
has "$out" 'Public: no'
has "$out" 'Timestamps:'
has "$out" 'Created: 2023/11/14 22:13 UTC'
has "$out" 'Expires: never'
has "$out" 'Properties:'
has "$out" 'os: busybox'
has "$out" 'Aliases:'
has "$out" '- one'
has "$out" 'Cached: no'
has "$out" 'Auto update: disabled'
is "$(lx image info "${fp:0:8}")" "$out"

t "properties on the command line, --public"
run lx image delete one
run lx image import unified.xz --alias one --public os=mine flavour=sweet
is "$(lx image list -f csv -c pd)" 'yes,made by hand'
is "$(lx image list -f json | jq -r '.[0].properties | .os + " " + .flavour')" 'mine sweet'

t "aliases: create, list, rename, delete"
run lx image alias create deb/12 "${fp:0:10}"
run lx image alias list -f csv
has "$out" "deb/12,${fp:0:12},CONTAINER,"
run lx image alias rename deb/12 deb/13
fails 1 'Alias "one" already exists' lx image alias create one "$fp"
fails 1 'not found' lx image alias create lost 0123456789ab
works deb/13
run lx image alias delete deb/13
fails 1 'Image alias not found' lx image alias delete deb/13
fails 1 'Error: ' lx launch deb/13 c1
is "$(lx image alias list -f csv | wc -l)" 1

t "an alias that exists moves with --reuse"
run lx image import unified.zstd --alias one --reuse
is "$(lx image list one -f csv -c F)" "$(sha256sum <unified.zstd | cut -d' ' -f1)"
run lx image delete one
run lx image delete "$fp"
is "$(store_rest)" ''

t "an image that is used can be deleted; its containers live on"
run lx image import unified.xz --alias one
run lx launch one c1
run lx init one c2
run lx image delete one
prints root lx exec c1 -- id -un
run lx start c2
run lx restart --force c1
run lx exec c1 -- true
run lx delete -f c1
run lx exec c2 -- sh -c 'cat /etc/passwd'
run lx delete -f c2
is "$(store_rest)" ''

t "tiny is listed once it was used, and can be deleted"
prints '' lx image list -f csv
works tiny
is "$(lx image list -f csv -c t)" CONTAINER
works builtin:tiny
run lx image delete "$(lx image list -f csv -c F)"
works tiny

t "an alias of one's own called tiny goes before the built-in"
run lx image import unified.xz --alias tiny
run lx launch tiny c1
prints busybox lx list c1 -f csv -c image.os
run lx delete -f c1
run lx image delete tiny

t "what is not there"
fails 1 'Error: Image not found' lx image delete nosuch
fails 1 'Error: Image not found' lx image info nosuch
fails 1 'Image not found' lx launch nosuch c1
fails 1 'Error: ' lx image import "$T/nosuch.tar.xz"
fails 1 'Error: ' lx image import meta.tar.xz "$T/nosuch.tar.xz"
fails 1 'Error: ' lx image import "$T/root"
prints '' lx list -f csv

lx image list -f csv -c F | while read -r f; do lx image delete "$f"; done
t "no image: text, an empty file, metadata that says nothing or nonsense"
: >empty
echo hello >text
fails 1 'Error: ' lx image import empty
fails 1 'Error: ' lx image import text
fails 1 'metadata.yaml' lx image import rootfs.tar.xz
mkdir -p odd/rootfs
for body in '' 'architecture:' 'creation_date: 1' '[1, 2' 'architecture: [x86_64]' '- a' 'a: &a [*a]'; do
	printf '%s\n' "$body" >odd/metadata.yaml
	tar -C odd -c metadata.yaml rootfs >odd.tar
	fails 1 'Error: ' lx image import odd.tar
done
is "$(store_rest)" ''

t "a damaged archive leaves nothing, wherever it ends"
for f in unified.zstd unified.xz unified.bzip2 unified.gzip unified.cat; do
	size=$(stat -c %s $f)
	for part in 1 10 50 90 99; do
		head -c $((size * part / 100)) $f >cut.$f
		fails 1 'Error: ' lx image import cut.$f --alias cut
	done
done
head -c $(($(stat -c %s rootfs.tar.xz) / 2)) rootfs.tar.xz >cut.xz
fails 1 'Error: ' lx image import meta.tar.xz cut.xz
head -c $(($(stat -c %s rootfs.squashfs) / 2)) rootfs.squashfs >cut.squashfs
fails 1 'Error: ' lx image import meta.tar.xz cut.squashfs
is "$(store_rest)" ''
prints '' lx image list -f csv
prints '' lx image alias list -f csv

t "a byte changed in the middle is found where the format has a checksum"
for f in unified.xz unified.bzip2 unified.gzip; do
	python3 -c 'import sys
b = bytearray(open(sys.argv[1], "rb").read())
b[len(b) // 2] ^= 255
open("flipped", "wb").write(b)' $f
	fails 1 'Error: ' lx image import flipped
done
is "$(store_rest)" ''

t "silent in a pipe, a progress line on a terminal"
run lx image import unified.xz
is "$err" ''
is "$(grep -c . "$T/out")" 1
run lx image delete "$(lx image list -f csv -c F)"
try terminal lx image import unified.xz </dev/null
is "$rc" 0

# slowly FILE: as a pipe that gets stuck half-way
slowly() {
	rm -f pipe && mkfifo pipe
	{ for _ in 1 2 3 4 5; do head -c 2000000 && sleep 0.15; done; exec sleep 30; } <"$1" >pipe &
	slow=$!
}
run lx image delete "$(lx image list -f csv -c F)"
mkdir big && head -c 20000000 /dev/urandom >big/noise
tar --transform='s,^big,rootfs,S' -c metadata.yaml big >big.tar

for sig in INT:130 TERM:143; do
	t "an import ended by SIG${sig%:*}: its line is wiped, the exit code says so, and nothing is left"
	slowly big.tar
	try terminal lx image import pipe <<-END
		expect Importing image: 
		signal ${sig%:*}
	END
	is "$rc" "${sig#*:}"
	is "${out: -4}" $'\r\033[K'
	kill $slow
	prints '' lx image list -f csv
	is "$(store_rest)" ''
done
cd /
