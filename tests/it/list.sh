# list and info: what scripts read. The forms are those of LXD 5.0.2.
. "$(dirname "$0")/../lib/it.sh"
needs jq

run lx launch tiny web-1 -c user.role=web
run lx init tiny web-2 -c user.role=spare
run lx init tiny db -e

t "the table, with its headings in the middle and a line under each row"
prints '+-------+---------+------+------+-----------------------+-----------+
| NAME  |  STATE  | IPV4 | IPV6 |         TYPE          | SNAPSHOTS |
+-------+---------+------+------+-----------------------+-----------+
| db    | STOPPED |      |      | CONTAINER (EPHEMERAL) | 0         |
+-------+---------+------+------+-----------------------+-----------+
| web-1 | RUNNING |      |      | CONTAINER             | 0         |
+-------+---------+------+------+-----------------------+-----------+
| web-2 | STOPPED |      |      | CONTAINER             | 0         |
+-------+---------+------+------+-----------------------+-----------+' lx list
is "$(lx ls)" "$out"

t "csv has no heading, one line a container, sorted by name"
prints 'db,STOPPED,,,CONTAINER (EPHEMERAL),0
web-1,RUNNING,,,CONTAINER,0
web-2,STOPPED,,,CONTAINER,0' lx list --format csv

t "json is the API's list on one line"
run lx list --format json
is "$(printf '%s\n' "$out" | wc -l)" 1
is "$(jq -r '.[] | [.name, .status, .status_code, .type, .ephemeral] | join(" ")' <<<"$out")" 'db Stopped 102 container true
web-1 Running 103 container false
web-2 Stopped 102 container false'
is "$(jq -r '.[1].state.pid' <<<"$out")" "$(pid_of web-1)"
is "$(jq -r '.[1].architecture' <<<"$out")" "$(uname -m)"
is "$(jq -r '.[1].profiles | join(" ")' <<<"$out")" default
is "$(jq -r '.[1].config["user.role"]' <<<"$out")" web
is "$(jq -r '.[1].snapshots | length' <<<"$out")" 0
matches "$(jq -r '.[1].created_at' <<<"$out")" '^20[0-9][0-9]-[0-9][0-9]-[0-9][0-9]T'

t "yaml says the same"
run lx list -f yaml
has "$out" 'name: web-1'
has "$out" 'status: Running'
matches "$(head -n 1 "$T/out")" '^- '

t "compact has no borders"
run lx list -f compact
lacks "$out" '|'
lacks "$out" '+--'
matches "$out" ' web-1 +RUNNING '

t "an unknown format"
fails 1 'Error: Invalid format "xml"' lx list -f xml

t "columns in the order asked for"
prints 'db,STOPPED
web-1,RUNNING
web-2,STOPPED' lx list -f csv -c ns
prints "$(pid_of web-1),web-1" lx list web-1 -f csv -c pn
prints "$(uname -m),default" lx list web-1 -f csv -c aP
prints 'web,web-1' lx list web-1 -f csv -c user.role,n
shows ' JOB ' lx list -c n,user.role:JOB
for c in 4 6 a b c d D e f F l m M n N p P s S t u; do run lx list -f csv -c $c; done
shows '| NAME  |  STATE  | ARCHITECTURE |      CREATED AT      | PROFILES |         TYPE          |' lx list --fast
prints '[]' lx list nosuch -f json

t "an unknown column"
fails 1 "Error: Unknown column shorthand char 'z' in 'z'" lx list -c z

t "memory and processes of a running one are numbers"
matches "$(lx list web-1 -f csv -c N)" '^[1-9][0-9]*$'
matches "$(lx list web-1 -f csv -c m)" '^[0-9.]+[kKMG]i?B$'
is "$(lx list web-2 -f csv -c m)" ''

t "filters: part of a name, an expression, a key, a state"
prints 'web-1
web-2' lx list -f csv -c n web
prints web-2 lx list -f csv -c n '^web-2$'
prints web-1 lx list -f csv -c n user.role=web
prints web-1 lx list -f csv -c n u.role=web
prints web-1 lx list -f csv -c n status=running
prints db lx list -f csv -c n type=container db
prints '' lx list -f csv -c n nosuch

t "info of a running one"
run lx info web-1
has "$out" 'Name: web-1'
has "$out" 'Status: RUNNING'
has "$out" 'Type: container'
has "$out" "Architecture: $(uname -m)"
has "$out" "PID: $(pid_of web-1)"
matches "$out" 'Created: 20[0-9]{2}/[0-9]{2}/[0-9]{2} [0-9]{2}:[0-9]{2} [A-Z]'
has "$out" 'Last Used: '
has "$out" 'Resources:'
matches "$out" 'Processes: [1-9]'
has "$out" 'CPU usage (in seconds): '
has "$out" 'Memory (current): '
has "$out" 'Type: loopback'

t "info of a stopped one shows no resources"
run lx info web-2
has "$out" 'Status: STOPPED'
lacks "$out" 'PID:'
lacks "$out" 'Memory (current)'

t "info of one that is not there"
fails 1 'Error: Instance not found' lx info nosuch

t "info --show-log of one that ran"
run lx info web-1 --show-log

t "rename and move of a stopped one"
run lx rename web-2 web-3
prints 'web-3,spare' lx list web-3 -f csv -c n,user.role
run lx move web-3 web-4
prints '' lx list -f csv web-3
run lx start web-4
prints web-4 lx exec web-4 -- hostname
run lx stop --force web-4

t "rename keeps its files and range of ids"
run lx start web-4
base1=$(awk '{print $2; exit}' "/proc/$(pid_of web-4)/uid_map")
run lx exec web-4 -- touch /root/kept
run lx stop --force web-4
run lx mv web-4 web-2
run lx start web-2
run lx exec web-2 -- test -e /root/kept
is "$(awk '{print $2; exit}' "/proc/$(pid_of web-2)/uid_map")" "$base1"

t "rename is refused while it runs, onto another, and to a bad name"
fails 1 'Error: Renaming of running container not allowed' lx rename web-2 other
run lx stop --force web-2
fails 1 'Name "web-1" already in use' lx rename web-2 web-1
fails 1 'Invalid instance name' lx rename web-2 2web
fails 1 'not found' lx rename nosuch other
prints 'db
web-1
web-2' lx list -f csv -c n

t "list needs no right to write: it is the same while a lock is held"
exec 8>"$LX_DIR/lock/instance-web-2"
flock 8
prints 'db
web-1
web-2' timeout 10 lx list -f csv -c n
exec 8>&-
