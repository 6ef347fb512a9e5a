// Rule 3: where a written path leads, and that none leads where it must not.
import fc from 'fast-check'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { globSync } from 'tinyglobby'
import { afterAll, describe, expect, test } from 'vitest'
import { resolveGlob } from '../../src/spec/glob-path.ts'
import { addressOf, specPathOf } from '../../src/spec/ids.ts'
import { resolveTarget } from '../../src/spec/target-path.ts'
import { resolveUse } from '../../src/spec/use.ts'
import { runs } from '../runs.ts'

const place = { path: 'specs/features/billing/invoices.md', line: 3, column: 5 }

const target = (written: string): string => {
  const result = resolveTarget(written, place)
  return result.ok ? result.value : (result.diagnostics[0]?.code ?? 'nothing')
}

describe('a target', () => {
  test.each([
    ['src/a.ts', 'src/a.ts'],
    ['src//a.ts', 'src/a.ts'],
    ['src/./x/../a.ts', 'src/a.ts'],
    ['../../../src/a.ts', 'src/a.ts'],
    ['app/[id]/page.tsx', 'app/[id]/page.tsx'],
    ['.github/workflows/ci.yml', '.github/workflows/ci.yml'],
    ['lib/.spec/a.ts', 'lib/.spec/a.ts'],
    ['lib/specs/a.ts', 'lib/specs/a.ts'],
    ['src/console.ts', 'src/console.ts'],
    ['src/com10.ts', 'src/com10.ts'],
    ['src/cafe\u0301.ts', 'src/caf\u00e9.ts'],
    ['src/a b.ts', 'src/a b.ts'],
  ])('%j means %j', (written, path) => {
    expect(target(written)).toBe(path)
  })

  test.each([
    './a.ts', // In specs/, beside the spec.
    '../../architecture/x.ts',
    '../../../../a.ts',
    'src/../../a.ts',
    '..',
    '.',
    'src/..',
    'SPECS/a.ts',
    '.Spec/archive/x',
    'a/b/.git/config',
    'a/.g\u200Cit/config',
    'a/GIT~1/config',
    'packages/x/Node_Modules/y.js',
    'src/NUL',
    'src/aux.h',
    'src/LPT1.tar.gz',
    'src/com¹.ts',
    'src/CONIN$',
    'src/a.ts.',
    'src/dir /a.ts',
    'src/a|b.ts',
    'src/a"b.ts',
    'src/a\u0000.ts',
    'src/a\nb.ts',
    'src/a\u2028b.ts',
    'src/\ud800.ts',
    'src\\a.ts',
    '\\\\server\\share\\a.ts',
    '//server/share/a.ts',
    'file:///etc/passwd',
    'c:a.ts',
    ' ',
    `src/${'a'.repeat(256)}`,
    `${'a/'.repeat(600)}b`,
  ])('%j is refused', (written) => {
    expect(target(written)).toBe('spec-target-path')
  })

  test.each(['src/*.ts', 'src/**', 'src/?.ts', '{a,b}.ts', '!src/a.ts'])(
    '%j is a glob, told as one',
    (written) => {
      expect(target(written)).toBe('spec-target-glob')
    },
  )

  const piece = fc.oneof(
    fc.constantFrom(
      '.',
      '..',
      '',
      'specs',
      'Specs',
      '.git',
      '.GIT',
      '.spec',
      'node_modules',
      'con',
      'a.',
      'src',
      '~',
    ),
    fc.string({ maxLength: 6 }),
    fc.string({ unit: 'binary', maxLength: 4 }),
  )

  test('is a plain path below the root, or a finding', () => {
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 8 }),
        fc.constantFrom('/', '//', '\\', '/./'),
        (pieces, slash) => {
          const written = pieces.join(slash)
          const result = resolveTarget(written, place)
          if (!result.ok) {
            expect(result.diagnostics[0]?.hint).toBeTruthy()
            return
          }
          const segments = result.value.split('/')
          expect(segments.every((segment) => !/^\.{0,2}$/.test(segment))).toBe(true)
          expect(segments.every((segment) => !/[. ]$/.test(segment))).toBe(true)
          expect(result.value).not.toMatch(/[\\:*?"<>|\p{Cc}\p{Cs}]/u)
          expect(segments[0]?.toLowerCase()).not.toMatch(/^(?:\.spec|specs)$/)
          expect(segments.map((segment) => segment.toLowerCase())).not.toContain('.git')
          expect(segments.map((segment) => segment.toLowerCase())).not.toContain('node_modules')
          expect(result.value).toBe(result.value.normalize('NFC'))
          // What it means is written as it is: resolving again changes nothing.
          expect(target(result.value)).toBe(result.value)
        },
      ),
      { numRuns: runs(10_000) },
    )
  })
})

describe('a pattern', () => {
  const glob = (written: string): string => {
    const result = resolveGlob(written, 'context', place)
    return result.ok ? result.value : (result.diagnostics[0]?.code ?? 'nothing')
  }

  test.each([
    ['src/**/*.ts', 'src/**/*.ts'],
    ['../../../src/*.ts', 'src/*.ts'],
    ['src/{a,b/c}/*{.ts,.tsx}', 'src/{a,b/c}/*{.ts,.tsx}'],
    ['src/[abc]?.ts', 'src/[abc]?.ts'],
    ['package.json', 'package.json'],
  ])('%j is %j from the root', (written, resolved) => {
    expect(glob(written)).toBe(resolved)
  })

  const outside = mkdtempSync(join(tmpdir(), 'spec-globs-'))
  const root = join(outside, 'project')
  const hidden = ['.env', 'src/.env', '.git/config', '.spec/archive/x', 'a/.ssh/id', '../x']
  const visible = ['src/a', 'a/x', 'x', 'e', 'env', '0']
  for (const path of [...hidden, ...visible]) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), '')
  }
  afterAll(() => rmSync(outside, { recursive: true }))

  const bit = fc.constantFrom(
    ...[
      '.',
      '..',
      '/',
      '{',
      '}',
      ',',
      '[',
      ']',
      '(',
      ')',
      '|',
      '*',
      '**',
      '?',
      '!',
      '@',
      '+',
      '^',
      '-',
      '\\',
    ],
    ...['env', '.env', 'src', 'a', 'git', 'x', 'e', '0', ':', '~', '..*', '{.', '[.]', '.*'],
  )

  test('never matches a hidden file or one outside, however it is spelt', () => {
    fc.assert(
      fc.property(fc.array(bit, { minLength: 1, maxLength: 10 }), (bits) => {
        const result = resolveGlob(bits.join(''), 'context', place)
        if (!result.ok) return
        const found = globSync(result.value, { cwd: root })
        expect({ pattern: result.value, found: found.filter((path) => !visible.includes(path)) }).toEqual({
          pattern: result.value,
          found: [],
        })
      }),
      { numRuns: runs(10_000) },
    )
  })
})

describe('a use', () => {
  const use = (written: string): unknown => {
    const result = resolveUse(written, place)
    return result.ok ? [result.value.id, result.value.requirement] : result.diagnostics[0]?.code
  }

  test.each([
    ['data-model', ['data-model', null]],
    ['data-model#R2', ['data-model', 'R2']],
    ['billing/refunds', ['billing/refunds', null]],
    ['../../architecture/data-model.md', ['data-model', null]],
    ['./refunds.md#REQ-1', ['billing/refunds', 'REQ-1']],
    ['specs/features/auth.md', ['auth', null]],
    ['data-model.md', 'spec-front-matter'],
    ['#R1', 'spec-front-matter'],
    ['../../../README.md', 'spec-front-matter'],
  ])('%j means %j', (written, meant) => {
    expect(use(written)).toEqual(meant)
  })
})

describe('the id of a spec', () => {
  test.each([
    ['specs/features/auth-flow.md', { kind: 'feature', id: 'auth-flow' }],
    ['specs/features/billing/invoices.md', { kind: 'feature', id: 'billing/invoices' }],
    ['specs/architecture/data-model.md', { kind: 'architecture', id: 'data-model' }],
  ])('of %s leads back to it', (path, address) => {
    expect(addressOf(path)).toEqual(address)
    expect(specPathOf(address.kind === 'feature' ? 'feature' : 'architecture', address.id)).toBe(path)
  })

  test.each(['specs/README.md', 'specs/features/.md', 'specs/features/a.txt', 'features/a.md'])(
    '%s is no spec',
    (path) => {
      expect(addressOf(path)).toBeNull()
    },
  )
})
