// All specs together: owners, uses, circles, the order to build in, and what is in sight of a spec (rules 2, 3, 10).
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { architectureClosure, resolveProject, usedBy, usedFeatures } from '../../src/spec/project.ts'
import type { Project, SpecHead } from '../../src/spec/spec.ts'
import { missingRequirement } from '../../src/spec/used-requirement.ts'
import { runs } from '../runs.ts'
import { head, parsed, shown, valueOf } from './build.ts'

const project = (...heads: readonly SpecHead[]): Project => valueOf(resolveProject(heads))
const found = (...heads: readonly SpecHead[]): string[] => shown(resolveProject(heads).diagnostics)

describe('a project', () => {
  test('knows the owner of each target, and features in the order to build them', () => {
    const resolved = project(
      head('mail', { targets: ['src/mail.ts'], uses: ['billing', 'auth', 'data'] }),
      head('billing', { targets: ['src/billing.ts', 'src/tax.ts'], uses: ['auth'] }),
      head('zoo', { targets: ['src/zoo.ts'] }),
      head('auth', { targets: ['src/auth.ts'], uses: ['data'] }),
      head('data', {}, 'architecture'),
    )
    expect(resolved.order).toEqual(['auth', 'billing', 'mail', 'zoo'])
    expect([...resolved.owners]).toEqual([
      ['src/auth.ts', 'auth'],
      ['src/billing.ts', 'billing'],
      ['src/tax.ts', 'billing'],
      ['src/mail.ts', 'mail'],
      ['src/zoo.ts', 'zoo'],
    ])
    expect([...resolved.specs.keys()]).toEqual(['auth', 'billing', 'data', 'mail', 'zoo'])
    expect([...usedBy(resolved)]).toEqual([
      ['data', ['auth', 'mail']],
      ['auth', ['billing', 'mail']],
      ['billing', ['mail']],
    ])
  })

  test('tells all of its faults at once', () => {
    expect(
      found(
        head('auth', { targets: ['src/a.ts', 'src/lib'], uses: ['gone', 'auth'] }),
        head('mail', { targets: ['src/a.ts', 'src/A.ts', 'src/lib/b.ts'] }),
        head('Mail', {}, 'architecture'),
        head('data', { uses: ['auth'] }, 'architecture'),
      ),
    ).toEqual([
      'id-clash -:- `Mail` and `mail` differ only in case: specs/architecture/Mail.md and specs/features/mail.md',
      'target-two-owners 4:5 `src/a.ts` is owned by auth and by mail',
      'target-case-twin 5:5 `src/a.ts` and `src/A.ts` differ only in case, and are one file on some systems',
      'target-not-a-file 5:5 `src/lib` is a target of auth, and the folder of `src/lib/b.ts`',
      'uses-missing 7:5 auth uses `gone`, and there is no such spec',
      'uses-feature 4:5 the architecture spec data uses the feature `auth`',
      'uses-cycle 8:5 specs use each other in a circle: auth → auth',
    ])
  })

  test('tells each circle once, from its smallest id, with the whole path', () => {
    expect(
      found(
        head('d', { uses: ['b'] }),
        head('c', { uses: ['d'] }),
        head('b', { uses: ['c', 'x'] }),
        head('a', { uses: ['b'] }),
        head('x', { uses: ['y'] }),
        head('y', { uses: ['x'] }),
        head('p', { uses: ['q'] }, 'architecture'),
        head('q', { uses: ['p'] }, 'architecture'),
      ).map((line) => line.split(': ')[1]),
    ).toEqual(['b → c → d → b', 'x → y → x', 'p → q → p'])
  })

  test('may be a chain of ten thousand, in any order', () => {
    const heads = Array.from({ length: 10_000 }, (_, i) => chainHead(i, i === 0 ? [] : [i - 1]))
    expect(project(...heads.toReversed()).order).toEqual(heads.map(({ id }) => id))
    const ring = heads.map((one, i) => (i === 0 ? chainHead(0, [9_999]) : one))
    const cycle = resolveProject(ring).diagnostics
    expect(cycle).toHaveLength(1)
    expect(cycle[0]?.related).toHaveLength(9_999)
  })

  const base = head('a')
  const use = head('b', { uses: ['a'] }).uses[0]
  function chainHead(index: number, used: readonly number[]): SpecHead {
    const id = (n: number): string => `s${String(n).padStart(5, '0')}`
    const uses = used.flatMap((n) => (use === undefined ? [] : [{ ...use, id: head(id(n)).id }]))
    return { ...base, id: head(id(index)).id, path: `specs/features/${id(index)}.md`, uses }
  }

  test('has one order, whatever order its files are read in, and each spec comes after those it uses', () => {
    const graph = fc.array(fc.array(fc.nat(30), { maxLength: 4 }), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(graph, fc.infiniteStream(fc.nat()), (edges, noise) => {
        const heads = edges.map((uses, index) =>
          chainHead(
            index,
            uses.filter((other) => other < index),
          ),
        )
        const shuffled = [...heads]
          .map((one) => [noise.next().value, one] as const)
          .sort((a, b) => a[0] - b[0])
        const { order } = project(...shuffled.map(([, one]) => one))
        expect(order).toEqual(project(...heads).order)
        const at = new Map(order.map((id, index) => [id, index]))
        for (const { id, uses } of heads)
          for (const one of uses) expect(at.get(one.id)).toBeLessThan(at.get(id) ?? -1)
        expect(order).toHaveLength(heads.length)
      }),
      { numRuns: runs(500) },
    )
  }, 120_000)
})

describe('what is in sight of a spec', () => {
  const resolved = project(
    head('a', { uses: ['style', 'auth', 'auth#R2', 'mail#R1', 'words#R2', 'mail#R0'] }),
    head('auth', { uses: ['secrets'] }),
    head('mail'),
    head('style', { uses: ['words#R1', 'units'] }, 'architecture'),
    head('words', { uses: ['hidden'] }, 'architecture'),
    head('units', { uses: ['base'] }, 'architecture'),
    head('base', {}, 'architecture'),
    head('hidden', {}, 'architecture'),
    head('secrets', {}, 'architecture'),
  )
  const a = [...resolved.specs.values()].find(({ id }) => id === 'a') ?? head('a')

  test('architecture, through architecture; of a spec used in part only that part', () => {
    expect(architectureClosure(resolved, a)).toEqual([
      { id: 'base', requirements: null },
      { id: 'style', requirements: null },
      { id: 'units', requirements: null },
      { id: 'words', requirements: ['R1', 'R2'] },
    ])
  })

  test('features that it names itself; all of one that is also named in part', () => {
    expect(usedFeatures(resolved, a)).toEqual([
      { id: 'auth', requirements: null },
      { id: 'mail', requirements: ['R0', 'R1'] },
    ])
  })
})

test('a requirement that a used spec does not have is told, with the one that was meant', () => {
  const used = valueOf(parsed('# Data\n\n- R1: One.\n- R2: Two.\n', 'specs/architecture/data.md'))
  const uses = head('a', { uses: ['data', 'data#R1', 'data#R22', 'data#nothing'] }).uses
  expect(uses.map((use) => missingRequirement(use, used)?.hint ?? null)).toEqual([
    null,
    null,
    'did you mean `data#R2`?',
    'it has: R1, R2',
  ])
})
