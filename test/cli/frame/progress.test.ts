// Work under way: live lines on a terminal, plain lines elsewhere.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createProgress } from '../../../src/cli/progress.ts'
import { createColours } from '../../../src/report/colours.ts'
import type { SpecId } from '../../../src/spec/spec.ts'
import type { Io } from '../../../src/cli/io.ts'
import { recordingIo } from './recorded.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

// Ids are branded by the spec stage, which is not under test here.
const auth = 'auth-flow' as SpecId
const shop = 'shop' as SpecId

function started(terminal: boolean, env: Io['env'] = {}) {
  const { io, stderr, stdout } = recordingIo({ stderrIsTTY: terminal, env })
  const progress = createProgress({ io, colours: createColours(false) })
  return { progress, written: () => stderr.join(''), stdout }
}

/** What a terminal would show: applies the few control sequences that are used. */
function screen(written: string): string[] {
  const lines: string[] = []
  let row = 0
  for (const [token, up] of written.matchAll(/\x1b\[(\d+)A|\x1b\[J|\x1b\[\?7[lh]|\r|[^\x1b\r\n]*\n/g)) {
    if (up !== undefined) row -= Number(up)
    else if (token === '\x1b[J') lines.length = row
    else if (token.endsWith('\n')) lines[row++] = token.slice(0, -1)
  }
  return lines
}

describe('on a terminal', () => {
  test('each spec has one line with seconds, tokens and the file, which its outcome replaces', () => {
    const { progress, written, stdout } = started(true)
    progress.begin(auth, 'asking anthropic')
    progress.begin(shop, 'asking anthropic')
    progress.update(auth, { tokens: 120, file: 'src/auth/login.ts' })
    vi.advanceTimersByTime(2500)
    expect(screen(written())).toEqual([
      'auth-flow  asking anthropic, 2.5 s, 120 tokens, src/auth/login.ts',
      'shop  asking anthropic, 2.5 s',
    ])
    progress.say('a line above')
    progress.end(auth, 'written')
    expect(screen(written())).toEqual([
      'a line above',
      'auth-flow: written (2.5 s, 120 tokens)',
      'shop  asking anthropic, 2.5 s',
    ])
    progress.end(shop, 'failed')
    progress.close()
    expect(screen(written())).toEqual([
      'a line above',
      'auth-flow: written (2.5 s, 120 tokens)',
      'shop: failed (2.5 s)',
    ])
    expect(stdout).toEqual([])
  })

  test('a note is shown until something else happens', () => {
    const { progress, written } = started(true)
    progress.begin(auth, 'asking')
    progress.update(auth, { note: 'overloaded; trying again in 2 s' })
    vi.advanceTimersByTime(100)
    expect(screen(written())).toEqual(['auth-flow  asking, 0.1 s, overloaded; trying again in 2 s'])
    progress.update(auth, { tokens: 3 })
    vi.advanceTimersByTime(100)
    expect(screen(written())).toEqual(['auth-flow  asking, 0.2 s, 3 tokens'])
    progress.close()
  })

  test('closing takes the live lines away', () => {
    const { progress, written } = started(true)
    progress.begin(auth, 'asking')
    progress.say('kept')
    progress.close()
    expect(screen(written())).toEqual(['kept'])
  })

  test('many specs do not outgrow the screen', () => {
    const { progress, written } = started(true)
    for (let n = 0; n < 40; n++) progress.begin(`spec-${n}` as SpecId, 'asking')
    expect(screen(written())).toHaveLength(12)
    expect(screen(written()).at(-1)).toBe('and 29 more')
    progress.close()
  })

  test('names from files are shown escaped', () => {
    const { progress, written } = started(true)
    progress.begin('a\x1b[2J' as SpecId, 'asking')
    progress.update('a\x1b[2J' as SpecId, { file: 'b\nc' })
    progress.say('d\x07')
    expect(screen(written())).toEqual([String.raw`d\x07`, String.raw`a\x1b[2J  asking, 0.0 s, b\nc`])
    progress.close()
  })
})

describe.each([
  ['in a pipe', false, {}],
  ['on a build server', true, { CI: '1' }],
  ['on a dumb terminal', true, { TERM: 'dumb' }],
])('%s', (_, terminal, env) => {
  test('begin, notes and outcome are plain lines', () => {
    const { progress, written } = started(terminal, env)
    progress.begin(auth, 'asking anthropic')
    progress.update(auth, { tokens: 10, file: 'src/a.ts' })
    progress.update(auth, { note: 'thinking' })
    progress.update(auth, { note: 'thinking' })
    vi.advanceTimersByTime(1000)
    progress.update(auth, { tokens: 20 })
    progress.end(auth, 'written')
    progress.say('all done')
    progress.close()
    expect(written()).toBe(
      'auth-flow: asking anthropic\nauth-flow: thinking\nauth-flow: written (1.0 s, 20 tokens)\nall done\n',
    )
  })
})
