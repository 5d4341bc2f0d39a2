# Files that an image has made for each of its containers: when, from what, and where they may go.
. "$(dirname "$0")/../lib/it.sh"

cd "$T"
small_root root
mkdir -p root/mnt root/srv

# image NAME: from root/, metadata's templates on stdin; templates/ as it lies here
image() {
	metadata metadata.yaml
	{ echo templates: && sed 's/^/  /'; } >>metadata.yaml
	tar --transform='s,^root,rootfs,S' -cf "$1.tar" metadata.yaml templates root
	run lx image import "$1.tar" --alias "$1"
}

config() { lx list "^$1\$" -f json; }

t "a template is made when the container is created, and knows it"
mkdir templates
echo '{{ container.name }}' >templates/name.tpl
cat >templates/all.tpl <<'END'
{{ trigger }} {{ path }} {{ instance.name }} {{ container.type }} {{ container.architecture }}
{{ container.privileged }} {{ container.ephemeral }} {{ config.user_x }}-{{ config_get("user.x", "none") }}-{{ config_get("user.y", "none") }}
{{ devices.root.path }} {{ properties.color }} {% if "image.os" in config %}{{ config_get("image.os", "") }}{% endif %}
END
image all <<'END'
/etc/hostname: {when: [create, copy, rename], template: name.tpl}
/srv/all: {when: [create], template: all.tpl, properties: {color: red}}
/srv/started: {when: [start], template: all.tpl}
END
run lx launch all c1 -c user.x=yes
prints c1 inside c1 cat /etc/hostname
prints "create /srv/all c1 container $(uname -m)
false false -yes-none
/ red busybox" inside c1 cat /srv/all

t "one is made at each start"
prints start inside c1 cut -d"' '" -f1 /srv/started '| head -n 1'
run inside c1 'echo mine >/srv/started; echo mine >/srv/all'
run lx restart -f c1
prints start inside c1 cut -d"' '" -f1 /srv/started '| head -n 1'
prints mine inside c1 cat /srv/all

t "what waits is a key until it is done"
run lx init all c2
has "$(config c2)" '"volatile.apply_template":"create"'
run lx start c2
lacks "$(config c2)" volatile.apply_template
prints c2 inside c2 cat /etc/hostname

t "a container that was renamed gets its files anew"
run lx stop -f c2
run lx rename c2 c3
has "$(config c3)" '"volatile.apply_template":"rename"'
run lx start c3
prints c3 inside c3 cat /etc/hostname
prints create inside c3 cut -d"' '" -f1 /srv/all '| head -n 1'
lacks "$(config c3)" volatile.apply_template

t "one that was not started before its rename has still to be created"
run lx init all c4
run lx rename c4 c5
has "$(config c5)" '"volatile.apply_template":"create"'
run lx start c5
prints c5 inside c5 cat /etc/hostname
check inside c5 test -s /srv/all

t "it outlives its image"
run lx init all c6
run lx image delete all
run lx start c6
prints c6 inside c6 cat /etc/hostname
run lx delete -f c1 c3 c5 c6

t "new files and folders are the container's root's; what is there keeps owner and mode"
echo old-and-longer >root/srv/kept
chown 5:6 root/srv/kept
chmod 600 root/srv/kept
echo first >root/srv/once
image owners <<'END'
/srv/a/b/new: {when: [create], template: name.tpl}
/srv/kept: {when: [create], template: name.tpl}
/srv/once: {when: [create, start], template: name.tpl, create_only: true}
/srv/twice: {when: [start], template: name.tpl, create_only: true}
/srv/owned: {when: [create], template: name.tpl, uid: 7, gid: 8, mode: 0640}
END
umask 077
run lx launch owners c1
umask 022
prints '0:0 644
0:0 755
5:6 600
7:8 640' inside c1 "stat -c '%u:%g %a' /srv/a/b/new /srv/a/b /srv/kept /srv/owned"
prints c1 inside c1 cat /srv/kept
prints first inside c1 cat /srv/once
run inside c1 'echo mine >/srv/twice'
run lx restart -f c1
prints mine inside c1 cat /srv/twice
run lx delete -f c1

t "whenever a launch is killed, what is left of it gets its files"
helper killat
for i in $(seq 24); do
	flag=
	[ $((i % 2)) = 0 ] || flag=-a
	# shellcheck disable=SC2086
	killat $flag $((i * 500)) lx launch owners c1 >/dev/null 2>&1
	run lx list
	[ -n "$(state_of c1)" ] || continue
	# the starter of a command that was killed alone goes on
	state_is c1 RUNNING || lx start c1 >/dev/null 2>&1
	eventually 5 state_is c1 RUNNING
	prints c1 inside c1 cat /srv/a/b/new
	prints c1 inside c1 cat /srv/kept
	run lx delete -f c1
done
lx list >/dev/null
is "$(ls -A "$LX_DIR/instances" "$LX_DIR/trash")" "$LX_DIR/instances:

$LX_DIR/trash:"

t "a link leads where it leads inside"
mkdir -p "$T/outside"
ln -s "$T/outside/absolute" root/srv/absolute
ln -s ../../../../../../../../../..$T/outside/relative root/srv/relative
ln -s / root/srv/top
ln -s ../mnt/there root/srv/dangling
mkdir -p "root$T/outside"
image links <<'END'
/srv/absolute: {when: [create], template: name.tpl}
/srv/relative: {when: [create], template: name.tpl}
/srv/top/mnt/x/new: {when: [create], template: name.tpl}
/srv/dangling: {when: [create], template: name.tpl}
END
run lx launch links c1
prints 'c1
c1
c1
c1' inside c1 "cat $T/outside/absolute $T/outside/relative /mnt/x/new /mnt/there"
is "$(ls "$T/outside")" ''
prints '0:0 644' inside c1 stat -c "'%u:%g %a'" /mnt/there
run lx delete -f c1
rm -rf root/srv "root$T" && mkdir root/srv

t "what is no plain file is refused, and keeps nobody waiting"
mkfifo root/srv/fifo
mknod root/srv/null c 1 3
mkdir root/srv/folder
ln -s loop root/srv/loop
for kind in fifo null folder loop; do
	image $kind <<-END
		/srv/$kind: {when: [create], template: name.tpl}
	END
	run lx init $kind c1
	fails 1 "cannot write \"/srv/$kind\" into the container" lx start c1
	in_state c1 STOPPED
	no_trace_of c1
	has "$(config c1)" volatile.apply_template
	run lx delete c1
	run lx image delete $kind
done
rm -rf root/srv && mkdir root/srv
image below <<'END'
/etc/passwd/x: {when: [create], template: name.tpl}
END
fails 1 'into the container' lx launch below c1
run lx delete c1

t "a template that fails is said, with its line; the container stays stopped"
printf 'one\ntwo {{ container.name|nonsense }}\n' >templates/bad.tpl
image bad <<'END'
/srv/good: {when: [create], template: name.tpl}
/srv/bad: {when: [create], template: bad.tpl}
END
run lx init bad c1
fails 1 'template "bad.tpl", line 2: there is no filter "nonsense"' lx start c1
in_state c1 STOPPED
no_trace_of c1
run lx delete c1
fails 1 'line 2' lx launch bad c1
in_state c1 STOPPED
run lx delete c1

t "a template reads no files, and ends"
for text in '{% include "/etc/shadow" %}' '{% extends "/etc/shadow" %}' '{% ssi "/etc/shadow" %}' '{% import "/etc/shadow" x %}' \
	'{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}' \
	'{% set x = ""|ljust:9999 %}{% for a in x %}{% for b in x %}{% for c in x %}{% endfor %}{% endfor %}{% endfor %}' \
	'{% set x = ""|ljust:1000000 %}{{ x }}{{ x }}'; do
	printf '%s\n' "$text" >templates/evil.tpl
	image evil <<-END
		/srv/evil: {when: [start], template: evil.tpl}
	END
	run lx init evil c1
	SECONDS=0
	fails 1 'template "evil.tpl", line 1: ' lx start c1
	check test $SECONDS -lt 10
	run lx delete c1
	run lx image delete evil
done

t "one that is not there"
image missing <<'END'
/srv/x: {when: [create], template: nosuch.tpl}
END
fails 1 'nosuch.tpl' lx launch missing c1
run lx delete c1

t "paths that lead out are refused when the image comes"
for entry in '/../x: {when: [create], template: name.tpl}' '/x: {when: [create], template: ../metadata.yaml}' \
	'/x: {when: [create], template: /etc/shadow}'; do
	metadata metadata.yaml
	printf 'templates:\n  %s\n' "$entry" >>metadata.yaml
	tar --transform='s,^root,rootfs,S' -cf out.tar metadata.yaml templates root
	fails 1 'metadata.yaml' lx image import out.tar
done

t "a split image's templates come with its metadata; on a squashfs, too"
needs mksquashfs || true
metadata metadata.yaml
echo 'templates: {/etc/hostname: {when: [create], template: name.tpl}, /srv/deep/er: {when: [start], template: name.tpl}}' >>metadata.yaml
tar -cf meta.tar metadata.yaml templates
run mksquashfs root root.squashfs -noappend -quiet -no-progress
run lx image import meta.tar root.squashfs --alias squash
run lx launch squash c1
prints 'c1
c1' inside c1 cat /etc/hostname /srv/deep/er
run lx delete -f c1

t "an image without templates costs nothing: its containers have no copy, and nobody looks for one"
needs strace || true
metadata metadata.yaml
tar --transform='s,^root,rootfs,S' -cf none.tar metadata.yaml root
run lx image import none.tar --alias none
run lx init none c1
is "$(ls -A "$LX_DIR/instances/c1")" instance.json
lacks "$(config c1)" volatile.apply_template
lx start c1
lx stop -f c1
timeout 20 strace -f -o "$T/trace" -e trace=%file lx start c1 >/dev/null 2>&1 &
eventually 10 state_is c1 RUNNING
lx stop -f c1
wait $!
lacks "$(cat "$T/trace")" templates
lacks "$(cat "$T/trace")" metadata.yaml

lx image list -f csv -c F | while read -r f; do lx image delete "$f"; done
cd /
