// The main job end to end: a spec is built, its code is lost and comes back, and drift is seen.
import { describe, expect, it } from 'vitest'
import {
  farewellAnswer,
  greetingAnswer,
  greetingProject,
  greetingSpec,
  styleSpec,
} from '../support/greeting.ts'
import { buildWith, type TestProject } from '../support/project.ts'

async function built(): Promise<TestProject> {
  const project = greetingProject()
  expect(await buildWith(project, 'greeting', greetingAnswer)).toMatchObject({ exit: 0 })
  expect(await buildWith(project, 'farewell', farewellAnswer)).toMatchObject({ exit: 0 })
  return project
}

describe('a spec builds its code', () => {
  it('is never built before and in sync afterwards', async () => {
    const project = greetingProject()
    const before = await project.spec(['drift'])
    expect(before.exit).toBe(1)
    expect(before.stdout).toContain('never built src/greet.ts')
    const ran = await buildWith(project, 'greeting', greetingAnswer)
    expect(ran.exit).toBe(0)
    expect(project.read('src/greet.ts')).toBe(greetingAnswer.files['src/greet.ts'])
    const after = await project.spec(['drift', 'greeting'])
    expect(after.stdout).toContain('clean: 2 in sync')
    expect(after.exit).toBe(0)
  })

  it('asks nobody when it is in sync', async () => {
    const project = await built()
    const ran = await project.spec(['regen', '--all'])
    expect(ran.exit).toBe(0)
    expect(ran.stdout).toContain('greeting: in sync, nothing to do')
  })
})

describe('lost code', () => {
  it('is seen, and comes back byte for byte without a model', async () => {
    const project = await built()
    const old = project.read('src/names.ts')
    project.remove('src')
    const drift = await project.spec(['drift'])
    expect(drift.exit).toBe(1)
    expect(drift.stdout).toContain('lost        src/names.ts')
    const ran = await project.spec(['regen', 'greeting', '--offline'])
    expect(ran.exit).toBe(0)
    expect(project.read('src/names.ts')).toBe(old)
    expect((await project.spec(['drift', 'greeting'])).exit).toBe(0)
  })
})

describe('a changed spec', () => {
  it('names the requirement that changed, and nothing else', async () => {
    const project = await built()
    project.write('specs/features/greeting.md', greetingSpec.replace('"Hello, "', '"Welcome, "'))
    const drift = await project.spec(['drift', '--json'])
    expect(drift.exit).toBe(1)
    const specs = drift.json().specs as { spec: string; causes: { kind: string; name: string }[] }[]
    expect(
      specs.map(({ spec, causes }) => [spec, causes.map((cause) => `${cause.kind} ${cause.name}`)]),
    ).toEqual([
      ['farewell', []],
      ['greeting', ['requirement R1']],
    ])
  })

  it.each([
    ['notes', (text: string) => text.replace('For people only.', 'Something else.')],
    ['rewrapping', (text: string) => text.replace('returns "Hello, " and', 'returns\n  "Hello, " and')],
    ['CRLF', (text: string) => text.replaceAll('\n', '\r\n')],
    ['a byte order mark', (text: string) => `\uFEFF${text}`],
  ])('%s are no drift', async (_, edit) => {
    const project = await built()
    project.write('specs/features/greeting.md', edit(greetingSpec))
    expect(await project.spec(['drift'])).toMatchObject({ exit: 0 })
  })

  it('in a used architecture spec reaches exactly those that use it, by section', async () => {
    const project = await built()
    project.write('specs/architecture/style.md', styleSpec.replace('never throw', 'seldom throw'))
    const drift = await project.spec(['drift'])
    expect(drift.exit).toBe(1)
    expect(drift.stdout).toContain('because section Errors changed, specs/architecture/style.md:6')
    expect(drift.stdout).not.toContain('farewell')
  })

  it('that goes back to old words gets its old code from the archive', async () => {
    const project = await built()
    const changed = greetingSpec.replace('"Hello, "', '"Welcome, "')
    project.write('specs/features/greeting.md', changed)
    const files = {
      ...greetingAnswer.files,
      'src/greet.ts': (greetingAnswer.files['src/greet.ts'] ?? '').replace('Hello', 'Welcome'),
    }
    expect(await buildWith(project, 'greeting', { ...greetingAnswer, files })).toMatchObject({ exit: 0 })
    expect(project.read('src/greet.ts')).toContain('Welcome')
    project.write('specs/features/greeting.md', greetingSpec)
    const ran = await project.spec(['regen', 'greeting', '--offline'])
    expect(ran.stdout).toContain('greeting: built from a recorded answer')
    expect(project.read('src/greet.ts')).toContain('Hello')
    expect((await project.spec(['drift'])).exit).toBe(0)
  })
})

describe('hand edits', () => {
  it('stop a build and are shown; --force stores them first', async () => {
    const project = await built()
    const edited = project.read('src/names.ts').replace('stranger', 'friend')
    project.write('src/names.ts', edited)
    const ran = await project.spec(['regen', 'greeting'])
    expect(ran.exit).toBe(1)
    expect(ran.stdout).toContain("+  return clean === '' ? 'friend' : clean")
    expect(project.read('src/names.ts')).toBe(edited)
    const forced = await project.spec(['regen', 'greeting', '--force'])
    expect(forced.exit).toBe(0)
    expect(project.read('src/names.ts')).toBe(greetingAnswer.files['src/names.ts'])
    const kept = project.files().filter((path) => path.startsWith('.spec/archive/blobs/'))
    expect(kept.map(project.read)).toContain(edited)
  })

  it('stay after accept, with their reason, until the next edit', async () => {
    const project = await built()
    project.write('src/names.ts', project.read('src/names.ts').replace('stranger', 'friend'))
    expect((await project.spec(['drift'])).exit).toBe(1)
    expect((await project.spec(['accept', 'greeting'])).exit).toBe(2)
    expect((await project.spec(['accept', 'greeting', '--because', 'nicer'])).exit).toBe(2) // Nobody can be asked.
    const accepted = await project.spec(['accept', 'greeting', '--because', 'nicer', '--yes'])
    expect(accepted.exit).toBe(0)
    const drift = await project.spec(['drift'])
    expect(drift.exit).toBe(0)
    expect(drift.stdout).toContain('accepted    src/names.ts  (nicer)')
    project.write('src/names.ts', project.read('src/names.ts').replace('friend', 'pal'))
    expect((await project.spec(['drift'])).exit).toBe(1)
  })

  it('of a formatter are form, and accept --format-only takes them over', async () => {
    const project = await built()
    project.write('src/names.ts', project.read('src/names.ts').replaceAll("'", '"').replaceAll('  ', '\t'))
    const drift = await project.spec(['drift'])
    expect(drift.exit).toBe(0)
    expect(drift.stdout).toContain('format      src/names.ts')
    expect((await project.spec(['accept', 'greeting', '--format-only'])).exit).toBe(0)
    expect((await project.spec(['drift'])).stdout).toContain('clean: 3 in sync')
  })
})
