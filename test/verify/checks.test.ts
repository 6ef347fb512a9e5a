// Each check, passing and failing.
import { describe, expect, test } from 'vitest'
import { complete } from '../../src/verify/checks/complete.ts'
import { imports } from '../../src/verify/checks/imports.ts'
import { kept } from '../../src/verify/checks/kept.ts'
import { parses } from '../../src/verify/checks/parses.ts'
import { symbolsExist } from '../../src/verify/checks/symbols-exist.ts'
import { traced } from '../../src/verify/checks/traced.ts'
import { types } from '../../src/verify/checks/types.ts'
import type { Check } from '../../src/verify/verify.ts'
import { changedRequirement, scene, specPath, type Scene } from './builders.ts'

/** `code: message (hint)` of each finding, or why the check did not run. */
async function said(check: Check, given: Scene): Promise<string[] | string> {
  const result = await check.run(scene(given))
  if (result.kind === 'not-run') return result.reason
  return result.diagnostics.map(
    ({ code, message, hint }) => `${code}: ${message}${hint === undefined ? '' : ` (${hint})`}`,
  )
}

describe('complete', () => {
  test('passes where each target is answered once', async () => {
    expect(await said(complete, { files: { 'a.ts': '', 'b.ts': '' } })).toEqual([])
  })

  test('with --only, passes where what was asked for is answered', async () => {
    const given = { files: { 'a.ts': '' }, targets: ['a.ts', 'b.ts'], asked: ['a.ts'] }
    expect(await said(complete, given)).toEqual([])
  })

  test('finds missing and unasked files', async () => {
    expect(await said(complete, { files: { 'a.ts': '', 'c.ts': '' }, targets: ['a.ts', 'b.ts'] })).toEqual([
      'answer-extra-file: the answer holds c.ts, which was not asked for (asked for: a.ts, b.ts)',
      'answer-missing-file: the answer lacks b.ts, which was asked for',
    ])
  })

  test('finds a file that is there twice', async () => {
    const once = scene({ files: { 'a.ts': '' } })
    const twice = {
      ...once,
      generation: { ...once.generation, files: [...once.generation.files, ...once.generation.files] },
    }
    const result = await complete.run(twice)
    expect(result.kind === 'ran' && result.diagnostics.map(({ code }) => code)).toEqual([
      'answer-duplicate-file',
    ])
  })
})

describe('parses', () => {
  test('passes code, JSON and text in order', async () => {
    const files = { 'a.ts': 'export const a = 1\n', 'a.json': '{}', 'a.md': '# const =' }
    expect(await said(parses, { files })).toEqual([])
  })

  test('finds a syntax error with its place', async () => {
    const result = await parses.run(scene({ files: { 'a.ts': 'const a = 1\nconst =\n', 'b.json': '{' } }))
    expect(result).toMatchObject({
      kind: 'ran',
      diagnostics: [
        { code: 'check-parse', severity: 'finding', place: { path: 'a.ts', line: 2, column: 7 } },
        { code: 'check-parse', place: { path: 'b.json', line: 1, column: 2 } },
      ],
    })
  })

  test('shows the first ten errors of a file and no more', async () => {
    const found = await said(parses, { files: { 'a.ts': 'const =\n'.repeat(50) } })
    expect(found).toHaveLength(10)
  })
})

describe('types', () => {
  const files = { 'a.ts': 'export const a = 1\n' }
  const fault = (path: string, line: number) => ({ path, line, column: 3, number: 2322, message: 'No.' })

  test('passes where the checker finds nothing', async () => {
    expect(await said(types, { files })).toEqual([])
  })

  test('finds errors in the new files, and in files of nobody or of a spec that is no user', async () => {
    const given: Scene = {
      files,
      owners: { 'a.ts': 'auth', 'b.ts': 'billing' },
      types: { kind: 'checked', faults: [fault('a.ts', 1), fault('main.ts', 2), fault('b.ts', 3)] },
    }
    const unowned = 'the new code breaks this file, and no spec owns it: mend it by hand'
    const owned =
      'the new code breaks this file of billing, which does not say that it uses auth: add it to its `uses`'
    expect(await said(types, given)).toEqual([
      'check-types: No. (TS2322)',
      `check-types: No. (TS2322) (${unowned})`,
      `check-types: No. (TS2322) (${owned})`,
    ])
  })

  test('errors in targets of a spec that uses this one are a warning, one a spec', async () => {
    const given: Scene = {
      files,
      owners: { 'b.ts': 'billing', 'c.ts': 'billing' },
      dependents: ['billing'],
      types: { kind: 'checked', faults: [fault('b.ts', 1), fault('c.ts', 2)] },
    }
    expect(await types.run(scene(given))).toEqual({
      kind: 'ran',
      diagnostics: [
        {
          code: 'check-dependent',
          severity: 'warning',
          message: 'billing becomes stale: the new declarations bring 2 type errors to its code',
          place: { path: 'b.ts', line: 1, column: 3 },
          related: [{ path: 'c.ts', line: 2, column: 3 }],
          hint: 'spec regen billing',
        },
      ],
    })
  })

  test('is not run where the checker could not', async () => {
    expect(await said(types, { files, types: { kind: 'not-run', reason: 'no types' } })).toBe('no types')
  })
})

describe('traced symbols', () => {
  const files = {
    'a.ts': 'export class Session { create() {} }\nexport default function go() {}\n',
    'b.json': '{}',
  }

  test('passes symbols, members however they are spelled, the default export and whole files', async () => {
    const trace = {
      R1: ['a.ts#Session', 'a.ts#Session.create', 'a.ts#Session#create', 'a.ts#Session.prototype.create()'],
      R2: ['b.json', 'a.ts#default', 'a.ts#go()'],
    }
    expect(await said(symbolsExist, { files, trace })).toEqual([])
  })

  test('passes symbols of targets that were not asked for', async () => {
    const given = {
      files,
      targets: ['a.ts', 'b.json', 'c.ts'],
      asked: ['a.ts', 'b.json'],
      current: { 'c.ts': 'export const kept = 1' },
      trace: { R1: ['c.ts#kept'] },
    }
    expect(await said(symbolsExist, given)).toEqual([])
  })

  test('finds symbols and files that are not there, and says what was probably meant', async () => {
    const trace = { R1: ['a.ts#Sesion', 'a.ts#zzzzzz', 'b.json#Session', 'c.json', 'a.tsx#Session'] }
    expect(await said(symbolsExist, { files, trace })).toEqual([
      'check-trace-symbol: the trace of R1 names Sesion, which is not in a.ts (did you mean Session?)',
      'check-trace-symbol: the trace of R1 names zzzzzz, which is not in a.ts (a.ts has: Session, Session.create, go, default)',
      'check-trace-symbol: the trace of R1 names Session, which is not in b.json (Session is in a.ts)',
      'check-trace-symbol: the trace of R1 names c.json, which is not among the files (did you mean b.json?)',
      'check-trace-symbol: the trace of R1 names a.tsx, which is not among the files (did you mean a.ts?)',
    ])
  })
})

describe('every requirement traced', () => {
  const files = { 'a.ts': 'export const a = 1' }
  const requirements = ['R1', 'R2']
  const decision = { requirement: 'R2', open: '', chosen: '', because: 'it is so already', noChange: true }

  test('passes where each has a symbol, or a decision that nothing had to change', async () => {
    const trace = { R1: ['a.ts#a'] }
    expect(await said(traced, { files, requirements, trace, decisions: [decision] })).toEqual([])
  })

  test('warns of the others, at the requirement', async () => {
    const other = { ...decision, noChange: false }
    const result = await traced.run(scene({ files, requirements, trace: { R1: [] }, decisions: [other] }))
    expect(result).toMatchObject({
      kind: 'ran',
      diagnostics: [
        { code: 'check-untraced', severity: 'warning', place: { path: specPath, line: 10 } },
        { code: 'check-untraced', severity: 'warning', place: { path: specPath, line: 11 } },
      ],
    })
  })

  test('is not run where only some targets were asked for', async () => {
    expect(await said(traced, { files, requirements, targets: ['a.ts', 'b.ts'], asked: ['a.ts'] })).toBe(
      'only some of the targets were asked for',
    )
  })
})

describe('kept', () => {
  const before = `export function login(name: string) { return name }
export class Session { create() {} close() {} }
function hidden() {}
`
  const without = before.replace(/export function login.*\n/, '')
  const signed = before.replace('name: string', 'name: string, code: string')
  const gone = { files: { 'a.ts': without }, current: { 'a.ts': before } }
  const resigned = { files: { 'a.ts': signed }, current: { 'a.ts': before } }
  const old = { R1: ['a.ts#login'], R2: ['a.ts#Session'] }

  test('passes where exports stay as they are, whatever happens to bodies and to what is hidden', async () => {
    const after = before.replace('return name', 'return name + 1').replace('function hidden() {}\n', '')
    expect(await said(kept, { files: { 'a.ts': after }, current: { 'a.ts': before } })).toEqual([])
  })

  test('passes where there is no code yet', async () => {
    expect(await said(kept, { files: { 'a.ts': 'export const a = 1' }, changed: null })).toEqual([])
  })

  test('finds an export that goes, and says how to let it', async () => {
    expect(await said(kept, { ...gone, oldTrace: old })).toEqual([
      'check-removed: login is exported by a.ts, line 1 of the old code, and would disappear, and no changed requirement explains it ' +
        '(keep login; or change the requirement that asks for it; or spec regen auth --allow-removal lets it happen)',
    ])
  })

  test('finds an export that only has another name now', async () => {
    const renamed = { files: { 'a.ts': before.replace('function login', 'function enter') } }
    const found = await said(kept, { ...gone, ...renamed, oldTrace: old })
    expect(found).toHaveLength(1)
    expect(found[0]).toContain(
      'check-removed: login is exported by a.ts, line 1 of the old code, and would disappear',
    )
  })

  test('finds a signature that changes, with both', async () => {
    const found = await said(kept, { ...resigned, oldTrace: old })
    expect(found).toHaveLength(1)
    expect(found[0]).toContain(
      'check-signature: the signature of login changes and no changed requirement explains it: ' +
        'export function login(name: string): string → export function login(name: string, code: string): string',
    )
  })

  test.each(['changed', 'added', 'removed'] as const)(
    'a requirement that was %s explains what it is traced to',
    async (change) => {
      const causes = [{ ...changedRequirement('R1'), change }]
      expect(await said(kept, { ...gone, oldTrace: old, causes })).toEqual([])
      expect(await said(kept, { ...resigned, oldTrace: old, causes })).toEqual([])
    },
  )

  test('a requirement explains nothing that it is not traced to', async () => {
    expect(await said(kept, { ...gone, oldTrace: old, changed: ['R2'] })).toHaveLength(1)
  })

  test('neither does one of another spec that has the same id', async () => {
    const causes = [{ ...changedRequirement('R1'), place: { path: 'specs/architecture/api.md', line: 3 } }]
    expect(await said(kept, { ...gone, oldTrace: old, causes })).toHaveLength(1)
  })

  test('a traced class explains its members, a traced file all of it; a member does not explain its class', async () => {
    const after = before.replace(' close() {}', '')
    const given = { files: { 'a.ts': after }, current: { 'a.ts': before }, changed: ['R2'] }
    expect(await said(kept, { ...given, oldTrace: old })).toEqual([])
    expect(await said(kept, { ...given, oldTrace: { R2: ['a.ts'] } })).toEqual([])
    expect(await said(kept, { ...given, oldTrace: { R2: ['b.ts#Session'] } })).toHaveLength(1)
    const noClass = { ...given, files: { 'a.ts': before.replace(/export class.*\n/, '') } }
    expect(await said(kept, { ...noClass, oldTrace: { R2: ['a.ts#Session.close'] } })).toHaveLength(1)
  })

  test('the new trace explains too', async () => {
    const trace = { R3: ['a.ts#login'] }
    expect(await said(kept, { ...resigned, oldTrace: old, trace, changed: ['R3'] })).toEqual([])
  })

  test('without an old trace, an export never goes; a signature may be explained by the new one', async () => {
    const trace = { R1: ['a.ts#login'] }
    const found = await said(kept, { ...gone, trace, changed: ['R1'] })
    expect(found).toHaveLength(1)
    expect(found[0]).toContain('and there is no trace of the old code that could explain it')
    expect(await said(kept, { ...resigned, trace, changed: ['R1'] })).toEqual([])
    expect(await said(kept, { ...resigned, trace, changed: null })).toHaveLength(1)
  })

  test('--allow-removal leaves the check out', async () => {
    expect(await said(kept, { ...gone, oldTrace: old, allowRemoval: true })).toBe('removals are allowed')
  })
})

describe('imports', () => {
  const owners = {
    'src/auth/a.ts': 'auth',
    'src/pay/index.ts': 'pay',
    'src/pay/card.ts': 'pay',
    'src/mail.tsx': 'mail',
  }
  const importing = (specifier: string): Scene => ({
    files: { 'src/auth/a.ts': `import { x } from '${specifier}'\nexport const a = x\n` },
    owners,
  })

  test.each(['./b.ts', '../free.ts', 'pay', 'node:fs', './a.ts', '../../pay/card.ts', '#pay/card'])(
    'passes %s: a file of nobody, a package, or its own',
    async (specifier) => {
      expect(await said(imports, importing(specifier))).toEqual([])
    },
  )

  test.each(['../pay/card.ts', '../pay/card.js', '../pay/card', '../pay', '../pay/index.js'])(
    'finds %s, a target of a spec that is not used',
    async (specifier) => {
      const found = await said(imports, importing(specifier))
      expect(found).toHaveLength(1)
      expect(found[0]).toMatch(
        /^check-import: src\/auth\/a\.ts imports src\/pay\/(card|index)\.ts, a target of pay, which auth does not use \(add pay to uses in specs\/features\/auth\.md, or do without it\)$/,
      )
      expect(await said(imports, { ...importing(specifier), usable: ['pay'] })).toEqual([])
    },
  )

  test('finds it wherever it stands, and says where', async () => {
    const files = { 'src/auth/a.ts': `export const a = 1\nexport const b = () => import('../mail.js')\n` }
    expect(await imports.run(scene({ files, owners }))).toMatchObject({
      kind: 'ran',
      diagnostics: [{ place: { path: 'src/auth/a.ts', line: 2, column: 31 }, related: [{ path: specPath }] }],
    })
  })
})
