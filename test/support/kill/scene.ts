// A number of targets in, a small project before and after one apply out, with the plan that leads from one to the other.
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { encodeRecord, recordDigest } from '../../../src/archive/encode.ts'
import { blobPath, recordPath } from '../../../src/archive/paths.ts'
import type { StoredRecord } from '../../../src/archive/record.ts'
import { digestBytes } from '../../../src/digest/digest.ts'
import { encodeLock } from '../../../src/lock/encode.ts'
import type { Lock } from '../../../src/lock/lock.ts'
import type { Action, Plan } from '../../../src/plan/plan.ts'
import { authLock, changed, lockedTarget } from '../../lock/sample.ts'

/** Path → content; a folder without files is a path that ends with `/`. */
export type Tree = ReadonlyMap<string, string>

export interface Scene {
  readonly name: string
  readonly before: Tree
  readonly after: Tree
  readonly plan: Plan
  /** Paths of the targets, to edit one of them. */
  readonly targets: readonly string[]
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
type Kind = 'create' | 'update' | 'delete'

/** Targets of these kinds; every second update is a CRLF file. */
export function sceneOf(name: string, kinds: readonly Kind[]): Scene {
  const before = new Map<string, string>([['README.md', 'not a target\n']])
  const after = new Map(before)
  const actions: Action[] = []
  const blobs: Uint8Array[] = []
  kinds.forEach((kind, at) => {
    // Folders that the apply makes, that it empties, and that stay.
    const path = {
      create: `src/new/${at % 3}/t${at}.ts`,
      update: `src/t${at}.ts`,
      delete: `src/old/${at % 2}/t${at}.ts`,
    }[kind]
    const end = kind === 'update' && at % 2 === 1 ? '\r\n' : '\n'
    const old = `// old ${at}${end}export const a = ${at}${end}`
    const text = `// new ${at}\nexport const b = ${at}\n`
    if (kind !== 'create') {
      before.set(path, old)
      blobs.push(bytes(old))
    }
    if (kind === 'delete') {
      actions.push({ kind, path, before: digestBytes(bytes(old)), reason: 'no longer a target' })
      return
    }
    after.set(path, end === '\n' ? text : text.replaceAll('\n', '\r\n'))
    blobs.push(bytes(text))
    actions.push(
      kind === 'create'
        ? { kind, path, before: null, after: bytes(text), reason: 'new' }
        : { kind, path, before: digestBytes(bytes(old)), after: bytes(text), reason: 'changed' },
    )
  })
  const lockPath = '.spec/lock/auth-flow.json'
  const [oldLock, newLock] = ['old', 'new'].map((word) => encodeLock(lockFor(kinds, word)))
  if (oldLock === undefined || newLock === undefined) throw new Error('two locks')
  before.set(lockPath, oldLock)
  after.set(lockPath, newLock)
  const record: StoredRecord = {
    recordVersion: 1,
    kind: 'overwritten',
    spec: authLock.spec.id,
    at: '2026-11-21T10:00:00Z',
    previous: null,
    tool: 'test',
    body: { reason: 'regenerated', files: {} },
  }
  after.set(recordPath(recordDigest(record)), encodeRecord(record))
  for (const blob of blobs) after.set(blobPath(digestBytes(blob)), new TextDecoder().decode(blob))
  const locks = [{ path: lockPath, before: digestBytes(bytes(oldLock)), text: newLock }]
  const plan: Plan = { spec: authLock.spec.id, actions, locks, records: [record], blobs, privateBlobs: [] }
  return { name, before, after: after, plan, targets: actions.map((action) => action.path) }
}

function lockFor(kinds: readonly Kind[], word: string): Lock {
  return changed(authLock, {
    targets: Object.fromEntries(kinds.map((_, at) => [`src/t${at}.ts`, lockedTarget(`${word} ${at}`)])),
  })
}

/** Puts a tree where nothing is. One file is executable, so that modes are seen to be kept. */
export function plant(root: string, tree: Tree): void {
  for (const [path, content] of tree) {
    mkdirSync(join(root, dirname(path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  for (const [path] of tree) if (path === 'src/t0.ts') chmodSync(join(root, path), 0o755)
}

/** What stands below a root, `.spec/local` and `.spec/cache` apart. Empty folders count: nobody made them on purpose. */
export function harvest(root: string): Tree {
  const found = new Map<string, string>()
  const visit = (folder: string): void => {
    const entries = readdirSync(join(root, folder), { withFileTypes: true })
    if (entries.length === 0 && folder !== '') found.set(folder, '')
    for (const entry of entries) {
      const path = `${folder}${entry.name}`
      if (path === '.spec/local' || path === '.spec/cache') continue
      if (entry.isDirectory()) visit(`${path}/`)
      else found.set(path, readFileSync(join(root, path), 'utf8'))
    }
  }
  visit('')
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** What is left in `.spec/local`, folders and the overwritten bytes apart: nothing, once a command is through. */
export function leftovers(root: string): readonly string[] {
  const found: string[] = []
  const visit = (folder: string): void => {
    for (const name of readdirSync(join(root, folder))) {
      const path = `${folder}/${name}`
      if (lstatSync(join(root, path)).isDirectory()) visit(path)
      else if (name !== '.gitignore' && !/^\.spec\/local\/overwritten\/[0-9a-f]{2}\/[0-9a-f]{62}$/.test(path))
        found.push(path)
    }
  }
  if (existsSync(join(root, '.spec/local'))) visit('.spec/local')
  return found
}

export const scenes: readonly Scene[] = [
  sceneOf('1 target updated', ['update']),
  sceneOf('1 target created', ['create']),
  sceneOf('1 target deleted', ['delete']),
  sceneOf('5 targets', ['update', 'create', 'delete', 'update', 'create']),
  sceneOf(
    '20 targets',
    Array.from(
      { length: 20 },
      (_, at): Kind => (['update', 'create', 'delete', 'update'] as const)[at % 4] ?? 'update',
    ),
  ),
]

/** One file that runs the applier, without the time that TypeScript takes. */
export function bundleDriver(outfile: string): void {
  const { pathname } = new URL('./driver.ts', import.meta.url)
  const esbuild = new URL('../../../node_modules/.bin/esbuild', import.meta.url).pathname
  execFileSync(esbuild, [
    pathname,
    '--bundle',
    '--format=esm',
    '--platform=node',
    '--log-level=warning',
    `--outfile=${outfile}`,
  ])
}
