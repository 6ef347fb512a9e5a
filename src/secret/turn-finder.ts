// The texts of one message in; a finder of the strings of a transcript that say them, out.
import type { Finder } from './redact-finder.ts'
import type { Found } from './scan.ts'

/** Shorter texts are said many times: they are taken out of the message's own records alone. */
export const tellingText = 16

/**
 * @param texts whole texts and their lines.
 * @param own finds short ones too: for the records that the message was read from.
 */
export function turnFinder(texts: ReadonlySet<string>, own: boolean): Finder {
  const long = [...texts].filter((text) => text.length >= tellingText)
  const whole = (value: string): boolean => {
    const text = value.trim()
    if (text === '') return false
    // A single word may be the name of a kind or a role.
    if (texts.has(text)) return text.length >= tellingText || (own && !/^[a-z_-]+$/.test(text))
    return text.length >= tellingText && long.some((one) => one.includes(text))
  }
  const find = (value: string): Found[] => {
    if (value.startsWith('[REDACTED:')) return []
    if (whole(value)) return [{ from: 0, to: value.length, rule: 'turn' }]
    return long.flatMap((text) => {
      const at = value.indexOf(text)
      return at < 0 ? [] : [{ from: at, to: at + text.length, rule: 'turn' }]
    })
  }
  return {
    gate: { first: (text, from = 0) => (from < text.length ? from : -1), opens: () => true },
    find: (values) => Promise.resolve(values.map(find)),
  }
}
