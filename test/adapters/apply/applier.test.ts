// What applying a plan does to a tree, and what it refuses to do.
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createApplier } from '../../../src/adapters/apply/applier.ts'
import { createWorkspace } from '../../../src/adapters/workspace.ts'
import { blobPath, shard } from '../../../src/archive/paths.ts'
import { digestBytes, digestText, type Digest } from '../../../src/digest/digest.ts'
import { encodeLock } from '../../../src/lock/encode.ts'
import type { Action, ApplyOutcome, Plan } from '../../../src/plan/plan.ts'
import type { Result } from '../../../src/diagnostic/diagnostic.ts'
import { authLock } from '../../lock/sample.ts'
import { harvest, leftovers, type Tree } from '../../support/kill/scene.ts'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'spec-apply-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const digestOf = (text: string): Digest => digestBytes(bytes(text))
function write(path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), content)
}
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const overwrittenPath = (text: string): string => `.spec/local/overwritten/${shard(digestOf(text))}`

const create = (path: string, text: string): Action => ({
  kind: 'create',
  path,
  before: null,
  after: bytes(text),
  reason: 'new',
})
const update = (path: string, before: string, text: string): Action => ({
  kind: 'update',
  path,
  before: digestOf(before),
  after: bytes(text),
  reason: 'changed',
})
const remove = (path: string, before: string): Action => ({
  kind: 'delete',
  path,
  before: digestOf(before),
  reason: 'gone',
})
const planOf = (actions: readonly Action[], more: Partial<Plan> = {}): Plan => ({
  spec: authLock.spec.id,
  actions,
  locks: [],
  records: [],
  blobs: [],
  privateBlobs: [],
  ...more,
})
const apply = (actions: readonly Action[], more: Partial<Plan> = {}): Promise<Result<ApplyOutcome>> =>
  createApplier(root).apply(planOf(actions, more))

/** Applies what must be refused: with these codes, and without a trace. */
async function expectRefused(plan: Plan, ...codes: readonly string[]): Promise<void> {
  const before: Tree = harvest(root)
  const result = await createApplier(root).apply(plan)
  expect(result.ok).toBe(false)
  expect(result.diagnostics.map((one) => one.code)).toEqual(codes)
  expect(harvest(root)).toEqual(before)
  expect(leftovers(root)).toEqual([])
}

describe('a plan', () => {
  test('creates, updates and deletes, and says what it did', async () => {
    write('src/a.ts', 'old a')
    write('src/gone/b.ts', 'old b')
    const lock = encodeLock(authLock)
    const result = await apply(
      [
        update('src/a.ts', 'old a', 'new a'),
        create('lib/deep/c.ts', 'new c'),
        remove('src/gone/b.ts', 'old b'),
      ],
      { locks: [{ path: '.spec/lock/auth-flow.json', before: null, text: lock }], blobs: [bytes('new a')] },
    )
    expect(result).toMatchObject({
      ok: true,
      value: { written: ['src/a.ts', 'lib/deep/c.ts'], deleted: ['src/gone/b.ts'], diagnostics: [] },
    })
    expect(harvest(root)).toEqual(
      new Map([
        [blobPath(digestOf('new a')), 'new a'],
        ['.spec/lock/auth-flow.json', lock],
        ['lib/deep/c.ts', 'new c'],
        ['src/a.ts', 'new a'],
      ]),
    )
    expect(leftovers(root)).toEqual([])
  })

  test('removes a lock, and leaves the folder of locks', async () => {
    write('.spec/lock/billing/a.json', '{}')
    const locks = [{ path: '.spec/lock/billing/a.json', before: digestOf('{}'), text: null }]
    expect(await apply([], { locks })).toMatchObject({ ok: true })
    expect(readdirSync(join(root, '.spec/lock'))).toEqual([])
  })

  test('renames: the old file goes when the new one is there', async () => {
    write('specs/features/old.md', 'words')
    await apply([create('specs/features/new.md', 'words'), remove('specs/features/old.md', 'words')])
    expect([...harvest(root).keys()]).toEqual(['specs/features/new.md'])
    expect(existsSync(join(root, overwrittenPath('words')))).toBe(false)
  })

  test('of nothing but unchanged files changes nothing', async () => {
    write('src/a.ts', 'a')
    const before = statSync(join(root, 'src/a.ts')).mtimeMs
    const unchanged: Action = { kind: 'unchanged', path: 'src/a.ts', before: digestOf('a'), reason: 'same' }
    expect(await apply([unchanged])).toMatchObject({ ok: true, value: { written: [], deleted: [] } })
    expect(statSync(join(root, 'src/a.ts')).mtimeMs).toBe(before)
  })

  test('takes a folder away with the last file in it, but no folder of the layout', async () => {
    write('src/a/b/c.ts', 'c')
    write('src/keep.ts', 'k')
    write('specs/features/x.md', 'x')
    await apply([remove('src/a/b/c.ts', 'c'), remove('specs/features/x.md', 'x')])
    expect(readdirSync(join(root, 'src'))).toEqual(['keep.ts'])
    expect(existsSync(join(root, 'specs/features'))).toBe(true)
  })

  test('makes .spec/local and .spec/cache so that git never sees them', async () => {
    await apply([create('a.ts', 'a')])
    expect(read('.spec/local/.gitignore')).toBe('*\n')
    expect(read('.spec/cache/.gitignore')).toBe('*\n')
  })
})

describe('a file as the checkout has it', () => {
  test('with CRLF throughout gets new text with CRLF, and the archive still has LF', async () => {
    write('a.ts', 'one\r\ntwo\r\n')
    await apply([update('a.ts', 'one\r\ntwo\r\n', 'one\n2\n')], { blobs: [bytes('one\n2\n')] })
    expect(read('a.ts')).toBe('one\r\n2\r\n')
    expect(digestText(read('a.ts'))).toBe(digestOf('one\n2\n'))
    expect(read(blobPath(digestOf('one\n2\n')))).toBe('one\n2\n')
  })

  test.each([
    ['mixed line ends', 'one\r\ntwo\n', 'new\n', 'new\n'],
    ['one line without an end', 'one', 'new\n', 'new\n'],
    ['CRLF, when the new text brings its own', 'one\r\n', 'a\r\nb\n', 'a\r\nb\n'],
  ])('with %s gets the new bytes as they are', async (_, old, text, expected) => {
    write('a.ts', old)
    await apply([update('a.ts', old, text)])
    expect(read('a.ts')).toBe(expected)
  })

  test.skipIf(process.platform === 'win32')('keeps its mode', async () => {
    write('run.sh', 'old')
    chmodSync(join(root, 'run.sh'), 0o751)
    await apply([update('run.sh', 'old', 'new')])
    expect(statSync(join(root, 'run.sh')).mode & 0o777).toBe(0o751)
  })

  test('that is a link inside the project is written through the link', async () => {
    write('real/a.ts', 'old')
    symlinkSync('real/a.ts', join(root, 'a.ts'))
    expect(await apply([update('a.ts', 'old', 'new')])).toMatchObject({
      ok: true,
      value: { written: ['a.ts'] },
    })
    expect(read('real/a.ts')).toBe('new')
    expect(lstatSync(join(root, 'a.ts')).isSymbolicLink()).toBe(true)
  })

  test('with a name as long as the system allows is written', async () => {
    const name = `${'ü'.repeat(126)}.ts`
    expect(await apply([create(name, 'x')])).toMatchObject({ ok: true })
    expect(read(name)).toBe('x')
  })
})

describe('nothing is lost', () => {
  test('overwritten and deleted bytes that nobody stored go to .spec/local, never to the archive', async () => {
    write('a.ts', 'my edit')
    write('b.ts', 'my file')
    await apply([update('a.ts', 'my edit', 'new'), remove('b.ts', 'my file')])
    expect(read(overwrittenPath('my edit'))).toBe('my edit')
    expect(read(overwrittenPath('my file'))).toBe('my file')
    expect(existsSync(join(root, '.spec/archive'))).toBe(false)
  })

  test('bytes that the plan or the archive has are not stored again, in either kind of line ends', async () => {
    write('a.ts', 'one\r\n')
    write('b.ts', 'two\n')
    write(blobPath(digestOf('one\n')), 'one\n')
    await apply([update('a.ts', 'one\r\n', 'new\n'), update('b.ts', 'two\n', 'new\n')], {
      blobs: [bytes('two\n')],
    })
    expect(existsSync(join(root, '.spec/local/overwritten'))).toBe(false)
  })

  test('a blob of that name with other bytes does not count as stored, and is put right', async () => {
    write('a.ts', 'old')
    write(blobPath(digestOf('old')), 'damaged')
    await apply([update('a.ts', 'old', 'new')])
    expect(read(overwrittenPath('old'))).toBe('old')
    await apply([], { blobs: [bytes('old')] })
    expect(read(blobPath(digestOf('old')))).toBe('old')
  })

  test('bytes with a secret go to .spec/local and nowhere else', async () => {
    write('a.ts', 'key = "s3cret"')
    await apply([update('a.ts', 'key = "s3cret"', 'new')], { privateBlobs: [bytes('key = "s3cret"')] })
    expect(read(overwrittenPath('key = "s3cret"'))).toBe('key = "s3cret"')
    expect([...harvest(root)].filter(([, content]) => content.includes('s3cret'))).toEqual([])
  })

  test('a damaged lock is kept before a new one takes its place', async () => {
    write('.spec/lock/a.json', '<<<<<<< ours')
    const locks = [
      { path: '.spec/lock/a.json', before: digestOf('<<<<<<< ours'), text: encodeLock(authLock) },
    ]
    expect(await apply([], { locks })).toMatchObject({ ok: true })
    expect(read(overwrittenPath('<<<<<<< ours'))).toBe('<<<<<<< ours')
  })
})

describe('a tree that is not what the plan was made for', () => {
  beforeEach(() => {
    write('a.ts', 'edited since')
    write('other.ts', 'other')
  })

  test.each([
    ['changed', update('a.ts', 'as planned', 'new')],
    ['appeared', create('a.ts', 'new')],
    ['vanished', update('none.ts', 'as planned', 'new')],
    ['changed, to be deleted', remove('a.ts', 'as planned')],
    ['changed, to be left alone', { kind: 'unchanged', path: 'a.ts', before: digestOf('x'), reason: '' }],
  ] satisfies [string, Action][])(
    'a file that %s is refused, and nothing else is written',
    async (_, action) => {
      const plan = planOf([update('other.ts', 'other', 'new'), action], { blobs: [bytes('new')] })
      await expectRefused(plan, 'target-moved-on')
    },
  )

  test('a lock that changed is refused', async () => {
    write('.spec/lock/a.json', 'theirs')
    const locks = [{ path: '.spec/lock/a.json', before: digestOf('mine'), text: 'new' }]
    await expectRefused(planOf([], { locks }), 'target-moved-on')
  })

  test('a lock that the checkout gave CRLF is the lock that was planned with', async () => {
    write('.spec/lock/a.json', '{\r\n}\r\n')
    const locks = [{ path: '.spec/lock/a.json', before: digestText('{\n}\n'), text: '{}\n' }]
    expect(await apply([], { locks })).toMatchObject({ ok: true })
  })
})

describe('a place where nothing may be written', () => {
  test.each([
    '../x.ts',
    '/tmp/x.ts',
    '.git/hooks/post-checkout',
    'sub/.GIT/config',
    '.spec/lock/a.json',
    'node_modules/x/index.js',
  ])('%s is refused', async (path) => {
    await expectRefused(planOf([create('fine.ts', 'x'), create(path, 'x')]), 'spec-target-path')
  })

  test('a folder, a link out and a deleted link are refused', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'spec-outside-'))
    writeFileSync(join(outside, 'x.ts'), 'x')
    mkdirSync(join(root, 'folder'))
    write('real.ts', 'x')
    symlinkSync(join(outside, 'x.ts'), join(root, 'out.ts'))
    symlinkSync(outside, join(root, 'out'))
    symlinkSync('real.ts', join(root, 'in.ts'))
    for (const action of [
      create('folder', 'x'),
      update('out.ts', 'x', 'y'),
      update('out/x.ts', 'x', 'y'),
      create('out/new/deep.ts', 'y'),
      remove('in.ts', 'x'),
    ]) {
      const result = await apply([action])
      expect(result.diagnostics, action.path).toMatchObject([{ code: 'target-not-a-file' }])
    }
    expect(readdirSync(outside)).toEqual(['x.ts'])
    expect(readFileSync(join(outside, 'x.ts'), 'utf8')).toBe('x')
    rmSync(outside, { recursive: true })
  })

  test.each(['.spec', '.spec/local', '.spec/local/claims', '.spec/local/apply', '.spec/cache'])(
    '%s as a link out has nothing written behind it',
    async (linked) => {
      const outside = mkdtempSync(join(tmpdir(), 'spec-outside-'))
      mkdirSync(dirname(join(root, linked)), { recursive: true })
      symlinkSync(outside, join(root, linked))
      const result = await apply([create('a.ts', 'x')])
      expect(result).toMatchObject({ ok: false, diagnostics: [{ code: 'write-failed' }] })
      expect(readdirSync(outside)).toEqual([])
      expect(existsSync(join(root, 'a.ts'))).toBe(false)
      rmSync(outside, { recursive: true })
    },
  )

  test('a lock outside the folder of locks is refused', async () => {
    await expectRefused(
      planOf([], { locks: [{ path: 'package.json', before: null, text: '{}' }] }),
      'target-not-a-file',
    )
  })
})

describe('recovery', () => {
  const journal = (entries: readonly object[], folders: readonly string[] = []): string =>
    JSON.stringify({ journalVersion: 1, spec: 'auth-flow', folders, entries })
  const entry = {
    role: 'target',
    path: 'a.ts',
    before: digestOf('old'),
    after: digestOf('new'),
    temp: '.a.ts.spec-01234567-0.tmp',
    blob: digestOf('new'),
    crlf: false,
  }

  test('with nothing to recover writes nothing', async () => {
    expect(await createApplier(root).recover()).toEqual({ ok: true, value: [], diagnostics: [] })
    expect(readdirSync(root)).toEqual([])
  })

  test('reading commands see an interrupted apply, and write nothing', () => {
    write('.spec/local/apply/committed.json', journal([entry]))
    write('a.ts', 'old')
    const before = readdirSync(root, { recursive: true })
    expect(createWorkspace(root).interrupted()).toEqual(['auth-flow'])
    expect(readdirSync(root, { recursive: true })).toEqual(before)
  })

  test('an edit made since stays, a copy of it is kept, and that is said', async () => {
    write('.spec/local/apply/committed.json', journal([entry]))
    write('.a.ts.spec-01234567-0.tmp', 'new')
    write('a.ts', 'my edit')
    const result = await createApplier(root).recover()
    expect(result.ok && result.value.map((one) => one.code)).toEqual(['apply-recovered', 'apply-kept'])
    expect(result.ok && result.value[1]).toMatchObject({ place: { path: 'a.ts' }, severity: 'warning' })
    expect(read('a.ts')).toBe('my edit')
    expect(read(overwrittenPath('my edit'))).toBe('my edit')
    expect(existsSync(join(root, '.a.ts.spec-01234567-0.tmp'))).toBe(false)
    expect(createWorkspace(root).interrupted()).toEqual([])
  })

  test('new bytes that no longer wait come from the archive, in the line ends of the checkout', async () => {
    const crlf = {
      ...entry,
      path: 'b.ts',
      before: digestOf('old'),
      after: digestOf('n\r\n'),
      blob: digestOf('n\n'),
      crlf: true,
    }
    const second = { ...crlf, temp: '.b.ts.spec-01234567-1.tmp' }
    write('.spec/local/apply/committed.json', journal([entry, second]))
    write(blobPath(digestOf('new')), 'new')
    write(blobPath(digestOf('n\n')), 'n\n')
    write('a.ts', 'old')
    write('b.ts', 'old')
    expect(await createApplier(root).recover()).toMatchObject({
      ok: true,
      value: [{ code: 'apply-recovered' }],
    })
    expect([read('a.ts'), read('b.ts')]).toEqual(['new', 'n\r\n'])
  })

  test('where the new bytes are nowhere, the file stays and that is said', async () => {
    write('.spec/local/apply/committed.json', journal([entry]))
    write('a.ts', 'old')
    const result = await createApplier(root).recover()
    expect(result.ok && result.value.map((one) => one.code)).toEqual(['apply-recovered', 'apply-kept'])
    expect(read('a.ts')).toBe('old')
  })

  test('the next apply recovers first', async () => {
    write('.spec/local/apply/committed.json', journal([entry]))
    write('.a.ts.spec-01234567-0.tmp', 'new')
    write('a.ts', 'old')
    const result = await apply([update('a.ts', 'new', 'newer')])
    expect(result).toMatchObject({ ok: true, value: { diagnostics: [{ code: 'apply-recovered' }] } })
    expect(read('a.ts')).toBe('newer')
  })

  test.each([
    ['is no journal', '{"journalVersion":1'],
    ['names a git hook', journal([{ ...entry, path: '.git/hooks/post-checkout', before: null }])],
    ['names a path outside', journal([{ ...entry, path: '../x', before: null }])],
    ['takes a file of the project for a temporary one', journal([{ ...entry, temp: 'payload.ts' }])],
    ['writes a lock elsewhere', journal([{ ...entry, role: 'lock', path: 'package.json' }])],
    ['would remove a folder outside', journal([], ['../other'])],
  ])('a journal that %s is refused: somebody may have committed it', async (_, text) => {
    write('.spec/local/apply/committed.json', text)
    write('payload.ts', 'new')
    mkdirSync(join(root, '.git/hooks'), { recursive: true })
    const before = harvest(root)
    const result = await createApplier(root).recover()
    expect(result).toMatchObject({ ok: false, diagnostics: [{ code: 'write-failed' }] })
    expect(harvest(root)).toEqual(before)
    expect(createWorkspace(root).interrupted()).toEqual(['.spec/local/apply'])
  })
})
