// What a person types or writes wrongly: a command, a flag, an id, a model, a context that is none of a model's business.
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { builtProject, expectPlain, expectSameTree, treeOf } from '../../support/built.ts'
import { greetingSpec } from '../../support/greeting.ts'

const greeting = 'specs/features/greeting.md'

describe('a word that means nothing', () => {
  test.each<[string, readonly string[], string, string]>([
    ['command', ['drfit'], 'there is no command drfit', 'did you mean drift?'],
    ['command of a group', ['archive', 'verfy'], 'there is no command archive verfy', 'did you mean verify?'],
    ['flag', ['regen', 'greeting', '--offlin'], 'unknown flag --offlin', 'did you mean --offline?'],
    ['flag of another command', ['drift', '--force'], 'unknown flag --force', 'spec drift --help'],
    ['id for drift', ['drift', 'greting'], 'no spec is called greting', 'did you mean greeting?'],
    ['id for regen', ['regen', 'farewel'], 'no spec is called farewel', 'did you mean farewell?'],
    ['id for prompt', ['prompt', 'cout'], 'no spec is called cout', 'did you mean count?'],
    ['id for accept', ['accept', 'cout', '--because', 'x'], 'no spec is called cout', 'did you mean count?'],
    ['id for diff', ['diff', 'cout'], 'no spec is called cout', 'did you mean count?'],
    ['id unlike any other', ['drift', 'qqq'], 'no spec is called qqq', 'spec list shows all'],
    [
      'target for restore',
      ['restore', 'src/name.ts'],
      'no lock names src/name.ts',
      'did you mean src/names.ts?',
    ],
    [
      'requirement',
      ['regen', 'greeting', '--only', 'R33'],
      'no such requirement or target',
      'did you mean R3?',
    ],
    [
      'target',
      ['prompt', 'greeting', '--only', 'src/grets.ts'],
      'no such requirement or target',
      'src/greet.ts?',
    ],
    [
      'model',
      ['regen', 'count', '--fresh', '--model', 'opsu'],
      'there is no model "opsu"',
      'did you mean opus?',
    ],
    [
      'architecture spec',
      ['regen', 'style'],
      'style is an architecture spec: it owns no files',
      'name a feature',
    ],
    [
      'answer file',
      ['regen', 'greeting', '--response', 'none.md'],
      'none.md cannot be read',
      'name the file',
    ],
    [
      'number',
      ['regen', '--all', '--concurrency', 'many'],
      '--concurrency is not a number',
      '--concurrency 4',
    ],
    ['folder', ['drift', '--cwd', 'nowhere'], 'nowhere is not a folder', 'give a folder that exists'],
    [
      'pair',
      ['regen', 'greeting', '--offline', '--fresh'],
      'cannot be given together',
      'leave one of them out',
    ],
    ['choice', ['regen'], 'say which specs to build', 'spec regen --all'],
    ['choice of both', ['regen', 'greeting', '--all'], 'say which specs to build', 'spec regen --all'],
    ['reason', ['accept', 'greeting', '--because', ''], '--because', 'hint: '],
  ])('%s: one message with a hint, exit 2, nothing on stdout', async (_, words, found, hint) => {
    const project = await builtProject()
    // So that accept has something to refuse.
    project.write('src/greet.ts', project.read('src/greet.ts').replace('Hello', 'Hi'))
    const before = treeOf(project.root)
    const ran = await project.spec(words, { env: { ANTHROPIC_API_KEY: '' } })
    expect(ran.exit).toBe(2)
    expect(ran.stderr).toContain(found)
    expect(ran.stderr).toContain(hint)
    expect(ran.stderr).toContain('hint: ')
    expectPlain(ran)
    expectSameTree(treeOf(project.root), before)
    const json = await project.spec([...words, '--json'], { env: { ANTHROPIC_API_KEY: '' } })
    expect(json.exit).toBe(2)
    expect(JSON.stringify(json.json().diagnostics)).toContain('"hint"')
  })
})

describe('a spec that names a model', () => {
  const naming = (model: string): string =>
    greetingSpec.replace('uses: [style]', `uses: [style]\nmodel: ${model}`).replace('"Hello, "', '"Hi, "')

  test.each([
    ['mistyped', 'sonet', 'did you mean sonnet?'],
    ['that nothing defines', 'claude-secret-9', 'known: '],
    ['that is a command', '"sh -c id"', 'known: '],
  ])('%s: told at the spec, nothing is started or sent', async (_, model, hint) => {
    const project = await builtProject()
    project.write(greeting, naming(model))
    const before = treeOf(project.root)
    const ran = await project.spec(['regen', 'greeting'], {
      env: { ANTHROPIC_API_KEY: 'sk-ant-made-up-0123456789', ANTHROPIC_BASE_URL: 'http://127.0.0.1:9' },
    })
    expect(ran.exit).toBe(1)
    expect(ran.stderr).toContain('[model-not-allowed]')
    expect(ran.stderr).toContain(`${greeting}  finding`)
    expect(ran.stderr).toContain(hint)
    expectPlain(ran)
    expectSameTree(treeOf(project.root), before)
  })

  test('makes nothing stale by it', async () => {
    const project = await builtProject()
    project.write(greeting, greetingSpec.replace('uses: [style]', 'uses: [style]\nmodel: nobody'))
    expect(await project.spec(['drift', 'greeting'])).toMatchObject({ exit: 0 })
  })
})

describe('a context that is none of a model’s business', () => {
  const looking = (patterns: string): string =>
    greetingSpec.replace('uses: [style]', `uses: [style]\ncontext: ${patterns}`)
  const password = 'correct-horse-battery-staple'

  async function withSecrets(spec: string) {
    const project = await builtProject()
    const outside = mkdtempSync(join(tmpdir(), 'spec-outside-'))
    onTestFinished(() => rmSync(outside, { recursive: true, force: true }))
    writeFileSync(join(outside, 'keys.ts'), `export const word = '${password}'\n`)
    project.write('.env', `WORD=${password}\n`)
    project.write('src/.hidden.ts', `export const word = '${password}'\n`)
    project.write('lib/own.ts', 'export const own = 1\n')
    project.write('ignored/keys.ts', `export const word = '${password}'\n`)
    project.write('.git/HEAD', 'ref: refs/heads/main\n')
    project.write('.gitignore', 'ignored/\n')
    symlinkSync(join(outside, 'keys.ts'), join(project.root, 'lib/keys.ts'))
    symlinkSync(outside, join(project.root, 'lib/more'))
    symlinkSync('../.env', join(project.root, 'lib/env.ts'))
    project.write(greeting, spec)
    return project
  }

  test.each([
    ['.env by name', '[".env"]', '[spec-glob-path]'],
    ['a hidden file by a pattern', '["src/.*"]', '[spec-glob-path]'],
    ['a file above the project', '["../*.ts"]', '[spec-glob-path]'],
    ['an absolute path', '["/etc/hostname"]', '[spec-glob-path]'],
    ['a link out of the project', '["lib/keys.ts"]', '[glob-empty]'],
    ['a folder that is a link out', '["lib/more/*.ts"]', '[glob-empty]'],
    ['a link to a hidden file', '["lib/env.ts"]', '[glob-empty]'],
    ['a file that git ignores', '["ignored/*.ts"]', '[glob-empty]'],
    ['a pattern that reaches all of these', '["lib/**"]', null],
  ])('%s never reaches the prompt', async (_, patterns, code) => {
    const project = await withSecrets(looking(patterns))
    const before = treeOf(project.root)
    for (const words of [['prompt', 'greeting'], ['prompt', 'greeting', '--json'], ['check'], ['drift']]) {
      const ran = await project.spec(words)
      expect(ran.stdout + ran.stderr).not.toContain(password)
      if (words.length < 3 && code !== null) expect(ran.stderr).toContain(code)
      if (words.length < 3 && code !== null) expect(ran.stderr).toContain(`${greeting}`)
      expectPlain(ran)
      if (code === null && words[0] === 'prompt') expect(ran.stdout).toContain('lib/own.ts')
    }
    expectSameTree(treeOf(project.root), before)
  })
})
