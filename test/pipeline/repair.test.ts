// `spec regen` with a model whose code fails the project's tests: told what failed, in the same conversation, or refused.
import { describe, expect, it, onTestFinished } from 'vitest'
import { answer, apiError, startMessagesServer, type MessagesServer } from '../support/messages-server.ts'
import { answerTo, buildWith, type TestProject } from '../support/project.ts'
import {
  answerWith,
  rightCode,
  tallyProject,
  tallySpec,
  tallyTest,
  worseCode,
  wrongCode,
} from '../support/tally.ts'
import { snapshot } from '../support/lifecycle.ts'

/** A server that answers its n-th request with the n-th code; a reply that is no text as it is. */
async function answering(
  ...codes: readonly (string | ReturnType<typeof apiError>)[]
): Promise<MessagesServer> {
  let call = 0
  const started = await startMessagesServer({
    models: null,
    count: null,
    otherwise: (request) => {
      const code = codes[Math.min(call++, codes.length - 1)] ?? ''
      return typeof code === 'string' ? answer(answerTo(textOf(request.body), answerWith(code))) : code
    },
  })
  onTestFinished(() => started.close())
  return started
}

const textOf = (body: unknown): string => JSON.stringify(body).replaceAll('\\n', '\n')

const envOf = (at: MessagesServer): Record<string, string> => ({
  ANTHROPIC_BASE_URL: at.url,
  ANTHROPIC_API_KEY: 'sk-ant-made-up-for-this-test-0123456789',
})

interface LogEntry {
  readonly digest: string
  readonly outcome: string | null
  readonly local: boolean
}

async function log(project: TestProject): Promise<readonly LogEntry[]> {
  return ((await project.spec(['log', '--json'])).json() as unknown as { entries: readonly LogEntry[] })
    .entries
}

describe('code that fails an acceptance test', () => {
  it('goes back with what failed, and lands once it passes: here in the second round', async () => {
    const project = tallyProject()
    const at = await answering(worseCode, wrongCode, rightCode)
    const ran = await project.spec(['regen', 'tally'], { env: envOf(at) })
    expect(ran).toMatchObject({ exit: 0 })
    expect(project.read('src/tally.js')).toBe(rightCode)
    expect(at.asked()).toHaveLength(3)
    const told = textOf(at.asked()[2]?.body)
    expect(told).toContain('Reduce of empty array with no initial value')
    expect(told).toContain('src/tally.js:2')
    expect(told).toContain('assert.strictEqual(tally([]), 0)')
    expect(at.violations).toEqual([])
    expect((await project.spec(['drift'])).exit).toBe(0)
    // One conversation, one record.
    const landed = (await log(project)).filter(({ outcome }) => outcome === 'landed')
    expect(landed).toHaveLength(1)
  })

  it('three times lands nothing; every round is kept, the best code for looking at', async () => {
    const project = tallyProject({ 'spec.config.json': JSON.stringify({ regen: { repairs: 0 } }) })
    const before = snapshot(project)
    const at = await answering(worseCode, wrongCode, `${worseCode}// again\n`)
    const ran = await project.spec(['regen', 'tally', '--repairs', '2'], { env: envOf(at) })
    expect(ran.exit).toBe(1)
    expect(ran.stderr).toContain('[check-test]')
    expect(snapshot(project)).toEqual(before)
    expect(at.asked()).toHaveLength(3)
    const kept = (await log(project)).filter(({ outcome }) => outcome === 'rejected')
    expect(kept).toHaveLength(1)
    const digest = kept[0]?.digest.replace('sha256:', '').slice(0, 8) ?? ''
    expect(ran.stderr).toContain(`spec show ${digest}`)
    // Wrong for an empty list is better than wrong for every list.
    expect((await project.spec(['show', digest, '--file', 'src/tally.js'])).stdout).toBe(wrongCode)
    const answers = (await project.spec(['show', digest, '--answer'])).stdout
    for (const code of [worseCode, wrongCode, '// again']) expect(answers).toContain(code.trim())
    expect((await project.spec(['show', digest, '--prompt'])).stdout).toContain('expected: 6, received: 31')
  })

  it('is not asked about again where the configuration says so', async () => {
    const project = tallyProject({ 'spec.config.json': JSON.stringify({ regen: { repairs: 0 } }) })
    const at = await answering(wrongCode)
    expect(await project.spec(['regen', 'tally'], { env: envOf(at) })).toMatchObject({ exit: 1 })
    expect(at.asked()).toHaveLength(1)
    expect(project.exists('src/tally.js')).toBe(false)
  })

  it('lands where nobody wants the tests to be run', async () => {
    const config = JSON.stringify({ verify: { tests: false } })
    for (const [project, flags] of [
      [tallyProject(), ['--no-tests']],
      [tallyProject({ 'spec.config.json': config }), []],
    ] as const) {
      const at = await answering(wrongCode)
      expect(await project.spec(['regen', 'tally', ...flags], { env: envOf(at) })).toMatchObject({ exit: 0 })
      expect(project.read('src/tally.js')).toBe(wrongCode)
    }
  })

  it('is refused where it came from elsewhere, and nobody is asked', async () => {
    const project = tallyProject()
    const ran = await buildWith(project, 'tally', answerWith(wrongCode))
    expect(ran.exit).toBe(1)
    expect(ran.stderr).toContain('test "empty"')
    expect(project.exists('src/tally.js')).toBe(false)
  })

  it('is refused though the same test failed before: what a spec asks for is often written as a test first', async () => {
    const project = tallyProject()
    expect(await buildWith(project, 'tally', answerWith(rightCode))).toMatchObject({ exit: 0 })
    project.write('test/tally.test.js', tallyTest.replace('[]), 0)', '[]), null)'))
    const ran = await buildWith(project, 'tally', answerWith(`${rightCode}// other\n`))
    expect(ran.exit).toBe(1)
    expect(ran.stderr).toContain('test "empty"')
  })
})

describe('a repair', () => {
  const pairSpec = tallySpec.replace('[src/tally.js]', '[src/tally.js, src/zero.js]')
  const zero = 'export const zero = 0\n'

  it('brings only the files that have to change; the others stay as they were answered', async () => {
    const project = tallyProject({ 'specs/features/tally.md': pairSpec })
    const usesZero = (code: string): string =>
      `import { zero } from './zero.js'\n\n${code.replace('}\n', '}\n\nexport const none = zero\n')}`
    let call = 0
    const at = await startMessagesServer({
      models: null,
      count: null,
      otherwise: (request) => {
        const first = {
          ...answerWith(wrongCode),
          files: { 'src/tally.js': usesZero(wrongCode), 'src/zero.js': zero },
        }
        const second = { files: { 'src/tally.js': usesZero(rightCode) } }
        return answer(answerTo(textOf(request.body), call++ === 0 ? first : second))
      },
    })
    onTestFinished(() => at.close())
    expect(await project.spec(['regen', 'tally'], { env: envOf(at) })).toMatchObject({ exit: 0 })
    expect(at.asked()).toHaveLength(2)
    expect([project.read('src/tally.js'), project.read('src/zero.js')]).toEqual([usesZero(rightCode), zero])
    expect((await project.spec(['drift'])).exit).toBe(0)
  })

  it('is asked for too where code does not parse, and nothing of the project is run on that', async () => {
    const project = tallyProject({
      'spec.config.json': JSON.stringify({
        verify: {
          commands: [['node', '-e', 'require("fs").appendFileSync(process.env.HOME + "/ran", "x")']],
        },
      }),
    })
    const at = await answering('export function tally( {\n', rightCode)
    expect(await project.spec(['regen', 'tally'], { env: envOf(at) })).toMatchObject({ exit: 0 })
    expect(textOf(at.asked()[1]?.body)).toContain('The check `parses` at `src/tally.js:2')
    expect(project.read('ran')).toBe('x')
  })

  it('ends where the answer changes nothing', async () => {
    const project = tallyProject()
    const at = await answering(wrongCode)
    const ran = await project.spec(['regen', 'tally'], { env: envOf(at) })
    expect(ran.exit).toBe(1)
    expect(ran.stderr).toContain('changes nothing')
    expect(at.asked()).toHaveLength(2)
  })

  it('that the server refuses leaves the tree as it was, and the first answer kept', async () => {
    const project = tallyProject()
    const before = snapshot(project)
    const at = await answering(wrongCode, apiError(401, 'authentication_error', 'no'))
    const ran = await project.spec(['regen', 'tally'], { env: envOf(at) })
    expect(ran.exit).toBe(2)
    expect(snapshot(project)).toEqual(before)
    // Not rejected: the next run goes on with it.
    expect((await log(project)).map(({ outcome }) => outcome)).toEqual(['cut'])
  })

  it('is not sent where a test prints a secret', async () => {
    const secret = ['ghp', 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'].join('_')
    const project = tallyProject({
      'test/tally.test.js': tallyTest.replace(
        "test('empty', () => {",
        `test('empty', () => {\n  if (tally.length > 0) throw new Error(['ghp', '${secret.slice(4)}'].join('_'))`,
      ),
    })
    const at = await answering(rightCode)
    const ran = await project.spec(['regen', 'tally'], { env: envOf(at) })
    expect(ran.exit).toBe(1)
    expect(at.asked()).toHaveLength(1)
    expect(ran.stderr).toContain('[secret-found]')
  })
})

describe('the tests of a project', () => {
  const other = (expected: string): string => `import assert from 'node:assert'
import { test } from 'node:test'
import { tally } from '../src/tally.js'
test('other', () => { assert.strictEqual(tally([2, 2]), ${expected}) })
`
  it('are run where they import a target; one that fails is a finding', async () => {
    const project = tallyProject({ 'test/other.test.js': other('5') })
    const ran = await buildWith(project, 'tally', answerWith(rightCode))
    expect(ran.exit).toBe(1)
    expect(ran.stderr).toContain('test/other.test.js:4')
    expect(ran.stderr).toContain('expected: 5, received: 4')
  })

  it('that failed before stop nothing, and are told', async () => {
    const project = tallyProject()
    expect(await buildWith(project, 'tally', answerWith(rightCode))).toMatchObject({ exit: 0 })
    project.write('test/other.test.js', other('5'))
    const ran = await buildWith(project, 'tally', answerWith(`${rightCode}// other\n`))
    expect(ran).toMatchObject({ exit: 0 })
    expect(ran.stderr).toContain('failed before too')
    expect(project.read('src/tally.js')).toContain('// other')
  })

  it('do not see the key, nor git of a hook, and run in a copy without what git ignores', async () => {
    const project = tallyProject({
      '.env': 'SECRET=1\n',
      'test/tally.test.js': `${tallyTest}
import { existsSync } from 'node:fs'
test('surroundings', () => {
  const { ANTHROPIC_API_KEY, MY_TOKEN, GIT_DIR, CI, PLAIN } = process.env
  assert.deepStrictEqual({ ANTHROPIC_API_KEY, MY_TOKEN, GIT_DIR, CI, PLAIN }, { ANTHROPIC_API_KEY: undefined, MY_TOKEN: undefined, GIT_DIR: undefined, CI: '1', PLAIN: 'yes' })
  assert.deepStrictEqual([existsSync('.env'), existsSync('package.json')], [false, true])
})
`,
    })
    const at = await answering(rightCode)
    const env = { ...envOf(at), MY_TOKEN: 'x', GIT_DIR: '/nowhere', PLAIN: 'yes' }
    expect(await project.spec(['regen', 'tally'], { env })).toMatchObject({ exit: 0 })
  })
})

describe('the form of code', () => {
  const packages = {
    name: 'tally',
    type: 'module',
    scripts: { test: 'node --test' },
    prettier: { semi: true, tabWidth: 8 },
  }
  const form = rightCode.replace('  return', '        return').replace(', 0)\n', ', 0);\n')

  it("is the project's own, in what is tried, compared, written and recorded", async () => {
    const project = tallyProject({ 'package.json': JSON.stringify(packages) }, ['prettier'])
    expect(await buildWith(project, 'tally', answerWith(rightCode))).toMatchObject({ exit: 0 })
    expect(project.read('src/tally.js')).toBe(form)
    expect((await project.spec(['drift'])).exit).toBe(0)
    project.remove('src/tally.js')
    expect(await project.spec(['regen', 'tally'])).toMatchObject({ exit: 0 })
    expect(project.read('src/tally.js')).toBe(form)
  })

  it.each([
    ['regen.format is off', { regen: { format: 'off' } }, []],
    ['nothing of the project may run', {}, ['--no-tests']],
  ])('is that of the answer where %s', async (_, config, flags) => {
    const project = tallyProject(
      {
        'package.json': JSON.stringify(packages),
        'spec.config.json': JSON.stringify(config),
      },
      ['prettier'],
    )
    expect(await buildWith(project, 'tally', answerWith(rightCode), flags)).toMatchObject({ exit: 0 })
    expect(project.read('src/tally.js')).toBe(rightCode)
  })

  it('that a broken formatter cannot give stops nothing, and is told', async () => {
    const project = tallyProject({ 'prettier.config.js': 'throw new Error("broken")\n' }, ['prettier'])
    const ran = await buildWith(project, 'tally', answerWith(rightCode))
    expect(ran).toMatchObject({ exit: 0 })
    expect(ran.stderr).toContain('was not formatted: prettier')
    expect(project.read('src/tally.js')).toBe(rightCode)
  })
})

describe('commands of the configuration', () => {
  const failing = JSON.stringify({
    verify: {
      commands: [
        [
          'node',
          '-e',
          'if (require("fs").readFileSync("src/tally.js", "utf8").includes("reduce")) throw new Error("no reduce here")',
        ],
      ],
    },
  })

  it('stop what they fail on, and their last words go to the model', async () => {
    const project = tallyProject({ 'spec.config.json': failing })
    const at = await answering(
      rightCode,
      'export function tally(list) {\n  let sum = 0\n  for (const one of list) sum += one\n  return sum\n}\n',
    )
    expect(await project.spec(['regen', 'tally'], { env: envOf(at) })).toMatchObject({ exit: 0 })
    expect(textOf(at.asked()[1]?.body)).toContain('no reduce here')
    expect(project.read('src/tally.js')).toContain('for (const one of list)')
  })

  it('are never run from front matter', async () => {
    const project = tallyProject({
      'specs/features/tally.md': tallySpec.replace(
        '---\n# Tally',
        'verify: { commands: [[node, -e, "process.exit(1)"]] }\n---\n# Tally',
      ),
    })
    const ran = await buildWith(project, 'tally', answerWith(rightCode))
    expect(ran).toMatchObject({ exit: 0 })
    expect(ran.stderr).toContain('spec-unknown-key')
  })
})

describe('checking for drift', () => {
  it('runs nothing of the project', async () => {
    const config = JSON.stringify({
      verify: { commands: [['node', '-e', 'require("fs").writeFileSync("ran", "")']] },
    })
    const project = tallyProject({ 'spec.config.json': config })
    expect((await project.spec(['drift'])).exit).toBe(1)
    expect((await project.spec(['check'])).exit).toBe(0)
    expect(project.exists('ran')).toBe(false)
  })
})
