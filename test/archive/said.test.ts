// Which answers of an archive wait for something to come of them, and which only say again what others say.
import { describe, expect, it } from 'vitest'
import type { GenerationBody } from '../../src/archive/record.ts'
import { unsettled, withoutRepeats, type GenerationRecord } from '../../src/archive/said.ts'
import { digestText } from '../../src/digest/digest.ts'
import { noUsage } from '../../src/model/model.ts'
import type { SpecId } from '../../src/spec/spec.ts'

interface Shape {
  readonly outcome: GenerationBody['outcome']
  /** What was answered, one letter a call; asked in between is the same for all. */
  readonly answers: string
  readonly at?: string
  readonly checks?: number
  readonly question?: string
}

const identity = { kind: 'anthropic', name: 'claude' }

function record({ outcome, answers, at = '12:00:00', checks = 0, question = 'q' }: Shape): GenerationRecord {
  const blob = digestText('asked')
  const body: GenerationBody = {
    question: digestText(question),
    intent: digestText(question),
    files: {},
    decisions: [],
    trace: [],
    identity,
    conversation: {
      system: [],
      messages: Array.from({ length: 2 * answers.length - 1 }, (_, turn) => ({
        role: turn % 2 === 0 ? ('user' as const) : ('assistant' as const),
        blob: turn % 2 === 0 ? blob : digestText(answers[(turn - 1) / 2] ?? ''),
      })),
      turns: [...answers].map((letter) => ({
        answer: digestText(letter),
        stop: 'end' as const,
        identity,
        usage: noUsage,
        requestId: letter,
      })),
    },
    checks: Array.from({ length: checks }, () => ({ name: 'types', verdict: 'passed' as const, note: null })),
    inputs: {},
    template: 'prompt-1',
    outcome,
  }
  const spec = 'login' as SpecId // Only carried along.
  return {
    recordVersion: 1,
    kind: 'generation',
    spec,
    at: `2026-11-21T${at}Z`,
    previous: null,
    tool: '0',
    body,
  }
}

describe('an answer waits', () => {
  const waits = (local: readonly Shape[], landed: readonly Shape[] = []): string[] =>
    unsettled(local.map(record), landed.map(record)).map(({ body }) =>
      body.conversation.turns.map(({ requestId }) => requestId).join(''),
    )

  it('from when it has arrived until something came of it', () => {
    expect(waits([{ outcome: 'pending', answers: 'a' }])).toEqual(['a'])
    expect(waits([{ outcome: 'pending', answers: 'a' }], [{ outcome: 'landed', answers: 'a' }])).toEqual([])
    expect(
      waits([
        { outcome: 'pending', answers: 'a' },
        { outcome: 'rejected', answers: 'a' },
      ]),
    ).toEqual([])
  })

  it('no longer when it landed or was rejected after more was said', () => {
    expect(waits([{ outcome: 'pending', answers: 'a' }], [{ outcome: 'landed', answers: 'ab' }])).toEqual([])
    expect(waits([{ outcome: 'pending', answers: 'ab' }], [{ outcome: 'landed', answers: 'a' }])).toEqual([
      'ab',
    ])
  })

  it('still where the conversation was cut off: it can go on', () => {
    expect(
      waits([
        { outcome: 'pending', answers: 'a' },
        { outcome: 'cut', answers: 'ab' },
      ]),
    ).toEqual(['a'])
  })

  it('once, with all that was said', () => {
    const kept: Shape[] = [
      { outcome: 'pending', answers: 'a' },
      { outcome: 'pending', answers: 'ab', at: '12:00:01' },
      { outcome: 'pending', answers: 'ab', checks: 2 },
      { outcome: 'pending', answers: 'ac' },
    ]
    expect(waits(kept)).toEqual(['ab', 'ac'])
    expect(unsettled(kept.map(record), [])[0]?.body.checks).toHaveLength(2)
  })
})

describe('a list of records', () => {
  const listed = (shapes: readonly (Shape & { readonly local: boolean })[]): string[] =>
    withoutRepeats(shapes.map((shape) => ({ record: record(shape), local: shape.local, shape }))).map(
      ({ shape }) => `${shape.outcome} ${shape.answers}`,
    )

  it('leaves out waiting answers that another one says as well, whatever came of it', () => {
    for (const outcome of ['landed', 'rejected', 'cut'] as const)
      expect(
        listed([
          { outcome: 'pending', answers: 'a', local: true },
          { outcome, answers: 'ab', local: outcome !== 'landed' },
        ]),
      ).toEqual([`${outcome} ab`])
  })

  it('holds all others, and answers to other questions', () => {
    const all = [
      { outcome: 'pending', answers: 'a', local: true },
      { outcome: 'landed', answers: 'ab', local: false, question: 'other' },
      { outcome: 'rejected', answers: 'b', local: true },
      { outcome: 'landed', answers: 'b', local: false },
    ] as const
    expect(listed(all)).toHaveLength(4)
  })
})
