// What reporters wrote, as it came from jest 30 and mocha 11 (the others run in trial.test.ts), and what is no report.
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Copy } from '../../../src/adapters/trial/copy.ts'
import { readTestReport } from '../../../src/adapters/trial/test-report.ts'
import { runs } from '../../runs.ts'

const copy: Copy = {
  base: '/copy/tree',
  root: '/copy/tree',
  beside: '/copy/reports',
  paths: [],
  lay: () => {},
  remove: () => {},
}

const written = (name: string): string =>
  readFileSync(new URL(`reports/${name}.json`, import.meta.url), 'utf8')

describe('a report', () => {
  it('of jest tells message, both sides and line', () => {
    const report = readTestReport(written('jest'), copy, copy.root)
    expect(report?.count).toBe(5)
    expect(
      report?.faults.map(({ file, name, message, expected, received, place }) => [
        file,
        name,
        message,
        expected,
        received,
        place?.path,
        place?.line,
      ]),
    ).toEqual([
      [
        'test/a.test.js',
        'add > adds',
        'Error: expect(received).toBe(expected) // Object.is equality',
        '3',
        '-1',
        'test/a.test.js',
        3,
      ],
      [
        'test/a.test.js',
        'add > adds objects',
        'Error: expect(received).toEqual(expected) // deep equality',
        '{ a: 3, c: [ 1, 2 ] }',
        '{ a: -1, c: [ 1 ] }',
        'test/a.test.js',
        4,
      ],
      ['test/a.test.js', 'add > throws', 'Error: too big', null, null, 'src/a.js', 1],
      [
        'test/b.test.js',
        '',
        "Cannot find module '../src/nothing.js' from 'test/b.test.js'",
        null,
        null,
        'test/b.test.js',
        1,
      ],
      ['test/c.test.js', '', 'at load', null, null, 'test/c.test.js', 1],
    ])
  })

  it('of mocha tells hooks by their test, and paths that are relative to where it ran', () => {
    const faults = readTestReport(written('mocha'), copy, copy.root)?.faults ?? []
    expect(
      faults.map(({ name, message, expected, received, place }) => [
        name,
        message,
        expected,
        received,
        place?.path,
        place?.line,
      ]),
    ).toEqual([
      ['add > adds', 'Expected values to be strictly equal:', '3', '-1', 'test/a.test.cjs', 4],
      [
        'add > adds objects',
        'Expected values to be strictly deep-equal:',
        '{ a: 3, c: [ 1, 2 ] }',
        '{ a: -1, c: [ 1 ] }',
        'test/a.test.cjs',
        5,
      ],
      ['add > throws', 'too big', null, null, 'src/a.cjs', 1],
      ['add > in > "before each" hook for "y"', 'hook', null, null, 'test/a.test.cjs', 8],
    ])
  })

  const one = (error: object, file: string | null = '/copy/tree/a.test.ts'): string =>
    JSON.stringify({
      tests: [
        {
          file,
          name: 't',
          state: 'failed',
          errors: [{ message: '', stack: '', expected: null, actual: null, ...error }],
        },
      ],
    })

  it('names no path of the copy, no package and nothing outside as a place', () => {
    const stack = [
      'Error: x',
      '    at a (/copy/tree/node_modules/lib/index.js:1:1)',
      '    at b (node:internal/timers:581:17)',
      '    at c (file:///elsewhere/x.js:2:2)',
      '    at async d (file:///copy/tree/src/with space/e.ts:7:8)',
    ].join('\n')
    const fault = readTestReport(
      one({ message: 'in /copy/tree/src/a.ts and file:///copy/tree/b.ts', stack }),
      copy,
      copy.root,
    )?.faults[0]
    expect(fault?.message).toBe('in src/a.ts and b.ts')
    expect(fault?.place).toEqual({ path: 'src/with space/e.ts', line: 7, column: 8 })
  })

  it('of a program that died tells its error, and not the source line that it printed first', () => {
    const message =
      'file:///copy/tree/a.js:1\nimport { x } from "./b.js"\n         ^\nSyntaxError: no export named x\n    at a (b.js:1:1)\n\nNode.js v20'
    expect(readTestReport(one({ message }), copy, copy.root)?.faults[0]?.message).toBe(
      'SyntaxError: no export named x\nNode.js v20',
    )
  })

  it('is none where the code under test wrote something else', () => {
    for (const text of ['', 'null', '[]', '{"tests":[{"file":3}]}', '{"tests":'])
      expect(readTestReport(text, copy, copy.root)).toBe(null)
  })

  it('never throws, and gives bounded texts without control sequences, whatever it holds', () => {
    const error = fc.record({
      message: fc.string({ maxLength: 5000 }),
      stack: fc.string(),
      expected: fc.option(fc.string()),
      actual: fc.option(fc.string()),
    })
    fc.assert(
      fc.property(fc.option(fc.string()), fc.string(), error, (file, name, made) => {
        const text = JSON.stringify({ tests: [{ file, name, state: 'failed', errors: [made] }] })
        const fault = readTestReport(text, copy, copy.root)?.faults[0]
        expect(fault?.message.length).toBeLessThanOrEqual(1200)
        expect(fault?.name.length).toBeLessThanOrEqual(300)
        expect(fault?.file?.startsWith('..') ?? false).toBe(false)
      }),
      { numRuns: runs(200) },
    )
  })
})
