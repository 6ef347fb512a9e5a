// `spec restore`: the version that the lock names, and with --at any other that the archive has.
import { describe, expect, it } from 'vitest'
import { createStore } from '../../../src/adapters/store.ts'
import type { FoundRecord } from '../../../src/pipeline/log.ts'
import { planRestoreAt } from '../../../src/pipeline/restore-at.ts'
import { findRecord } from '../../../src/pipeline/show.ts'
import { greetCode, greetingAnswer, greetingSpec, namesCode } from '../../support/greeting.ts'
import { builtProject, opened, snapshot, states } from '../../support/lifecycle.ts'
import { buildWith, type TestProject } from '../../support/project.ts'

const path = 'src/names.ts'
const second = namesCode.replace('stranger', 'guest')

interface Logged {
  readonly entries: readonly {
    readonly digest: string
    readonly kind: string
    readonly reason: string | null
  }[]
}

/** The first digits of records of one kind, newest first. */
async function records(project: TestProject, kind: string): Promise<readonly string[]> {
  const { entries } = (await project.spec(['log', 'greeting', '--json'])).json() as unknown as Logged
  return entries
    .filter((entry) => entry.kind === kind)
    .map(({ digest }) => digest.slice('sha256:'.length, 'sha256:'.length + 12))
}

/** Built twice, with another text each time. */
async function builtTwice(): Promise<TestProject> {
  const project = await builtProject()
  project.write('specs/features/greeting.md', greetingSpec.replace('"stranger"', '"guest"'))
  const done = await buildWith(project, 'greeting', {
    ...greetingAnswer,
    files: { 'src/greet.ts': greetCode, [path]: second },
  })
  expect(done.exit).toBe(0)
  return project
}

describe('--at', () => {
  it('brings back what an older build gave; drift tells it as an edit, and the lock stays', async () => {
    const project = await builtTwice()
    const lock = project.read('.spec/lock/greeting.json')
    const [, first = ''] = await records(project, 'generation')
    const ran = await project.spec(['restore', path, '--at', first])
    expect(ran.exit).toBe(0)
    expect(project.read(path)).toBe(namesCode)
    expect(ran.stderr).toContain('to spec drift, that is an edit of what greeting wrote last')
    expect(project.read('.spec/lock/greeting.json')).toBe(lock)
    expect(await states(project)).toMatchObject({ [path]: 'edited' })
    expect((await project.spec(['restore', path, '--force'])).exit).toBe(0)
    expect(project.read(path)).toBe(second)
    expect((await project.spec(['drift', 'greeting'])).exit).toBe(0)
  })

  it('stores what stands there first, once, and brings that back too', async () => {
    const project = await builtTwice()
    const mine = `${second}// Mine.\nexport const more = 1\n`
    project.write(path, mine)
    const [, first = ''] = await records(project, 'generation')
    expect((await project.spec(['restore', path, '--at', first])).exit).toBe(0)
    const [stored = ''] = await records(project, 'overwritten')
    expect((await project.spec(['restore', path, '--at', stored])).exit).toBe(0)
    expect(project.read(path)).toBe(mine)
    expect((await project.spec(['restore', path, '--at', first])).exit).toBe(0)
    expect(await records(project, 'overwritten')).toHaveLength(1)
  })

  it('brings back what was accepted', async () => {
    const project = await builtTwice()
    const mine = second.replace('guest', 'friend')
    project.write(path, mine)
    expect((await project.spec(['accept', 'greeting', '--because', 'nicer', '--yes'])).exit).toBe(0)
    const [accepted = ''] = await records(project, 'acceptance')
    project.write(path, namesCode)
    expect((await project.spec(['restore', path, '--at', accepted])).exit).toBe(0)
    expect(project.read(path)).toBe(mine)
  })

  it('says nothing of an edit where the version is that of the lock', async () => {
    const project = await builtTwice()
    project.remove(path)
    const [newest = ''] = await records(project, 'generation')
    const ran = await project.spec(['restore', path, '--at', newest])
    expect(ran).toMatchObject({ exit: 0, stderr: '' })
    expect((await project.spec(['drift', 'greeting'])).exit).toBe(0)
  })

  it('brings back a file that no lock names any more, and says so', async () => {
    const project = await builtProject()
    project.write('specs/features/greeting.md', greetingSpec.replace('  - src/names.ts\n', ''))
    expect((await project.spec(['forget', path])).exit).toBe(0)
    project.remove(path)
    const [built = ''] = await records(project, 'generation')
    const ran = await project.spec(['restore', path, '--at', built])
    expect(ran.exit).toBe(0)
    expect(ran.stderr).toContain('no lock names it')
    expect(project.read(path)).toBe(namesCode)
  })

  it('with --dry-run changes nothing', async () => {
    const project = await builtTwice()
    const before = snapshot(project)
    const [, first = ''] = await records(project, 'generation')
    const ran = await project.spec(['restore', path, '--at', first, '--dry-run'])
    expect(ran.stdout).toContain(`would update  ${path}`)
    expect(snapshot(project)).toEqual(before)
  })

  it('keeps the line ends of the checkout', async () => {
    const project = await builtTwice()
    project.write(path, second.replaceAll('\n', '\r\n'))
    const [, first = ''] = await records(project, 'generation')
    expect((await project.spec(['restore', path, '--at', first])).exit).toBe(0)
    expect(project.read(path)).toBe(namesCode.replaceAll('\n', '\r\n'))
    expect(await records(project, 'overwritten')).toEqual([])
  })
})

describe('a record that cannot serve is told, and nothing is touched', () => {
  it.each([
    ['no record', ['--at', 'ffffffffffff'], 'no record has a digest that begins with ffffffffffff'],
    ['too few digits', ['--at', 'ab'], 'ab is not the beginning of a digest'],
    ['no digits', ['--at', 'HEAD~1'], 'HEAD~1 is not the beginning of a digest'],
  ])('%s', async (_, flags, message) => {
    const project = await builtProject()
    const before = snapshot(project)
    const ran = await project.spec(['restore', path, ...flags])
    expect(ran.exit).toBe(2)
    expect(ran.stderr).toContain(message)
    expect(snapshot(project)).toEqual(before)
  })

  it('one of another file', async () => {
    const project = await builtProject()
    const [built = ''] = await records(project, 'generation')
    const ran = await project.spec(['restore', 'src/name.ts', '--at', built])
    expect(ran.exit).toBe(2)
    expect(ran.stderr).toContain('has no version of src/name.ts')
    expect(ran.stderr).toContain('did you mean src/names.ts?')
  })

  it('one whose inputs have the file, and nothing came of it', async () => {
    const project = await builtProject()
    const [built = ''] = await records(project, 'generation')
    const ran = await project.spec(['restore', 'specs/features/greeting.md', '--at', built])
    expect(ran.exit).toBe(2)
    expect(ran.stderr).toContain('has no version of specs/features/greeting.md')
  })

  it('a folder in the place of the file', async () => {
    const project = await builtTwice()
    project.remove(path)
    project.write(`${path}/inside.txt`, 'x')
    const [, first = ''] = await records(project, 'generation')
    const ran = await project.spec(['restore', path, '--at', first])
    expect(ran.exit).toBe(1)
    expect(ran.stderr).toContain('is a folder, and a target is a file')
  })
})

it('a path that no spec could name is refused, whatever a record says', async () => {
  const project = await builtProject()
  const here = await opened(project)
  const { digest, record } = await newest(project)
  if (record.kind !== 'generation') throw new Error(record.kind)
  const [blob] = Object.values(record.body.files)
  for (const path of [
    '.git/hooks/pre-commit',
    '../outside.ts',
    'node_modules/a.js',
    '.spec/lock/greeting.json',
  ]) {
    const files = blob === undefined ? {} : { [path]: blob }
    const found = { digest, local: false, record: { ...record, body: { ...record.body, files } } }
    const plan = await planRestoreAt(here, path, found, {
      store: createStore(project.root),
      clock: { now: () => '2026-01-01T00:00:00.000Z' },
      tool: 'test',
      allowedSecrets: [],
      knownSecrets: [],
    })
    expect(
      plan.diagnostics.map(({ code }) => code),
      path,
    ).toEqual(['spec-target-path'])
    expect(plan.ok).toBe(false)
  }
})

async function newest(project: TestProject): Promise<FoundRecord> {
  const [digits = ''] = await records(project, 'generation')
  const found = await findRecord(createStore(project.root), digits)
  if (!found.ok) throw new Error(JSON.stringify(found.diagnostics))
  return found.value
}
