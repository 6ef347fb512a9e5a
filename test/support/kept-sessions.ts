// Kept sessions, made up, written straight into an archive: what tests of syncing send to and fro.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import { encodeHead, headDigest } from '../../src/archive/session-encode.ts'
import { chunkName, headName } from '../../src/archive/session-paths.ts'
import type { SessionHead } from '../../src/archive/session.ts'
import { digestBytes, type Digest } from '../../src/digest/digest.ts'

const brief = { parent: null, title: null, branch: null, cwd: null, start: null, end: null, messages: 1 }

export function headOf(
  sessionId: string,
  texts: readonly string[],
  more: Partial<SessionHead> = {},
): { readonly head: SessionHead; readonly digest: Digest } {
  const head: SessionHead = {
    headVersion: 1,
    agent: 'codex',
    sessionId,
    project: { remote: null, rootCommit: null },
    chunks: texts.map((text) => digestBytes(Buffer.from(text))),
    records: texts.join('').split('\n').length - 1,
    bytes: Buffer.byteLength(texts.join('')),
    conversations: [{ sessionId, ...brief }],
    trail: null,
    ...more,
  }
  return { head, digest: headDigest(head) }
}

export interface PutSession {
  /** Below `.spec/archive`. */
  readonly head: string
  readonly chunks: readonly string[]
}

/** Each text is a chunk. @param quality of the compressor: another one gives other bytes of the same chunk. */
export function putSession(
  root: string,
  sessionId: string,
  texts: readonly string[],
  more: Partial<SessionHead> = {},
  quality = 1,
): PutSession {
  const { head, digest } = headOf(sessionId, texts, more)
  const folder = `sessions/codex/${sessionId}`
  const chunks = texts.map((text) => {
    const packed = brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } })
    const name = `${folder}/${chunkName(digestBytes(Buffer.from(text)), digestBytes(packed))}`
    put(root, name, packed)
    return name
  })
  const name = `${folder}/${headName(digest)}`
  put(root, name, encodeHead(head))
  return { head: name, chunks }
}

export function put(root: string, name: string, content: string | Uint8Array): void {
  const file = join(root, '.spec/archive', name)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
}

/** Takes away what an import would: a version that another one continues, with the chunks that only it names. */
export function takeAway(root: string, { head, chunks }: PutSession, kept: PutSession): void {
  for (const name of [head, ...chunks])
    if (name !== kept.head && !kept.chunks.includes(name))
      rmSync(join(root, '.spec/archive', name), { force: true })
}

/** Name → content in hex digits, of all that is below a folder; none where it is not there. */
export function contentsOf(folder: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {}
  const visit = (below: string): void => {
    for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
      const name = below === '' ? entry.name : `${below}/${entry.name}`
      if (entry.isDirectory()) visit(name)
      else found[name] = readFileSync(join(folder, name)).toString('hex')
    }
  }
  try {
    visit('')
  } catch {
    return {}
  }
  return found
}

export const archiveOf = (root: string): Readonly<Record<string, string>> =>
  contentsOf(join(root, '.spec/archive'))
