# Side by side: no global lock, no name or range given twice.
. "$(dirname "$0")/../lib/it.sh"

# all CMD NAMES...: CMD with each name at the same time; prints how many failed and what they said
all() {
	local cmd=$1 n pids='' p failed=0
	shift
	for n; do
		# shellcheck disable=SC2086
		timeout -k 5 120 lx ${cmd/@/$n} >"$T/par.$n" 2>&1 &
		pids="$pids $!:$n"
	done
	for p in $pids; do
		wait "${p%%:*}" && continue
		failed=$((failed + 1))
		[ $failed -gt 3 ] || bad "lx ${cmd/@/${p##*:}}: $(cat "$T/par.${p##*:}")"
	done
	is "$failed of lx $cmd failed" "0 of lx $cmd failed"
}

names=$(seq -f 'p%g' 40)
first=$(seq -f 'p%g' 1 20)
last=$(seq -f 'p%g' 21 40)

t "40 launches side by side on a host that has nothing"
# shellcheck disable=SC2086
all 'launch tiny @' $names
is "$(lx list -f csv -c s | sort | uniq -c | xargs)" '40 RUNNING'
is "$(lx image list -f csv | wc -l)" 1

t "each has a range of ids of its own"
is "$(for p in $(lx list -f csv -c p); do awk '{print $2}' "/proc/$p/uid_map"; done | sort -u | wc -l)" 40

t "40 execs side by side, each in the right one"
for n in $names; do lx exec "$n" -- hostname >"$T/host.$n" 2>&1 & done
wait
for n in $names; do is "$(cat "$T/host.$n")" "$n"; done

t "20 stops side by side"
# shellcheck disable=SC2086
all 'stop --force @' $first
is "$(lx list -f csv -c s | sort | uniq -c | xargs)" '20 RUNNING 20 STOPPED'

t "20 starts and 20 deletes of others at the same time"
pids=
for n in $first; do timeout 120 lx start "$n" >"$T/par.$n" 2>&1 & pids="$pids $!:$n"; done
for n in $last; do timeout 120 lx delete -f "$n" >"$T/par.$n" 2>&1 & pids="$pids $!:$n"; done
for p in $pids; do wait "${p%%:*}" || bad "${p##*:}: $(cat "$T/par.${p##*:}")"; done
is "$(lx list -f csv -c s | sort | uniq -c | xargs)" '20 RUNNING'
is "$(ls "$LX_DIR/trash")" ''

t "20 deletes by force side by side"
# shellcheck disable=SC2086
all 'delete -f @' $first
prints '' lx list -f csv
is "$(ls "$LX_DIR/idmap")" ''

t "one name, 10 launches: one wins, nine are told"
won=0 pids=
for i in $(seq 10); do lx launch tiny same >"$T/par.$i" 2>&1 & pids="$pids $!"; done
for p in $pids; do wait "$p" && won=$((won + 1)); done
is $won 1
is "$(grep -l 'already exists' "$T"/par.? "$T"/par.10 | wc -l)" 9
in_state same RUNNING

t "one container, 10 stops by force and 10 starts: it ends whole"
for i in $(seq 10); do lx stop --force same >/dev/null 2>&1 & lx start same >/dev/null 2>&1 & done
wait
try lx start same
in_state same RUNNING
run lx exec same -- true

t "one container, 10 deletes: one wins, it is gone"
won=0 pids=
for i in $(seq 10); do lx delete -f same >"$T/par.$i" 2>&1 & pids="$pids $!"; done
for p in $pids; do wait "$p" && won=$((won + 1)); done
is $won 1
prints '' lx list -f csv

t "one image imported 5 times at once: it is there once and whole"
small_root "$T/img/rootfs"
metadata "$T/img/metadata.yaml"
tar -C "$T/img" -c metadata.yaml rootfs >"$T/img.tar"
pids= won=0
for i in 1 2 3 4 5; do lx image import "$T/img.tar" >"$T/par.$i" 2>&1 & pids="$pids $!"; done
for p in $pids; do wait "$p" && won=$((won + 1)); done
is $won 1
run lx launch "$(sha256sum <"$T/img.tar" | head -c 12)" c1
run lx exec c1 -- true
run lx delete -f c1

t "list while others come and go never fails"
(for i in $(seq 15); do lx launch tiny x1; lx delete -f x1; done) >/dev/null 2>&1 &
p=$!
failed=0
while kill -0 $p 2>/dev/null; do
	lx list >/dev/null 2>"$T/list.err" || { failed=$((failed + 1)); bad "$(cat "$T/list.err")"; }
	lx list -f json >/dev/null 2>&1 || failed=$((failed + 1))
done
is $failed 0
