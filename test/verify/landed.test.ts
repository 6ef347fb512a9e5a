// A spec that changed has to show in the code, or somebody has to say why not.
import { describe, expect, test } from 'vitest'
import { landed } from '../../src/verify/checks/landed.ts'
import { changedRequirement, scene, type Scene } from './builders.ts'

const old = { 'src/a.ts': 'export const a = 1\n', 'src/b.ts': 'export const b = 1\n' }

async function codesOf(given: Scene): Promise<readonly string[]> {
  const result = await landed.run(scene(given))
  return result.kind === 'ran' ? result.diagnostics.map((one) => one.code) : [result.kind]
}

describe('landed', () => {
  test('finds old code returned for new words, once for each requirement that nothing speaks of', async () => {
    expect(await codesOf({ files: old, current: old, changed: ['R1', 'R2'] })).toEqual([
      'check-unchanged',
      'check-unchanged',
    ])
  })

  test('passes where any file changed', async () => {
    expect(
      await codesOf({ files: { ...old, 'src/b.ts': 'export const b = 2\n' }, current: old, changed: ['R1'] }),
    ).toEqual([])
  })

  test('passes where a decision says why no change is needed, for that requirement alone', async () => {
    const decisions = [
      { requirement: 'R1', open: '', chosen: '', because: 'it says the same', noChange: true },
    ]
    expect(await codesOf({ files: old, current: old, changed: ['R1'], decisions })).toEqual([])
    expect(await codesOf({ files: old, current: old, changed: ['R1', 'R2'], decisions })).toEqual([
      'check-unchanged',
    ])
  })

  test('passes where the same code came from somebody who was not shown it', async () => {
    expect(await codesOf({ files: old, current: old, changed: ['R1'], sawCode: false })).toEqual([])
  })

  test('passes where nothing changed in the words, and where there was no code', async () => {
    expect(await codesOf({ files: old, current: old, changed: [] })).toEqual([])
    expect(await codesOf({ files: old, changed: ['R1'] })).toEqual([])
  })
})

describe('a requirement that changed', () => {
  const code = `export function login(name: string): boolean {
  return short(name) && open(name)
}
const LIMIT = 5
const short = (name: string): boolean => name.length < LIMIT
export function logout(name: string): boolean {
  return close(name)
}
`
  const oldTrace = { R4: ['a.ts#login'], R5: ['a.ts#logout'] }

  async function told(edit: (text: string) => string, more: Partial<Scene> = {}): Promise<readonly string[]> {
    const given = { files: { 'a.ts': edit(code) }, current: { 'a.ts': code }, oldTrace, trace: oldTrace }
    const result = await landed.run(scene({ ...given, changed: ['R4'], ...more }))
    return result.kind === 'ran' ? result.diagnostics.map(({ message }) => message.replace(/:.*/, '')) : []
  }
  const inLogin = (text: string): string => text.replace('&& open', '|| open')
  const inLogout = (text: string): string => text.replace('return close(name)', 'return !close(name)')

  test('has to show in a symbol that it is traced to', async () => {
    expect(await told(inLogin)).toEqual([])
    expect(await told(inLogout)).toEqual(['R4 changed, and `login` did not'])
    expect(await told(inLogin, { changed: ['R4', 'R5'] })).toEqual(['R5 changed, and `logout` did not'])
  })

  test('may show where the new trace says, or in what its symbols use and no requirement names', async () => {
    expect(await told(inLogout, { trace: { R4: ['a.ts#logout'] } })).toEqual([])
    const limit = (text: string): string => text.replace('LIMIT = 5', 'LIMIT = 4')
    expect(await told(limit)).toEqual([])
    expect(await told(limit, { trace: { ...oldTrace, R6: ['a.ts#LIMIT'] } })).toEqual([
      'R4 changed, and `login` did not',
    ])
    expect(await told(limit, { changed: ['R5'] })).toEqual(['R5 changed, and `logout` did not'])
  })

  test('shows in what came, went, or has another name', async () => {
    const added = (text: string): string => `${text}export class Policy {\n  open(): void {}\n}\n`
    expect(await told(added, { trace: { R4: ['a.ts#Policy.open'] } })).toEqual([])
    expect(await told((text) => text.replace('function login', 'function enter'))).toEqual([])
    expect(await told((text) => text.replace(/export function login[^]*?\n}\n/, ''))).toEqual([])
  })

  test('shows in strings, not in comments, unless it is about them', async () => {
    expect(await told((text) => text.replace('open(name)', 'open("x")'))).toEqual([])
    const comment = (text: string): string => `/** Four at most. */\n${text}`
    expect(await told(comment)).toEqual(['R4 changed, and the answer changes no code'])
    const about = {
      ...changedRequirement('R4'),
      before: 'A',
      after: 'The file begins with a licence comment',
    }
    expect(await told(comment, { causes: [about] })).toEqual([])
  })

  test('need not show where it says the same in other letters and signs', async () => {
    const words = (before: string, after: string) => ({
      causes: [{ ...changedRequirement('R4'), before, after }],
    })
    expect(await told(inLogout, words('Five tries, then `wait`.', 'five tries then `wait`'))).toEqual([])
    for (const [before, after] of [
      ['Five tries.', 'Four tries.'],
      ['Waits 1.5 hours.', 'Waits 15 hours.'],
      ['Gives `Wait`', 'Gives `wait`'],
    ] as const)
      expect(await told(inLogout, words(before, after))).toHaveLength(1)
  })

  test('that is new shows as well; one that went, or that nothing is traced to, need not', async () => {
    const added = { ...changedRequirement('R4'), change: 'added' as const }
    expect(await told(inLogout, { causes: [added] })).toEqual(['R4 is new, and `login` did not'])
    expect(await told(inLogout, { causes: [{ ...added, change: 'removed' }] })).toEqual([])
    expect(await told(inLogout, { changed: ['R9'] })).toEqual([])
    expect(await told((text) => text, { changed: ['R9'] })).toEqual([
      'R9 changed, and the answer changes no code',
    ])
  })

  test('is not held against files that were not asked for', async () => {
    const more = { targets: ['a.ts', 'b.ts'], asked: ['a.ts'], trace: { R4: ['b.ts#other'] } }
    expect(await told(inLogout, { ...more, oldTrace: { R4: ['b.ts#other'] } })).toEqual([])
  })
})
