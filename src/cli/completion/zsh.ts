// The table of commands → a completion script for zsh, with descriptions.
import { findIds, quoteSh } from './shell-text.ts'
import type { CompletedCommand, Values } from './table.ts'
import { placeCases, valueCases, walkCases } from './walk.ts'

/** `path` is not used as a name: in zsh it is the search path. */
export function zshScript(table: readonly CompletedCommand[]): string {
  return `#compdef spec
# zsh completion for spec. In ~/.zshrc, after compinit:  source <(spec completions zsh)

_spec_ids() (
  ${findIds}
)

_spec_flags() {
  case $1 in
${table.map((command) => `    ${quoteSh(command.path)}) offers=(${flagWords(command)}) ;;`).join('\n')}
  esac
}

_spec() {
  local -a offers
  local where='' previous='' word place=0 index dashes=0
  for ((index = 2; index < CURRENT; index++)); do
    word=\${words[index]}
    if [[ -n $previous ]]; then previous=''; continue; fi
    if [[ $dashes == 0 ]]; then
      case "$where $word" in
${walkCases(table)}
      esac
    fi
    place=$((place + 1))
  done

  if [[ $dashes == 0 && -z $previous && \${words[CURRENT]} == --*=* ]]; then
    previous="$where \${words[CURRENT]%%=*}"
    compset -P '*='
  fi
  case $previous in
${valueCases(table, offer)}
  esac
  if [[ $dashes == 0 && \${words[CURRENT]} == -* ]]; then
    _spec_flags "$where"
    _describe -o flag offers
    return
  fi
  case "$where:$place" in
${placeCases(table, offer, (commands) => `offers=(${described(commands)}); _describe command offers`)}
  esac
}

# Loaded by compinit from a folder of functions, or sourced.
if [[ \${funcstack[1]} == _spec ]]; then _spec "$@"; else compdef _spec spec; fi
`
}

function flagWords({ flags }: CompletedCommand): string {
  return described(
    flags.flatMap(({ spellings, description }) =>
      spellings.filter((flag) => flag.startsWith('--')).map((name) => ({ name, summary: description })),
    ),
  )
}

/** `_describe` reads `word:description`. */
function described(words: readonly { readonly name: string; readonly summary: string }[]): string {
  return words.map(({ name, summary }) => quoteSh(`${name.replaceAll(':', '\\:')}:${summary}`)).join(' ')
}

function offer(values: Values): string {
  switch (values.kind) {
    case 'words':
      return `compadd -- ${values.words.map(quoteSh).join(' ')}`
    case 'spec':
      // Split at line feeds; zsh does not expand what comes out of a parameter.
      return `offers=(\${(f)"$(_spec_ids)"}); compadd -a offers`
    case 'file':
      return '_files'
    case 'directory':
      return '_files -/'
    case 'none':
      return ':'
  }
}
