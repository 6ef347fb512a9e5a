// `spec archive gc`: what nothing needs is proposed, and nothing goes without being told.
import { readFileSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { repositoryIn } from '../../support/git.ts'
import { builtProject } from '../../support/lifecycle.ts'
import { testProject, type TestProject } from '../../support/project.ts'
import { claudeFile, said, sessionId } from '../../support/sessions.ts'

const key = `claude-code/${sessionId}`

interface Collected {
  readonly garbage: readonly { readonly kind: string; readonly path: string; readonly bytes: number }[]
  readonly deleted: boolean
  readonly diagnostics: readonly { readonly code: string }[]
}

async function collect(project: TestProject, ...args: readonly string[]): Promise<Collected> {
  const ran = await project.spec(['archive', 'gc', '--json', ...args])
  expect(ran.exit).toBe(0)
  return ran.json() as unknown as Collected // The document of this command.
}

const kinds = ({ garbage }: Collected): string[] => [...new Set(garbage.map(({ kind }) => kind))].sort()
const archive = (project: TestProject): string[] =>
  project.files().filter((path) => path.startsWith('.spec/archive'))

async function say(project: TestProject, texts: readonly string[]): Promise<void> {
  const lines = texts.map((text, at) =>
    said(at + 1, at % 2 === 0 ? 'user' : 'assistant', text, { cwd: project.root }),
  )
  project.write(claudeFile, `${lines.join('\n')}\n`)
  expect((await project.spec(['archive', 'import'])).exit).toBe(0)
}

describe('records and blobs', () => {
  test('are kept while the lock of any branch leads to them, and proposed when none does', async () => {
    const project = await builtProject()
    const repository = repositoryIn(project.root)
    project.write('.gitignore', 'node_modules\n.spec/local\n.spec/cache\n')
    repository.git('init', '-q', '-b', 'main')
    repository.commit()
    expect((await collect(project)).garbage).toEqual([])

    repository.git('branch', 'other')
    expect((await project.spec(['forget', 'farewell'])).exit).toBe(0)
    repository.commit()
    // The other branch still has its lock.
    expect((await collect(project)).garbage).toEqual([])

    repository.git('branch', '-D', 'other')
    const before = archive(project)
    const found = await collect(project)
    expect(kinds(found)).toEqual(['blob', 'record'])
    expect(found.deleted).toBe(false)
    expect(archive(project)).toEqual(before)
    expect((await project.spec(['archive', 'gc', '--delete'])).exit).toBe(2)
    expect(archive(project)).toEqual(before)

    expect((await collect(project, '--delete', '--yes')).deleted).toBe(true)
    const gone = new Set(found.garbage.map(({ path }) => path))
    expect(archive(project)).toEqual(before.filter((path) => !gone.has(path)))
    expect((await project.spec(['archive', 'verify'])).exit).toBe(0)
  })

  test('are all kept where git cannot say what other branches name', async () => {
    const project = await builtProject()
    expect((await project.spec(['forget', 'farewell'])).exit).toBe(0)
    const { garbage, diagnostics } = await collect(project)
    expect(garbage).toEqual([])
    expect(diagnostics).toMatchObject([{ code: 'gc-unsure' }])
  })
})

describe('sessions', () => {
  test('a head that another one continues, and chunks that no head names', async () => {
    const project = testProject({ 'specs/features/.keep': '' })
    await say(project, ['one', 'two'])
    const first = archive(project)
    const bytes = first.map((file) => readFileSync(join(project.root, file)))
    await say(project, ['one', 'two', 'three'])
    // As a merge with a clone that was not up to date leaves it.
    for (const [at, file] of first.entries()) project.write(file, bytes[at] ?? '')
    const found = await collect(project)
    expect(found.garbage.map(({ path }) => path).sort()).toEqual([...first].sort())
    expect(kinds(found)).toEqual(['chunk', 'head'])
    await collect(project, '--delete', '--yes')
    expect((await project.spec(['archive', 'verify'])).exit).toBe(0)
    expect((await project.spec(['show', key])).stdout).toContain('three')
    expect((await collect(project)).garbage).toEqual([])
  })

  test('of one that is damaged, nothing goes', async () => {
    const project = testProject({ 'specs/features/.keep': '' })
    await say(project, ['one', 'two'])
    const head = archive(project).find((path) => path.endsWith('.json')) ?? ''
    project.write(head, '{')
    const { garbage, diagnostics } = await collect(project)
    expect(garbage).toEqual([])
    expect(diagnostics.map(({ code }) => code)).toContain('gc-unsure')
  })
})

test('an index of search that nobody used for long goes, one that is in use stays', async () => {
  const project = testProject({ 'specs/features/.keep': '' })
  await say(project, ['one', 'two'])
  await project.spec(['search', 'two'])
  const index = project.files().filter((path) => path.startsWith('.spec/cache/search'))
  expect(index).not.toEqual([])
  expect((await collect(project)).garbage).toEqual([])
  for (const file of index) utimesSync(join(project.root, file), 1, 1)
  expect(kinds(await collect(project))).toEqual(['search'])
})
