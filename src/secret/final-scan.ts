// What is about to be written in, a yes or the reason why it must not be written out.
import { fail, ok, type Result } from '../diagnostic/diagnostic.ts'
import { digestText } from '../digest/digest.ts'
import { cannotScan } from './cannot-scan.ts'
import { secretDiagnostics } from './diagnose.ts'
import { mayBeJson } from './json-strings.ts'
import { jsonDocument, textDocument, type Document } from './redact-document.ts'
import { loadFinder, type Finder, type RedactOptions } from './redact-finder.ts'
import type { SecretHit } from './scan.ts'

/**
 * Ok where it may be written. A failure holds `session-secret` for each place, or why the scanner cannot run.
 *
 * @param content bytes, text, or parts of a text that a line end parts.
 */
export type FinalScan = (
  path: string,
  content: Uint8Array | string | readonly string[],
) => Promise<Result<null>>

/**
 * The last look at the very bytes that go into the archive, by the rules of redaction: what those leave alone (ids, signatures,
 * payloads) is left alone here. Lines that are JSON are read as JSON, everything else as text.
 */
export function finalScan(options: RedactOptions): FinalScan {
  let loading: ReturnType<typeof loadFinder> | null = null
  return async (path, content) => {
    try {
      loading ??= loadFinder(options)
      const loaded = await loading
      if (!loaded.ok) return loaded
      const hits = await hitsIn(path, partsOf(content), loaded.value)
      return hits.length === 0 ? ok(null) : fail(...secretDiagnostics(hits, 'session-secret'))
    } catch (error) {
      return cannotScan(error)
    }
  }
}

function partsOf(content: Uint8Array | string | readonly string[]): readonly string[] {
  if (typeof content === 'string') return [content]
  return content instanceof Uint8Array ? [new TextDecoder().decode(content)] : joined(content)
}

/** What is a value of JSON stays by itself; other lines are one text: a secret may stand on several. */
function joined(lines: readonly string[]): readonly string[] {
  const parts: string[] = []
  let others: string[] = []
  const close = (): void => {
    if (others.length > 0) parts.push(others.join('\n'))
    others = []
  }
  for (const line of lines) {
    if (!/^[[{]/u.test(line) || !/[\]}]$/u.test(line.slice(-1))) others.push(line)
    else {
      close()
      parts.push(line)
    }
  }
  close()
  return parts
}

async function hitsIn(path: string, parts: readonly string[], finder: Finder): Promise<readonly SecretHit[]> {
  const hits: SecretHit[] = []
  let plain = false
  for (const [at, text] of parts.entries()) {
    let mark = finder.gate.first(text)
    if (mark < 0) continue
    let line = parts.slice(0, at).reduce((sum, before) => sum + 1 + countLines(before, 0, before.length), 1)
    for (let counted = 0; mark >= 0;) {
      const start = text.lastIndexOf('\n', mark - 1) + 1
      const end = endOfLine(text, mark)
      line += countLines(text, counted, start)
      counted = start
      const one = text.slice(start, end)
      if (mayBeJson(one) && isJson(one)) {
        for (const hit of await hitsOf(jsonDocument(one, finder.gate), finder))
          hits.push({ ...hit, path, line })
      } else plain = true
      mark = finder.gate.first(text, end)
    }
  }
  return plain ? [...hits, ...(await hitsInText(path, parts.join('\n'), finder))] : hits
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end < 0 ? text.length : end
}

function countLines(text: string, from: number, to: number): number {
  let count = 0
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) count += 1
  return count
}

/** One value of JSON on many lines, or plain text. */
async function hitsInText(path: string, text: string, finder: Finder): Promise<readonly SecretHit[]> {
  const whole = /^\s*[[{]/u.test(text) && isJson(text)
  // Empty lines for those that are JSON: a private key stands on many.
  const rest = whole
    ? ''
    : text.replace(/^[ \t]*[[{].*[\]}][ \t\r]*$/gmu, (line) => (isJson(line) ? '' : line))
  const document = whole ? jsonDocument(text, finder.gate) : textDocument(rest, null)
  return (await hitsOf(document, finder)).map((hit) => {
    const before = whole ? '' : rest.slice(0, hit.from)
    return {
      path,
      line: before.split('\n').length,
      column: before.length - before.lastIndexOf('\n'),
      rule: hit.rule,
      digest: hit.digest,
    }
  })
}

/** Hits of a document; the column of a string in JSON is not known. */
async function hitsOf(
  document: Document,
  finder: Finder,
): Promise<readonly (Pick<SecretHit, 'rule' | 'digest' | 'column'> & { readonly from: number })[]> {
  const leaves = document.leaves.filter(
    ({ value, found }) => found.length > 0 || finder.gate.first(value) >= 0,
  )
  const found = await finder.find(leaves.map(({ value }) => value))
  return leaves.flatMap(({ value, found: known }, at) =>
    (known.length > 0 ? known : (found[at] ?? [])).map(({ from, to, rule }) => ({
      rule,
      digest: digestText(value.slice(from, to)),
      column: 1,
      from,
    })),
  )
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
