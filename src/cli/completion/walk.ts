// The table of commands → the branches of the `case` by which bash and zsh walk over the words before the cursor.
//
// The walk keeps `where` (the command so far), `previous` (a flag whose value comes next) and `place` (how many
// positionals came before); each branch is matched against "$where $word".
import { quoteSh } from './shell-text.ts'
import type { CompletedCommand, Values } from './table.ts'

/** What a shell does to offer values. */
export type Offer = (values: Values) => string

/** Flags whose next word is their value, any other flag, then the names of commands. */
export function walkCases(table: readonly CompletedCommand[]): string {
  const valued = table.flatMap(({ path, flags }) =>
    flags.flatMap(({ spellings, values }) =>
      values === null ? [] : spellings.map((flag) => quoteSh(`${path} ${flag}`)),
    ),
  )
  const named = table.flatMap(({ path, subcommands }) => {
    if (subcommands.length === 0) return []
    const patterns = subcommands.map(({ name }) => quoteSh(`${path} ${name}`)).join('|')
    return [`${patterns}) where=${path === '' ? '"$word"' : '"$where $word"'}; continue ;;`]
  })
  return [
    `*' --') dashes=1; continue ;;`,
    `${valued.join('|')}) previous="$where $word"; continue ;;`,
    `*' -'?*) continue ;;`,
    ...named,
  ]
    .map((line) => `        ${line}`)
    .join('\n')
}

/** Matched against `$previous`: the values of a flag. */
export function valueCases(table: readonly CompletedCommand[], offer: Offer): string {
  return table
    .flatMap(({ path, flags }) =>
      flags.flatMap(({ spellings, values }) => {
        if (values === null) return []
        const patterns = spellings.map((flag) => quoteSh(`${path} ${flag}`)).join('|')
        return [`    ${patterns}) ${offer(values)}; return ;;`]
      }),
    )
    .join('\n')
}

/** Matched against `$where:$place`: the values of a positional. */
export function placeCases(
  table: readonly CompletedCommand[],
  offer: Offer,
  offerCommands: (commands: CompletedCommand['subcommands']) => string,
): string {
  return table
    .flatMap(({ path, positionals, variadic, subcommands }) => {
      if (subcommands.length > 0) return [`    ${quoteSh(`${path}:0`)}) ${offerCommands(subcommands)} ;;`]
      return positionals.map((values, at) => {
        const repeats = variadic && at === positionals.length - 1
        const pattern = repeats ? `${quoteSh(`${path}:`)}*` : quoteSh(`${path}:${at}`)
        return `    ${pattern}) ${offer(values)} ;;`
      })
    })
    .join('\n')
}
