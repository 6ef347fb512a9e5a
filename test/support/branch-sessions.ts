// Projects in real repositories whose sessions live on a branch, and files put there as an import puts them.
import fs from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { BranchMirror, type Published } from '../../src/adapters/sessions/branch/branch-mirror.ts'
import { encodeHead, headDigest } from '../../src/archive/session-encode.ts'
import { chunkName, headName, keyFolder } from '../../src/archive/session-paths.ts'
import type { SessionHead } from '../../src/archive/session.ts'
import { digestBytes, type Digest } from '../../src/digest/digest.ts'
import { runGit, testFolder, testRepository, type Repository } from './git.ts'

export const branch = 'spec-archive'

/** A repository with one commit, with or without a folder of the project below its top. */
export function branchProject(below = ''): Repository & { readonly project: string } {
  const repository = testRepository()
  const project = join(repository.root, below)
  fs.mkdirSync(join(project, 'specs/features'), { recursive: true })
  repository.write(join(below, 'specs/features/.keep'), '')
  repository.write('.gitignore', '.spec/local/\n.spec/cache/\n')
  repository.commit('first')
  return { ...repository, project }
}

/** A bare repository, and so many others that know it as `origin`. Nobody needs a commit for a branch of sessions. */
export function clones(count: number): { readonly origin: string; readonly roots: readonly string[] } {
  const origin = testFolder()
  runGit(origin, 'init', '-q', '--bare')
  const roots = Array.from({ length: count }, () => {
    const { root } = testRepository()
    const remote = `[remote "origin"]\n\turl = ${origin}\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n`
    fs.appendFileSync(join(root, '.git/config'), remote)
    return root
  })
  return { origin, roots }
}

export async function opened(root: string, name = branch): Promise<BranchMirror> {
  const mirror = new BranchMirror(root, name)
  const refreshed = await mirror.refresh(true)
  expect(refreshed).toMatchObject({ ok: true })
  return mirror
}

export async function published(mirror: BranchMirror): Promise<Published | null> {
  const done = await mirror.publish()
  if (!done.ok) throw new Error(JSON.stringify(done.diagnostics))
  return done.value
}

/** What stands in a mirror, by the last two parts of each path. */
export function filesIn(root: string): string[] {
  return fs
    .readdirSync(join(root, '.spec/archive'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(root, '.spec/archive/').length))
    .sort()
}

export function put(root: string, file: string, text: string): void {
  fs.mkdirSync(join(root, file, '..'), { recursive: true })
  fs.writeFileSync(join(root, file), text)
}

export interface PutSession {
  readonly head: string
  readonly chunks: readonly string[]
}

/** A session with these chunks; paths below the root. What is in a chunk is not packed: nobody here unpacks it. */
export function putSession(root: string, id: string, texts: readonly string[]): PutSession {
  const folder = keyFolder(`codex/${id}`)
  const digests: Digest[] = texts.map((text) => digestBytes(Buffer.from(text)))
  const chunks = digests.map((digest) => `${folder}/${chunkName(digest, digest)}`)
  chunks.forEach((file, at) => put(root, file, texts[at] ?? ''))
  const head: SessionHead = {
    headVersion: 1,
    agent: 'codex',
    sessionId: id,
    project: { remote: null, rootCommit: null },
    chunks: digests,
    records: texts.length,
    bytes: texts.join('').length,
    conversations: [],
    trail: null,
  }
  const file = `${folder}/${headName(headDigest(head))}`
  put(root, file, encodeHead(head))
  return { head: file, chunks }
}
