/* The completion scripts. They know no option and no command: each asks the program. */
#include "clau/option.h"

static const char bash_script[] =
	"# bash completion for clau. In ~/.bashrc: source <(clau completion bash)\n"
	"_clau() {\n"
	"\tlocal word value cut line i glue=\n"
	"\tlocal -a words=()\n"
	"\t# bash breaks words at = and :, clau does not.\n"
	"\tfor ((i = 1; i <= COMP_CWORD; i++)); do\n"
	"\t\tword=${COMP_WORDS[i]}\n"
	"\t\tif [[ ${#words[@]} -gt 0 && ( -n $glue || $word == [=:] ) ]]; then\n"
	"\t\t\twords[${#words[@]} - 1]+=$word\n"
	"\t\telse\n"
	"\t\t\twords+=(\"$word\")\n"
	"\t\tfi\n"
	"\t\tglue=\n"
	"\t\t[[ $word == [=:] ]] && glue=1\n"
	"\tdone\n"
	"\tvalue=\n"
	"\t[[ ${#words[@]} -gt 0 ]] && value=${words[${#words[@]} - 1]}\n"
	"\t[[ $value == --*=* ]] && value=${value#*=}\n"
	"\tcut=\n"
	"\t[[ $value == *:* && $COMP_WORDBREAKS == *:* ]] && cut=${value%:*}:\n"
	"\tCOMPREPLY=()\n"
	"\twhile IFS= read -r line; do\n"
	"\t\tcase $line in\n"
	"\t\t:file)\n"
	"\t\t\tcompopt -o filenames 2>/dev/null\n"
	"\t\t\twhile IFS= read -r word; do COMPREPLY+=(\"$word\"); done < <(compgen -f -- "
	"\"$value\")\n"
	"\t\t\t;;\n"
	"\t\t:directory)\n"
	"\t\t\tcompopt -o filenames 2>/dev/null\n"
	"\t\t\twhile IFS= read -r word; do COMPREPLY+=(\"$word\"); done < <(compgen -d -- "
	"\"$value\")\n"
	"\t\t\t;;\n"
	"\t\t*)\n"
	"\t\t\tword=${line%%$'\\t'*}\n"
	"\t\t\t[[ $word == \"$value\"* ]] && COMPREPLY+=(\"${word#\"$cut\"}\")\n"
	"\t\t\t;;\n"
	"\t\tesac\n"
	"\tdone < <(\"${COMP_WORDS[0]/#\\~/$HOME}\" __complete -- \"${words[@]}\" 2>/dev/null)\n"
	"}\n"
	"complete -F _clau clau\n";

static const char zsh_script[] =
	"#compdef clau\n"
	"# zsh completion for clau. In ~/.zshrc, behind compinit: source <(clau completion zsh)\n"
	"_clau() {\n"
	"\tlocal line files=\n"
	"\tlocal -a lines candidates asked\n"
	"\tasked=(\"${(@Q)words[2,CURRENT-1]}\" \"${(Q)PREFIX}\")\n"
	"\tlines=(\"${(@f)$(${(Q)words[1]/#\\~/$HOME} __complete -- \"${(@)asked}\" "
	"2>/dev/null)}\")\n"
	"\t[[ $PREFIX == --*=* ]] && compset -P '*='\n"
	"\tfor line in \"${(@)lines}\"; do\n"
	"\t\tcase $line in\n"
	"\t\t'') ;;\n"
	"\t\t:file) files=file ;;\n"
	"\t\t:directory) files=directory ;;\n"
	"\t\t*) candidates+=(\"${${line%%$'\\t'*}//:/\\\\:}:${line#*$'\\t'}\") ;;\n"
	"\t\tesac\n"
	"\tdone\n"
	"\t(( ${#candidates} )) && _describe -V 'clau' candidates\n"
	"\t[[ $files == file ]] && _files\n"
	"\t[[ $files == directory ]] && _files -/\n"
	"}\n"
	"if [[ ${funcstack[1]} == _clau ]]; then\n"
	"\t_clau \"$@\"\n"
	"else\n"
	"\tcompdef _clau clau\n"
	"fi\n";

static const char fish_script[] =
	"# fish completion for clau. In config.fish: clau completion fish | source\n"
	"function __clau_complete\n"
	"\tset -l words (commandline -opc)\n"
	"\tset -l current (commandline -ct)\n"
	"\tset -l program $words[1]\n"
	"\tset -e words[1]\n"
	"\tset -l joined ''\n"
	"\tif string match -qr -- '^--[^=]+=' $current\n"
	"\t\tset joined (string replace -r -- '=.*' '=' $current)\n"
	"\tend\n"
	"\tset -l value (string sub -s (math (string length -- $joined) + 1) -- $current)\n"
	"\tfor line in ($program __complete -- $words \"$current\" 2>/dev/null)\n"
	"\t\tswitch $line\n"
	"\t\t\tcase ':file'\n"
	"\t\t\t\tfor path in (__fish_complete_path \"$value\")\n"
	"\t\t\t\t\techo $joined$path\n"
	"\t\t\t\tend\n"
	"\t\t\tcase ':directory'\n"
	"\t\t\t\tfor path in (__fish_complete_directories \"$value\")\n"
	"\t\t\t\t\techo $joined$path\n"
	"\t\t\t\tend\n"
	"\t\t\tcase '*'\n"
	"\t\t\t\techo $joined$line\n"
	"\t\tend\n"
	"\tend\n"
	"end\n"
	"complete -c clau -f -k -a '(__clau_complete)'\n";

bool option_completion_script(struct buf *out, const char *shell)
{
	static const struct {
		const char *shell;
		const char *script;
	} scripts[] = {
		{ "bash", bash_script },
		{ "zsh", zsh_script },
		{ "fish", fish_script },
	};
	for (size_t i = 0; i < COUNT_OF(scripts); i++)
		if (text_equal(shell, scripts[i].shell))
			return buf_add(out, scripts[i].script);
	return false;
}
