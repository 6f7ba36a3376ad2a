/** `completions`: the scripts that shells read. */
import { defineCommand, ExitError } from "../../spec/types.ts";
import { PROGRAM } from "../../spec/usage.ts";

/**
 * Each script hands the line up to the cursor to `__complete`, which answers one candidate a line,
 * `value TAB summary`, or `:file` and `:directory` where the shell is to complete paths.
 */
const SCRIPTS: Readonly<Record<string, string>> = {
  bash: `# bash completion for dockerctl: source <(dockerctl completions bash)
_dockerctl() {
  local line cur answer value
  line=\${COMP_LINE:0:COMP_POINT}
  cur=\${line##*[[:space:]]}
  COMPREPLY=()
  answer=$(dockerctl __complete line "$line" 2>/dev/null) || return 0
  case $answer in
    # bash's own completion knows what is quoted and what has to be.
    :file*) compopt -o default 2>/dev/null; return 0 ;;
    :directory*) compopt -o dirnames -o nospace 2>/dev/null; return 0 ;;
  esac
  # bash breaks words at : and =, so what stands before the last of them is there already.
  local prefix=""
  case $cur in
    *[:=]*) [[ $COMP_WORDBREAKS == *:* || $cur == *=* ]] && prefix=\${cur%"\${cur##*[:=]}"} ;;
  esac
  while IFS=$'\\t' read -r value _; do
    [[ -n $value ]] && COMPREPLY+=("\${value#"$prefix"}")
  done <<< "$answer"
  # What ends so waits for more of its value.
  [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *[=:] ]] && compopt -o nospace 2>/dev/null
  return 0
}
complete -F _dockerctl dockerctl
# bash looks for the word as it is typed: where docker is an alias of dockerctl it is completed too.
[[ \${BASH_ALIASES[docker]-} != *dockerctl* ]] || complete -F _dockerctl docker
`,
  zsh: `#compdef dockerctl
# zsh completion for dockerctl: source <(dockerctl completions zsh)
_dockerctl() {
  local -a values shown
  local answer value summary
  answer=$(dockerctl __complete words "\${(@)words[2,CURRENT]}" 2>/dev/null) || return 1
  case $answer in
    :file*) _files; return ;;
    :directory*) _files -/; return ;;
  esac
  while IFS=$'\\t' read -r value summary; do
    [[ -z $value ]] && continue
    values+=("$value")
    shown+=("$value\${summary:+  -- $summary}")
  done <<< "$answer"
  (( \${#values} )) && compadd -l -d shown -a values
}
if [[ $funcstack[1] == _dockerctl ]]; then _dockerctl "$@"; else compdef _dockerctl dockerctl; fi
`,
  fish: `# fish completion for dockerctl: dockerctl completions fish | source
function __dockerctl_complete
  set -l words (commandline -opc) (commandline -ct)
  set -l answer (dockerctl __complete words $words[2..-1] 2>/dev/null)
  switch "$answer[1]"
    case ':file*'
      __fish_complete_path (commandline -ct)
    case ':directory*'
      __fish_complete_directories (commandline -ct)
    case '*'
      printf '%s\\n' $answer
  end
end
complete -c dockerctl -f -a '(__dockerctl_complete)'
`,
};

export const completions = defineCommand({
  path: "completions",
  summary: "Print the completion script of a shell",
  description: "Completes commands, flags and their values, and the names of containers, images, " +
    "networks, volumes and contexts.",
  args: [{ name: "shell", complete: Object.keys(SCRIPTS) }],
  examples: [
    { text: "bash, in ~/.bashrc", command: "source <(dockerctl completions bash)" },
    { text: "zsh, in ~/.zshrc", command: "source <(dockerctl completions zsh)" },
    {
      text: "fish, once",
      command: "dockerctl completions fish > ~/.config/fish/completions/dockerctl.fish",
    },
  ],
  run: async (ctx, { shell }) => {
    const script = Object.hasOwn(SCRIPTS, shell) ? SCRIPTS[shell] : undefined;
    if (script === undefined) {
      const known = Object.keys(SCRIPTS).join(", ");
      throw new ExitError(1, `No completion for the shell "${shell}"; there is one for ${known}`);
    }
    // Called by the name docker, it is docker that is completed, and that answers.
    await ctx.streams.stdout.write(script.replaceAll(/\bdockerctl\b/g, PROGRAM));
  },
});
