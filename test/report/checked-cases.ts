// Checks to report on: those of test/fixtures/report by name, and made-up ones with any text a stranger could put into a
// repository.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { codes, type Code } from '../../src/diagnostic/codes.ts'
import type { Diagnostic, Place } from '../../src/diagnostic/diagnostic.ts'
import { levels, type Change } from '../../src/diff/change.ts'
import type { Cause, Drift, TargetDrift, TargetState } from '../../src/drift/drift.ts'
import type { Checked } from '../../src/report/checked.ts'
import type { SpecId, TargetPath } from '../../src/spec/spec.ts'

/** Folders of test/fixtures/report, named after what they show. */
export const cases = [
  'every-state',
  'upstream-edited',
  'below-level',
  'unreadable',
  'clean',
  'hostile',
] as const

export const fixture = (name: string): string =>
  fileURLToPath(new URL(`../fixtures/report/${name}`, import.meta.url))

// The fixtures are written by hand in this shape.
export const readChecked = (name: (typeof cases)[number]): Checked =>
  JSON.parse(readFileSync(fixture(`${name}/checked.json`), 'utf8')) as Checked

/** As many targets as asked, each edited, each of a spec of its own. */
export function manyEdits(count: number): Checked {
  const drifts = Array.from({ length: count }, (_, index): Drift => {
    const id = `spec-${String(index).padStart(6, '0')}`
    return {
      spec: id as SpecId,
      path: `specs/features/${id}.md`,
      draft: false,
      targets: [
        {
          path: `src/${id}.ts` as TargetPath,
          state: 'edited',
          level: index % 3 === 2 ? 'api' : 'implementation',
          changes: [{ kind: 'body', symbol: 'run', exported: true, line: 3, statements: 1 }],
          because: null,
        },
      ],
      causes: [],
      next: `spec diff ${id}`,
      willMakeStale: [],
    }
  })
  return { drifts, diagnostics: [], clean: false, failOn: 'implementation', toolVersion: '1.2.3' }
}

const states: readonly TargetState[] = [
  'in-sync',
  'accepted',
  'format',
  'draft',
  'lost',
  'edited',
  'stale',
  'conflict',
  'unmanaged',
  'never-built',
  'orphaned',
  'interrupted',
  'unresolved',
  'unreadable',
]

/** What breaks out of one format or another. */
const attacks = [
  '</details>',
  '<details>',
  '<!--',
  '-->',
  '<img src=x>',
  '@octocat',
  'a@evil.example',
  'https://evil.example',
  'www.evil.example',
  '[a](b)',
  '![a](b)',
  '](1)',
  '[^1]',
  '#1',
  '`',
  '```',
  '|',
  '\\|',
  '\\',
  '\n',
  '\r\n',
  '\n\n# a\n',
  '::error::',
  '::set-output name=a::b',
  '##[error]',
  '%0A',
  '%',
  ']]>',
  '&amp;',
  '"',
  '{0}',
  '\x1b[2J',
  '\u202e',
  '\ud800',
  '\uffff',
  '\0',
  '',
  ' ',
]

export const anyText: fc.Arbitrary<string> = fc
  .array(fc.oneof(fc.constantFrom(...attacks), fc.string({ unit: 'binary', maxLength: 8 }), fc.lorem()), {
    maxLength: 6,
  })
  .map((parts) => parts.join(''))

const anyLine = fc.integer({ min: 1, max: 1e6 })

const anyPlace: fc.Arbitrary<Place> = fc.record(
  { path: anyText, line: anyLine, column: anyLine },
  { requiredKeys: ['path'] },
)

const anyChange: fc.Arbitrary<Change> = fc.record(
  {
    kind: fc.constantFrom('added', 'removed', 'renamed', 'moved', 'signature', 'body'),
    symbol: anyText,
    exported: fc.boolean(),
    line: anyLine,
    before: anyText,
    after: anyText,
    statements: fc.nat(20),
  },
  { requiredKeys: ['kind', 'symbol', 'exported', 'line'] },
)

const anyCause: fc.Arbitrary<Cause> = fc.record(
  {
    kind: fc.constantFrom('section', 'requirement', 'declaration', 'test', 'uses'),
    change: fc.constantFrom('changed', 'added', 'removed'),
    name: anyText,
    place: anyPlace,
    before: anyText,
    after: anyText,
  },
  { requiredKeys: ['kind', 'change', 'name', 'place'] },
)

const anyTarget: fc.Arbitrary<TargetDrift> = fc.record({
  path: anyText.map((path) => path as TargetPath),
  state: fc.constantFrom(...states),
  level: fc.option(fc.constantFrom(...levels)),
  changes: fc.array(anyChange, { maxLength: 8 }),
  because: fc.option(anyText),
})

const anyId = anyText.map((id) => id as SpecId)

const anyDrift: fc.Arbitrary<Drift> = fc.record({
  spec: anyId,
  path: anyText,
  draft: fc.boolean(),
  targets: fc.uniqueArray(anyTarget, { maxLength: 5, selector: ({ path }) => path }),
  causes: fc.array(anyCause, { maxLength: 7 }),
  next: fc.option(anyText),
  willMakeStale: fc.array(anyId, { maxLength: 7 }),
})

// The keys of a total record.
const anyCode = fc.constantFrom(...(Object.keys(codes) as Code[]))

const anyDiagnostic: fc.Arbitrary<Diagnostic> = fc
  .record(
    {
      code: anyCode,
      message: anyText,
      place: anyPlace,
      related: fc.array(anyPlace, { maxLength: 3 }),
      hint: anyText,
    },
    { requiredKeys: ['code', 'message'] },
  )
  .map((one) => ({ ...one, severity: codes[one.code].severity }))

export const anyChecked: fc.Arbitrary<Checked> = fc.record(
  {
    drifts: fc.uniqueArray(anyDrift, { maxLength: 10, selector: ({ spec }) => spec }),
    diagnostics: fc.array(anyDiagnostic, { maxLength: 10 }),
    clean: fc.boolean(),
    failOn: fc.constantFrom(...levels),
    toolVersion: fc.constant('1.2.3'),
    folder: fc.constantFrom('', 'packages/api'),
  },
  { requiredKeys: ['drifts', 'diagnostics', 'clean', 'failOn', 'toolVersion'] },
)
