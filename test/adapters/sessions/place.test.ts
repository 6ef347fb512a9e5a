import fs from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sessionsRoot, type SessionsHere } from '../../../src/adapters/sessions/place.ts'
import { defaultConfig } from '../../../src/config/config.ts'
import { readConfig } from '../../../src/config/read.ts'
import { isBranchName, readOwnPlace } from '../../../src/config/sessions-place.ts'
import { branchProject, putSession } from '../../support/branch-sessions.ts'
import { runGit, testFolder, testRepository } from '../../support/git.ts'

const configOf = (sessions: string) => ({ ...defaultConfig, archive: { sessions } })

async function placed(
  root: string,
  sessions: string,
  env: Record<string, string> = {},
): Promise<SessionsHere> {
  const here = await sessionsRoot(root, configOf(sessions), { env })
  if (!here.ok) throw new Error(JSON.stringify(here.diagnostics))
  return here.value
}

describe('the place of sessions', () => {
  test('is the project itself, where nobody says otherwise', async () => {
    const { root, git } = testRepository()
    expect((await placed(root, 'repository')).root).toBe(root)
    expect(git('status', '--porcelain')).toBe('')
    expect(fs.readdirSync(root)).toEqual(['.git'])
  })

  test('is a folder that git ignores, with the same layout', async () => {
    const { root, git } = testRepository()
    const here = await placed(root, 'local')
    putSession(here.root, 's1', ['a\n'])
    expect(fs.existsSync(join(root, '.spec/local/kept/.spec/archive/sessions/codex/s1'))).toBe(true)
    expect(git('status', '--porcelain', '--untracked-files=all')).toBe('')
    expect(await here.publish()).toEqual({ ok: true, value: null, diagnostics: [] })
  })

  test('is a folder of a person, one for all clones of a repository and another for each project', async () => {
    const home = testFolder()
    const env = { HOME: home, SPEC_SESSIONS: '~/sessions' }
    const { root, project } = branchProject('app')
    const clone = join(testFolder(), 'other-name')
    runGit(root, 'clone', '-q', root, clone)
    runGit(clone, 'remote', 'remove', 'origin')
    const [own, cloned, inside, foreign] = await Promise.all([
      placed(root, 'repository', env),
      placed(clone, 'local', env),
      placed(project, 'repository', env),
      placed(testFolder(), 'repository', env),
    ])
    expect(own.root.startsWith(join(home, 'sessions/'))).toBe(true)
    expect(cloned.root).toBe(own.root)
    expect(new Set([own.root, inside.root, foreign.root]).size).toBe(3)
    expect(fs.statSync(own.root).mode & 0o077).toBe(0)
    for (const [name, url] of [
      ['a', 'git@example.org:team/shop.git'],
      ['b', 'https://example.org/team/shop'],
    ] as const) {
      runGit(root, 'remote', 'add', name, url)
      expect((await placed(root, 'local', env)).root).toMatch(/\/sessions\/shop-[0-9a-f]{12}$/)
      runGit(root, 'remote', 'remove', name)
    }
  })

  test('that cannot be used is told', async () => {
    const root = testFolder()
    fs.writeFileSync(join(root, 'file'), '')
    const codes = async (env: Record<string, string>, branch?: string): Promise<string[]> =>
      (await sessionsRoot(root, defaultConfig, { env, branch })).diagnostics.map(({ code }) => code)
    expect(await codes({ SPEC_SESSIONS: join(root, 'file/below') })).toEqual(['sessions-place'])
    expect(await codes({ SPEC_SESSIONS: 'below' })).toEqual(['sessions-place'])
    expect(await codes({}, '--upload-pack=x')).toEqual(['usage'])
    expect(await codes({}, 'spec-archive')).toEqual(['sessions-branch'])
    fs.mkdirSync(join(root, '.spec/local'), { recursive: true })
    fs.symlinkSync(testFolder(), join(root, '.spec/local/kept'))
    expect(await codes({ SPEC_SESSIONS: 'local' })).toEqual(['write-failed'])
  })

  test('is no folder that the configuration of a repository names', async () => {
    for (const sessions of [
      '~/.ssh',
      '/etc',
      '../outside',
      'branch:',
      'branch:-x',
      'branch:a..b',
      'branch:HEAD',
    ]) {
      const read = await readConfig(JSON.stringify({ archive: { sessions } }), 'spec.config.json')
      expect(read, sessions).toMatchObject({ ok: false, diagnostics: [{ code: 'config-invalid' }] })
    }
    expect(readOwnPlace('~/x')).toEqual({ kind: 'folder', folder: '~/x' })
    expect(['a/b', 'v1.2', 'A_b-c'].every(isBranchName)).toBe(true)
    for (const name of [
      'a b',
      'a..b',
      'a.lock',
      'a/.b',
      'a//b',
      'a/',
      '-a',
      'a~1',
      'a:b',
      'a+b',
      'HEAD',
      '@',
      'ä',
      'a.',
      'x'.repeat(201),
    ])
      expect(isBranchName(name), name).toBe(false)
  })
})
