// What one run keeps for the next: told apart from what somebody else left there, and never torn.
import {
  cpSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { keptFile, type KeptFile } from '../../../src/adapters/vouch/kept-file.ts'
import { isSigned, signatureOf, unknownSignature, wordsOf } from '../../../src/adapters/vouch/signature.ts'
import { testFolder } from '../../support/git.ts'

function kept(root = testFolder()): {
  readonly file: KeptFile
  readonly place: string
  readonly root: string
} {
  const own = join(root, '.git')
  mkdirSync(join(own, 'spec'), { recursive: true })
  const file = keptFile('test', root, { own, common: own, prefix: '' })
  return { file, place: join(own, 'spec'), root }
}

const words = BigUint64Array.from([1n, 2n, 0xffff_ffff_ffff_ffffn])

function onlyFile(place: string): string {
  const [name, ...others] = readdirSync(place)
  if (name === undefined || others.length > 0) throw new Error(`not one file: ${[name, ...others].join()}`)
  return join(place, name)
}

describe('a kept file', () => {
  test('gives back what was written, and the newest of it', async () => {
    const { file } = kept()
    expect(file.read()).toBeNull()
    await file.write([words], 'text "ä"\n')
    await file.write([words.subarray(0, 1), words.subarray(1)], 'newer')
    expect(file.read()).toEqual({ words, text: 'newer' })
  })

  test('is nothing when any byte of it is another, or some are missing', async () => {
    const { file, place } = kept()
    await file.write([words], 'text')
    const whole = readFileSync(onlyFile(place))
    for (let at = 0; at < whole.length; at++) {
      const spoilt = Buffer.from(whole)
      spoilt[at] = (spoilt[at] ?? 0) ^ 1
      writeFileSync(onlyFile(place), spoilt)
      expect(file.read(), `byte ${at}`).toBeNull()
      writeFileSync(onlyFile(place), whole.subarray(0, at))
      expect(file.read(), `${at} bytes`).toBeNull()
    }
  })

  test('is nothing in a copy of the folder, also under the old name', async () => {
    const { file, root } = kept()
    await file.write([words], 'text')
    const copy = `${root}-copy`
    cpSync(root, copy, { recursive: true, preserveTimestamps: true })
    expect(kept(copy).file.read()).toBeNull()
    rmSync(root, { recursive: true })
    renameSync(copy, root)
    expect(kept(root).file.read()).toBeNull()
  })

  test('is not written, and nothing is said, where that is not possible', async () => {
    const root = testFolder()
    writeFileSync(join(root, '.git'), 'a file')
    const own = join(root, '.git')
    const file = keptFile('test', root, { own, common: own, prefix: '' })
    expect(file.stamp()).toBeNull()
    await file.write([words], 'text')
    expect(file.read()).toBeNull()
  })

  test('leaves nothing else behind', async () => {
    const { file, place } = kept()
    file.stamp()
    await file.write([words], 'text')
    expect(readdirSync(place)).toHaveLength(1)
  })
})

describe('a signature', () => {
  test('is never that of a file that was written after it was taken, not in the same tick of the clock either', () => {
    const { file, root } = kept()
    const path = join(root, 'a.ts')
    for (let round = 0; round < 400; round++) {
      writeFileSync(path, 'one')
      const stamp = file.stamp()
      if (stamp === null) throw new Error('no stamp')
      const before = lstatSync(path, { bigint: true })
      const signature = wordsOf([signatureOf(before, stamp)])
      writeFileSync(path, 'two')
      const after = lstatSync(path, { bigint: true })
      expect(isSigned(signature, 0, after)).toBe(false)
    }
  })

  test('stays that of a file that nobody wrote to', async () => {
    const { file, root } = kept()
    const path = join(root, 'a.ts')
    writeFileSync(path, 'one')
    await new Promise((resolve) => setTimeout(resolve, 50))
    const stamp = file.stamp()
    if (stamp === null) throw new Error('no stamp')
    const signature = wordsOf([signatureOf(lstatSync(path, { bigint: true }), stamp)])
    expect(isSigned(signature, 0, lstatSync(path, { bigint: true }))).toBe(true)
    expect(isSigned(signature, 0, null)).toBe(false)
    expect(isSigned(signature, 0, lstatSync(root, { bigint: true }))).toBe(false)
    expect(isSigned(wordsOf([unknownSignature]), 0, lstatSync(path, { bigint: true }))).toBe(false)
  })

  test('by the clock of another file system has to be much older', () => {
    const stats = lstatSync(testFolder(), { bigint: true })
    const file = { ...stats, isFile: () => true, ctimeNs: 100_000_000_000n, mtimeNs: 100_000_000_000n }
    // The members that a signature is taken from are all there.
    const taken = (ns: bigint, device: bigint): unknown =>
      signatureOf(file as unknown as typeof stats, { device, ns })
    expect(taken(100_000_000_001n, stats.dev)).not.toEqual(unknownSignature)
    expect(taken(100_000_000_000n, stats.dev)).toEqual(unknownSignature)
    expect(taken(100_000_000_001n, stats.dev + 1n)).toEqual(unknownSignature)
    expect(taken(110_000_000_001n, stats.dev + 1n)).not.toEqual(unknownSignature)
  })
})
