import fs from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { openSessionArchive } from '../../../src/adapters/sessions/keep.ts'
import { listSessions, transcriptOf } from '../../../src/adapters/sessions/kept.ts'
import { verifySessions } from '../../../src/adapters/sessions/verify.ts'
import { chunkName } from '../../../src/archive/session-paths.ts'
import type { SessionHead } from '../../../src/archive/session.ts'
import { digestBytes, type Digest } from '../../../src/digest/digest.ts'
import { sampled } from '../../runs.ts'
import { testFolder } from '../../support/git.ts'

const key = 'codex/s1'
const folder = `.spec/archive/sessions/${key}`
const brief = { parent: null, title: null, branch: null, cwd: null, start: null, end: null, messages: 1 }

function headOf(chunks: readonly Digest[], bytes: number): SessionHead {
  const project = { remote: null, rootCommit: null }
  const conversations = [{ sessionId: 's1', ...brief }]
  return {
    headVersion: 1,
    agent: 'codex',
    sessionId: 's1',
    project,
    chunks,
    records: 1,
    bytes,
    conversations,
    trail: null,
  }
}

async function keep(root: string, texts: readonly string[]): Promise<boolean> {
  const archive = openSessionArchive(root)
  const held = await archive.hold()
  if (!held.ok) return false
  const draft = archive.begin()
  try {
    const chunks: Digest[] = []
    for (const text of texts) {
      const added = await draft.add(Buffer.from(text))
      if (!added.ok) return false
      chunks.push(added.value)
    }
    const heads = archive.heads(key)
    const landed = await draft.land(key, headOf(chunks, texts.join('').length), heads.ok ? heads.value : [])
    return landed.ok
  } finally {
    await draft.drop()
    held.value()
  }
}

const textsOf = (root: string): string[] => {
  const all = listSessions(root)
  return all.ok ? all.value.map((one) => Buffer.concat([...transcriptOf(root, one)]).toString()) : []
}

afterEach(() => void vi.restoreAllMocks())

/** From call `at` on, nothing that would write does anything but fail: as for a process that was killed there. */
function killedAt(at: number): () => number {
  let calls = 0
  const die = <F extends (...args: never[]) => unknown>(call: F) =>
    ((...args: Parameters<F>) => {
      if (calls++ >= at) throw Object.assign(new Error('killed'), { code: 'EIO', syscall: 'any' })
      return call(...args)
      // What takes its place has the same parameters and result.
    }) as F
  for (const name of ['renameSync', 'unlinkSync', 'mkdirSync', 'rmSync', 'rmdirSync', 'writeSync'] as const) {
    const call = fs[name]
    vi.spyOn(fs, name).mockImplementation(die(call as never) as never)
  }
  const open = fs.promises.open
  vi.spyOn(fs.promises, 'open').mockImplementation((async (...args: Parameters<typeof open>) =>
    die(open)(...args)) as typeof open)
  return () => calls
}

describe('a session that is being kept', () => {
  test('is there as before or as after, wherever it is cut short; the next import takes away what is left', async () => {
    const before = 'a\n'
    const after = ['a\nb\n', 'c\n']
    const scene = async (): Promise<string> => {
      const root = testFolder()
      expect(await keep(root, [before])).toBe(true)
      return root
    }
    const counted = await scene()
    const count = killedAt(Number.MAX_SAFE_INTEGER)
    await keep(counted, after)
    const calls = count()
    vi.restoreAllMocks()
    expect(calls).toBeGreaterThan(8)
    const seen = new Set<string>()
    for (const at of sampled([...Array(calls).keys()], 2)) {
      const root = await scene()
      killedAt(at)
      await keep(root, after).catch(() => false)
      vi.restoreAllMocks()
      const texts = textsOf(root)
      expect([[before], [after.join('')]], `call ${at}`).toContainEqual(texts)
      seen.add(texts[0] ?? '')
      expect(verifySessions(root).diagnostics).toEqual([])
      // The claim of a process that is gone holds nothing; this one is not gone.
      fs.rmSync(join(root, '.spec/local/claims'), { recursive: true, force: true })
      expect(await keep(root, after)).toBe(true)
      expect(fs.readdirSync(join(root, folder))).toHaveLength(3)
      expect(fs.readdirSync(join(root, '.spec/local/sessions'))).toEqual([])
    }
    expect(seen.size).toBe(2)
  })

  test('is not written through a link that leads out of the project', async () => {
    const root = testFolder()
    const outside = testFolder()
    fs.mkdirSync(join(root, '.spec/archive'), { recursive: true })
    fs.symlinkSync(outside, join(root, '.spec/archive/sessions'))
    expect(await keep(root, ['a\n'])).toBe(false)
    expect(fs.readdirSync(outside)).toEqual([])
  })
})

describe('what is kept', () => {
  test('is found damaged, missing or out of place', async () => {
    const root = testFolder()
    await keep(root, ['a\n', 'b\n'])
    expect(verifySessions(root)).toEqual({ sessions: 1, chunks: 2, diagnostics: [] })
    const [one = '', other = ''] = fs.readdirSync(join(root, folder)).filter((name) => name.endsWith('.br'))
    fs.writeFileSync(join(root, folder, one), brotliCompressSync('x'))
    fs.rmSync(join(root, folder, other))
    fs.writeFileSync(join(root, folder, 'notes.txt'), '')
    fs.writeFileSync(join(root, '.spec/archive/sessions/stray'), '')
    const codes = verifySessions(root).diagnostics.map(
      ({ code, place }) => `${code} ${place?.path.split('/').at(-1)?.slice(0, 5)}`,
    )
    expect(codes.sort()).toEqual(
      [
        'record-damaged notes',
        'record-damaged stray',
        `record-damaged ${one.slice(0, 5)}`,
        'record-missing head-',
      ].sort(),
    )
    expect(() => textsOf(root)).toThrow()
  })

  test('is read from the sound one of two files that were compressed by different versions', async () => {
    const root = testFolder()
    await keep(root, ['a\n'])
    const packed = brotliCompressSync('a\n', { params: {} })
    const digest = digestBytes(Buffer.from('a\n'))
    fs.writeFileSync(join(root, folder, chunkName(digest, digestBytes(Buffer.from('other')))), packed)
    fs.writeFileSync(join(root, folder, `${chunkName(digest, digest).slice(0, 65)}00000000.br`), 'damaged')
    expect(textsOf(root)).toEqual(['a\n'])
  })
})
