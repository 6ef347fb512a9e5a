// The prompt for a change of a spec: what the model has to know, and the same bytes each time.
import { describe, expect, it } from 'vitest'
import type { AmendInputs } from '../../src/amend/amendment.ts'
import { compileAmendment } from '../../src/amend/prompt.ts'
import { readAmendment } from '../../src/amend/reader.ts'
import { compareTogether } from '../../src/diff/compare-many.ts'
import { unifiedDiff } from '../../src/diff/unified.ts'
import { amendmentTo, greetingAmendment } from '../support/amending.ts'
import type { TargetPath } from '../../src/spec/spec.ts'
import { specOf } from '../spec/build.ts'

const path = 'src/login.ts' as TargetPath // Checked by the spec stage; here it is given.
const body =
  '# Login\n\n- R1: Five failures lock.\n- R4: Names are `trimmed`.\n\n## Notes\n\n```ts\nconst five = 5\n```\n'
const before = 'export class Login {\n  fail(count: number) {\n    return count > 5\n  }\n}\n'
const after = `/** \`\`\`\` === END === \`\`\`\` */\nexport const more = 1\n${before.replace('5', '4')}`

function inputs(changed: Partial<AmendInputs> = {}): AmendInputs {
  const [found] = compareTogether([{ path, before, after }])
  return {
    spec: specOf(body),
    body,
    targets: [
      {
        path,
        level: found?.level ?? 'api',
        changes: found?.changes ?? [],
        before,
        after,
        diff: unifiedDiff(path, before, after),
      },
    ],
    shared: [],
    trace: { R1: ['src/login.ts#Login.fail'], R9: ['src/login.ts#gone'] },
    tests: [],
    causes: [],
    ...changed,
  }
}
const textOf = (given: AmendInputs): string =>
  [...compileAmendment(given).system, ...compileAmendment(given).messages].map(({ text }) => text).join('\n')

describe('the prompt', () => {
  const text = textOf(inputs())

  it('shows the spec as the file has it, notes and code fences included', () => {
    expect(text).toContain(`\`\`\`\`md\n${body}\`\`\`\``)
  })

  it('tells each change with the requirements that the changed symbol was traced to', () => {
    expect(text).toMatch(/- body: `Login\.fail`.*; so far of `R1`/)
    expect(text).toContain('-    return count > 5\n+    return count > 4')
  })

  it('names the next free id, and none that a former requirement had', () => {
    expect(text).toContain('A new requirement gets the id `R10`, the next one `R11`')
    expect(textOf(inputs({ trace: {} }))).toContain('the id `R5`, the next one `R6`')
  })

  it('quotes code so that it cannot break out of its fence', () => {
    expect(text).toContain(`\`\`\`\`\`ts\n${after}\`\`\`\`\``)
  })

  it('has a tag that an answer is read by, and is the same each time', () => {
    const { tag, path: specPath } = compileAmendment(inputs())
    const answer = amendmentTo(text, greetingAmendment, specPath)
    expect(readAmendment(answer, { tag, path: specPath, source: 'answer' })).toMatchObject({ ok: true })
    expect(textOf(inputs())).toBe(text)
  })

  it('asks another question where the spec, the code or what it fits moves, and where nothing does the same', () => {
    const question = (changed: Partial<AmendInputs>): string => compileAmendment(inputs(changed)).question
    const [target] = inputs().targets
    const edited = target === undefined ? [] : [{ ...target, after: `${after}\n` }]
    const cause = {
      kind: 'test',
      change: 'changed',
      name: 'test/a.test.ts',
      place: { path: 'test/a.test.ts' },
    } as const
    const questions = [
      question({}),
      question({ body: body.replace('Five', 'Four') }),
      question({ targets: edited }),
      question({ causes: [cause] }),
      question({ tests: [{ path: 'test/a.test.ts', text: 'now' }] }),
      question({ shared: [{ spec: specOf('Shared.\n'), requirements: null }] }),
    ]
    expect(new Set(questions).size).toBe(questions.length)
    // Who implemented what before is help, and no part of the question.
    expect(question({ trace: {} })).toBe(questions[0])
  })
})
