# A store on a file system whose owners cannot be mapped: the root is a copy of the image. What stands for one here is
# an overlay, on which no other can lie either.
. "$(dirname "$0")/../lib/it.sh"

mkdir "$T/low" "$T/up" "$T/work" "$T/mnt"
mount -t overlay lx-test -o "lowerdir=$T/low,upperdir=$T/up,workdir=$T/work" "$T/mnt" || lib_die "cannot mount an overlay"
plain=$LX_DIR
export LX_DIR=$T/mnt/store
store_tag=$(store_tag_of "$LX_DIR")

small_root "$T/img/rootfs"
cp "$(command -v cat)" "$T/img/rootfs/bin/grown" 2>/dev/null
chown 7:8 "$T/img/rootfs/bin/grown"
chmod 4755 "$T/img/rootfs/bin/grown"
metadata "$T/img/metadata.yaml"
mkdir -p "$T/img/templates"

t "it launches, and info says what it is"
run lx image import "$T/img" --alias small
run lx launch small c1
shows 'Root: a copy of the image' lx info c1

t "inside all is as in the image"
prints 0 lx exec c1 -- id -u
prints '7:8 4755' lx exec c1 -- stat -c '%u:%g %a' /bin/grown
prints '0:0' lx exec c1 -- stat -c '%u:%g' /
read -r _ host _ <"/proc/$(pid_of c1)/uid_map"
is "$(stat -c %u "/proc/$(pid_of c1)/root/bin/grown")" $((host + 7))
run lx exec c1 -- sh -c 'echo kept >/root/file && mkdir /a && mv /bin /a && ln -s a/bin /bin'

t "it keeps its files, and the image stays as it was"
run lx restart --force c1
prints kept lx exec c1 -- cat /root/file
run lx launch small c2
fails 1 '' lx exec c2 -- test -e /root/file
check test "$(pid_of c1)" != "$(pid_of c2)"
run lx stop --force c1
run lx start c1
prints kept lx exec c1 -- cat /root/file

t "what a killed first start has left does not count"
run lx init small c3
upper=$(jq -r '.layers[0]' "$LX_DIR/instances/c3/instance.json")
mkdir -p "$LX_DIR/pools/default/layers/$upper/shift.new/bin"
run lx start c3
run lx exec c3 -- id -u
check test ! -e "$LX_DIR/pools/default/layers/$upper/shift.new"

t "deleting leaves nothing there"
run lx delete -f c1 c2 c3
run lx image delete small
lx list >/dev/null
is "$(store_rest)" ''
is "$(our_cgroups)" ''
export LX_DIR=$plain
store_tag=$(store_tag_of "$LX_DIR")
check umount "$T/mnt"
