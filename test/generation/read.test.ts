// One or more answers of a conversation become one generation, or findings that say why not.
import { describe, expect, test } from 'vitest'
import { markers } from '../../src/answer/format.ts'
import type { Conversation, Turn } from '../../src/model/conversation.ts'
import { noUsage } from '../../src/model/model.ts'
import { readGeneration, readTurns } from '../../src/generation/read.ts'
import { compilePrompt } from '../../src/prompt/compile.ts'
import { renderAnswer } from '../answer/render.ts'
import { buildInputs, buildSpec, target } from '../prompt/build.ts'

const spec = buildSpec({
  id: 'pair',
  targets: ['src/a.ts', 'src/b.ts'],
  requirements: { R1: 'There is a.', R2: 'There is b.' },
})
const prompt = compilePrompt(spec, buildInputs(spec))
const { tag } = prompt

const a = { path: 'src/a.ts', text: 'export const a = 1\n' }
const b = { path: 'src/b.ts', text: 'export const b = 2\n' }
const decided = {
  requirement: 'R1',
  open: 'the value',
  chosen: 'one',
  because: 'it is small',
  noChange: false,
}

const turn = (answer: string | null, kind = 'anthropic', name = 'some-model'): Turn => ({
  answer,
  stop: answer === null ? 'failed' : 'end',
  identity: { kind, name },
  usage: noUsage,
  requestId: null,
})

const conversation = (...turns: readonly Turn[]): Conversation => ({
  question: prompt.question,
  system: prompt.system,
  messages: prompt.messages,
  turns,
})

const codes = (turns: readonly Turn[]): string[] => {
  const result = readGeneration(spec, prompt, conversation(...turns))
  return result.diagnostics.map((one) => one.code)
}

describe('readGeneration', () => {
  test('one whole answer is a generation, with its question, its model and its conversation', () => {
    const answer = turn(
      renderAnswer({ tag, files: [a, b], decisions: [decided], trace: { R1: ['src/a.ts#a'] } }),
    )
    const result = readGeneration(spec, prompt, conversation(answer))
    expect(result).toMatchObject({
      ok: true,
      diagnostics: [],
      value: {
        spec: 'pair',
        question: prompt.question,
        files: [a, b],
        decisions: [decided],
        trace: [{ requirement: 'R1', symbols: [{ path: 'src/a.ts', name: 'a' }] }],
        identity: { kind: 'anthropic', name: 'some-model' },
        conversation: { turns: [answer] },
      },
    })
  })

  test('a file that was asked for again comes from the later answer, the others from the first', () => {
    const whole = renderAnswer({ tag, files: [a, b], decisions: [decided] })
    const cut = whole.slice(0, whole.indexOf('const b'))
    const again = renderAnswer({
      tag,
      files: [
        { ...a, text: 'export const a = 9\n' },
        { ...b, text: 'export const b = 3\n' },
      ],
      trace: { R2: ['src/b.ts#b'] },
    })
    const result = readGeneration(spec, prompt, conversation(turn(cut), turn(again)))
    expect(result).toMatchObject({
      ok: true,
      diagnostics: [],
      value: {
        files: [a, { path: 'src/b.ts', text: 'export const b = 3\n' }],
        trace: [{ requirement: 'R2' }],
      },
    })
  })

  test('decisions of all answers count, each once', () => {
    const other = { ...decided, requirement: null, chosen: 'two' }
    const first = renderAnswer({ tag, files: [a], decisions: [decided] })
    const second = renderAnswer({ tag, files: [b], decisions: [decided, other] })
    const result = readGeneration(spec, prompt, conversation(turn(first), turn(second)))
    expect(result.ok && result.value.decisions).toEqual([decided, other])
  })

  test('of a file from a later answer, the trace of that answer counts, and an earlier one where it has none', () => {
    const first = renderAnswer({ tag, files: [a], trace: { R1: ['src/a.ts#a'], R2: ['src/b.ts#old'] } })
    const traced = renderAnswer({ tag, files: [b], trace: { R2: ['src/b.ts#b'] } })
    const untraced = renderAnswer({ tag, files: [b] })
    const traceOf = (second: string): unknown => {
      const result = readGeneration(spec, prompt, conversation(turn(first), turn(second)))
      return (
        result.ok &&
        result.value.trace.map((one) => [one.requirement, ...one.symbols.map((symbol) => symbol.name)])
      )
    }
    expect(traceOf(traced)).toEqual([
      ['R1', 'a'],
      ['R2', 'b'],
    ])
    expect(traceOf(untraced)).toEqual([
      ['R1', 'a'],
      ['R2', 'old'],
    ])
  })

  test('a failed call between two answers changes nothing', () => {
    const turns = [
      turn(renderAnswer({ tag, files: [a] })),
      turn(null),
      turn(renderAnswer({ tag, files: [b] })),
    ]
    expect(codes(turns)).toEqual([])
  })

  test('what is still missing is told once, of the last answer', () => {
    const turns = [turn(renderAnswer({ tag, files: [] })), turn(renderAnswer({ tag, files: [b] }))]
    const result = readGeneration(spec, prompt, conversation(...turns))
    expect(result).toMatchObject({
      ok: false,
      diagnostics: [{ code: 'answer-missing-file', place: { path: 'answer 2' } }],
    })
  })

  test('a file that nobody asked for is a finding, however many answers there are', () => {
    const extra = { path: 'src/extra.ts', text: 'x\n' }
    const turns = [turn(renderAnswer({ tag, files: [a, extra] })), turn(renderAnswer({ tag, files: [b] }))]
    expect(codes(turns)).toEqual(['answer-extra-file'])
  })

  test('no answer at all is told', () => {
    expect(codes([turn(null)])).toEqual(['answer-unreadable'])
    expect(codes([])).toEqual(['answer-unreadable'])
  })

  test('findings about an answer from a file name that file', () => {
    const result = readGeneration(spec, prompt, conversation(turn('nothing', 'response', 'answer.md')))
    expect(result.diagnostics[0]).toMatchObject({
      code: 'answer-unreadable',
      place: { path: 'answer.md', line: 1 },
    })
  })
})

describe('readTurns', () => {
  test('says which files to ask for again', () => {
    const { read, askAgain } = readTurns(spec, prompt, [turn(renderAnswer({ tag, files: [a] }))])
    expect([read.missing, askAgain]).toEqual([[target('src/b.ts')], true])
  })

  test('an answer in no format at all is worth asking again', () => {
    expect(readTurns(spec, prompt, [turn('Here is your code.')])).toMatchObject({ askAgain: true })
  })

  test('an answer to an older question is not', () => {
    const stale = turn(renderAnswer({ tag: '0badcafe', files: [a, b] }))
    expect(readTurns(spec, prompt, [stale])).toMatchObject({
      askAgain: false,
      diagnostics: [{ code: 'answer-stale' }],
    })
  })

  test('nothing is asked again of an answer that is whole', () => {
    expect(readTurns(spec, prompt, [turn(renderAnswer({ tag, files: [a, b] }))])).toMatchObject({
      askAgain: false,
    })
  })
})

describe('edits in an answer', () => {
  const current = new Map([
    [target('src/a.ts'), a.text],
    [target('src/b.ts'), b.text],
  ])
  const update = compilePrompt(spec, buildInputs(spec, { current }))
  const edit = (search: string, replace: string): string =>
    [
      markers.edit(update.tag, 'src/a.ts'),
      markers.search(update.tag),
      search,
      markers.replace(update.tag),
      replace,
      markers.endFile(update.tag),
      '',
    ].join('\n')
  const rest = renderAnswer({ tag: update.tag, files: [b] })

  test('start from the code that the prompt shows', () => {
    const { read } = readTurns(spec, update, [turn(edit('export const a = 1', 'export const a = 7') + rest)])
    expect(read.files[0]).toMatchObject({ path: 'src/a.ts', text: 'export const a = 7\n' })
  })

  test('that do not fit leave the file missing, with the reason, until it comes whole', () => {
    const wrong = turn(edit('export const a = 2', 'x') + rest)
    const first = readTurns(spec, update, [wrong])
    expect(first).toMatchObject({ askAgain: true, read: { missing: ['src/a.ts'] } })
    expect(first.faults.get(target('src/a.ts'))).toMatchObject({ code: 'answer-edit' })
    expect(first.diagnostics.map(({ code }) => code)).toEqual(['answer-edit'])
    const second = readTurns(spec, update, [wrong, turn(renderAnswer({ tag: update.tag, files: [a] }))])
    expect([second.diagnostics, second.faults.size, second.read.missing]).toEqual([[], 0, []])
  })

  test('without code in the prompt are no file', () => {
    const fresh = edit('export const a = 1', 'x').replaceAll(update.tag, tag)
    expect(readTurns(spec, prompt, [turn(fresh)]).faults.get(target('src/a.ts'))?.code).toBe('answer-edit')
  })
})
