// A spec that changed has to show in the code, or somebody has to say why not.
import { describe, expect, test } from 'vitest'
import { landed } from '../../src/verify/checks/landed.ts'
import { scene, type Scene } from './builders.ts'

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
