// A blast radius in, the lines that tell it to people out. Names are from code: who prints them escapes them.
import type { BlastRadius, RadiusSymbol } from './radius.ts'

const changes: Readonly<Record<RadiusSymbol['change'], string>> = {
  added: 'added',
  removed: 'removed',
  renamed: 'renamed',
  moved: 'moved',
  signature: 'signature',
  body: 'body',
}

/** `` `login` body ``, `` `enter` renamed from `login` ``, `src/a.json body` for a file without symbols. */
export function symbolWords({ path, symbol, change, before }: RadiusSymbol): string {
  const name = symbol === '' ? `statements of ${path}` : `\`${symbol}\``
  const from = before === null ? '' : ` from ${change === 'renamed' ? `\`${before}\`` : before}`
  return `${name} ${symbol === '' ? 'changed' : changes[change]}${from}`
}

const withUser = (symbol: RadiusSymbol): string =>
  symbolWords(symbol) + (symbol.through === null ? '' : ` (for \`${symbol.through}\`)`)

const withPlace = (symbol: RadiusSymbol): string =>
  symbol.symbol === ''
    ? `${symbolWords(symbol)} (line ${symbol.line})`
    : `${symbolWords(symbol)} (${symbol.path}:${symbol.line})`

/**
 * One line for each requirement that moved, one for what may follow from other parts, one for new files, and what is left:
 * ``R4 changed: `login` body, `LockoutPolicy` added; collateral: none``. The last goes on the line of the requirement, where
 * there is only one.
 */
export function radiusLines({
  requirements,
  following,
  created,
  collateral,
}: BlastRadius): readonly string[] {
  const lines = requirements.map(
    ({ id, change, symbols }) => `${id} ${change}: ${symbols.map(withUser).join(', ') || 'no code'}`,
  )
  if (following.symbols.length > 0)
    lines.push(
      `may follow from ${following.causes.join(', ')}: ${following.symbols.map(withPlace).join(', ')}`,
    )
  if (created.length > 0) lines.push(`new: ${created.join(', ')}`)
  const rest = `collateral: ${collateral.map(withPlace).join(', ') || 'none'}`
  const [only] = lines
  return only !== undefined && lines.length === 1 ? [`${only}; ${rest}`] : [...lines, rest]
}
