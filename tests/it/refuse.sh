# Bad input is refused in one line, before anything was made.
. "$(dirname "$0")/../lib/it.sh"

refuses() { # TEXT CMD...
	fails 1 "$@"
	is "$(grep -c '^Error: ' "$T/err")" 1
}

t "names of containers"
refuses 'Invalid instance name: Name must not start with a number' lx init tiny 1c
for n in c_1 c.1 'c 1' c/1 ../c c%n ü 'a
b'; do
	try lx init tiny "$n"
	is "$rc" 1
	has "$err" 'Error: '
done
refuses 'Name can only contain alphanumeric and hyphen characters' lx init tiny c_1
refuses 'Name must not start with "-" character' lx init tiny -- -c
refuses 'Name must not end with "-" character' lx init tiny c-
refuses 'Name must be 1-63 characters long' lx init tiny "$(printf 'a%.0s' $(seq 64))"
prints '' lx list -f csv
is "$(store_rest | grep -v layers)" ''

t "names that would be paths do nothing on any command"
for n in . .. ../images /etc ''; do
	for c in start stop restart delete info 'delete -f' console; do
		# shellcheck disable=SC2086
		[ "$c$n" = info ] || { try lx $c "$n"; is "$c $n: $rc" "$c $n: 1"; }
	done
	try lx exec "$n" -- true
	is "$rc" 1
	try lx image delete "$n"
	is "$rc" 1
done
check test -d "$LX_DIR/images"

t "commands on a container that is not there"
for c in start stop restart pause delete 'delete -f' info console; do
	# shellcheck disable=SC2086
	refuses 'not found' lx $c nosuch
done
refuses 'not found' lx rename nosuch other

t "config values are checked"
refuses 'Invalid value for a boolean "perhaps"' lx init tiny c1 -c security.nesting=perhaps
refuses 'Bad key=value pair: novalue' lx init tiny c1 -c novalue
refuses Error: lx init tiny c1 -c limits.memory=lots
refuses 'Unknown configuration key: nokey' lx init tiny c1 -c nokey=1
prints '' lx list -f csv

t "a profile or pool that is not there"
refuses 'Requested profile "nosuch" doesn'"'t exist" lx init tiny c1 -p nosuch
refuses 'Storage pool not found' lx init tiny c1 -s nosuch
prints '' lx list -f csv

t "a virtual machine is refused with a reason"
refuses Error: lx init tiny c1 --vm
prints '' lx list -f csv

t "an unknown remote"
refuses "The remote \"nosuch\" doesn't exist" lx launch nosuch:tiny c1
refuses "The remote \"nosuch\" doesn't exist" lx list nosuch:
prints '' lx list -f csv

t "a store that is damaged says which file, and the rest still works"
run lx init tiny good
run lx init tiny broken
cp "$LX_DIR/instances/broken/instance.json" "$T/saved"
for text in '' '{' '[]' '{"version":99999}' 'null' '{"config":[]}'; do
	printf '%s' "$text" >"$LX_DIR/instances/broken/instance.json"
	try lx list -f csv -c n
	has "$out" good
	try lx start broken
	is "$rc" 1
	run lx start good
	run lx stop --force good
done
cp "$T/saved" "$LX_DIR/instances/broken/instance.json"
run lx start broken
run lx delete -f broken good

t "a store that cannot be written"
fails 1 'Error: ' env LX_DIR=/proc/nosuch lx list
: >"$T/file"
fails 1 'Error: ' env LX_DIR="$T/file" lx list
fails 1 'Error: ' env LX_DIR="$T/file/below" lx launch tiny c1

t "relative and odd paths of the store"
mkdir -p "$T/odd name"
(cd "$T/odd name" && LX_DIR=./st LX_RUN=./ru lx launch tiny c1 >/dev/null && LX_DIR=st LX_RUN=ru lx exec c1 -- true &&
	LX_DIR=$T/odd\ name/st LX_RUN=$T/odd\ name/ru lx delete -f c1) || bad "relative store"

t "standard output that is full is an error, not a success"
fails 1 'Error: ' sh -c 'lx help >/dev/full'
run lx init tiny c1
fails 1 'Error: ' sh -c 'lx list >/dev/full'
run lx delete c1

t "closed descriptors"
run sh -c 'lx launch tiny c1 <&- >&- 2>&-'
run sh -c 'lx exec c1 -- true <&- >&- 2>&-'
run sh -c 'lx delete -f c1 <&- >&- 2>&-'
