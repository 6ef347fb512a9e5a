// Events of a model that answers → what the progress display shows: tokens so far, and the file being written.
import type { ModelEvent } from '../model/model.ts'
import type { Progress } from '../ports.ts'
import type { SpecId } from '../spec/spec.ts'

/** A rough count while text streams in: about three characters a token. */
const charactersPerToken = 3

export function listenWith(progress: Progress): (spec: SpecId, event: ModelEvent) => void {
  const texts = new Map<SpecId, { length: number; tail: string }>()
  return (spec, event) => {
    if (event.type === 'retry') {
      progress.update(spec, {
        note: `${event.reason}; trying again in ${Math.max(1, Math.round(event.waitSeconds))} s`,
      })
      return
    }
    if (event.type === 'note') {
      progress.say(event.text)
      return
    }
    if (event.type === 'thinking') return
    const seen = texts.get(spec) ?? { length: 0, tail: '' }
    const text = seen.tail + event.text
    // Only the unfinished line has to be kept: markers fill a line of their own.
    const next = { length: seen.length + event.text.length, tail: text.slice(text.lastIndexOf('\n') + 1) }
    texts.set(spec, next)
    const file = [...text.matchAll(/^=== (?:FILE|EDIT) [0-9a-f]{8} (.+?) ===/gm)].at(-1)?.[1]
    const tokens = Math.round(next.length / charactersPerToken)
    progress.update(spec, file === undefined ? { tokens } : { tokens, file })
  }
}
