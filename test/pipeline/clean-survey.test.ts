// A survey in which nothing moved: it is clean without opening the project only where opening it would say the same.
import { describe, expect, test } from 'vitest'
import { surveyProject } from '../../src/adapters/vouch/survey.ts'
import { createWorkspace } from '../../src/adapters/workspace.ts'
import { defaultConfig } from '../../src/config/config.ts'
import { digestText } from '../../src/digest/digest.ts'
import { ok } from '../../src/diagnostic/diagnostic.ts'
import { cleanSurvey } from '../../src/pipeline/clean-survey.ts'
import type { Still, Survey, Workspace } from '../../src/ports.ts'
import { specId } from '../../src/spec/ids.ts'
import { sampled } from '../runs.ts'
import { builtOnce, oneFile } from '../support/built-once.ts'
import { repositoryIn } from '../support/git.ts'
import { answerOf, ways } from '../support/vouched.ts'

const sharedPath = 'specs/architecture/shared.md'
const sharedText = '# Shared\n'
const shared = { id: 'shared', path: sharedPath, raw: digestText(sharedText), uses: [] }

function still(id: string, targets: readonly string[], more: Partial<Still> = {}): Still {
  const spec = {
    id: specId(id),
    path: `specs/features/${id}.md`,
    lock: `.spec/lock/${id}.json`,
    draft: false,
    targets,
    accepted: {},
    inputs: [],
  }
  return { spec, uses: ['shared'], others: [], architecture: [shared], ...more }
}

interface Found {
  readonly stills?: readonly Still[] | null
  readonly architecture?: Readonly<Record<string, string>>
  readonly interrupted?: readonly string[]
  readonly survey?: Partial<Survey>
}

const plain = [still('b', ['src/b.ts']), still('a', ['src/a.ts', 'src/deep/a.ts'])]

async function cleanOf(found: Found) {
  const files = found.architecture ?? { [sharedPath]: sharedText }
  const stills = found.stills === undefined ? plain : found.stills
  const workspace: Pick<Workspace, 'readSpecs' | 'interrupted'> = {
    readSpecs: async (paths = []) =>
      ok(paths.map((path) => ({ path, bytes: Buffer.from(files[path] ?? '') }))),
    interrupted: () => found.interrupted ?? [],
  }
  const survey: Survey = {
    specs: [...Object.keys(files), ...(stills ?? []).map(({ spec }) => spec.path)],
    glances: new Map(),
    stills,
    specFaults: [],
    lockFaults: [],
    seal: null,
    written: Promise.resolve(),
    ...found.survey,
  }
  // Nothing else of it is asked.
  return cleanSurvey(workspace as Workspace, defaultConfig, survey)
}

describe('without opening the project', () => {
  test('specs that fit together are clean, in order of id', async () => {
    const clean = await cleanOf({})
    expect(clean?.specs.map(({ id }) => id)).toEqual(['a', 'b'])
    expect(clean?.others).toEqual([sharedPath])
    const looking = still('c', ['src/c.ts'], { others: ['src/lib.ts'], uses: ['shared#R1'] })
    expect(await cleanOf({ stills: [...plain, looking] })).not.toBeNull()
    const unused = { [sharedPath]: sharedText, 'specs/architecture/new.md': '# New\n\n- R1: One.\n' }
    expect((await cleanOf({ architecture: unused }))?.others).toEqual([
      'specs/architecture/new.md',
      sharedPath,
    ])
  })

  const unclear: Readonly<Record<string, Found>> = {
    'a spec moved': { stills: null },
    'one target has two owners': { stills: [...plain, still('c', ['src/b.ts'])] },
    'two targets differ in case': { stills: [...plain, still('c', ['src/B.ts'])] },
    'one target is the folder of another': { stills: [...plain, still('c', ['src/b.ts/c.ts'])] },
    'and that in another case': { stills: [...plain, still('c', ['src/Deep'])] },
    'two ids differ in case': { stills: [...plain, still('A', ['src/c.ts'])] },
    'an id is of two kinds': { stills: [...plain, still('shared', ['src/c.ts'])] },
    'a used spec is gone': { stills: [...plain, still('c', ['src/c.ts'], { uses: ['gone'] })] },
    'a feature is used': { stills: [...plain, still('c', ['src/c.ts'], { uses: ['b'] })] },
    "a context file is another's": { stills: [...plain, still('c', ['src/c.ts'], { others: ['src/b.ts'] })] },
    'an architecture spec has other bytes': { architecture: { [sharedPath]: '# Other\n' } },
    'an architecture spec is gone': { architecture: {} },
    'a lock saw other bytes of it': {
      stills: [...plain, still('c', [], { architecture: [{ ...shared, raw: digestText('old') }] })],
    },
    'there is something to tell of an architecture spec': {
      architecture: {
        [sharedPath]: sharedText,
        'specs/architecture/new.md': '# New\n',
      },
    },
    'a feature has no lock': {
      survey: { specs: [sharedPath, ...plain.map(({ spec }) => spec.path), 'specs/features/new.md'] },
    },
    'architecture specs use each other in a circle': {
      stills: [still('a', [], { architecture: [{ ...shared, uses: ['shared'] }] })],
    },
    'a command was cut short': { interrupted: ['a'] },
  }
  test.each(Object.entries(unclear))('it is not said where %s', async (_, found) => {
    expect(await cleanOf(found)).toBeNull()
  })
})

const project = builtOnce(
  {
    '.gitignore': 'node_modules\n.spec/local\n.spec/cache\n',
    'specs/architecture/shared.md': '# Shared\n\n- R1: Numbers are whole.\n',
    'specs/features/a.md':
      '---\ntargets: [src/a.ts]\nuses: [shared]\ncontext: [src/lib.ts]\n---\n# A\n\n- R1: `a` is 1.\n',
    // Before `a.md` in order of path, and behind `a` in order of id.
    'specs/features/a-b.md':
      '---\ntargets: [src/a-b.ts]\ntests: [test/a.test.ts]\n---\n# A b\n\n- R1: `b` is 1.\n',
    'src/lib.ts': 'export const lib = 1\n',
    'test/a.test.ts': 'export const tested = 1\n',
  },
  {
    a: oneFile('src/a.ts', 'export const a: number = 1\n'),
    'a-b': oneFile('src/a-b.ts', 'export const b: number = 1\n'),
  },
)

test('a plain project is told the same in every way, and the first look says all of it', async () => {
  const made = await project()
  for (const id of ['greeting', 'farewell']) made.remove(`specs/features/${id}.md`)
  const repository = repositoryIn(made.root)
  repository.git('init', '-q', '-b', 'main')
  repository.commit('in sync')
  const survey = await surveyProject(made.root, { SPEC_VOUCH: 'none' })
  expect(await cleanSurvey(createWorkspace(made.root), defaultConfig, survey)).not.toBeNull()

  const expectOne = async (exit: number): Promise<void> => {
    const whole = await answerOf(made, 'none')
    expect(whole.exit).toBe(exit)
    for (const way of [...ways, '']) expect(await answerOf(made, way), way).toEqual(whole)
  }
  await expectOne(0)
  const told = JSON.parse((await answerOf(made, '')).stdout) as { specs: readonly { spec: string }[] }
  expect(told.specs.map(({ spec }) => spec)).toEqual(['a', 'a-b'])
  const paths = ['src/a.ts', 'src/lib.ts', 'test/a.test.ts', 'specs/architecture/shared.md']
  for (const path of sampled(paths, 4)) {
    const before = made.read(path)
    made.write(path, before.replace(/1\n/, '2\n').replace('whole', 'real'))
    await expectOne(1)
    made.write(path, before)
  }
})
