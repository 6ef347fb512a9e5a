// Work under way → on a terminal one live line for each spec, elsewhere a plain line at its begin and its end.
import type { Colours } from '../report/colours.ts'
import { escapeText } from '../report/escape.ts'
import type { Progress } from '../ports.ts'
import type { SpecId } from '../spec/spec.ts'
import { isLive } from './colour.ts'
import type { Io } from './io.ts'

export interface ProgressOptions {
  readonly io: Pick<Io, 'stderr' | 'env'>
  readonly colours: Colours
}

export interface OpenProgress extends Progress {
  /** Takes the live lines away. To be called whichever way the work ended. */
  close(): void
  /** Takes the live lines away until what it gives is called: somebody is asked something. */
  hold(): () => void
}

interface Work {
  readonly id: SpecId
  readonly startedAt: number
  what: string
  tokens: number | null
  file: string | null
  note: string | null
}

/** Milliseconds; never set back, as the clock on the wall may be. */
const now = (): number => performance.now()

type Detail = Parameters<Progress['update']>[1]

/** Lines that are drawn again and again must not outgrow the screen. */
const mostLines = 12
const redrawMs = 100

export function createProgress(options: ProgressOptions): OpenProgress {
  const { env, stderr } = options.io
  return isLive(env, stderr) ? liveProgress(options) : plainProgress(options)
}

function plainProgress({ io, colours }: ProgressOptions): OpenProgress {
  const works = new Map<SpecId, Work>()
  const line = (text: string): void => io.stderr.write(`${text}\n`)
  return {
    begin(id, what) {
      works.set(id, startWork(id, what))
      line(`${escapeText(id)}: ${escapeText(what)}`)
    },
    update(id, detail) {
      const work = works.get(id)
      // A note is told once, however often it comes.
      const isNew = detail.note !== undefined && detail.note !== work?.note
      if (work !== undefined) applyDetail(work, detail)
      if (isNew) line(`${escapeText(id)}: ${escapeText(detail.note ?? '')}`)
    },
    end(id, outcome) {
      line(lastLine(id, outcome, works.get(id), colours))
      works.delete(id)
    },
    say: (text) => line(escapeText(text)),
    close() {},
    hold: () => () => {},
  }
}

function liveProgress({ io, colours }: ProgressOptions): OpenProgress {
  const works = new Map<SpecId, Work>()
  let drawn = 0
  let timer: NodeJS.Timeout | null = null
  /** Lines that are to stand above, once nobody is asked something any more. */
  let held: string[] | null = null

  const erase = (): string => (drawn === 0 ? '' : `\x1b[${drawn}A\r\x1b[J`)
  // Without automatic wrapping (DECAWM) a line too long for the screen stays one line, however wide its characters.
  const draw = (above: readonly string[] = []): void => {
    if (held !== null) {
      held.push(...above)
      return
    }
    const lines = liveLines([...works.values()], colours)
    const text = [...above, ...lines].map((line) => `${line}\n`).join('')
    if (text !== '' || drawn > 0) io.stderr.write(`${erase()}\x1b[?7l${text}\x1b[?7h`)
    drawn = lines.length
  }
  const stop = (): void => {
    if (timer !== null) clearInterval(timer)
    timer = null
  }

  return {
    begin(id, what) {
      works.set(id, startWork(id, what))
      timer ??= setInterval(draw, redrawMs).unref()
      draw()
    },
    update(id, detail) {
      const work = works.get(id)
      if (work !== undefined) applyDetail(work, detail)
    },
    end(id, outcome) {
      const line = lastLine(id, outcome, works.get(id), colours)
      works.delete(id)
      if (works.size === 0) stop()
      draw([line])
    },
    say: (text) => draw([escapeText(text)]),
    hold() {
      io.stderr.write(erase())
      drawn = 0
      held = []
      return () => {
        const above = held ?? []
        held = null
        draw(above)
      }
    },
    close() {
      stop()
      works.clear()
      draw()
    },
  }
}

function liveLines(works: readonly Work[], colours: Colours): readonly string[] {
  const shown = works.length > mostLines ? works.slice(0, mostLines - 1) : works
  const more = works.length - shown.length
  return [
    ...shown.map((work) => {
      const facts = [escapeText(work.what), ...counts(work)]
      for (const fact of [work.file, work.note]) if (fact !== null) facts.push(escapeText(fact))
      return `${colours.cyan(escapeText(work.id))}  ${colours.dim(facts.join(', '))}`
    }),
    ...(more > 0 ? [colours.dim(`and ${more} more`)] : []),
  ]
}

function lastLine(id: SpecId, outcome: string, work: Work | undefined, colours: Colours): string {
  const facts = work === undefined ? [] : counts(work)
  const tail = facts.length === 0 ? '' : colours.dim(` (${facts.join(', ')})`)
  return `${escapeText(id)}: ${escapeText(outcome)}${tail}`
}

function counts(work: Work): string[] {
  const seconds = `${((now() - work.startedAt) / 1000).toFixed(1)} s`
  return work.tokens === null ? [seconds] : [seconds, `${work.tokens} tokens`]
}

function startWork(id: SpecId, what: string): Work {
  return { id, startedAt: now(), what, tokens: null, file: null, note: null }
}

/** A note lasts until something else happens. */
function applyDetail(work: Work, { tokens, file, note }: Detail): void {
  if (tokens !== undefined) work.tokens = tokens
  if (file !== undefined) work.file = file
  work.note = note ?? null
}
