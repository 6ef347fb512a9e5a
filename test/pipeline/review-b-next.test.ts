// What drift names next: for every two states that targets of one spec can be in, the named commands are not refused.
import { describe, expect, test } from 'vitest'
import { answerTo, buildWith, testProject, type TestProject } from '../support/project.ts'

async function next(project: TestProject, id: string): Promise<string | null> {
  const { specs } = (await project.spec(['drift', '--json'])).json() as unknown as {
    specs: { spec: string; next: string | null }[]
  }
  return specs.find(({ spec }) => spec === id)?.next ?? null
}

describe('what drift names next', () => {
  const codeOf = (name: string): string => `export const ${name} = 1\n`
  const specOf = (paths: readonly string[], words: string): string =>
    `---\ntargets: [${paths.join(', ')}]\n---\n# Pair\n\n## Requirements\n\n- R1: ${words}\n`
  const made = {
    'in-sync': () => {},
    stale: () => {},
    edited: (project: TestProject, path: string) =>
      project.write(path, `${project.read(path)}export const mine = 1\n`),
    unresolved: (project: TestProject, path: string) =>
      project.write(path, `<<<<<<< a\n${project.read(path)}=======\nexport {}\n>>>>>>> b\n`),
    format: (project: TestProject, path: string) =>
      project.write(path, project.read(path).replace(' = ', '  =  ')),
    lost: (project: TestProject, path: string) => project.remove(path),
    unmanaged: (project: TestProject, path: string, name: string) => project.write(path, codeOf(name)),
    'never-built': () => {},
    orphaned: () => {},
    'orphaned, edited': (project: TestProject, path: string) =>
      project.write(path, `${project.read(path)}export const mine = 1\n`),
    'orphaned, gone': (project: TestProject, path: string) => project.remove(path),
  } as const satisfies Record<string, (project: TestProject, path: string, name: string) => void>
  type Kind = keyof typeof made
  const kinds = Object.keys(made) as Kind[] // The keys of a constant.
  const alone = kinds.map((kind) => [kind, 'in-sync'] as const)
  const often = kinds.filter((kind) => !['in-sync', 'format', 'orphaned, gone'].includes(kind))
  const pairs = often.flatMap((a, i) => often.slice(i + 1).map((b) => [a, b] as const))

  const words = (text: string): string =>
    text.includes('stale') ? 'The words have changed.' : 'There are numbers.'

  async function pair(a: Kind, b: Kind): Promise<TestProject> {
    const targets = [
      { path: 'src/a.ts', name: 'a', kind: a },
      { path: 'src/b.ts', name: 'b', kind: b },
      { path: 'src/c.ts', name: 'c', kind: 'in-sync' as const },
    ]
    const before = targets.filter(({ kind }) => kind !== 'unmanaged' && kind !== 'never-built')
    const after = targets.filter(({ kind }) => !kind.startsWith('orphaned'))
    const pathsOf = (some: typeof targets): string[] => some.map(({ path }) => path)
    const project = testProject({
      'package.json': '{"type":"module"}',
      'specs/features/pair.md': specOf(pathsOf(before), words('')),
    })
    const files = Object.fromEntries(before.map(({ path, name }) => [path, codeOf(name)]))
    const built = await buildWith(project, 'pair', { files, trace: { R1: ['src/c.ts#c'] } })
    expect(built, built.stderr).toMatchObject({ exit: 0 })
    project.write('specs/features/pair.md', specOf(pathsOf(after), words(`${a} ${b}`)))
    for (const { kind, path, name } of targets) made[kind](project, path, name)
    return project
  }

  /** `spec diff a, then spec accept a --because "…" or spec regen a --force` → the ways, each a list of commands. */
  function waysOf(told: string): string[][][] {
    const steps = told.split(', then ').map((step) => step.replaceAll(/\s*\([^)]*\)/g, '').split(' or '))
    const choices = Math.max(...steps.map((step) => step.length))
    return Array.from({ length: choices }, (_, way) =>
      steps.map((step) => (step[way] ?? step[0] ?? '').replace('"…"', 'looked-at').split(' ').slice(1)),
    )
  }

  const refusals =
    /accept-refused|accept-reason|target-edited|target-unmanaged|remove-refused|only-unchanged|\[usage\]/

  // Every pair takes minutes: a sample of them, and all in `npm run test:full`.
  const sample = pairs.filter((_, at) => process.env.SPEC_TEST_FULL !== undefined || at % 19 === 0)

  test.each([...alone, ...sample])(
    '%s and %s: every way works, and leads to a clean project',
    async (a, b) => {
      const asked = await pair(a, b)
      const start = Object.fromEntries(asked.files().map((path) => [path, asked.read(path)]))
      const ways = waysOf((await next(asked, 'pair')) ?? '')
      for (const way of ways.keys()) {
        const project = testProject(start)
        for (let round = 0; round < 4; round++) {
          const told = await next(project, 'pair')
          if (told === null) break
          const choices = waysOf(told)
          for (const command of choices[way] ?? choices[0] ?? []) await follow(project, command, told)
        }
        const drift = await project.spec(['drift'])
        expect(drift, `${drift.stdout}${drift.stderr}`).toMatchObject({ exit: 0 })
      }
    },
  )

  async function follow(project: TestProject, command: readonly string[], told: string): Promise<void> {
    if (told.includes('resolving')) {
      for (const path of ['src/a.ts', 'src/b.ts'].filter((one) => project.exists(one)))
        project.write(path, project.read(path).replace(/^<<<.*\n|^===[^]*$/gm, ''))
    }
    let ran = await project.spec(command[0] === 'accept' ? [...command, '--yes'] : command)
    if (ran.stderr.includes('model-no-key')) {
      const only = command.includes('--only') ? command.slice(command.indexOf('--only')).slice(0, 2) : []
      const prompt = await project.spec(['prompt', 'pair', ...only, '--json'])
      const text = (await project.spec(['prompt', 'pair', ...only])).stdout
      const { asked } = prompt.json() as { asked: string[] }
      const anew = (path: string): string => codeOf(path.slice(4, 5)).replace('= 1', '= 2')
      const files = Object.fromEntries(asked.map((path) => [path, anew(path)]))
      const trace = {
        R1: [asked.includes('src/c.ts') ? 'src/c.ts#c' : `${asked[0] ?? ''}#${(asked[0] ?? '').slice(4, 5)}`],
      }
      ran = await project.spec([...command, '--response', '-', '--allow-removal'], {
        stdin: answerTo(text, { files, trace }),
      })
    }
    const said = `${told}\n$ spec ${command.join(' ')}\n${ran.stdout}${ran.stderr}`
    expect(ran.stderr, said).not.toMatch(refusals)
    if (command[0] !== 'diff') expect(ran.exit, said).toBe(0)
  }
})
