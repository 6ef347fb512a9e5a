// `spec diff`: what changed, symbol by symbol and then by lines; within a project, and between any two files.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { builtProject } from '../../support/built.ts'
import { greetCode, namesCode } from '../../support/greeting.ts'
import { testProject, type TestProject } from '../../support/project.ts'

interface Told {
  readonly level: string | null
  readonly differs: boolean
  readonly files: readonly { readonly path: string; readonly level: string | null; readonly diff?: string }[]
}

describe('spec diff <id>', () => {
  test('tells symbols with both signatures, then the lines, and how much it matters overall', async () => {
    const project = await builtProject()
    project.write('src/greet.ts', greetCode.replace('(name: string)', '(name: string, loud: boolean)'))
    project.write('src/names.ts', namesCode.replace("'stranger'", "'nobody'"))
    const { exit, stdout } = await project.spec(['diff', 'greeting'])
    expect(exit).toBe(1)
    expect(stdout.split('\n').slice(0, 7)).toEqual([
      'src/greet.ts  edited, api',
      '  signature  greet (exported), line 3',
      '    - export function greet(name: string): string',
      '    + export function greet(name: string, loud: boolean): string',
      'src/names.ts  edited, implementation',
      '  body       cleanName (exported), line 1, 1 statement',
      '2 files differ: 1 api, 1 implementation',
    ])
    // The lines come after all of that.
    const lines = stdout.split('\n').slice(7).join('\n')
    expect(lines).toContain('--- a/src/greet.ts\n+++ b/src/greet.ts\n')
    expect(lines).toContain("+  return clean === '' ? 'nobody' : clean\n")
    const { level, differs, files } = (await project.spec(['diff', '--json'])).json() as unknown as Told
    expect({ level, differs }).toEqual({ level: 'api', differs: true })
    expect(files.map((file) => [file.path, file.level])).toEqual([
      ['src/greet.ts', 'api'],
      ['src/names.ts', 'implementation'],
    ])
  })

  test('ends with 1 only from the level on that the flag or the configuration names', async () => {
    const project = await builtProject()
    project.write('src/names.ts', namesCode.replace("'stranger'", "'nobody'"))
    const exits = async (...words: string[]): Promise<number> => (await project.spec(['diff', ...words])).exit
    expect(await exits()).toBe(1)
    expect(await exits('--fail-on', 'api')).toBe(0)
    project.write('spec.config.json', JSON.stringify({ drift: { failOn: 'api' } }))
    expect(await exits()).toBe(0)
    expect(await exits('--fail-on', 'implementation')).toBe(1)
    project.write('src/names.ts', namesCode.replaceAll("'", '"'))
    expect(await exits()).toBe(0)
    expect(await exits('--fail-on', 'format')).toBe(1)
    // A missing file is worse than any change in it.
    project.remove('src/names.ts')
    expect(await exits()).toBe(1)
  })

  test('--summary leaves the lines out', async () => {
    const project = await builtProject()
    project.write('src/names.ts', `${namesCode}export const more = 1\n`)
    const text = await project.spec(['diff', '--summary'])
    expect(text.stdout).toMatch(/^src\/names\.ts {2}edited, api\n {2}added +more \(exported\), line 5\n/)
    expect(text.stdout).not.toContain('@@')
    const { files } = (await project.spec(['diff', '--summary', '--json'])).json() as unknown as Told
    expect(files[0]).not.toHaveProperty('diff')
  })

  test('of a project in sync shows no differences', async () => {
    const project = await builtProject()
    expect(await project.spec(['diff'])).toMatchObject({ exit: 0, stdout: 'no differences\n', stderr: '' })
  })
})

describe('spec diff --no-index', () => {
  const before = `export function greet(name: string): string {\n  return 'Hello, ' + name\n}\n`

  /** A folder that is no project. */
  function folder(files: Readonly<Record<string, string | Uint8Array>>): TestProject {
    const root = mkdtempSync(join(tmpdir(), 'spec-files-'))
    onTestFinished(() => rmSync(root, { recursive: true, force: true }))
    for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text)
    const project = testProject()
    return { ...project, root, spec: (words, options) => project.spec(words, { ...options, cwd: root }) }
  }

  test('compares two files outside of any project, under the names that were typed', async () => {
    const here = folder({ 'old.ts': before, 'new.ts': before.replace('greet(', 'welcome(') })
    const { exit, stdout, stderr } = await here.spec(['diff', '--no-index', 'old.ts', './new.ts'])
    expect({ exit, stderr }).toEqual({ exit: 1, stderr: '' })
    expect(stdout).toContain('./new.ts  api\n  renamed    greet to welcome (exported), line 1\n')
    expect(stdout).toContain('\n--- old.ts\n+++ ./new.ts\n@@ -1,3 +1,3 @@\n')
    const told = (await here.spec(['diff', '--no-index', 'old.ts', 'new.ts', '--json'])).json()
    expect(told).toMatchObject({
      schema: 'spec.diff/1',
      failOn: 'implementation',
      level: 'api',
      differs: true,
      files: [{ spec: null, path: 'new.ts', state: null, level: 'api', changes: [{ kind: 'renamed' }] }],
    })
  })

  test('ends with 0 where nothing reaches the level, as `format` does not', async () => {
    const here = folder({ 'old.ts': before, 'same.ts': before, 'new.ts': before.replaceAll("'", '"') })
    expect(await here.spec(['diff', '--no-index', 'old.ts', 'same.ts'])).toMatchObject({
      exit: 0,
      stdout: 'no differences\n',
    })
    const formatted = await here.spec(['diff', '--no-index', 'old.ts', 'new.ts'])
    expect(formatted.exit).toBe(0)
    expect(formatted.stdout).toMatch(/^new\.ts {2}format\n/)
    const strict = await here.spec(['diff', '--no-index', 'old.ts', 'new.ts', '--fail-on', 'format'])
    expect(strict.exit).toBe(1)
  })

  test('takes stdin for -, in the language of the other file, and /dev/null for no file', async () => {
    const here = folder({ 'old.ts': before })
    const piped = await here.spec(['diff', '--no-index', 'old.ts', '-'], { stdin: `${before}// more\n` })
    expect(piped).toMatchObject({ exit: 0, stdout: expect.stringMatching(/^old\.ts {2}format\n/) as string })
    const added = await here.spec(['diff', '--no-index', '/dev/null', 'old.ts'])
    expect(added.stdout).toMatch(/added +greet \(exported\), line 1/)
    expect(added.stdout).toContain('--- /dev/null\n+++ old.ts\n')
  })

  test('says of bytes that are no text only whether they are the same', async () => {
    const bytes = new Uint8Array([0xff, 0x00, 0x01])
    const here = folder({ 'a.png': bytes, 'b.png': bytes, 'c.png': new Uint8Array([0xff, 0x02]) })
    expect((await here.spec(['diff', '--no-index', 'a.png', 'b.png'])).exit).toBe(0)
    const other = await here.spec(['diff', '--no-index', 'a.png', 'c.png'])
    expect(other).toMatchObject({
      exit: 1,
      stdout: 'c.png  implementation\n  no text: compared byte by byte\n',
    })
  })

  test('names each file that cannot be compared, and why', async () => {
    const here = folder({ 'old.ts': before, 'long.ts': 'x'.repeat(5 * 1024 * 1024 + 1) })
    for (const [path, why] of [
      ['none.ts', 'none.ts cannot be compared: it is not there'],
      ['.', '. cannot be compared: it is a folder'],
      ['long.ts', 'long.ts cannot be compared: it has 6 MB; at most 5 MB are compared'],
      ['/dev/zero', '/dev/zero cannot be compared: it is no file'],
      ['old.ts/x', 'old.ts/x cannot be compared: a part of the path is not a folder'],
    ] as const) {
      const { exit, stdout, stderr } = await here.spec(['diff', '--no-index', 'old.ts', path])
      expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' })
      expect(stderr).toContain(why)
    }
    const both = await here.spec(['diff', '--no-index', 'none.ts', 'neither.ts'])
    expect(both.stderr).toContain('none.ts cannot')
    expect(both.stderr).toContain('neither.ts cannot')
  })

  test('tells a version that does not parse, and compares it as text', async () => {
    const here = folder({ 'old.ts': before, 'new.ts': 'export function (\n' })
    const { exit, stderr } = await here.spec(['diff', '--no-index', 'old.ts', 'new.ts'])
    expect(exit).toBe(1)
    expect(stderr).toContain('[diff-unparsed]')
  })
})

test.each([
  [['--no-index', 'a.ts'], '--no-index compares two files, and 1 was given'],
  [['--no-index', 'a', 'b', 'c'], '--no-index compares two files, and 3 were given'],
  [['--no-index', '-', '-'], 'only one of the two files can be stdin'],
  [['--no-index', 'a', 'b', '--fresh'], '--no-index and --fresh cannot be given together'],
  [['greeting', '--response', 'a.md'], '--response goes with --fresh'],
  [['greeting', '--offline'], '--offline goes with --fresh'],
  [['greeting', '--format', 'markdown'], '--format goes with --fresh'],
  [['--fresh'], 'say which specs to ask for'],
  [['--all', 'greeting'], '--all and named specs cannot be given together'],
  [['--all', '--fresh', '--response', 'a.md'], '--response is the answer to one spec'],
  [['--fail-on', 'identical'], '--fail-on cannot be identical'],
])('%j is refused: %s', async (words, says) => {
  const project = await builtProject()
  const { exit, stdout, stderr } = await project.spec(['diff', ...words])
  expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' })
  expect(stderr).toContain(says)
})
