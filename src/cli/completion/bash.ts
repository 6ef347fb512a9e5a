// The table of commands → a completion script for bash 3.2 (the version of macOS) or later, without bash-completion.
import { findIds, quoteSh } from './shell-text.ts'
import type { CompletedCommand, Values } from './table.ts'
import { placeCases, valueCases, walkCases } from './walk.ts'

/**
 * `compgen -W` expands its words, so that a file called `$(command).md` would run: nothing from the project goes
 * through it, and what is offered is quoted.
 */
export function bashScript(table: readonly CompletedCommand[]): string {
  return `# bash completion for spec. In ~/.bashrc:  source <(spec completions bash)

_spec_ids() (
  ${findIds}
)

# Offers each line of stdin that begins with the current word.
_spec_offer() {
  local line
  while IFS= read -r line; do
    if [[ $line == "$cur"* ]]; then COMPREPLY+=("$(printf '%q' "$line")"); fi
  done
}

_spec_files() {
  local line
  compopt -o filenames 2>/dev/null
  while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen "$1" -- "$cur")
}

_spec_flags() {
  case $1 in
${table.map((command) => `    ${quoteSh(command.path)}) printf '%s\\n' ${flagWords(command)} ;;`).join('\n')}
  esac
}

_spec() {
  local cur=\${COMP_WORDS[COMP_CWORD]} where='' previous='' word place=0 index dashes=0
  COMPREPLY=()
  # bash makes three words of --flag=value
  if [[ $cur == '=' ]]; then cur=''; fi
  for ((index = 1; index < COMP_CWORD; index++)); do
    word=\${COMP_WORDS[index]}
    if [[ $word == '=' ]]; then continue; fi
    if [[ -n $previous ]]; then previous=''; continue; fi
    if [[ $dashes == 0 ]]; then
      case "$where $word" in
${walkCases(table)}
      esac
    fi
    place=$((place + 1))
  done

  case $previous in
${valueCases(table, offer)}
  esac
  if [[ $dashes == 0 && $cur == -* ]]; then
    _spec_offer < <(_spec_flags "$where")
    return
  fi
  case "$where:$place" in
${placeCases(table, offer, (commands) => offerWords(commands.map(({ name }) => name)))}
  esac
}

complete -F _spec spec
`
}

function flagWords({ flags }: CompletedCommand): string {
  return flags
    .flatMap(({ spellings }) => spellings)
    .filter((flag) => flag.startsWith('--'))
    .map(quoteSh)
    .join(' ')
}

function offer(values: Values): string {
  switch (values.kind) {
    case 'words':
      return offerWords(values.words)
    case 'spec':
      return '_spec_offer < <(_spec_ids)'
    case 'file':
      return '_spec_files -f'
    case 'directory':
      return '_spec_files -d'
    case 'none':
      return ':'
  }
}

function offerWords(words: readonly string[]): string {
  return `_spec_offer < <(printf '%s\\n' ${words.map(quoteSh).join(' ')})`
}
