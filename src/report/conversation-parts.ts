// Texts of a conversation in; the parts that a turn is shown as, and shortened texts, out.
import { counted } from './drift-words.ts'

/** All text is as the transcript has it: whoever writes it down escapes it. */
export type Part =
  | { readonly kind: 'prose'; readonly text: string }
  | { readonly kind: 'code'; readonly language: string; readonly text: string }
  | { readonly kind: 'note'; readonly text: string }
  /** Another message of the same turn begins. */
  | { readonly kind: 'anchor'; readonly number: number }
  /** `what` is a word of ours, `about` may hold anything. */
  | {
      readonly kind: 'fold'
      readonly what: string
      readonly about: string
      readonly mark: string
      readonly parts: readonly Part[]
    }

/** Lines and characters of one text that are shown where not all of it is. */
const most = { lines: 60, chars: 8_000 }

/** The beginning of a long text, with a count of what is not there. */
export function shortened(text: string): string {
  const lines = text.replace(/\r\n?/g, '\n').replace(/\n+$/, '').split('\n')
  let chars = 0
  let kept = 0
  while (kept < lines.length && kept < most.lines) {
    chars += (lines[kept]?.length ?? 0) + 1
    if (chars > most.chars) break
    kept += 1
  }
  if (kept === lines.length) return text
  if (kept === 0) {
    const first = [...(lines[0] ?? '').slice(0, most.chars)].join('')
    return `${first}\n… ${counted(text.length - first.length, 'more character')}; --full shows all`
  }
  return `${lines.slice(0, kept).join('\n')}\n… ${counted(lines.length - kept, 'more line')}; --full shows all`
}
