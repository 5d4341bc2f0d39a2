# Help, completion and manual come from the same tables as the parser; a person finds each command in all of them.
. "$(dirname "$0")/../lib/it.sh"

commands='launch init start stop restart pause resume delete rename move list info exec shell console image version help completion manual'
image_commands='import list info delete alias'
alias_commands='create list rename delete'

t "help lists every command, on standard output, exit code 0"
run lx help
for c in $commands; do matches "$out" "(^|[^a-z])$c([^a-z]|\$)"; done
is "$err" ''
is "$(lx --help)" "$out"

t "without a command: the help and an error code or the help alone, but never silence"
try lx
check test -n "$out$err"

t "each command has a help with usage and its flags; both ways to ask are the same"
for c in $commands; do
	run lx help "$c"
	has "$out" 'Usage:'
	has "$out" "lx $c"
	is "$(lx "$c" --help 2>&1)" "$out"
	is "$(lx "$c" -h 2>&1)" "$out"
done
for c in $image_commands; do
	run lx help image "$c"
	has "$out" "lx image $c"
	is "$(lx image "$c" --help 2>&1)" "$out"
done
for c in $alias_commands; do shows "lx image alias $c" lx image alias "$c" --help; done

t "the flags of the issue's commands are in their help"
for f in --ephemeral --profile --config; do shows "$f" lx help launch; done
for f in --force --timeout --all; do shows "$f" lx help stop; done
for f in --env --cwd --user --group --mode --force-interactive --force-noninteractive --disable-stdin; do shows "$f" lx help exec; done
for f in --columns --format; do shows "$f" lx help list; done
for f in --alias --public; do shows "$f" lx help image import; done
shows --show-log lx help console

t "no line of help is wider than a terminal"
for c in $commands; do
	is "$(lx help "$c" | awk 'length($0) > 100' | head -n 1)" ''
done

t "an unknown command: one line, a suggestion, exit code 1"
fails 1 'unknown command "lanch" for "lx"' lx lanch tiny c1
has "$out$err" 'Did you mean this?'
matches "$out$err" '[[:space:]]launch'
fails 1 'unknown command "improt"' lx image improt x
has "$out$err" import
fails 1 'unknown command "zzzzzz"' lx zzzzzz
try lx help nosuch
has "$out$err" nosuch

t "an unknown flag: exit code 1 and its name"
fails 1 'unknown flag: --frobnicate' lx list --frobnicate
fails 1 "unknown shorthand flag: 'Z' in -Z" lx list -Z
fails 1 'flag needs an argument: --format' lx list --format
fails 1 'invalid argument "soon" for "--timeout" flag' lx stop --timeout soon c1

t "too few or too many arguments"
for c in 'launch a b c' 'rename a' 'rename a b c' 'info a b' 'image info a b' 'image alias create a' 'image alias rename a b c' 'console a b'; do
	# shellcheck disable=SC2086
	fails 1 'Error: Invalid number of arguments' lx $c
	has "$out$err" 'Usage:'
done
for c in launch start stop restart delete rename exec console 'image import' 'image delete' 'image info'; do
	# shellcheck disable=SC2086
	try lx $c
	has "$out$err" 'Usage:'
done

t "flags may stand anywhere before --, and be joined"
run lx init tiny c1
prints c1 lx list c1 -f csv -c n
prints c1 lx list -fcsv -cn c1
prints c1 lx list --format=csv c1 --columns=n
run lx delete c1

t "global flags"
run lx --debug list
run lx -v list
run lx -q list
run lx --quiet init tiny c1
is "$out" ''
run lx delete c1
run lx --force-local list

t "version says what it is and names the licences"
run lx version
matches "$out" '[0-9]+\.[0-9]+'
has "$out" BusyBox
has "$out" GPL
run lx --version
matches "$out" '[0-9]+\.[0-9]+'

t "the completion for each shell is a program that shell accepts"
for shell in bash zsh fish; do
	run lx completion $shell
	check test "$(wc -c <"$T/out")" -gt 200
	command -v $shell >/dev/null && check $shell -n "$T/out"
done
fails 1 'Error: ' lx completion tcsh

# completes LINE WORD...: what bash offers at the end of LINE holds each WORD
completes() {
	local line=$1 offered
	shift
	offered=$(bash --norc -c '
		source <(lx completion bash)
		COMP_LINE=$1 COMP_POINT=${#1}
		read -ra COMP_WORDS <<<"$1"
		[ "${1: -1}" != " " ] || COMP_WORDS+=("")
		COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
		f=$(complete -p lx | sed -n "s/.*-F \([^ ]*\).*/\1/p")
		$f lx "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
		printf "%s\n" "${COMPREPLY[@]}"' - "$line" 2>&1)
	local w
	for w; do grep -qx -- "$w *" <<<"$offered" || bad "\"$line\" offers no $w but: $offered"; done
}

t "bash completes commands, flags, containers and images; of containers those that it can be done to"
run lx init tiny web1
run lx launch tiny app1
completes 'lx la' launch
completes 'lx image ' import list alias delete
completes 'lx stop --f' --force
completes 'lx start we' web1
completes 'lx exec ' app1
completes 'lx info ' web1 app1
completes 'lx image list --format=js' json
completes 'lx info local:we' web1
run lx delete -f web1 app1

t "the manual is a man page that names every command"
run lx manual
matches "$(head -n 5 "$T/out")" '\.TH '
for c in $commands; do has "$out" "$c"; done
if command -v mandoc >/dev/null; then
	is "$(mandoc -T lint -W error "$T/out" 2>&1 | grep -v STYLE | head -n 5)" ''
elif command -v groff >/dev/null; then
	is "$(groff -man -ww -z "$T/out" 2>&1 | head -n 5)" ''
fi

t "called lxc it is the same program"
is "$(lxc list -f csv)" "$(lx list -f csv)"
run lxc launch tiny c1
prints 'c1,RUNNING' lxc list -f csv -c ns
run lxc delete -f c1

t "called by a command's name it is that command"
ln -s lx "$T/bin/launch"
run "$T/bin/launch" tiny c1
in_state c1 RUNNING
run lx delete -f c1
