// The comment on a pull request: one, brought up to date, whatever the report of a stranger's run holds.
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { describe, expect, test } from 'vitest'
import { builtProject } from '../support/built.ts'
import { testFolder } from '../support/git.ts'
import { actionFolder } from './composite.ts'
import { githubServer, token, zipOf, type Comment, type GithubState, type Pull } from './github-server.ts'

const sha = 'a'.repeat(40)
const pull: Pull = { number: 7, state: 'open', from: 'stranger:topic', sha, repo: 42 }
const run = {
  id: 11,
  event: 'pull_request',
  head_sha: sha,
  head_branch: 'topic',
  head_repository: { id: 42, owner: { login: 'stranger' } },
  // Empty for forks: nothing may depend on it.
  pull_requests: [],
}

const target = { path: 'src/a.ts', state: 'edited', level: 'api', changes: [], because: null }
const spec = { spec: 'auth', path: 'specs/features/auth.md', targets: [target], next: 'spec diff auth' }
const drifted = {
  schema: 'spec.drift/1',
  clean: false,
  counts: { edited: 1 },
  specs: [spec],
  diagnostics: [],
}
const clean = { ...drifted, clean: true, specs: [{ ...spec, targets: [{ ...target, state: 'in-sync' }] }] }

interface Commented {
  readonly exit: number | null
  readonly log: string
  readonly writes: readonly string[]
  readonly asked: readonly string[]
  readonly body: string
  readonly state: GithubState
}

async function comment(
  report: unknown,
  { event = run, ...more }: Partial<GithubState> & { event?: unknown; zip?: Buffer | null } = {},
): Promise<Commented> {
  const text = typeof report === 'string' ? report : JSON.stringify(report)
  const state: GithubState = {
    zip: zipOf({ 'report.json': text }),
    pulls: [pull],
    comments: new Map(),
    ...more,
  }
  const server = await githubServer(state)
  const folder = testFolder()
  writeFileSync(join(folder, 'event.json'), JSON.stringify({ workflow_run: event }))
  const child = spawn(process.execPath, [join(actionFolder, 'comment.mjs')], {
    env: {
      PATH: process.env.PATH,
      GITHUB_API_URL: server.url,
      GITHUB_EVENT_PATH: join(folder, 'event.json'),
      GITHUB_REPOSITORY: 'acme/app',
      GITHUB_TOKEN: token,
    },
  })
  let log = ''
  child.stdout.on('data', (chunk: Buffer) => (log += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()))
  const exit = await new Promise<number | null>((resolve) => child.on('close', resolve))
  const body =
    (state.comments.get(7) ?? []).find(({ user }) => user.login === 'github-actions[bot]')?.body ?? ''
  return { exit, log, writes: server.writes, asked: server.asked, body, state }
}

describe('one comment', () => {
  test('is made, brought up to date, left alone where nothing changed, and says when all is well again', async () => {
    const first = await comment(drifted)
    expect(first).toMatchObject({ exit: 0, writes: ['POST /issues/7/comments'] })
    expect(first.body).toContain('**Specs and code disagree** at aaaaaaaaaaaa: 1 edited.')
    expect(first.body).toContain('| ` auth ` | ` src/a.ts ` | edited | api |')
    expect(first.body).toContain('- ` spec diff auth `')
    const { comments } = first.state
    expect((await comment(drifted, { comments })).writes).toEqual([])
    const more = { ...drifted, specs: [spec, { ...spec, spec: 'other' }] }
    const second = await comment(more, { comments })
    expect(second.writes).toEqual(['PATCH /issues/comments/1000'])
    expect(second.body).toContain('2 edited')
    const third = await comment(clean, { comments })
    expect(third.writes).toEqual(['PATCH /issues/comments/1000'])
    expect(third.body).toContain('**Specs and code agree**')
    expect(comments.get(7)).toHaveLength(1)
  })

  test('is not made where there is nothing to tell', async () => {
    expect(await comment(clean)).toMatchObject({ exit: 0, writes: [] })
  })

  test('is found behind many, and one of somebody else with our marker is none of ours', async () => {
    const others = Array.from({ length: 150 }, (_, id): Comment => ({
      id: id + 1,
      user: { login: 'stranger' },
      body: '<!-- spec-drift --> mine',
    }))
    const own = { id: 900, user: { login: 'github-actions[bot]' }, body: '<!-- spec-drift -->\nold' }
    const found = await comment(drifted, { comments: new Map([[7, [...others, own]]]) })
    expect(found.writes).toEqual(['PATCH /issues/comments/900'])
    expect((await comment(drifted, { comments: new Map([[7, others]]) })).writes).toEqual([
      'POST /issues/7/comments',
    ])
  })

  test('has at most 60 lines', async () => {
    const specs = Array.from({ length: 500 }, (_, at) => ({
      ...spec,
      spec: `spec-${at}`,
      next: `spec diff spec-${at}`,
    }))
    const { body } = await comment({ ...drifted, specs })
    expect(body.split('\n').length).toBeLessThanOrEqual(60)
    expect(body).toContain('And 478 more')
  })
})

describe('which pull request it is', () => {
  test.each<[string, Partial<Pull>]>([
    ['closed', { state: 'closed' }],
    ['of another branch', { from: 'stranger:other' }],
    ['at a newer commit', { sha: 'b'.repeat(40) }],
    ['from another repository of the same name', { repo: 43 }],
  ])('one that is %s gets no comment', async (_, change) => {
    expect(await comment(drifted, { pulls: [{ ...pull, ...change }] })).toMatchObject({ exit: 0, writes: [] })
  })

  test('is not for the report to say', async () => {
    const report = { ...drifted, number: 1, pull_request: 1, issue: 1 }
    expect((await comment(report)).writes).toEqual(['POST /issues/7/comments'])
  })

  test('is asked for by a branch of any name', async () => {
    const branch = '../../pulls?x=1&state=all#"'
    const named = await comment(drifted, {
      event: { ...run, head_branch: branch },
      pulls: [{ ...pull, from: `stranger:${branch}` }],
    })
    expect(named.writes).toEqual(['POST /issues/7/comments'])
    expect(named.asked.some((one) => one.startsWith('GET /pulls?state=open'))).toBe(true)
  })

  test.each([
    ['a push', { ...run, event: 'push' }],
    ['a fork that is gone', { ...run, head_repository: null }],
  ])('none for %s', async (_, event) => {
    expect(await comment(drifted, { event })).toMatchObject({ exit: 0, writes: [] })
  })
})

describe('a hostile report', () => {
  /** Kinds of Markdown nodes, and what stands in them as text. */
  function shown(body: string): { readonly kinds: ReadonlySet<string>; readonly html: readonly string[] } {
    const kinds = new Set<string>()
    const html: string[] = []
    const visit = (node: { type: string; value?: string; children?: readonly unknown[] }): void => {
      kinds.add(node.type)
      if (node.type === 'html') html.push(node.value ?? '')
      // Children of a Markdown tree are nodes.
      for (const child of node.children ?? []) visit(child as typeof node)
    }
    visit(unified().use(remarkParse).use(remarkGfm).parse(body))
    return { kinds, html }
  }

  const evil = [
    '<img src=x onerror=alert(1)><script>',
    '[click](https://evil.example) ![x](https://evil.example/x.png)',
    '@octocat please `` ` ``` break | out ||',
    '`\n\n# Heading\n\n- list\n\n<!-- spec-drift -->',
    '\u202e\u2066reversed\u0000\u001b[31m',
    '~~~\n```\n</details>',
    'x'.repeat(100_000),
  ]

  test('is shown as code, all of it', async () => {
    const specs = evil.map((text) => ({
      spec: text,
      path: text,
      next: text,
      targets: [{ ...target, path: text }],
    }))
    const { exit, body, log } = await comment({ ...drifted, specs, counts: { [evil[0] ?? '']: 1 } })
    expect(exit).toBe(0)
    const { kinds, html } = shown(body)
    for (const kind of ['link', 'image', 'heading', 'delete', 'emphasis', 'code', 'footnoteReference'])
      expect(kinds, kind).not.toContain(kind)
    expect(html.join('').replace('<!-- spec-drift -->', '')).toBe(
      '<details><summary>What to do</summary></details>',
    )
    // Outside of code spans there is nothing of it.
    expect(body.replace(/(`+) [^]*? \1/g, '')).not.toMatch(/evil|octocat|onerror/)
    expect(body).not.toMatch(/[\u202e\u2066\u0000\u001b]/)
    expect(body.length).toBeLessThan(10_000)
    expect(log).not.toMatch(/evil|::/)
  })

  test('with words that no report has shows none of them', async () => {
    const odd = { ...target, state: '<b>edited</b>', level: '@octocat' }
    const { body } = await comment({ ...drifted, specs: [{ ...spec, targets: [odd] }] })
    expect(body).toContain('| unreadable |  |')
    expect(body).not.toMatch(/<b>|octocat/)
  })

  test.each<[string, unknown]>([
    ['no JSON', 'not json'],
    ['of another shape', { schema: 'spec.drift/2' }],
    ['a list', []],
    ['null', null],
    ['specs without targets', { ...drifted, specs: [null, 7] }],
  ])('that is %s leads to nothing', async (_, report) => {
    const { exit, writes, log } = await comment(report)
    expect({ exit, writes }).toEqual({ exit: 0, writes: [] })
    expect(log).toContain('not one that spec wrote')
  })

  test.each<[string, Partial<GithubState>]>([
    ['is missing', { zip: null }],
    ['is said to be too large', { size: 100 * 1024 * 1024 }],
    ['is no ZIP', { zip: Buffer.from('PK\x05\x06 and no more') }],
    ['has another name', { zip: zipOf({ '../report.json': JSON.stringify(drifted) }) }],
    ['is larger than it says', { zip: zipOf({ 'report.json': ' '.repeat(70 * 1024 * 1024) }, 10) }],
    ['is larger than is read', { zip: Buffer.alloc(9 * 1024 * 1024), size: 10 }],
  ])('that %s leads to nothing', async (_, more) => {
    expect(await comment(drifted, more)).toMatchObject({ exit: 0, writes: [] })
  })
})

test('what the API refuses is one line and exit 1', async () => {
  const { exit, log } = await comment(drifted, { event: { ...run, id: 12 } })
  expect(exit).toBe(1)
  expect(log).toMatch(/^spec drift: GET \/actions\/runs\/12\/artifacts\S* was answered with 404\n$/)
})

test('the report of spec itself is understood', async () => {
  const project = await builtProject()
  project.write('src/count.ts', 'export const count = 1\n')
  project.remove('src/bye.ts')
  const { stdout, exit } = await project.spec(['drift', '--format', 'json'])
  expect(exit).toBe(1)
  const { body } = await comment(stdout)
  expect(body).toContain('| ` count ` | ` src/count.ts ` | edited |')
  expect(body).toContain('| ` farewell ` | ` src/bye.ts ` | lost |')
})
