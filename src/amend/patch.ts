// A spec's bytes and edits in, the bytes with these lines changed and every other byte as it was out.
import { diffArrays, type ArrayChange } from 'diff'
import { applyEdits, type Edit } from '../answer/edits.ts'
import { harmlessText } from '../answer/harmless.ts'
import { diagnostic, fail, ok, type Result } from '../diagnostic/diagnostic.ts'
import { decodeText, lineEndOf, normalText } from '../digest/text.ts'

/** The Markdown below the front matter, as it is shown to a model: LF, composed (NFC), no BOM. */
export function bodyOf(bytes: Uint8Array, bodyLine: number): string {
  return normalText(split(bytes, bodyLine).body).normalize('NFC')
}

/**
 * Applies edits to the Markdown below the front matter, which they cannot reach. Lines that stay keep their bytes, line ends
 * and white space included; new ones end as the file's do.
 *
 * Findings: `answer-edit` where an edit does not fit exactly one place, or brings control characters.
 *
 * @param bodyLine line of the file on which the Markdown begins, from 1.
 * @param source what places of edits call the answer.
 */
export function patchSpec(
  bytes: Uint8Array,
  bodyLine: number,
  edits: readonly Edit[],
  source: string,
): Result<Uint8Array> {
  const hidden = edits.find(({ replace }) => harmlessText(replace) !== replace)
  const edited =
    hidden === undefined
      ? applyEdits(bodyOf(bytes, bodyLine), edits)
      : {
          ok: false as const,
          why: 'its new lines hold control characters, or marks that turn the direction of text',
          line: hidden.line,
        }
  if (!edited.ok) {
    return fail(
      diagnostic('answer-edit', `an edit of the spec cannot be applied: ${edited.why}`, {
        place: { path: source, line: edited.line },
        hint: 'SEARCH copies whole lines of the spec as it stands, enough of them to be found once',
      }),
    )
  }
  const { head, body } = split(bytes, bodyLine)
  return ok(new TextEncoder().encode(head + withBytesOf(body, edited.text.normalize('NFC'))))
}

/** Above this many differing lines the exact difference is not searched for: a small amendment has a few. */
const maxEditLength = 1000

/** The new text, in which each line that the old one has too stands as it stood there. */
function withBytesOf(body: string, text: string): string {
  const end = lineEndOf(body)
  const raw = linesOf(body)
  const plain = raw.map((line) => line.replace(/\r?\n$/u, '').normalize('NFC'))
  const now = text === '' ? [] : text.replace(/\n$/u, '').split('\n')
  const lines: string[] = []
  let at = 0
  for (const { added, removed, value } of diffArrays(plain, now, { maxEditLength }) ??
    replacement(plain, now)) {
    if (added) lines.push(...value.map((line) => line + end))
    else {
      if (!removed) lines.push(...raw.slice(at, at + value.length))
      at += value.length
    }
  }
  // Only the last line may lack its end, and it lacks it where the last line did before.
  const closed = lines.map((line) => (line.endsWith('\n') ? line : line + end)).join('')
  const isOpen = raw.length > 0 && raw.at(-1)?.endsWith('\n') === false
  return isOpen ? closed.replace(/\r?\n$/u, '') : closed
}

/** All lines between what both begin and end with, as one change. */
function replacement(
  before: readonly string[],
  after: readonly string[],
): readonly Pick<ArrayChange<string>, 'added' | 'removed' | 'value'>[] {
  const least = Math.min(before.length, after.length)
  let head = 0
  while (head < least && before[head] === after[head]) head++
  let tail = 0
  while (tail < least - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++
  const part = (lines: readonly string[], from: number, to: number, added: boolean, removed: boolean) => ({
    added,
    removed,
    value: lines.slice(from, to),
  })
  return [
    part(before, 0, head, false, false),
    part(before, head, before.length - tail, false, true),
    part(after, head, after.length - tail, true, false),
    part(before, before.length - tail, before.length, false, false),
  ]
}

function split(bytes: Uint8Array, bodyLine: number): { readonly head: string; readonly body: string } {
  // A spec that was parsed is text.
  const text = decodeText(bytes) ?? ''
  let at = text.startsWith('\ufeff') ? 1 : 0
  for (let line = 1; line < bodyLine; line++) {
    const next = text.indexOf('\n', at)
    at = next < 0 ? text.length : next + 1
  }
  return { head: text.slice(0, at), body: text.slice(at) }
}

/** Lines with their ends. */
function linesOf(body: string): readonly string[] {
  return body === '' ? [] : body.split(/(?<=\n)/u)
}
