// A target was edited by hand and its spec changed: the new code is merged into the edit, and no edit is lost.
import { describe, expect, it } from 'vitest'
import { greetCode, greetingAnswer, greetingSpec, namesCode } from '../support/greeting.ts'
import { builtProject, states } from '../support/lifecycle.ts'
import { madeUpToken } from '../support/made-up-secrets.ts'
import { buildWith, type ScriptedAnswer, type TestProject } from '../support/project.ts'

const spec = 'specs/features/greeting.md'
const changedSpec = greetingSpec.replace('"Hello, "', '"Welcome, "').replace('"stranger"', '"guest"')
const answer: ScriptedAnswer = {
  ...greetingAnswer,
  files: {
    'src/greet.ts': greetCode.replace('Hello', 'Welcome'),
    'src/names.ts': namesCode.replace('stranger', 'guest'),
  },
}
const added = `
/** Upper case, for signs. */
export function shout(name: string): string {
  return cleanName(name).toUpperCase()
}
`

/** Built, then edited, then the spec changed. */
async function edited(path: string, edit: (text: string) => string): Promise<TestProject> {
  const project = await builtProject()
  project.write(path, edit(project.read(path)))
  project.write(spec, changedSpec)
  return project
}

const withFunction = (): Promise<TestProject> => edited('src/names.ts', (text) => text + added)
const clashing = (): Promise<TestProject> =>
  edited('src/names.ts', (text) => text.replace("'stranger'", "'friend'"))

interface Lock {
  readonly targets: Readonly<
    Record<string, { generated: { blob: string }; written: { blob: string }; accepted: unknown }>
  >
}
const lockOf = (project: TestProject): Lock => JSON.parse(project.read('.spec/lock/greeting.json')) as Lock // As the lock's encoding documents it.

interface Log {
  readonly entries: readonly { readonly digest: string; readonly reason: string | null }[]
}

const archived = (project: TestProject): readonly string[] =>
  project
    .files()
    .filter((path) => path.startsWith('.spec/archive/blobs/'))
    .map(project.read)

describe('an edit that the new code does not touch', () => {
  it('stays, and the command says so', async () => {
    const project = await withFunction()
    expect((await states(project))['src/names.ts']).toBe('conflict')
    const ran = await buildWith(project, 'greeting', answer)
    expect(ran.exit).toBe(0)
    expect(ran.stderr).toContain('src/names.ts: the new code is merged with your edit of shout')
    expect(project.read('src/names.ts')).toBe(namesCode.replace('stranger', 'guest') + added)
    expect((await project.spec(['drift', 'greeting'])).exit).toBe(0)
  })

  it('is in the archive as it was, beside what the model gave', async () => {
    const project = await withFunction()
    const before = project.read('src/names.ts')
    await buildWith(project, 'greeting', answer)
    expect(archived(project)).toEqual(
      expect.arrayContaining([before, namesCode.replace('stranger', 'guest'), project.read('src/names.ts')]),
    )
    const { generated, written, accepted } = lockOf(project).targets['src/names.ts'] ?? {}
    expect(generated?.blob).not.toBe(written?.blob)
    expect(accepted).toBe(null)
  })

  it('stays over the next build too, which starts from what the model gave', async () => {
    const project = await withFunction()
    await buildWith(project, 'greeting', answer)
    const merged = project.read('src/names.ts')
    project.write(spec, changedSpec.replace('"guest"', '"visitor"'))
    const next = {
      ...answer,
      files: { ...answer.files, 'src/names.ts': namesCode.replace('stranger', 'visitor') },
    }
    expect(await buildWith(project, 'greeting', next)).toMatchObject({ exit: 0 })
    expect(project.read('src/names.ts')).toBe(namesCode.replace('stranger', 'visitor') + added)
    // No record of a model or a person has the first merge: it is stored like an edit.
    const log = (await project.spec(['log', 'greeting', '--json'])).json() as unknown as Log
    const stored = log.entries.filter(({ reason }) => reason === 'regen (merged with the new build)')
    const [last] = stored
    const shown = await project.spec(['show', last?.digest ?? '', '--file', 'src/names.ts'])
    expect(shown.stdout).toBe(merged)
  })

  it('stays after it was accepted', async () => {
    const project = await builtProject()
    project.write('src/names.ts', namesCode + added)
    expect(await project.spec(['accept', 'greeting', '--because', 'needed', '--yes'])).toMatchObject({
      exit: 0,
    })
    project.write(spec, changedSpec)
    expect(await buildWith(project, 'greeting', answer)).toMatchObject({ exit: 0 })
    expect(project.read('src/names.ts')).toBe(namesCode.replace('stranger', 'guest') + added)
  })

  it('comes back when the file is lost', async () => {
    const project = await withFunction()
    await buildWith(project, 'greeting', answer)
    const merged = project.read('src/names.ts')
    project.remove('src/names.ts')
    expect(await project.spec(['regen', 'greeting', '--offline'])).toMatchObject({ exit: 0 })
    expect(project.read('src/names.ts')).toBe(merged)
  })

  it('is shown by a dry run, and nothing is written', async () => {
    const project = await withFunction()
    const before = project.read('src/names.ts')
    const ran = await buildWith(project, 'greeting', answer, ['--dry-run'])
    expect(ran.exit).toBe(0)
    expect(ran.stdout).toContain('merged with your edit')
    expect(project.read('src/names.ts')).toBe(before)
  })

  it('is dropped with --force, and stored first', async () => {
    const project = await withFunction()
    const before = project.read('src/names.ts')
    expect(await buildWith(project, 'greeting', answer, ['--force', '--allow-removal'])).toMatchObject({
      exit: 0,
    })
    expect(project.read('src/names.ts')).toBe(namesCode.replace('stranger', 'guest'))
    expect(archived(project)).toContain(before)
  })
})

describe('an edit of what the new code changes', () => {
  it('stops the build: the clash is named, and nothing is touched', async () => {
    const project = await clashing()
    const before = [
      project.read('src/names.ts'),
      project.read('src/greet.ts'),
      project.read('.spec/lock/greeting.json'),
    ]
    const ran = await buildWith(project, 'greeting', answer)
    expect(ran.exit).toBe(1)
    expect(ran.stderr).toContain(
      'src/names.ts: your edit and the new code clash in cleanName: nothing was written',
    )
    expect(ran.stderr).toContain('spec regen greeting --merge')
    const after = [
      project.read('src/names.ts'),
      project.read('src/greet.ts'),
      project.read('.spec/lock/greeting.json'),
    ]
    expect(after).toEqual(before)
  })

  it('is not paid for twice: --merge takes the answer that was kept', async () => {
    const project = await clashing()
    await buildWith(project, 'greeting', answer)
    const ran = await project.spec(['regen', 'greeting', '--merge', '--offline'])
    expect(ran.exit).toBe(1)
    expect(project.read('src/names.ts')).toBe(`export function cleanName(name: string): string {
  const clean = name.trim()
<<<<<<< hand edit
  return clean === '' ? 'friend' : clean
||||||| last build
  return clean === '' ? 'stranger' : clean
=======
  return clean === '' ? 'guest' : clean
>>>>>>> new build
}
`)
    expect(project.read('src/greet.ts')).toContain('Welcome')
    expect(await states(project)).toMatchObject({ 'src/names.ts': 'unresolved', 'src/greet.ts': 'in-sync' })
  })

  it('that holds a secret is marked in the tree, and kept out of the archive', async () => {
    const secret = madeUpToken
    const project = await edited('src/names.ts', (text) => text.replace("'stranger'", `'${secret}'`))
    await buildWith(project, 'greeting', answer, ['--merge'])
    expect(project.read('src/names.ts')).toContain(secret)
    expect(archived(project).filter((text) => text.includes(secret))).toEqual([])
  })

  it('is resolved by a person and accepted', async () => {
    const project = await clashing()
    await buildWith(project, 'greeting', answer, ['--merge'])
    const accept = ['accept', 'greeting', '--because', 'friends are guests', '--yes']
    expect((await project.spec(accept)).exit).toBe(1)
    const resolved = namesCode.replace('stranger', 'friendly guest')
    project.write('src/names.ts', resolved)
    expect(await project.spec(accept)).toMatchObject({ exit: 0 })
    expect((await project.spec(['drift', 'greeting'])).exit).toBe(0)
    // The next build starts from what the model gave, so the resolution is an edit that stays.
    project.write(spec, changedSpec.replace('"Welcome, "', '"Hi, "'))
    const next = { ...answer, files: { ...answer.files, 'src/greet.ts': greetCode.replace('Hello', 'Hi') } }
    expect(await buildWith(project, 'greeting', next)).toMatchObject({ exit: 0 })
    expect(project.read('src/names.ts')).toBe(resolved)
  })

  it('resolved to the new code is in sync without a word', async () => {
    const project = await clashing()
    await buildWith(project, 'greeting', answer, ['--merge'])
    project.write('src/names.ts', namesCode.replace('stranger', 'guest'))
    expect((await project.spec(['drift', 'greeting'])).exit).toBe(0)
  })

  it('is not merged while marks of the last merge stand there', async () => {
    const project = await clashing()
    await buildWith(project, 'greeting', answer, ['--merge'])
    const marked = project.read('src/names.ts')
    project.write(spec, changedSpec.replace('"guest"', '"visitor"'))
    const ran = await buildWith(project, 'greeting', answer, ['--merge'])
    expect(ran.exit).toBe(1)
    expect(ran.stderr).toContain('resolve the merge markers')
    expect(project.read('src/names.ts')).toBe(marked)
  })
})

it('an edit that the new code does not fit stops the build, with what the checks find in the merge', async () => {
  const use = "\nexport const sign: string = greet('x').toUpperCase()\n"
  const project = await edited('src/greet.ts', (text) => text + use)
  const before = project.read('src/greet.ts')
  const numbers = greetCode
    .replace('): string', '): number')
    .replace(/return .*/, 'return cleanName(name).length')
  const given = { ...answer, files: { ...answer.files, 'src/greet.ts': numbers } }
  const ran = await buildWith(project, 'greeting', given)
  expect(ran.exit).toBe(1)
  expect(ran.stderr).toContain('passes the checks, and merged with your edit of src/greet.ts it does not')
  expect(ran.stderr).toContain("Property 'toUpperCase' does not exist on type 'number'")
  expect(ran.stderr).toContain('the answer is kept')
  expect(project.read('src/greet.ts')).toBe(before)
})

it('exports that only the edit has do not count as taken away where both clash', async () => {
  const project = await edited('src/names.ts', (text) => text.replace("'stranger'", "'friend'") + added)
  const ran = await buildWith(project, 'greeting', answer, ['--merge'])
  expect(ran.stderr).toContain('clash in cleanName: both stand there, marked')
  expect(project.read('src/names.ts')).toContain(added)
})

it('an answer that is wrong by itself is told as that', async () => {
  const project = await withFunction()
  const wrong = { ...answer.files, 'src/names.ts': namesCode.replace("'stranger'", '1') }
  const ran = await buildWith(project, 'greeting', { ...answer, files: wrong })
  expect(ran.exit).toBe(1)
  expect(ran.stderr).not.toContain('merged with your edit')
  expect(ran.stderr).toContain('--reuse-rejected')
})

it('a file that no model gave is updated as it stands', async () => {
  const project = await builtProject()
  project.remove('.spec')
  project.write('src/names.ts', namesCode + added)
  expect(await project.spec(['accept', 'greeting', '--because', 'was here first', '--yes'])).toMatchObject({
    exit: 0,
  })
  project.write(spec, changedSpec)
  expect(await buildWith(project, 'greeting', answer, ['--allow-removal'])).toMatchObject({ exit: 0 })
  expect(project.read('src/names.ts')).toBe(namesCode.replace('stranger', 'guest'))
})
