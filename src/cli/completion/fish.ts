// The table of commands → a completion script for fish, with descriptions.
import { findIds, quoteFish } from './shell-text.ts'
import type { CompletedCommand, CompletedFlag, Values } from './table.ts'

export function fishScript(table: readonly CompletedCommand[]): string {
  return `# fish completion for spec. In ~/.config/fish/config.fish:  spec completions fish | source

function __spec_ids
    sh -c ${quoteFish(findIds)}
end

# The command so far and the number of positionals after it: "drift:1".
function __spec_where
    set -l where ''
    set -l place 0
    set -l skip 0
    set -l words (commandline -opc)
    for word in $words[2..-1]
        if test $skip = 1
            set skip 0
            continue
        end
        switch "$where $word"
            case ${valuedFlags(table)}
                set skip 1
            case '* -*'
                continue
${groupCases(table)}
            case '*'
                set place (math $place + 1)
        end
    end
    echo "$where:$place"
end

function __spec_in
    string match -q -- "$argv[1]:*" (__spec_where)
end

function __spec_at
    test (__spec_where) = "$argv[1]"
end

complete -c spec -e
complete -c spec -f
${table.flatMap(commandLines).join('\n')}
`
}

function valuedFlags(table: readonly CompletedCommand[]): string {
  return table
    .flatMap(({ path, flags }) =>
      flags.flatMap(({ spellings, values }) =>
        values === null ? [] : spellings.map((flag) => quoteFish(`${path} ${flag}`)),
      ),
    )
    .join(' ')
}

function groupCases(table: readonly CompletedCommand[]): string {
  return table
    .filter(({ subcommands }) => subcommands.length > 0)
    .map(({ path, subcommands }) => {
      const patterns = subcommands.map(({ name }) => quoteFish(`${path} ${name}`)).join(' ')
      const next = path === '' ? '$word' : '"$where $word"'
      return `            case ${patterns}\n                set where ${next}`
    })
    .join('\n')
}

function commandLines({ path, flags, subcommands, positionals, variadic }: CompletedCommand): string[] {
  const here = quoteFish(`__spec_in ${quoteFish(path)}`)
  return [
    ...subcommands.map(
      ({ name, summary }) =>
        `complete -c spec -n ${quoteFish(`__spec_at ${quoteFish(`${path}:0`)}`)} -a ${name} -d ${quoteFish(summary)}`,
    ),
    ...flags.map((flag) => `complete -c spec -n ${here} ${flagOptions(flag)}`),
    ...positionals.flatMap((values, at) => {
      const repeats = variadic && at === positionals.length - 1
      const when = repeats ? here : quoteFish(`__spec_at ${quoteFish(`${path}:${at}`)}`)
      return values.kind === 'none' ? [] : [`complete -c spec -n ${when} ${offer(values)}`]
    }),
  ]
}

function flagOptions({ spellings, description, values }: CompletedFlag): string {
  const names = spellings.map((flag) =>
    flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`,
  )
  const takes = values === null ? [] : ['-r', offer(values)]
  return [...names, ...takes, '-d', quoteFish(description)].join(' ')
}

function offer(values: Values): string {
  switch (values.kind) {
    case 'words':
      return `-f -a ${quoteFish(values.words.join(' '))}`
    case 'spec':
      return `-f -a '(__spec_ids)'`
    case 'file':
      return '-F'
    case 'directory':
      return `-f -a '(__fish_complete_directories)'`
    case 'none':
      return '-f'
  }
}
