// `spec log`: what was built, accepted and overwritten, newest first.
import { describe, expect, test } from 'vitest'
import { greetingAnswer } from '../../support/greeting.ts'
import { builtProject } from '../../support/lifecycle.ts'
import { answerTo } from '../../support/project.ts'

interface Entry {
  readonly digest: string
  readonly kind: string
  readonly spec: string
}

const entries = (json: Record<string, unknown>): readonly Entry[] => json.entries as readonly Entry[]

describe('spec log', () => {
  test('lists records with time, digits, kind, spec, model and files', async () => {
    const project = await builtProject()
    const { exit, stdout } = await project.spec(['log', 'greeting'])
    expect(exit).toBe(0)
    expect(stdout).toMatch(
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ  [0-9a-f]{12}  generation   greeting  response stdin  src\/greet\.ts, src\/names\.ts\n$/,
    )
  })

  test('an acceptance comes after what it accepted, with its reason', async () => {
    const project = await builtProject()
    project.write('src/bye.ts', `${project.read('src/bye.ts')}export const more = 1\n`)
    await project.spec(['accept', 'farewell', '--because', 'more is \u001b[31mneeded', '--yes'])
    const { stdout } = await project.spec(['log', 'farewell'])
    const [first, second] = stdout.split('\n')
    // Reasons come from people; a terminal shows them and does not obey.
    expect(first).toContain('acceptance   farewell  more is \\x1b[31mneeded  src/bye.ts')
    expect(second).toContain('generation')
  })

  test('an answer that did not land is marked', async () => {
    const project = await builtProject()
    const spec = 'specs/features/greeting.md'
    project.write(spec, project.read(spec).replace('"Hello, "', '"Good day, "'))
    const prompt = await project.spec(['prompt', 'greeting'])
    const broken = {
      ...greetingAnswer,
      files: { ...greetingAnswer.files, 'src/greet.ts': 'export function (\n' },
    }
    const refused = await project.spec(['regen', 'greeting', '--response', '-'], {
      stdin: answerTo(prompt.stdout, broken),
    })
    expect(refused.exit).toBe(1)
    const { stdout } = await project.spec(['log', 'greeting'])
    expect(stdout).toContain('[rejected, local]')
    const [entry] = entries((await project.spec(['log', 'greeting', '--json'])).json())
    expect(entry).toMatchObject({ local: true, outcome: 'rejected' })
    const shown = await project.spec(['show', String(entry?.digest)])
    expect(shown.stdout).toContain('generation (local: it did not land)')
    expect(shown.stdout).toMatch(/parses: failed/)
  })

  test('of all specs, as a document, and cut by --limit', async () => {
    const project = await builtProject()
    const all = (await project.spec(['log', '--json'])).json()
    expect(all).toMatchObject({ schema: 'spec.log/1', total: 2 })
    expect(new Set(entries(all).map(({ spec }) => spec))).toEqual(new Set(['greeting', 'farewell']))
    const one = (await project.spec(['log', '--limit', '1', '--json'])).json()
    expect(entries(one)).toEqual(entries(all).slice(0, 1))
    expect(one.total).toBe(2)
    expect((await project.spec(['log', '--limit', '1'])).stdout).toContain('and 1 older')
  })

  test('a spec may be named by its file, and one that nobody knows is told', async () => {
    const project = await builtProject()
    expect((await project.spec(['log', 'specs/features/greeting.md'])).stdout).toContain('generation')
    const { exit, stderr } = await project.spec(['log', 'greting'])
    expect(exit).toBe(2)
    expect(stderr).toContain('did you mean greeting?')
  })

  test('a spec without records has none', async () => {
    const project = await builtProject()
    expect(await project.spec(['log', 'style'])).toMatchObject({ exit: 0, stdout: 'no records\n' })
  })

  test('works where the project cannot be resolved', async () => {
    const project = await builtProject({
      'specs/features/twin.md': '---\ntargets: [src/bye.ts]\n---\n# Twin\n\n- R1: x\n',
    })
    expect((await project.spec(['list'])).exit).toBe(1)
    expect((await project.spec(['log'])).exit).toBe(0)
  })

  test('a damaged record is told, and the others are listed', async () => {
    const project = await builtProject()
    const damaged = project.files().find((path) => path.startsWith('.spec/archive/records/'))
    project.write(String(damaged), '{}')
    const { exit, stdout, stderr } = await project.spec(['log'])
    expect(exit).toBe(2)
    expect(stdout.trim().split('\n')).toHaveLength(1)
    expect(stderr.match(/record-damaged/g)).toHaveLength(1)
  })
})
