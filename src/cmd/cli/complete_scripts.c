/* The scripts that make shells ask `lx __complete`; see complete.h. They know nothing of the
 * commands themselves, so they never go out of date. */
#include "cmd/cli/complete.h"

#include <string.h>

#include "base/own.h"

const char *const complete_shells[] = {"bash", "zsh", "fish", NULL};

/* Bash splits words at ":" and "=", which are ours, so the line is split again; what it takes for
 * the word is then only what follows the last of them. */
static const char bash[] =
	"# bash completion for lx: source this, or put it into /etc/bash_completion.d/\n"
	"_lx() {\n"
	"	local line=${COMP_LINE:0:COMP_POINT} words word offered strip=\n"
	"	read -ra words <<<\"$line\"\n"
	"	[[ $line == *[[:space:]] ]] && words+=('')\n"
	"	word=${words[${#words[@]}-1]}\n"
	"	case $word in *[:=]*) strip=${word%\"${word##*[:=]}\"} ;; esac\n"
	"	COMPREPLY=()\n"
	"	while IFS= read -r offered; do\n"
	"		if [[ $offered == :files ]]; then\n"
	"			compopt -o default 2>/dev/null\n"
	"		else\n"
	"			COMPREPLY+=(\"${offered#\"$strip\"}\")\n"
	"		fi\n"
	"	done < <(\"${words[0]}\" __complete -- \"${words[@]:1}\" 2>/dev/null)\n"
	"	[[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *: ]] && compopt -o nospace 2>/dev/null\n"
	"	return 0\n"
	"}\n"
	"complete -F _lx lx\n"
	"complete -F _lx lxc\n";

static const char zsh[] =
	"#compdef lx lxc\n"
	"# zsh completion for lx: put it as _lx into a folder of $fpath, or source this\n"
	"_lx() {\n"
	"	local -a offered\n"
	"	offered=(\"${(@f)$(\"${words[1]}\" __complete -- \"${(@)words[2,CURRENT]}\" 2>/dev/null)}\")\n"
	"	if [[ ${offered[1]} == ':files' ]]; then\n"
	"		_files\n"
	"	elif [[ -n ${offered[1]} ]]; then\n"
	"		compadd -- \"${offered[@]}\"\n"
	"	fi\n"
	"}\n"
	"if [[ $funcstack[1] == _lx ]]; then _lx \"$@\"; else compdef _lx lx lxc; fi\n";

static const char fish[] =
	"# fish completion for lx: put it into ~/.config/fish/completions/lx.fish\n"
	"function __lx_complete\n"
	"	set -l words (commandline -opc)\n"
	"	set -l word (commandline -ct)\n"
	"	set -l offered ($words[1] __complete -- $words[2..-1] \"$word\" 2>/dev/null)\n"
	"	if test \"$offered\" = ':files'\n"
	"		__fish_complete_path \"$word\"\n"
	"	else\n"
	"		printf '%s\\n' $offered\n"
	"	end\n"
	"end\n"
	"complete -c lx -f -a '(__lx_complete)'\n"
	"complete -c lxc -f -a '(__lx_complete)'\n";

const char *complete_script(const char *shell)
{
	static const char *const scripts[] = {bash, zsh, fish};

	for (size_t i = 0; i < countof(scripts); i++)
		if (!strcmp(shell, complete_shells[i]))
			return scripts[i];
	return NULL;
}
