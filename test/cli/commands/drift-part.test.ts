// `spec drift --since <ref>` and `--shard i/n`: a part of the check, from the command line.
import { describe, expect, test } from 'vitest'
import { pathToFileURL } from 'node:url'
import { join } from 'node:path'
import { paste, repositoryIn, runGit, testFolder, type Repository } from '../../support/git.ts'
import { builtProject } from '../../support/lifecycle.ts'
import { testProject, type Ran, type TestProject } from '../../support/project.ts'

interface Told {
  readonly specs: readonly { readonly spec: string }[]
  readonly diagnostics: readonly { readonly code: string; readonly hint?: string }[]
  readonly clean: boolean
}
const told = (ran: Ran): Told => ran.json() as unknown as Told
const specsOf = (ran: Ran): string[] => told(ran).specs.map(({ spec }) => spec)

/** In sync and committed on `main`; on the branch `work` from then on. */
async function committed(
  more: Readonly<Record<string, string>> = {},
): Promise<{ readonly project: TestProject; readonly repository: Repository }> {
  const project = await builtProject({ '.gitignore': 'node_modules\n.spec/local\n.spec/cache\n', ...more })
  const repository = repositoryIn(project.root)
  repository.git('init', '-q', '-b', 'main')
  repository.commit()
  repository.git('switch', '-q', '-c', 'work')
  return { project, repository }
}

describe('spec drift --since', () => {
  test('checks what changed on this branch, and nothing that others left drifted', async () => {
    const { project, repository } = await committed()
    project.remove('src/names.ts')
    repository.commit('drifts on main')
    repository.git('branch', '-f', 'main', 'HEAD')
    const clean = await project.spec(['drift', '--since', 'main', '--json'])
    expect({ exit: clean.exit, specs: specsOf(clean) }).toEqual({ exit: 0, specs: [] })
    project.write('src/bye.ts', 'export const bye: number = 1\n')
    const edited = await project.spec(['drift', '--since', 'main', '--json'])
    expect({ exit: edited.exit, specs: specsOf(edited) }).toEqual({ exit: 1, specs: ['farewell'] })
    expect(specsOf(await project.spec(['drift', '--json']))).toEqual(['farewell', 'greeting'])
  })

  test('tells of a spec that was deleted, by its lock', async () => {
    const { project } = await committed()
    project.remove('specs/features/farewell.md')
    const ran = await project.spec(['drift', '--since', 'main', '--json'])
    expect(told(ran).specs).toMatchObject([{ spec: 'farewell', targets: [{ state: 'orphaned' }] }])
    expect(ran.exit).toBe(1)
  })

  test('in a shallow clone names the command to fetch what is missing, and works after it', async () => {
    const { project, repository } = await committed()
    project.remove('src/bye.ts')
    repository.commit()
    const root = join(testFolder(), 'clone')
    runGit('/', 'clone', '-q', '--depth=1', '--branch=work', pathToFileURL(project.root).href, root)
    const clone = { ...testProject(), root }
    const check = (): Promise<Ran> => clone.spec(['drift', '--since', 'origin/main', '--json'], { cwd: root })
    const refused = await check()
    expect(refused.exit).toBe(2)
    const [, command = ''] = /^run: (.+)$/.exec(told(refused).diagnostics[0]?.hint ?? '') ?? []
    expect(paste(root, command).exit).toBe(0)
    const ran = await check()
    expect({ exit: ran.exit, specs: specsOf(ran) }).toEqual({ exit: 1, specs: ['farewell'] })
  })

  test.each(['--output=harm', '-h', 'gone', ''])('ends with trouble for the ref %j', async (ref) => {
    const { project } = await committed()
    expect(await project.spec(['drift', `--since=${ref}`])).toMatchObject({ exit: 2, stdout: '' })
    expect(project.exists('harm')).toBe(false)
  })

  test('outside a repository ends with trouble', async () => {
    const project = await builtProject()
    const { exit, stderr } = await project.spec(['drift', '--since', 'main'])
    expect(exit).toBe(2)
    expect(stderr).toContain('this is no git repository')
  })
})

describe('spec drift --shard', () => {
  const more = {
    'specs/features/new.md': '---\ntargets: [src/new.ts]\n---\n# New\n\n- R1: It is.\n',
    'specs/features/broken.md': '---\ntargets: [\n---\n',
    'spec.config.json': '{ "colour": "red" }',
  }

  test('all shards together say what the whole check says, each thing once', async () => {
    const { project } = await committed(more)
    project.remove('specs/features/farewell.md')
    const whole = told(await project.spec(['drift', '--json']))
    const shards: Told[] = []
    for (const shard of ['1/3', '2/3', '3/3'])
      shards.push(told(await project.spec(['drift', '--shard', shard, '--json'])))
    const sorted = (all: readonly unknown[]): string[] => all.map((one) => JSON.stringify(one)).sort()
    expect(sorted(shards.flatMap(({ specs }) => specs))).toEqual(sorted(whole.specs))
    expect(sorted(shards.flatMap(({ diagnostics }) => diagnostics))).toEqual(sorted(whole.diagnostics))
    expect(shards.filter(({ specs }) => specs.length > 0).length).toBeGreaterThan(1)
  })

  test('splits what a change reaches too', async () => {
    const { project } = await committed()
    project.remove('src/bye.ts')
    project.remove('src/names.ts')
    const parts = await Promise.all(
      ['1/2', '2/2'].map((shard) => project.spec(['drift', '--since', 'main', '--shard', shard, '--json'])),
    )
    expect(parts.flatMap(specsOf).sort()).toEqual(['farewell', 'greeting'])
  })

  test.each(['6/5', '0/5', 'two'])('%s is refused', async (shard) => {
    const { project } = await committed()
    expect(await project.spec(['drift', '--shard', shard])).toMatchObject({ exit: 2, stdout: '' })
  })
})
