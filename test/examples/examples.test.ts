// Each example in a copy, offline: its code is lost and comes back byte for byte, and its own tests pass.
import { spawnSync } from 'node:child_process'
import { cpSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { repository, testProject, type TestProject } from '../support/project.ts'

const examples: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'one-file': { slugify: ['src/slugify.ts'] },
  shop: {
    'auth-flow': ['api', 'password', 'sessions', 'login'].map((name) => `src/auth/${name}.ts`),
    'payment-integration': ['money', 'gateway', 'payments', 'webhooks'].map((name) => `src/payments/${name}.ts`),
    'notification-system': ['templates', 'preferences', 'outbox', 'notifier'].map(
      (name) => `src/notifications/${name}.ts`,
    ),
  },
}

function copyOf(example: string): TestProject {
  const project = testProject()
  cpSync(join(repository, 'examples', example), project.root, {
    recursive: true,
    filter: (path) => !path.includes('node_modules'),
  })
  return project
}

interface DriftJson {
  readonly specs: readonly { readonly spec: string; readonly causes: readonly { kind: string; name: string }[] }[]
}

/** `spec: kind name` of every cause. */
async function causes(project: TestProject): Promise<string[]> {
  const { specs } = (await project.spec(['drift', '--json'])).json() as unknown as DriftJson
  return specs.flatMap(({ spec, causes: all }) => all.map(({ kind, name }) => `${spec}: ${kind} ${name}`))
}

for (const [example, features] of Object.entries(examples)) {
  describe(`examples/${example}`, () => {
    it('is in sync as it is in the repository', async () => {
      const ran = await copyOf(example).spec(['drift'])
      expect(ran.stdout).toMatch(/^clean: \d+ in sync\n$/)
      expect(ran).toMatchObject({ exit: 0, stderr: '' })
    })

    it.each(Object.keys(features))('%s comes back byte for byte', async (id) => {
      const project = copyOf(example)
      const targets = features[id] ?? []
      const before = targets.map(project.read)
      for (const path of targets) project.remove(path)
      const lost = await project.spec(['drift', id])
      expect(lost.exit).toBe(1)
      for (const path of targets) expect(lost.stdout).toContain(`lost        ${path}`)
      expect(await project.spec(['regen', id, '--offline'])).toMatchObject({ exit: 0 })
      expect(targets.map(project.read)).toEqual(before)
      expect(await project.spec(['drift'])).toMatchObject({ exit: 0 })
    })

    it('passes its own tests', () => {
      const project = copyOf(example)
      const vitest = join(repository, 'node_modules', 'vitest', 'vitest.mjs')
      const { status, stdout } = spawnSync(process.execPath, [vitest, 'run'], { cwd: project.root, encoding: 'utf8' })
      expect(status, stdout).toBe(0)
    })

    it('holds a whole archive, made by an answer to each of its specs', async () => {
      const project = copyOf(example)
      expect(await project.spec(['archive', 'verify'])).toMatchObject({ exit: 0 })
      const log = await project.spec(['log', '--json'])
      expect(log.stdout).toContain('a fresh session that saw only the prompt')
    })
  })
}

describe('examples/shop drifts by meaning', () => {
  const auth = 'specs/features/auth-flow.md'

  it('one word of one requirement names that requirement and nothing else', async () => {
    const project = copyOf('shop')
    project.write(auth, project.read(auth).replace('After five failed logins', 'After four failed logins'))
    expect(await causes(project)).toEqual(['auth-flow: requirement AUTH-9'])
  })

  it.each([
    ['a section for people', (text: string) => `${text}\n## Notes\n\nSomething new.\n`],
    ['line ends', (text: string) => text.replaceAll('\n', '\r\n')],
    ['other line breaks in a paragraph', (text: string) => text.replace('failed logins in a row', 'failed logins\n  in a row')],
  ])('%s: nothing', async (_, edit) => {
    const project = copyOf('shop')
    const text = project.read(auth)
    expect(edit(text)).not.toBe(text)
    project.write(auth, edit(text))
    expect(await project.spec(['drift'])).toMatchObject({ exit: 0 })
  })

  it.each(
    readdirSync(join(repository, 'examples/shop/specs/architecture')).map((name) => `specs/architecture/${name}`),
  )('a word of %s reaches exactly the features that use it', async (path) => {
    const project = copyOf('shop')
    const text = readFileSync(join(project.root, path), 'utf8')
    project.write(path, text.replace(/\*\*(?:API|DM)-3\*\* \S+ /, '$&indeed '))
    const told = await causes(project)
    const users: Readonly<Record<string, readonly string[]>> = {
      'specs/architecture/api-design.md': ['auth-flow', 'payment-integration'],
      'specs/architecture/data-model.md': ['auth-flow', 'notification-system', 'payment-integration'],
    }
    expect(told.map((line) => line.split(':')[0])).toEqual(users[path])
    for (const line of told) expect(line).toMatch(/: requirement (?:API|DM)-3$/)
  })
})
