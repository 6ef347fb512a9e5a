import { brotliDecompressSync, brotliCompressSync, constants } from 'node:zlib'
import fs from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { chunkName, digestOfChunk } from '../../../src/archive/session-paths.ts'
import { digestBytes } from '../../../src/digest/digest.ts'
import { runGit, testFolder } from '../../support/git.ts'
import { projectAt, testProject, type TestProject } from '../../support/project.ts'
import { claudeFile, said, sessionId, transcript } from '../../support/sessions.ts'

const key = `claude-code/${sessionId}`
const folder = `.spec/archive/sessions/${key}`

describe('two machines', () => {
  /** Two clones of one repository; each imports the same session, as long as it was when that machine saw it. */
  async function merged(
    lengths: readonly [number, number],
    between: (root: string) => void = () => {},
    patterns: readonly string[] = [],
  ): Promise<string> {
    const parent = testFolder()
    const origin = join(parent, 'origin')
    fs.mkdirSync(join(origin, 'specs/features'), { recursive: true })
    fs.writeFileSync(join(origin, 'specs/features/.keep'), '')
    fs.writeFileSync(join(origin, '.gitattributes'), '.spec/** -text\n')
    runGit(origin, 'init', '-q', '-b', 'main')
    runGit(origin, 'add', '--all')
    runGit(origin, 'commit', '-q', '-m', 'first')
    const clones = ['one', 'two'].map((name) => {
      runGit(parent, 'clone', '-q', origin, name)
      return join(parent, name)
    })
    const [one = '', two = ''] = clones
    for (const [at, root] of clones.entries()) {
      fs.writeFileSync(join(parent, 'session.jsonl'), transcript(lengths[at] ?? 0, '/w/shop'))
      const config = join(root, 'spec.config.json')
      const redact = { patterns: patterns.slice(at, at + 1).map((pattern) => ({ name: 'own', pattern })) }
      fs.writeFileSync(config, JSON.stringify({ redact }))
      expect((await projectAt(root).spec(['archive', 'import', '../session.jsonl'])).exit).toBe(0)
      fs.rmSync(config)
      if (at === 1) between(root)
      runGit(root, 'add', '--all')
      runGit(root, 'commit', '-q', '-m', `import of ${at}`)
      // Importing again: nothing to commit.
      await projectAt(root).spec(['archive', 'import', '../session.jsonl'])
      if (at === 0) expect(runGit(root, 'status', '--porcelain')).toBe('')
    }
    runGit(one, 'pull', '-q', '--no-rebase', '--no-edit', two, 'main')
    return one
  }
  const listed = async (
    root: string,
  ): Promise<readonly { readonly records: number; readonly fork: number | null }[]> =>
    (
      (await projectAt(root).spec(['archive', 'list', '--json'])).json() as {
        sessions: { records: number; fork: number | null }[]
      }
    ).sessions

  test('that import the same have the same bytes, and one merge has it once', async () => {
    const root = await merged([4, 4])
    expect(await listed(root)).toMatchObject([{ records: 4, fork: null }])
    expect(fs.readdirSync(join(root, folder))).toHaveLength(2)
  })

  test('of which one saw more have the longer one after a merge; the next import takes the shorter away', async () => {
    const root = await merged([4, 6])
    expect(await listed(root)).toMatchObject([{ records: 6, fork: null }])
    expect(fs.readdirSync(join(root, folder))).toHaveLength(4)
    fs.writeFileSync(join(root, '../session.jsonl'), transcript(7, '/w/shop'))
    await projectAt(root).spec(['archive', 'import', '../session.jsonl'])
    expect(await listed(root)).toMatchObject([{ records: 7, fork: null }])
    expect(fs.readdirSync(join(root, folder))).toHaveLength(2)
  })

  test('that redact by different rules have it once, and the next import takes out what either took out', async () => {
    const root = await merged([4, 6], undefined, ['words [12]', 'words [23]'])
    expect(await listed(root)).toMatchObject([{ records: 6, fork: null }])
    const again = await projectAt(root).spec(['archive', 'import', '../session.jsonl', '--json'])
    expect(again.json()).toMatchObject({ sessions: [{ outcome: 'redacted', added: { records: 0 } }] })
    const shown = (await projectAt(root).spec(['show', key])).stdout
    expect([1, 2, 3, 4].map((at) => shown.includes(`words ${at}`))).toEqual([false, false, false, true])
    expect(fs.readdirSync(join(root, folder)).filter((name) => name.startsWith('head-'))).toHaveLength(1)
    runGit(root, 'add', '--all')
    runGit(root, 'commit', '-q', '-m', 'one of both')
    await projectAt(root).spec(['archive', 'import', '../session.jsonl'])
    expect(runGit(root, 'status', '--porcelain')).toBe('')
  })

  test('whose versions of Node compress differently do not clash', async () => {
    const root = await merged([4, 4], recompress)
    expect(await listed(root)).toMatchObject([{ records: 4, fork: null }])
    expect(fs.readdirSync(join(root, folder))).toHaveLength(3)
    expect((await projectAt(root).spec(['archive', 'verify'])).exit).toBe(0)
  })
})

/** As another version of the compressor would have written it. */
function recompress(root: string): void {
  for (const name of fs.readdirSync(join(root, folder))) {
    const digest = digestOfChunk(name)
    if (digest === null) continue
    const text = brotliDecompressSync(fs.readFileSync(join(root, folder, name)))
    const packed = brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })
    fs.rmSync(join(root, folder, name))
    fs.writeFileSync(join(root, folder, chunkName(digest, digestBytes(packed))), packed)
  }
}

describe('kept sessions', () => {
  async function projectWithTwo(): Promise<TestProject> {
    const project = testProject({ 'specs/features/.keep': '' })
    const cwd = project.root
    project.write(
      claudeFile,
      `${transcript(2, cwd)}${said(3, 'user', 'red \u001b[31m and ##[warning] text', { cwd })}\n`,
    )
    const later = { sessionId: '3f2affff', timestamp: '2026-11-03T09:00:00.000Z', gitBranch: 'fix/basket' }
    project.write(
      '.claude/projects/-x/3f2affff.jsonl',
      `${said(1, 'user', 'sort the basket', { cwd, ...later })}\n`,
    )
    await project.spec(['archive', 'import'])
    return project
  }

  test('are listed newest first, and what is shown of an id is enough to show them', async () => {
    const project = await projectWithTwo()
    const { stdout } = await project.spec(['archive', 'list'])
    const rows = stdout.trimEnd().split('\n')
    expect(rows.map((row) => row.split(/ {2,}/).slice(0, 3))).toEqual([
      ['claude-code/3f2affff', '2026-11-03 09:00', 'fix/basket'],
      ['claude-code/3f2a1b0c', '2026-11-01 08:00', 'main'],
    ])
    for (const name of ['claude-code/3f2affff', '3f2affff', 'claude-code/3f2af']) {
      expect((await project.spec(['show', name])).stdout).toContain('sort the basket')
    }
    expect((await project.spec(['archive', 'list', '--since', '2026-11-02', '--json'])).json()).toMatchObject(
      {
        sessions: [{ session: '3f2affff' }],
      },
    )
    expect((await project.spec(['archive', 'list', '--agent', 'codex'])).stdout).toBe('no such session\n')
  })

  test('are shown without anything that a terminal obeys', async () => {
    const project = await projectWithTwo()
    const { stdout } = await project.spec(['show', key])
    expect(stdout).toContain('red \\x1b[31m and #\\x23[warning] text')
    expect(stdout).toContain('1. Person  2026-11-01 08:00:01')
    expect((await project.spec(['show', key, '--json'])).json()).toMatchObject({
      session: { key, conversations: [{ title: 'words 1', branch: 'main', messages: 3 }] },
      conversation: { agent: 'claude-code', sessionId },
    })
  })

  test('that are not there, or not told apart, are told', async () => {
    const project = await projectWithTwo()
    for (const name of ['claude-code/ffff', 'claude-code/3f2a']) {
      const ran = await project.spec(['show', name])
      expect(ran.exit).toBe(2)
      expect(ran.stderr).toContain('[unknown-session]')
    }
    const flags = await project.spec(['show', key, '--answer'])
    expect(flags.exit).toBe(2)
  })

  test('are verified with the rest of the archive', async () => {
    const project = await projectWithTwo()
    expect((await project.spec(['archive', 'verify'])).stdout).toContain('2 sessions in 2 chunks: whole')
    const [chunk = ''] = fs.readdirSync(join(project.root, folder)).filter((name) => name.endsWith('.br'))
    project.remove(`${folder}/${chunk}`)
    const ran = await project.spec(['archive', 'verify', '--json'])
    expect(ran.exit).toBe(2)
    expect(ran.json()).toMatchObject({ sessions: 2, whole: false, diagnostics: [{ code: 'record-missing' }] })
    expect((await project.spec(['show', key])).stderr).toContain('[record-missing]')
  })
})
