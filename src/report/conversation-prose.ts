// What a person or a model wrote in; its blocks and the few kinds of emphasis that are kept, out. No Markdown parser: one
// takes seconds for a megabyte, and all that is not recognised here is shown as the plain text that it is.

export type Inline =
  | { readonly kind: 'plain'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'strong'; readonly text: string }

export type ProseBlock =
  | { readonly kind: 'blank' }
  | { readonly kind: 'fence'; readonly language: string; readonly text: string }
  | { readonly kind: 'heading'; readonly inlines: readonly Inline[] }
  /** `marker`: `-`, `1.` or nothing. `indent` in columns. */
  | {
      readonly kind: 'line'
      readonly indent: number
      readonly quote: boolean
      readonly marker: string
      readonly inlines: readonly Inline[]
    }

/** Languages that a page may colour; never one that a page draws or runs (mermaid, math, geojson). */
const languages = new Set(
  (
    'bash c clojure cmake console cpp cs csharp css csv dart diff dockerfile elixir erlang fish go graphql groovy haskell ' +
    'hcl html http ini java javascript js json json5 jsonc jsonl jsx kotlin lua make makefile markdown md nix objc ocaml ' +
    'perl php plaintext powershell proto ps1 py python r rb ruby rs rust scala scss sh shell sql swift svelte terraform ' +
    'text toml ts tsx txt typescript vim vue xml yaml yml zig zsh'
  ).split(' '),
)

const fenceStart = /^ {0,12}(`{3,}|~{3,})[ \t]*([^\s`{]*)[^`]*$/

export function readProse(text: string): readonly ProseBlock[] {
  const lines = text.replace(/\r\n?/g, '\n').split('\n')
  const blocks: ProseBlock[] = []
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ''
    const open = fenceStart.exec(line)
    if (open !== null) {
      const end = closingLine(lines, at + 1, open[1] ?? '')
      const language = (open[2] ?? '').toLowerCase()
      blocks.push({
        kind: 'fence',
        language: languages.has(language) ? language : '',
        text: lines.slice(at + 1, end).join('\n'),
      })
      at = end
    } else if (isTableRow(line)) {
      let end = at
      while (end < lines.length && isTableRow(lines[end] ?? '')) end += 1
      // Columns stay below each other only where letters have one width.
      blocks.push({ kind: 'fence', language: '', text: lines.slice(at, end).join('\n') })
      at = end - 1
    } else blocks.push(lineBlock(line))
  }
  return blocks
}

/** The line that closes a fence: as long a run at least, and nothing else. Without one it goes to the end. */
function closingLine(lines: readonly string[], from: number, fence: string): number {
  for (let at = from; at < lines.length; at++) {
    const line = (lines[at] ?? '').trim()
    if (line.length >= fence.length && line === fence.charAt(0).repeat(line.length)) return at
  }
  return lines.length
}

const isTableRow = (line: string): boolean => /^\s*\|.*\|\s*$/.test(line)

function lineBlock(line: string): ProseBlock {
  if (line.trim() === '') return { kind: 'blank' }
  const heading = /^ {0,3}#{1,6}[ \t]+(.*)$/.exec(line)
  if (heading !== null)
    return { kind: 'heading', inlines: readInlines((heading[1] ?? '').replace(/[ \t]+#+[ \t]*$/, '')) }
  const quoted = /^ {0,3}>[ \t]?(.*)$/.exec(line)
  const rest = quoted === null ? line : (quoted[1] ?? '')
  const [, space = '', marker = '', words = ''] = /^([ \t]*)([-*+]|\d{1,9}[.)])[ \t]+(.*)$/.exec(rest) ?? []
  const quote = quoted !== null
  if (marker === '') {
    const own = /^[ \t]*/.exec(rest)?.[0] ?? ''
    return { kind: 'line', indent: columns(own), quote, marker: '', inlines: readInlines(rest.trim()) }
  }
  const kept = /\d/.test(marker) ? marker : '-'
  return { kind: 'line', indent: columns(space), quote, marker: kept, inlines: readInlines(words) }
}

const columns = (space: string): number => space.replaceAll('\t', '    ').length

/** Code spans and strong text within one line. */
export function readInlines(line: string): readonly Inline[] {
  const found: Inline[] = []
  let from = 0
  for (const match of line.matchAll(
    /(?<!`)(`+)(?!`)([^\n]{1,400}?)(?<!`)\1(?!`)|\*\*(?=\S)([^*`\n]{1,400}?\S)\*\*/g,
  )) {
    if (match.index > from) found.push({ kind: 'plain', text: line.slice(from, match.index) })
    const code = match[2]
    if (code !== undefined) found.push({ kind: 'code', text: code.trim() === '' ? code : code.trim() })
    else found.push({ kind: 'strong', text: match[3] ?? '' })
    from = match.index + match[0].length
  }
  if (from < line.length) found.push({ kind: 'plain', text: line.slice(from) })
  return found
}
