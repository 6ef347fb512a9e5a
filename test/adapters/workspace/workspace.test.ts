// The project's files as every command sees them: confined to the root, and one bad file never hides the others.
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import fs from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createWorkspace, specSizeLimit } from '../../../src/adapters/workspace.ts'

let root = ''
let outside = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'spec-workspace-'))
  outside = mkdtempSync(join(tmpdir(), 'spec-outside-'))
  writeFileSync(join(outside, 'secret.md'), 'secret')
})
afterEach(() => {
  vi.restoreAllMocks()
  for (const folder of [root, outside]) rmSync(folder, { recursive: true, force: true })
})

function write(path: string, content: string | Uint8Array = 'x'): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), content)
}
function link(path: string, to: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  symlinkSync(to, join(root, path))
}
/** The next opening of a path that ends so fails as the system would fail it. */
function failOpening(ending: string, code: string): void {
  const original = fs.openSync
  vi.spyOn(fs, 'openSync').mockImplementation((path, ...rest) => {
    if (String(path).endsWith(ending)) throw Object.assign(new Error(code), { code, syscall: 'open' })
    return original(path, ...rest)
  })
}

describe('specs', () => {
  test('are every .md below specs/features and specs/architecture, in order of path', async () => {
    for (const path of ['features/b.md', 'features/a/deep/c.md', 'architecture/z.md', 'features/a.md']) {
      write(`specs/${path}`, path)
    }
    for (const path of [
      'specs/features/notes.txt',
      'specs/other/x.md',
      'specs/features/.obsidian/y.md',
      'docs/z.md',
    ]) {
      write(path)
    }
    const specs = await createWorkspace(root).readSpecs()
    expect(specs.ok && specs.value.map((file) => [file.path, Buffer.from(file.bytes).toString()])).toEqual([
      ['specs/architecture/z.md', 'architecture/z.md'],
      ['specs/features/a.md', 'features/a.md'],
      ['specs/features/a/deep/c.md', 'features/a/deep/c.md'],
      ['specs/features/b.md', 'features/b.md'],
    ])
    expect(specs.diagnostics).toEqual([])
  })

  test('none at all is an empty list', async () => {
    expect(await createWorkspace(root).readSpecs()).toEqual({ ok: true, value: [], diagnostics: [] })
  })

  test('one of 50 MB is not loaded; the limit is told, and the others are read', async () => {
    write('specs/features/good.md', 'good')
    write('specs/features/huge.md', '')
    truncateSync(join(root, 'specs/features/huge.md'), 50 * 1024 * 1024)
    write('specs/features/just.md', Buffer.alloc(specSizeLimit, 'x'))
    const specs = await createWorkspace(root).readSpecs()
    expect(specs.ok && specs.value.map((file) => file.path)).toEqual([
      'specs/features/good.md',
      'specs/features/just.md',
    ])
    expect(specs.diagnostics).toMatchObject([
      { code: 'spec-unreadable', severity: 'trouble', place: { path: 'specs/features/huge.md' } },
    ])
    expect(specs.diagnostics[0]?.message).toMatch(/has 50 MB; a spec has at most 1 MB/)
  })

  test.each([
    ['a link that leaves the project', (): void => link('specs/features/bad.md', join(outside, 'secret.md'))],
    ['a link to nothing', (): void => link('specs/features/bad.md', 'nowhere.md')],
    ['a folder', (): void => (write('docs/x'), link('specs/features/bad.md', '../../docs'))],
    ['a pipe, socket or device', (): void => pipe('specs/features/bad.md')],
  ])('one that is %s is told, and the others are read', async (what, make) => {
    write('specs/features/good.md', 'good')
    make()
    const specs = await createWorkspace(root).readSpecs()
    expect(specs.ok && specs.value.map((file) => file.path)).toEqual(['specs/features/good.md'])
    expect(specs.diagnostics).toMatchObject([
      { code: 'spec-unreadable', place: { path: 'specs/features/bad.md' } },
    ])
    expect(specs.diagnostics[0]?.message).toContain(what)
  })

  test('a link inside the project is followed', async () => {
    write('shared/auth.md', 'shared')
    link('specs/features/auth.md', '../../shared/auth.md')
    const specs = await createWorkspace(root).readSpecs()
    expect(specs.ok && specs.value.map((file) => Buffer.from(file.bytes).toString())).toEqual(['shared'])
  })

  test.each([
    ['EACCES', 'permission denied'],
    ['EIO', 'the disk reports a fault'],
  ])('one that the system refuses with %s is told in words', async (code, words) => {
    write('specs/features/good.md')
    write('specs/features/bad.md')
    failOpening('bad.md', code)
    const specs = await createWorkspace(root).readSpecs()
    expect(specs.ok && specs.value).toHaveLength(1)
    expect(specs.diagnostics[0]?.message).toContain(words)
  })

  function pipe(path: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    const [program, ...args] = ['mkfifo', join(root, path)] as const
    execFileSync(program, args)
  }
})

describe('locks', () => {
  test('are every .json below .spec/lock, in order of path', async () => {
    write('.spec/lock/b.json', 'B')
    write('.spec/lock/a/c.json', 'C')
    write('.spec/lock/a.json.orig', 'x')
    expect(await createWorkspace(root).readLocks()).toEqual({
      ok: true,
      value: [
        { path: '.spec/lock/a/c.json', text: 'C' },
        { path: '.spec/lock/b.json', text: 'B' },
      ],
      diagnostics: [],
    })
  })

  test('one that cannot be read is told, and given as a text that is no lock', async () => {
    link('.spec/lock/a.json', join(outside, 'secret.md'))
    write('.spec/lock/b.json', Buffer.from([0x7b, 0xff, 0x7d]))
    const locks = await createWorkspace(root).readLocks()
    expect(locks).toMatchObject({
      value: [
        { path: '.spec/lock/a.json', text: '' },
        { path: '.spec/lock/b.json', text: '\ufffd' },
      ],
      diagnostics: [{ code: 'read-failed', place: { path: '.spec/lock/a.json' } }],
    })
  })
})

describe('what stands at a path', () => {
  test('a file, nothing, or something else', () => {
    write('src/a.ts', 'code')
    write('src/empty.ts', '')
    const workspace = createWorkspace(root)
    expect(workspace.read('src/a.ts')).toEqual({ kind: 'file', bytes: Buffer.from('code') })
    expect(workspace.read('src/empty.ts')).toEqual({ kind: 'file', bytes: Buffer.from('') })
    expect(workspace.read('src/b.ts')).toEqual({ kind: 'absent' })
    expect(workspace.read('none/b.ts')).toEqual({ kind: 'absent' })
    expect(workspace.read('src')).toEqual({ kind: 'other', what: 'a folder' })
    expect(workspace.read('src/a.ts/b.ts')).toEqual({ kind: 'other', what: 'something below a file' })
  })

  test('nothing outside is ever read, by a path or by a link', () => {
    link('out', outside)
    link('out.md', join(outside, 'secret.md'))
    link('src/up', '../..')
    const workspace = createWorkspace(root)
    for (const path of ['out/secret.md', 'out.md', 'src/up/x', 'out/new/deep.md']) {
      expect(workspace.read(path), path).toEqual({ kind: 'other', what: 'a link that leaves the project' })
    }
    for (const path of ['../x', '/etc/passwd', 'a/../../x', join(outside, 'secret.md'), '']) {
      expect(workspace.read(path), path).toEqual({ kind: 'other', what: 'a path outside the project' })
    }
  })

  test('a link inside the project is read through; a broken or circular one is not a file', () => {
    write('real/a.ts', 'code')
    link('a.ts', 'real/a.ts')
    link('folder', 'real')
    link('broken.ts', 'none.ts')
    link('circle.ts', 'circle.ts')
    const workspace = createWorkspace(root)
    expect(workspace.read('a.ts')).toMatchObject({ kind: 'file', bytes: Buffer.from('code') })
    expect(workspace.read('folder/a.ts')).toMatchObject({ kind: 'file' })
    expect(workspace.read('broken.ts')).toEqual({ kind: 'other', what: 'a link to nothing' })
    expect(workspace.read('circle.ts')).toMatchObject({ kind: 'other' })
  })

  test('a folder that appears later is seen', () => {
    const workspace = createWorkspace(root)
    expect(workspace.read('new/a.ts')).toEqual({ kind: 'absent' })
    write('new/a.ts', 'code')
    expect(workspace.read('new/a.ts')).toMatchObject({ kind: 'file' })
  })

  test('a file that the system refuses is no file', () => {
    write('src/a.ts')
    failOpening('a.ts', 'EIO')
    expect(createWorkspace(root).read('src/a.ts')).toEqual({
      kind: 'other',
      what: 'a file that cannot be read: the disk reports a fault (EIO)',
    })
  })

  test('the mode of a file changes nothing', () => {
    write('src/a.ts', 'code')
    chmodSync(join(root, 'src/a.ts'), 0o755)
    expect(createWorkspace(root).read('src/a.ts')).toMatchObject({ kind: 'file' })
  })
})
