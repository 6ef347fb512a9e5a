// `--since <ref>`: which specs a change reaches. In real repositories whose code was built from its specs.
import { renameSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createHistory } from '../../src/adapters/git-history.ts'
import { specsSince } from '../../src/pipeline/since.ts'
import { runs, sampled } from '../runs.ts'
import { builtOnce, oneFile } from '../support/built-once.ts'
import { repositoryIn, type Repository } from '../support/git.ts'
import { farewellAnswer, greetingAnswer } from '../support/greeting.ts'
import { opened } from '../support/lifecycle.ts'
import type { TestProject } from '../support/project.ts'

const files = {
  '.gitignore': 'node_modules\n.spec/local\n.spec/cache\n',
  // Through `shared`, `total` depends on `style`.
  'specs/architecture/shared.md':
    '---\nuses: [style]\n---\n# Shared\n\n- R1: Numbers are whole.\n- R2: Sums are checked.\n',
  'specs/features/total.md':
    '---\ntargets: [src/total.ts]\nuses: [shared]\ncontext: ["src/lib/*.ts"]\ntests: [test/total.test.ts]\n---\n# Total\n\n- R1: `total(n)` adds.\n',
  // Sees what greeting declares only because its context shows the file.
  'specs/features/sight.md':
    '---\ntargets: [src/sight.ts]\ncontext: [src/greet.ts]\n---\n# Sight\n\n- R1: `sight()` is what greets.\n',
  'specs/features/alone.md': '---\ntargets: [src/alone.ts]\n---\n# Alone\n\n- R1: `alone` is 1.\n',
  'src/lib/add.ts': 'export const add = (a: number, b: number): number => a + b\n',
  'src/lib/sub.ts': 'export const sub = (a: number, b: number): number => a - b\n',
  'test/total.test.ts': 'export const tested = 1\n',
}

const synced = builtOnce(
  files,
  {
    greeting: greetingAnswer,
    farewell: farewellAnswer,
    total: oneFile('src/total.ts', 'export function total(n: number): number {\n  return n\n}\n'),
    sight: oneFile('src/sight.ts', 'export function sight(): string {\n  return "eye"\n}\n'),
    alone: oneFile('src/alone.ts', 'export const alone: number = 1\n'),
  },
  ({ root }) => {
    const repository = repositoryIn(root)
    repository.git('init', '-q', '-b', 'main')
    repository.commit('in sync')
    repository.git('switch', '-q', '-c', 'work')
  },
)

/** Everything in sync and committed on `main`; the branch is `work`. */
async function committed(): Promise<{ readonly project: TestProject; readonly repository: Repository }> {
  const project = await synced()
  return { project, repository: repositoryIn(project.root) }
}

async function since(project: TestProject, ref = 'main'): Promise<readonly string[]> {
  const ids = await specsSince(await opened(project), createHistory(project.root), ref)
  if (!ids.ok) throw new Error(JSON.stringify(ids.diagnostics))
  return ids.value
}

const everything = ['alone', 'farewell', 'greeting', 'sight', 'total']

interface Edit {
  readonly name: string
  readonly do: (project: TestProject) => void
  readonly reaches: readonly string[]
}
const append = (path: string, text: string) => (project: TestProject) =>
  project.write(path, project.read(path) + text)
const remove = (path: string) => (project: TestProject) => {
  if (project.exists(path)) project.remove(path)
}
const add = (path: string, text: string) => (project: TestProject) => project.write(path, text)
const rename = (from: string, to: string) => (project: TestProject) => {
  if (project.exists(from)) renameSync(join(project.root, from), join(project.root, to))
}

const edits: readonly Edit[] = [
  { name: 'nothing', do: () => {}, reaches: [] },
  { name: 'a file of nobody', do: add('src/nobody.ts', 'x\n'), reaches: [] },
  { name: 'a target', do: append('src/alone.ts', 'export const more: number = 2\n'), reaches: ['alone'] },
  { name: 'a target that is gone', do: remove('src/alone.ts'), reaches: ['alone'] },
  { name: 'a spec', do: append('specs/features/alone.md', '- R2: It is odd.\n'), reaches: ['alone'] },
  {
    name: 'a target of a feature that another uses, and a third sees',
    do: append('src/greet.ts', 'export const more: number = 2\n'),
    reaches: ['farewell', 'greeting', 'sight'],
  },
  {
    name: 'a target of a feature that is used, in a file that is not in sight',
    do: append('src/names.ts', 'export const more: number = 2\n'),
    reaches: ['farewell', 'greeting', 'sight'],
  },
  { name: 'a lock', do: remove('.spec/lock/greeting.json'), reaches: ['farewell', 'greeting', 'sight'] },
  { name: 'a lock of a spec that nobody uses', do: remove('.spec/lock/alone.json'), reaches: ['alone'] },
  {
    name: 'an architecture spec, through another one too',
    do: append('specs/architecture/style.md', '\n## More\n\nNames are short.\n'),
    reaches: ['greeting', 'total'],
  },
  {
    name: 'an architecture spec that one uses',
    do: append('specs/architecture/shared.md', '- R3: Sums fit.\n'),
    reaches: ['total'],
  },
  {
    name: 'an architecture spec that is gone',
    do: remove('specs/architecture/shared.md'),
    reaches: ['total'],
  },
  {
    name: 'a context file',
    do: append('src/lib/add.ts', 'export const more: number = 1\n'),
    reaches: ['total'],
  },
  { name: 'a context file that is gone', do: remove('src/lib/sub.ts'), reaches: ['total'] },
  {
    name: 'a file that enters a context',
    do: add('src/lib/new.ts', 'export const n: number = 1\n'),
    reaches: ['total'],
  },
  { name: 'a test', do: append('test/total.test.ts', 'export const more = 2\n'), reaches: ['total'] },
  { name: 'a test that is gone', do: remove('test/total.test.ts'), reaches: ['total'] },
  {
    name: 'a spec that is gone: its lock is left over',
    do: remove('specs/features/alone.md'),
    reaches: ['alone'],
  },
  {
    name: 'a used spec that is gone',
    do: remove('specs/features/greeting.md'),
    reaches: ['farewell', 'greeting', 'sight'],
  },
  {
    name: 'a spec of another name: both are looked at',
    do: rename('specs/features/alone.md', 'specs/features/single.md'),
    reaches: ['alone', 'single'],
  },
  { name: 'the configuration', do: add('spec.config.json', '{"informative": []}'), reaches: everything },
  {
    name: 'rules of what git ignores: what a context matches may be another',
    do: append('.gitignore', 'src/lib\n'),
    reaches: ['sight', 'total'],
  },
  {
    name: 'a spec that takes a file which another has',
    do: (project) =>
      project.write(
        'specs/features/alone.md',
        project.read('specs/features/alone.md').replace('alone.ts]', 'alone.ts, src/total.ts]'),
      ),
    reaches: ['alone', 'total'],
  },
]

describe('a change reaches', () => {
  test.each(edits)('$name', async ({ do: edit, reaches }) => {
    const { project } = await committed()
    edit(project)
    expect(await since(project)).toEqual(reaches)
  })

  test.each(sampled(edits, 9))('the same when it is committed: $name', async ({ do: edit, reaches }) => {
    const { project, repository } = await committed()
    edit(project)
    repository.commit()
    expect(await since(project)).toEqual(reaches)
  })

  test('and from the commit itself nothing is left, but what cannot be read', async () => {
    const { project, repository } = await committed()
    project.write('src/alone.ts', 'export const alone: number = 3\n')
    project.write('specs/features/broken.md', '---\ntargets: [\n---\n')
    repository.commit()
    expect(await since(project, 'HEAD')).toEqual(['broken'])
    expect(await since(project)).toEqual(['alone', 'broken'])
  })
})

describe('what git does not know is not taken for unchanged', () => {
  test('an ignored target', async () => {
    const { project, repository } = await committed()
    project.write('.gitignore', `${project.read('.gitignore')}src/alone.ts\n`)
    repository.git('rm', '-q', '--cached', 'src/alone.ts')
    repository.commit()
    expect(await since(project, 'HEAD')).toEqual(['alone'])
  })

  test('a target behind a link', async () => {
    const { project, repository } = await committed()
    project.remove('src/alone.ts')
    project.write('real.ts', 'export const alone: number = 1\n')
    symlinkSync('../real.ts', join(project.root, 'src/alone.ts'))
    repository.commit()
    expect(await since(project, 'HEAD')).toEqual(['alone'])
    // It is looked at, and found to be as it was written.
    project.write('real.ts', 'export const alone: number = 2\n')
    expect(await since(project, 'HEAD')).toEqual(['alone'])
  })

  test('a command that was cut short', async () => {
    const { project } = await committed()
    const held = await opened(project)
    const workspace = { ...held.workspace, interrupted: () => ['alone'] }
    const ids = await specsSince({ ...held, workspace }, createHistory(project.root), 'main')
    expect(ids).toMatchObject({ ok: true, value: ['alone'] })
  })
})

test('a file that its spec and lock let go of is shown to others as it is on disk from then on', async () => {
  const { project, repository } = await committed()
  const states = async (): Promise<unknown> =>
    (await project.spec(['drift', 'sight', '--json'])).json()['counts']
  // The file was edited before: its spec is told of it, and who sees the file is measured against the lock.
  project.write('src/greet.ts', 'export const other: number = 1\n')
  repository.commit()
  expect(await states()).toEqual({ 'in-sync': 1 })
  const lock = JSON.parse(project.read('.spec/lock/greeting.json')) as { targets: Record<string, unknown> }
  delete lock.targets['src/greet.ts']
  project.write('.spec/lock/greeting.json', JSON.stringify(lock))
  const spec = 'specs/features/greeting.md'
  project.write(spec, project.read(spec).replace('  - src/greet.ts\n', ''))
  expect(await states()).toEqual({ stale: 1 })
  expect(await since(project, 'HEAD')).toContain('sight')
})

test('a ref that git does not know is trouble', async () => {
  const { project } = await committed()
  const ids = await specsSince(await opened(project), createHistory(project.root), 'gone')
  expect(ids).toMatchObject({ ok: false, diagnostics: [{ code: 'history-ref' }] })
})

test('whatever is done to a project in sync: what drifted is among what is checked', async () => {
  const step = fc.record({
    edit: fc.constantFrom(...edits),
    then: fc.constantFrom('leave', 'stage', 'commit'),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 4 }), async (steps) => {
      const { project, repository } = await committed()
      for (const { edit, then } of steps) {
        try {
          edit.do(project)
        } catch {
          continue // What it edits is gone.
        }
        if (then === 'stage') repository.git('add', '--all')
        if (then === 'commit') repository.commit()
      }
      const drifted = (await project.spec(['drift', '--json'])).json() as unknown as {
        readonly specs: readonly {
          readonly spec: string
          readonly targets: readonly { readonly state: string }[]
        }[]
      }
      const failing = drifted.specs
        .filter(({ targets }) => targets.some(({ state }) => state !== 'in-sync'))
        .map(({ spec }) => spec)
      const looked = await since(project)
      expect(failing.filter((id) => !looked.includes(id))).toEqual([])
      rmSync(project.root, { recursive: true, force: true })
    }),
    { numRuns: runs(100, 5) },
  )
})
