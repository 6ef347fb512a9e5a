// A conversation in, what it did to each file out: lines and windows that it put there or took away, each with the turn and
// the time.
import type { Conversation, FileUse } from '../session/conversation.ts'
import { hunksOfTokens, tokensOfHunks } from './patch-tokens.ts'
import { linesOfWindow, printOf, sideOf, tellingOf, type Print } from './prints.ts'

export interface Made {
  /** Numbers of the messages, from 1, in order. */
  readonly turns: readonly number[]
  /** Milliseconds since 1970, of each of the turns; null where the transcript does not say. */
  readonly times: readonly (number | null)[]
}

export interface FileEdits {
  /** As the transcript has it. */
  readonly path: string
  /** Where it was before. */
  readonly from: string | null
  /** Turns that changed it, whether the transcript says how or not. */
  readonly all: Made
  readonly added: ReadonlyMap<Print, Made>
  readonly windows: ReadonlyMap<Print, Made>
  readonly removed: ReadonlyMap<Print, Made>
  /** Fingerprint of a line → how much it tells. */
  readonly telling: ReadonlyMap<Print, number>
}

interface Growing {
  readonly turns: number[]
  readonly times: (number | null)[]
}

type Edit = Extract<FileUse, { readonly kind: 'edit' }>

/** By path, in the order of their first change. */
export function editsOf(conversation: Conversation): readonly FileEdits[] {
  const files = new Map<string, GrowingFile>()
  let time = timeOf(conversation.start)
  conversation.messages.forEach(({ blocks, at }, place) => {
    // A message without a time was not said before the one before it.
    time = timeOf(at) ?? time
    const when = { turn: place + 1, time }
    for (const block of blocks) {
      if (block.kind !== 'tool-call') continue
      for (const use of block.files) {
        if (use.kind !== 'edit') continue
        const file = files.get(use.path) ?? growingFile(use)
        files.set(use.path, file)
        take(file, use, when)
      }
    }
  })
  return [...files.values()]
}

function timeOf(at: string | null): number | null {
  const time = at === null ? Number.NaN : Date.parse(at)
  return Number.isNaN(time) ? null : time
}

interface When {
  readonly turn: number
  readonly time: number | null
}

interface GrowingFile {
  readonly path: string
  readonly from: string | null
  readonly all: Growing
  readonly added: Map<Print, Growing>
  readonly windows: Map<Print, Growing>
  readonly removed: Map<Print, Growing>
  readonly telling: Map<Print, number>
}

function growingFile({ path, from }: Edit): GrowingFile {
  return {
    path,
    from,
    all: { turns: [], times: [] },
    added: new Map(),
    windows: new Map(),
    removed: new Map(),
    telling: new Map(),
  }
}

function take(file: GrowingFile, { path, hunks }: Edit, when: When): void {
  note(file.all, when)
  for (const hunk of hunksOfTokens(tokensOfHunks(hunks, path))) {
    for (const { sign, tokens } of hunk) {
      if (sign === ' ' || tokens.length === 0) continue
      const print = printOf(tokens)
      keep(sign === '+' ? file.added : file.removed, print, when)
      file.telling.set(print, tellingOf(tokens))
    }
    const after = sideOf(hunk, '+')
    after.windows.forEach((print, at) => {
      const [first, last] = linesOfWindow(after, at)
      for (let line = first; line <= last; line++)
        if (hunk[line]?.sign === '+') return keep(file.windows, print, when)
    })
  }
}

function keep(into: Map<Print, Growing>, print: Print, when: When): void {
  const known = into.get(print)
  if (known) note(known, when)
  else into.set(print, { turns: [when.turn], times: [when.time] })
}

function note({ turns, times }: Growing, { turn, time }: When): void {
  if (turns.at(-1) === turn) return
  turns.push(turn)
  times.push(time)
}

/** Turns up to a time. Seconds since 1970; those without a time count. */
export function turnsUntil({ turns, times }: Made, seconds: number): readonly number[] {
  return turns.filter((_, at) => {
    const time = times[at]
    return time === undefined || time === null || time <= seconds * 1000
  })
}
