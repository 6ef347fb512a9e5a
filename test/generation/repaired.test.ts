// A generation and the answers that mend it: what is replaced, what stays, what is asked for again.
import { describe, expect, test } from 'vitest'
import { markers } from '../../src/answer/format.ts'
import type { Conversation, Turn } from '../../src/model/conversation.ts'
import { noUsage } from '../../src/model/model.ts'
import { readRepair, repaired, type ReadRepair } from '../../src/generation/repaired.ts'
import type { Prompt } from '../../src/prompt/prompt.ts'
import { scene, target } from '../verify/builders.ts'

const tag = '0a1b2c3d'
const given = scene({
  files: { 'src/a.ts': 'a\n', 'src/b.ts': 'b\n' },
  requirements: ['R1', 'R2'],
  trace: { R1: ['src/a.ts#a'], R2: ['src/b.ts#b'] },
  decisions: [{ requirement: 'R1', open: 'how', chosen: 'so', because: 'it fits', noChange: false }],
})
const prompt: Prompt = {
  spec: given.spec.head.id,
  question: given.generation.question,
  intent: given.generation.question,
  tag,
  asked: [target('src/a.ts'), target('src/b.ts')],
  bases: [],
  system: [],
  messages: [],
  template: 't',
}
const conversation: Conversation = { question: prompt.question, system: [], messages: [], turns: [] }

const turn = (answer: string | null): Turn => ({
  answer,
  stop: 'end',
  identity: { kind: 'anthropic', name: 'm' },
  usage: noUsage,
  requestId: null,
})

const file = (path: string, text: string): string =>
  [markers.file(tag, path), '```ts', text, '```', markers.endFile(tag), ''].join('\n')
const rest = (trace: string, decision = '- none'): string =>
  [markers.decisions(tag), decision, '', markers.trace(tag), trace, '', markers.done(tag)].join('\n')

const read = (...answers: readonly (string | null)[]): ReadRepair =>
  readRepair(given.spec, prompt, answers.map(turn), given.generation.files)
const filesOf = (repair: ReadRepair): readonly (readonly string[])[] =>
  repaired(given.generation, repair, conversation).files.map(({ path, text }) => [path, text])

describe('a repair', () => {
  test('replaces the files that came, and keeps the others in their place', () => {
    expect(filesOf(read(file('src/b.ts', 'mended') + rest('')))).toEqual([
      ['src/a.ts', 'a\n'],
      ['src/b.ts', 'mended\n'],
    ])
  })

  test('may bring a trace alone; lines of requirements that it does not name stay', () => {
    const next = repaired(given.generation, read(rest('R2: src/a.ts#other')), conversation)
    expect(next.files).toEqual(given.generation.files)
    expect(next.trace).toEqual([
      { requirement: 'R1', symbols: [{ path: 'src/a.ts', name: 'a' }] },
      { requirement: 'R2', symbols: [{ path: 'src/a.ts', name: 'other' }] },
    ])
  })

  test('adds decisions, and replaces one on the same point', () => {
    const next = (decision: string): unknown =>
      repaired(given.generation, read(rest('', decision)), conversation).decisions.map(({ open, chosen }) => [
        open,
        chosen,
      ])
    expect(next('- R1: open: how; chosen: otherwise; because: the test')).toEqual([['how', 'otherwise']])
    expect(next('- R2: open: where; chosen: here; because: so')).toEqual([
      ['how', 'so'],
      ['where', 'here'],
    ])
  })

  test('names files that came cut, until they come whole; the first whole one counts', () => {
    const cut = `${file('src/a.ts', 'one')}${markers.file(tag, 'src/b.ts')}\n\`\`\`ts\nhal`
    expect(read(cut).cut).toEqual(['src/b.ts'])
    const whole = read(cut, file('src/b.ts', 'whole') + file('src/a.ts', 'two') + rest(''))
    expect(whole.cut).toEqual([])
    expect(filesOf(whole)).toEqual([
      ['src/a.ts', 'one\n'],
      ['src/b.ts', 'whole\n'],
    ])
  })

  test('may edit a file as it was last answered; edits that do not fit are asked for again, with the reason', () => {
    const edit = (search: string): string =>
      [
        markers.edit(tag, 'src/a.ts'),
        markers.search(tag),
        search,
        markers.replace(tag),
        'mended',
        markers.endFile(tag),
        '',
      ].join('\n')
    expect(filesOf(read(edit('a') + rest('')))[0]).toEqual(['src/a.ts', 'mended\n'])
    const { cut, faults } = read(edit('c') + rest(''))
    expect(cut).toEqual(['src/a.ts'])
    expect(faults.get(target('src/a.ts'))?.message).toContain('“c” stands nowhere')
    expect(read(edit('c'), file('src/a.ts', 'whole') + rest('')).cut).toEqual([])
  })

  test('takes nothing that nobody asked for, and nothing from an answer in another form', () => {
    for (const answer of [file('src/c.ts', 'c') + rest(''), 'I think that the test is wrong.', null]) {
      const repair = read(answer)
      expect([repair.files, repair.cut]).toEqual([[], []])
    }
  })
})
