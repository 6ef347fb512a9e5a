// `spec move`: another name for a target or a spec, and nothing else changes: no words, no state, no vouch.
import fs from 'node:fs'
import { describe, expect, test } from 'vitest'
import { buildWith, type TestProject } from '../../support/project.ts'
import { greetingAnswer } from '../../support/greeting.ts'
import { builtProject, opened, snapshot, states } from '../../support/lifecycle.ts'

const greeting = 'specs/features/greeting.md'
const farewell = 'specs/features/farewell.md'

/** Specs whose locks vouch for them: those that `drift` need not parse. */
async function vouched(project: TestProject): Promise<readonly string[]> {
  const { specs } = await opened(project)
  return [...specs.values()].filter((spec) => spec.vouched).map(({ id }) => id)
}

/** Nothing may be stale that was not, and every lock answers for its spec as it did. */
async function expectClean(project: TestProject): Promise<void> {
  const { exit, stdout, stderr } = await project.spec(['drift'])
  expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' })
  expect(stdout).toMatch(/^clean: /)
  expect((await project.spec(['archive', 'verify'])).exit).toBe(0)
  expect((await vouched(project)).length).toBe(2)
}

describe('spec move of a target', () => {
  test('moves the file and changes its name in spec and locks, byte for byte', async () => {
    const project = await builtProject()
    const [code, spec, other] = [project.read('src/names.ts'), project.read(greeting), project.read(farewell)]
    const { exit, stdout } = await project.spec(['move', 'src/names.ts', 'src/people/names.ts'])
    expect(exit).toBe(0)
    expect(stdout).toContain('moved target src/names.ts to src/people/names.ts')
    expect(project.exists('src/names.ts')).toBe(false)
    expect(project.read('src/people/names.ts')).toBe(code)
    expect(project.read(greeting)).toBe(spec.replace('src/names.ts', 'src/people/names.ts'))
    expect(project.read(farewell)).toBe(other)
    const locks = project.read('.spec/lock/greeting.json') + project.read('.spec/lock/farewell.json')
    expect(locks).not.toContain('src/names.ts')
    expect(locks).toContain('"src/people/names.ts#cleanName"')
    await expectClean(project)
  })

  test('keeps comments, quotes, layout and line ends of the front matter', async () => {
    const project = await builtProject()
    const before = project
      .read(greeting)
      .replace('  - src/names.ts\n', "  # src/names.ts holds names\n  -   'src/names.ts'   # here\n")
      .replaceAll('\n', '\r\n')
    project.write(greeting, `\ufeff${before}`)
    await project.spec(['move', 'src/names.ts', 'lib/names.ts'])
    expect(project.read(greeting)).toBe(`\ufeff${before}`.replace("'src/names.ts'", "'lib/names.ts'"))
    expect((await project.spec(['drift'])).exit).toBe(0)
  })

  test('context and tests of other specs follow where they name the file', async () => {
    const project = await builtProject({
      'specs/features/look.md':
        '---\ntargets: [src/look.ts]\ncontext: ["src/names.ts"]\ntests: [test/seen.ts, src/greet.ts]\n---\n# Look\n\n## Requirements\n\n- R1: `look` is 1.\n',
      'test/seen.ts': 'export {}\n',
    })
    const built = await buildWith(project, 'look', {
      files: { 'src/look.ts': 'export const look = 1\n' },
      trace: { R1: ['src/look.ts#look'] },
    })
    expect(built.exit).toBe(0)
    await project.spec(['move', 'src/names.ts', 'src/deep/names.ts'])
    await project.spec(['move', 'src/greet.ts', 'src/deep/greet.ts'])
    expect(project.read('specs/features/look.md')).toContain(
      'context: ["src/deep/names.ts"]\ntests: [test/seen.ts, src/deep/greet.ts]\n',
    )
    expect((await project.spec(['drift'])).exit).toBe(0)
    expect(await vouched(project)).toContain('look')
  })

  test('an edit stays an edit, a lost file stays lost, a stale one stale for the same cause', async () => {
    const project = await builtProject()
    project.write('src/names.ts', `${project.read('src/names.ts')}export const more = 1\n`)
    project.remove('src/bye.ts')
    await project.spec(['move', 'src/names.ts', 'src/n.ts'])
    await project.spec(['move', 'src/bye.ts', 'src/b.ts'])
    expect(await states(project)).toEqual({
      'src/greet.ts': 'in-sync',
      'src/n.ts': 'edited',
      'src/b.ts': 'lost',
    })

    project.write(greeting, project.read(greeting).replace('trims white space', 'trims blanks'))
    const before = (await project.spec(['drift', 'greeting', '--json'])).json()
    await project.spec(['move', 'src/greet.ts', 'src/g.ts'])
    const after = (await project.spec(['drift', 'greeting', '--json'])).json()
    expect(JSON.stringify(after).replaceAll('src/g.ts', 'src/greet.ts')).toBe(JSON.stringify(before))
    expect(JSON.stringify(after)).toContain('trims blanks')
    await project.spec(['restore', 'src/b.ts'])
    expect(project.exists('src/b.ts')).toBe(true)
  })

  test('an ending of another language: what was written is still recognised', async () => {
    const project = await builtProject()
    await project.spec(['move', 'src/names.ts', 'src/names.txt'])
    // As text, white space counts; as TypeScript it did not.
    expect(await states(project)).toMatchObject({ 'src/names.txt': 'in-sync' })
    project.write('src/names.txt', project.read('src/names.txt').replace('  const', '\tconst'))
    expect(await states(project)).toMatchObject({ 'src/names.txt': 'edited' })
  })

  test('a file that a person moved already: the lock follows', async () => {
    const project = await builtProject()
    project.write('src/n.ts', project.read('src/names.ts'))
    project.remove('src/names.ts')
    project.write(greeting, project.read(greeting).replace('src/names.ts', 'src/n.ts'))
    expect(await states(project)).toMatchObject({ 'src/names.ts': 'orphaned', 'src/n.ts': 'unmanaged' })
    const { exit } = await project.spec(['move', 'src/names.ts', 'src/n.ts'])
    expect(exit).toBe(0)
    expect((await project.spec(['drift'])).stdout).toBe('clean: 3 in sync\n')
  })

  test('a target that was never built moves too', async () => {
    const project = await builtProject({
      'specs/features/new.md': '---\ntargets: [src/new.ts]\n---\n# New\n\n- R1: It is.\n',
      'src/new.ts': 'export {}\n',
    })
    expect((await project.spec(['move', 'src/new.ts', 'src/newer.ts'])).exit).toBe(0)
    expect(await states(project)).toMatchObject({ 'src/newer.ts': 'unmanaged' })
  })

  test('paths are read from the folder where a person stands', async () => {
    const project = await builtProject()
    const { exit } = await project.spec(['move', 'names.ts', '../lib/names.ts'], {
      cwd: `${project.root}/src`,
    })
    expect(exit).toBe(0)
    expect(project.exists('lib/names.ts')).toBe(true)
  })
})

describe('spec move of a spec', () => {
  test('moves file and lock, and its users follow', async () => {
    const project = await builtProject()
    const [spec, other] = [project.read(greeting), project.read(farewell)]
    const { exit, stdout } = await project.spec(['move', 'greeting', 'people/hello'])
    expect(exit).toBe(0)
    expect(stdout).toContain('moved spec greeting to people/hello')
    expect(project.exists(greeting)).toBe(false)
    expect(project.read('specs/features/people/hello.md')).toBe(spec)
    expect(project.read(farewell)).toBe(other.replace('[greeting]', '[people/hello]'))
    expect(project.files().filter((path) => path.startsWith('.spec/lock/'))).toEqual([
      '.spec/lock/farewell.json',
      '.spec/lock/people/hello.json',
    ])
    await expectClean(project)
  })

  test('an architecture spec: by path, with a requirement, in links', async () => {
    const project = await builtProject()
    project.write('specs/architecture/base.md', '---\nuses: [style]\n---\n# Base\n\n- R1: All is plain.\n')
    const text = project
      .read(greeting)
      .replace('uses: [style]', 'uses: [base, "base#R1", ../architecture/style.md]')
      .replace(
        'Greets people.',
        'Greets people, in [@use](../architecture/style.md) and in [@use](specs/architecture/style.md).',
      )
    project.write(greeting, text)
    expect((await buildWith(project, 'greeting', greetingAnswer, ['--fresh'])).exit).toBe(0)
    expect((await project.spec(['drift'])).exit).toBe(0)

    expect((await project.spec(['move', 'specs/architecture/style.md', 'deep/code'])).exit).toBe(0)
    expect(project.read(greeting)).toBe(
      text
        .replaceAll('../architecture/style.md', '../architecture/deep/code.md')
        .replace('(specs/architecture/style.md)', '(specs/architecture/deep/code.md)'),
    )
    expect(project.read('specs/architecture/base.md')).toContain('uses: [deep/code]')
    await expectClean(project)

    expect((await project.spec(['move', 'base', 'ground'])).exit).toBe(0)
    expect(project.read(greeting)).toContain('uses: [ground, "ground#R1", ../architecture/deep/code.md]')
    await expectClean(project)
  })

  test('into another folder: what was written relative to it still means the same', async () => {
    const project = await builtProject()
    const text = project
      .read(greeting)
      .replace('src/greet.ts', '../../src/greet.ts')
      .replace('[style]', '[../architecture/style.md]')
    project.write(greeting, text)
    expect((await project.spec(['drift'])).exit).toBe(0)
    expect((await project.spec(['move', 'greeting', 'a/b/c'])).exit).toBe(0)
    expect(project.read('specs/features/a/b/c.md')).toBe(
      text
        .replace('../../src/greet.ts', '../../../../src/greet.ts')
        .replace('../architecture', '../../../architecture'),
    )
    expect((await project.spec(['drift'])).exit).toBe(0)
  })

  test('a file that a person renamed already: the lock follows', async () => {
    const project = await builtProject()
    project.write('specs/features/bye.md', project.read(farewell))
    project.remove(farewell)
    expect(await states(project)).toMatchObject({ 'src/bye.ts': 'orphaned' })
    expect((await project.spec(['move', 'farewell', 'bye'])).exit).toBe(0)
    await expectClean(project)
  })

  test('its log goes on below the old name', async () => {
    const project = await builtProject()
    await project.spec(['move', 'greeting', 'hello'])
    expect((await project.spec(['log', 'hello'])).stdout).toMatch(/generation +greeting /)
  })

  test('killed half-way it is finished by the next writing command, whatever that is', async () => {
    const project = await builtProject()
    const { unlinkSync } = fs
    fs.unlinkSync = (path) => {
      if (String(path).endsWith('features/greeting.md')) throw new Error('the process ends here')
      unlinkSync(path)
    }
    try {
      expect((await project.spec(['move', 'greeting', 'hello'])).exit).toBe(2)
    } finally {
      fs.unlinkSync = unlinkSync
    }
    expect([project.exists(greeting), project.exists('specs/features/hello.md')]).toEqual([true, true])

    const { exit, stderr } = await project.spec(['move', 'style', 'code'])
    expect(exit).toBe(0)
    expect(stderr).toContain('an interrupted command on greeting was finished')
    expect(project.exists(greeting)).toBe(false)
    await expectClean(project)
  })
})

test('a name behind an anchor carries to its aliases', async () => {
  const project = await builtProject()
  project.write(
    greeting,
    project.read(greeting).replace('- src/names.ts\n', '- &n src/names.ts\ntests: [*n]\n'),
  )
  expect((await project.spec(['move', 'src/names.ts', 'src/n.ts'])).exit).toBe(0)
  expect(project.read(greeting)).toContain('- &n src/n.ts\ntests: [*n]\n')
})

test('spec move --dry-run says what would change and changes nothing', async () => {
  const project = await builtProject()
  const before = snapshot(project)
  const { exit, stdout } = await project.spec(['move', 'greeting', 'hello', '--dry-run'])
  expect(exit).toBe(0)
  expect(stdout).toContain('would move spec greeting to hello')
  expect(stdout).toMatch(/would update +specs\/features\/farewell\.md/)
  expect(snapshot(project)).toEqual(before)
  const { json } = await project.spec(['move', 'greeting', 'hello', '--dry-run', '--json'])
  expect(json()).toMatchObject({
    schema: 'spec.move/1',
    kind: 'spec',
    from: 'greeting',
    to: 'hello',
    actions: [{ action: 'create' }, { action: 'delete' }, { action: 'update', path: farewell }],
    locks: ['.spec/lock/farewell.json', '.spec/lock/greeting.json', '.spec/lock/hello.json'],
  })
})
