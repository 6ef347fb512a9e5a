// What a person reads when a model gave no answer.
import { describe, expect, test } from 'vitest'
import { failure, failureDiagnostic, waysForward } from '../../src/model/failure.ts'
import type { FailureKind } from '../../src/model/model.ts'

// A record, so that a new kind without an expectation does not compile.
const codes: Readonly<Record<FailureKind, string>> = {
  'no-key': 'model-no-key',
  authentication: 'model-failed',
  permission: 'model-failed',
  'unknown-model': 'model-unknown',
  'rate-limit': 'model-failed',
  overloaded: 'model-failed',
  'server-fault': 'model-failed',
  'time-out': 'model-failed',
  stalled: 'model-failed',
  refused: 'model-refused',
  'too-long': 'model-failed',
  'connection-lost': 'model-failed',
  malformed: 'model-failed',
  'bad-request': 'model-failed',
  'not-found': 'model-failed',
  'command-failed': 'model-failed',
  'over-budget': 'over-budget',
  cancelled: 'model-failed',
}

describe('a failure', () => {
  test.each(Object.entries(codes))('of kind %s is told as %s, with what to do next', (kind, code) => {
    const told = failureDiagnostic(failure(kind as FailureKind, 'it failed')) // Keys of the record above.
    expect(told).toMatchObject({ code, message: 'it failed' })
    expect(told.hint).toMatch(/^\S.{10,}[^.]$/)
    expect(told.severity).toBe(kind === 'refused' || kind === 'over-budget' ? 'finding' : 'trouble')
  })

  test('keeps a better hint, and the place it is given', () => {
    const place = { path: 'specs/features/login.md' }
    expect(failureDiagnostic(failure('stalled', 'silence', 'wait'), place)).toMatchObject({
      hint: 'wait',
      place,
    })
  })
})

test('without a key there are three ways forward, each a command that can be typed', () => {
  const text = waysForward('auth-flow')
  expect(text).toContain('ANTHROPIC_API_KEY')
  expect(text).toContain('spec regen auth-flow --model claude-code')
  expect(text).toContain('ANTHROPIC_BASE_URL')
  expect(text).toContain('spec prompt auth-flow > p.md')
  expect(text).toContain('spec regen auth-flow --response answer.md')
})
