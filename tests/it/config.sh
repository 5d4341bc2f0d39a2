# config get, set, unset and show, on a stopped and on a running container.
. "$(dirname "$0")/../lib/it.sh"

run lx launch tiny c1
run lx init tiny c2

t "set and get: KEY VALUE, KEY=VALUE, several at once"
prints '' lx config set c1 user.note hello
prints hello lx config get c1 user.note
run lx config set c1 user.a=1 user.b=two=2 environment.GREETING='good day'
prints two=2 lx config get local:c1 user.b
prints 'good day' lx exec c1 -- printenv GREETING
run lx config set c2 user.note x
prints x lx config get c2 user.note
prints '' lx config get c2 user.nothing
prints '' lx config get c2 nokey

t "a value from standard input"
printf 'line 1\nline 2' | lx config set c1 user.text - || bad "set - fails"
is "$(lx config get c1 user.text)" 'line 1
line 2'

t "unset, and an empty value"
prints '' lx config unset c1 user.a
prints '' lx config get c1 user.a
run lx config set c1 user.b=
lacks "$(lx config show c1)" user.b
prints '' lx config unset c1 user.never-set

t "show is YAML; --expanded has what the profile gives"
run lx config show c2
for line in 'architecture: x86_64' 'config:' '  user.note: x' 'devices: {}' 'ephemeral: false' '- default' 'stateful: false' 'description: ""'; do
	has "$out" "$line"
done
shows '    pool: default' lx config show c2 --expanded
prints 'config: {}' lx config show

t "what is wrong is refused with the key, the value and what would be right; nothing changes"
before=$(lx config show c1)
fails 1 'Error: Invalid config: Unknown configuration key: nokey' lx config set c1 nokey 1
fails 1 'Invalid value for a boolean "perhaps"' lx config set c1 security.nesting perhaps
fails 1 'Unknown configuration key: nokey' lx config set c1 user.x=1 nokey=2
fails 1 '0 to 10' lx config set c1 limits.cpu.priority 50
fails 1 'limits.memory' lx config set c1 limits.memory lots
fails 1 'this host has' lx config set c1 limits.cpu 1,2,900
fails 1 'Invalid key=value configuration: word' lx config set c1 user.x=1 word
fails 1 'unknown key' lx config set core.https_address=:8443
fails 1 'unknown key' lx config get core.https_address
fails 1 'Instance not found' lx config set nosuch user.x 1
fails 1 'Invalid number of arguments' lx config set c1
is "$(lx config show c1)" "$before"

t "limits act at once on a running container"
run lx config set c1 limits.processes 30
run lx config set c1 limits.cpu 1
prints 1 lx exec c1 -- nproc
run lx config set c1 limits.memory=40% limits.memory.enforce=soft
run lx config set c1 limits.cpu.allowance 50ms/200ms
inside c1 'for i in $(seq 60); do sleep 5 & done' >"$T/fork" 2>&1
check test "$(lx list c1 -f csv -c N)" -le 30
run lx config unset c1 limits.processes
inside c1 'for i in $(seq 60); do sleep 1 & done; wait' >"$T/fork" 2>&1
lacks "$(cat "$T/fork")" fork
run lx config unset c1 limits.cpu
run lx config set c1 limits.memory= limits.memory.enforce= limits.cpu.allowance=

t "they hold over a restart, and a stopped container takes them when it starts"
run lx config set c2 limits.cpu 1
run lx start c2
prints 1 lx exec c2 -- nproc
run lx restart --force c2
prints 1 lx exec c2 -- nproc

t "sets side by side: none is lost"
for i in $(seq 20); do lx config set c1 "user.side$i=$i" >>"$T/side" 2>&1 & done
wait
is "$(cat "$T/side" 2>/dev/null)" ''
is "$(lx config show c1 | grep -c user.side)" 20
