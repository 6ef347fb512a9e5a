import { mkdirSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { projectTest } from '../../../src/adapters/sessions/belongs.ts'
import { whereabouts } from '../../../src/adapters/sessions/first-words.ts'
import { noRepository, remoteName, repositoryName } from '../../../src/adapters/sessions/repository.ts'
import { runGit, testFolder, testRepository } from '../../support/git.ts'

const lines = (...records: readonly unknown[]): string =>
  records.map((record) => JSON.stringify(record)).join('\n')
const nothing = { folders: [], remotes: [], folderDigests: [] }

describe('where a transcript says it ran', () => {
  test('Claude Code, in the first record that has it', () => {
    expect(whereabouts(lines({ type: 'summary' }, { type: 'user', cwd: '/w/shop' }))).toEqual({
      ...nothing,
      folders: ['/w/shop'],
    })
  })

  test('Codex, with the address of the remote', () => {
    const meta = {
      type: 'session_meta',
      payload: { cwd: '/w/shop', git: { repository_url: 'git@host.example:a/shop.git' } },
    }
    expect(whereabouts(lines(meta))).toEqual({
      folders: ['/w/shop'],
      remotes: ['git@host.example:a/shop.git'],
      folderDigests: [],
    })
    const older = {
      type: 'message',
      content: [{ type: 'input_text', text: '<environment_context>\n  <cwd>/w/shop</cwd>' }],
    }
    expect(whereabouts(lines({ id: '1' }, older)).folders).toEqual(['/w/shop'])
  })

  test('Copilot and OpenCode', () => {
    const start = { type: 'session.start', data: { context: { cwd: '/w/shop/a', gitRoot: '/w/shop' } } }
    expect(whereabouts(lines(start)).folders).toEqual(['/w/shop/a', '/w/shop'])
    expect(whereabouts(lines({ info: { directory: '/w/shop' } })).folders).toEqual(['/w/shop'])
  })

  test('Gemini, by a digest, also where the file is cut', () => {
    const digest = 'a'.repeat(64)
    expect(
      whereabouts(`{\n  "sessionId": "x",\n  "projectHash": "${digest}",\n  "messages": [`).folderDigests,
    ).toEqual([digest])
  })

  test('what a tool was given is no place where it ran', () => {
    const call = {
      type: 'assistant',
      message: { content: [{ type: 'tool_use', input: { cwd: '/w/shop' } }] },
    }
    expect(whereabouts(lines(call, 'text', [], null))).toEqual(nothing)
    expect(whereabouts('{"cut')).toEqual(nothing)
  })
})

test.each([
  ['https://user:pass@Host.example/Ann/shop.git', 'host.example/ann/shop'],
  ['git@host.example:ann/shop.git', 'host.example/ann/shop'],
  ['ssh://git@host.example:2222/ann/shop', 'host.example/ann/shop'],
  ['file:///srv/shop.git', null],
  ['/srv/shop.git', null],
  ['../shop', null],
])('the remote %s is known as %s', (url, name) => {
  expect(remoteName(url)).toBe(name)
})

describe('a session belongs to the project', () => {
  test('where it ran in its folder or below, and nowhere beside it', async () => {
    const root = join(testFolder(), 'shop')
    mkdirSync(join(root, 'src'), { recursive: true })
    mkdirSync(`${root}-b`)
    const belongs = projectTest(root, noRepository)
    expect(await belongs({ ...nothing, folders: [root] })).toBe(true)
    expect(await belongs({ ...nothing, folders: [join(root, 'src', 'gone')] })).toBe(true)
    expect(await belongs({ ...nothing, folders: [`${root}-b`] })).toBe(false)
    expect(await belongs({ ...nothing, folders: [join(root, '..')] })).toBe(false)
    expect(await belongs({ ...nothing, folders: ['src'] })).toBe(false)
    const hash = createHash('sha256').update(root).digest('hex')
    expect(await belongs({ ...nothing, folderDigests: [hash] })).toBe(true)
  })

  test('where it ran in another clone of the repository, or one that is gone', async () => {
    const repository = testRepository()
    repository.commit('first')
    repository.git('remote', 'add', 'origin', 'git@host.example:ann/shop.git')
    const parent = testFolder()
    runGit(parent, 'clone', '-q', repository.root, 'twin')
    const stranger = testRepository()
    stranger.commit('another first')
    const own = await repositoryName(repository.root)
    expect(own).toEqual({
      remote: 'host.example/ann/shop',
      rootCommit: repository.git('rev-list', '--max-parents=0', 'HEAD'),
    })
    const belongs = projectTest(repository.root, own)
    expect(await belongs({ ...nothing, folders: [join(parent, 'twin')] })).toBe(true)
    expect(await belongs({ ...nothing, folders: [stranger.root] })).toBe(false)
    const remotes = ['https://host.example/ann/shop']
    expect(await belongs({ ...nothing, folders: ['/gone/shop'], remotes })).toBe(true)
    expect(await belongs({ ...nothing, folders: [stranger.root], remotes })).toBe(false)
  })
})
