// A repository with the hooks of `spec hooks install --git` in it, an agent that edits files there, and git as a person runs it.
import { spawnSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { testFolder, testRepository } from './git.ts'
import { projectAt, type TestProject } from './project.ts'
import { builtBin } from './spawned.ts'

export interface Committing {
  readonly project: TestProject
  readonly root: string
  /** What git printed, both streams; throws where it fails. */
  readonly git: (args: readonly string[], env?: Readonly<Record<string, string>>) => string
  /** An agent writes a file in a session, and tells nobody; it names the session. */
  readonly agent: (session: string, path: string, text: string) => void
  /** Conversations that the message of a commit names. */
  readonly trailers: (commit?: string) => readonly string[]
  /** Sessions of which a commit adds or changes files. */
  readonly sessionsIn: (commit?: string) => readonly string[]
}

/** Names of sessions → ids as Claude Code makes them. */
export function idOf(session: string): string {
  return `3f2a1b0c-1111-4111-8111-${session.padStart(12, '0')}`
}

/** @param prepare before the hooks are installed: husky's folder, for instance. */
export async function committing(prepare: (project: TestProject) => void = () => {}): Promise<Committing> {
  const { root } = testRepository()
  const project = projectAt(root)
  const home = testFolder()
  const bin = testFolder()
  symlinkSync(builtBin, join(bin, 'spec'))
  const env = {
    PATH: `${bin}:${process.env.PATH ?? ''}`,
    HOME: home,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'a',
    GIT_AUTHOR_EMAIL: 'a@example.org',
    GIT_COMMITTER_NAME: 'a',
    GIT_COMMITTER_EMAIL: 'a@example.org',
  }
  const git: Committing['git'] = (args, more = {}) => {
    const { status, stdout, stderr } = spawnSync('git', args, {
      cwd: root,
      env: { ...env, ...more },
      encoding: 'utf8',
    })
    if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stdout}${stderr}`)
    return `${stdout}${stderr}`
  }
  project.write('.gitignore', '.spec/local/\n.spec/cache/\nnode_modules\n')
  project.write('specs/features/.keep', '')
  prepare(project)
  git(['add', '--all'])
  git(['commit', '-q', '-m', 'first'], { GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z' })
  const installed = await project.spec(['hooks', 'install', '--git'])
  if (installed.exit !== 0) throw new Error(installed.stderr + installed.stdout)
  project.remove('.claude')

  const lines = new Map<string, string[]>()
  const agent: Committing['agent'] = (session, path, text) => {
    project.write(path, text)
    const said = lines.get(session) ?? []
    lines.set(session, said)
    said.push(...edit(root, idOf(session), said.length + 1, path, text))
    const file = join(home, `.claude/projects/-x/${idOf(session)}.jsonl`)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, said.map((line) => `${line}\n`).join(''))
  }
  const listed = (text: string, of: RegExp): readonly string[] =>
    [...new Set([...text.matchAll(of)].map(([, id = '']) => id))].map((id) => id.replace(/^0+/, '')).sort()
  return {
    project,
    root,
    git,
    agent,
    trailers: (commit = 'HEAD') =>
      listed(
        git(['log', '-1', '--format=%(trailers:key=Conversation)', commit]),
        /^Conversation: claude-code\/\S+-(\d+)$/gm,
      ),
    sessionsIn: (commit = 'HEAD') =>
      listed(
        git(['show', '--format=', '--name-only', '-m', '--first-parent', commit]),
        /^\.spec\/archive\/sessions\/claude-code\/\S+?-(\d{12})\//gm,
      ),
  }
}

/** What a person asks for, the call of the tool, and what it gave. */
function edit(root: string, sessionId: string, at: number, path: string, text: string): readonly string[] {
  const filePath = join(root, path)
  const record = (offset: number, type: 'user' | 'assistant', content: unknown, more = {}): string =>
    JSON.stringify({
      parentUuid: at + offset === 1 ? null : `u${at + offset - 1}`,
      isSidechain: false,
      userType: 'external',
      cwd: root,
      sessionId,
      version: '2.1.0',
      gitBranch: 'main',
      type,
      message: {
        role: type,
        content,
        ...(type === 'assistant' ? { id: `m${at}`, model: 'claude-sonnet-5-5' } : {}),
      },
      uuid: `u${at + offset}`,
      timestamp: new Date().toISOString(),
      ...more,
    })
  const result = { type: 'create', filePath, content: text, structuredPatch: [], originalFile: null }
  return [
    record(0, 'user', `write ${path}`),
    record(1, 'assistant', [
      { type: 'tool_use', id: `t${at}`, name: 'Write', input: { file_path: filePath, content: text } },
    ]),
    record(2, 'user', [{ type: 'tool_result', tool_use_id: `t${at}`, content: 'written' }], {
      toolUseResult: result,
    }),
  ]
}
