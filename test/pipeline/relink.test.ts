// Conversations are tied to the commits of a real repository, whatever people and tools do to those; what is recorded outlives
// them.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { format } from 'prettier'
import { describe, expect, test } from 'vitest'
import { openLinks } from '../../src/adapters/links/open.ts'
import { readRecorded } from '../../src/adapters/links/recorded.ts'
import { listFiles } from '../../src/adapters/listing.ts'
import { linkFolder, linkPath } from '../../src/link/recorded.ts'
import type { SessionFacts } from '../../src/link/session-facts.ts'
import { linksOf } from '../../src/pipeline/links.ts'
import { relink, type RelinkReport } from '../../src/pipeline/relink.ts'
import { renderRelink } from '../../src/report/links.ts'
import type { LinkPorts } from '../../src/ports.ts'
import { testRepository } from '../support/git.ts'
import { importCommits, madeFacts } from '../support/linking.ts'

/** Code that only one conversation would write. */
const codeOf = (name: string): readonly string[] => [
  `export function ${name}Total(order: Order, options: ${name}Options): number {`,
  `  const base = order.lines.map((line) => line.${name}Price * line.count).reduce((a, b) => a + b, 0)`,
  `  if (options.${name}Rebate === undefined) return base - order.${name}Voucher`,
  `  return round(base * options.${name}Rebate, { digits: 2, mode: 'half-even', name: '${name}' })`,
  '}',
]
const textOf = (...names: readonly string[]): string => `${names.flatMap(codeOf).join('\n')}\n`

const session = (
  id: string,
  names: readonly string[],
  minute: number,
  path = `src/${names[0] ?? ''}.ts`,
): SessionFacts =>
  madeFacts({
    id,
    edits: names.map((name, at) => ({
      path: `~/code/shop/${path}`,
      plus: codeOf(name),
      minute: minute + at,
    })),
  })

const portsOf = (root: string, facts: readonly SessionFacts[]): LinkPorts => ({
  ...openLinks(root),
  sessions: () => Promise.resolve({ facts, diagnostics: [] }),
})

async function run(ports: LinkPorts, dryRun = false, since: string | null = null): Promise<RelinkReport> {
  const report = await relink(ports, { since, dryRun })
  if (!report.ok) throw new Error(report.diagnostics[0]?.message)
  return report.value
}

/** `session: subject of the commit, …` */
async function told(
  root: string,
  facts: readonly SessionFacts[],
): Promise<Readonly<Record<string, readonly string[]>>> {
  const ports = portsOf(root, facts)
  const [{ links }, history] = await Promise.all([run(ports, true), ports.history(null)])
  if (!history.ok) throw new Error('no history')
  const subjects = new Map(history.value.commits.map(({ id, subject }) => [id, subject]))
  return Object.fromEntries(
    facts.map(({ sessionId }) => [
      sessionId,
      links
        .filter((link) => link.sessionId === sessionId)
        .map(({ commit }) => subjects.get(commit) ?? '')
        .sort(),
    ]),
  )
}

describe('conversations are tied to their commits', () => {
  test('after a formatter, partial staging, squashing, and with commits of others between', async () => {
    const { root } = testRepository()
    const formatted = await format(textOf('tax'), {
      parser: 'typescript',
      printWidth: 60,
      semi: true,
      singleQuote: false,
    })
    importCommits(root, [
      { minute: 0, message: 'base', files: { 'src/index.ts': textOf('base') } },
      { minute: 20, message: 'plain', files: { 'src/cart.ts': textOf('cart') } },
      { minute: 22, message: 'by hand', files: { 'src/index.ts': textOf('base', 'hand') } },
      { minute: 30, message: 'formatted', files: { 'src/tax.ts': formatted } },
      { minute: 40, message: 'first half', files: { 'src/mail.ts': textOf('mail') } },
      { minute: 42, message: 'a copy', files: { 'old/cart.ts': textOf('cart') } },
      { minute: 44, message: 'second half', files: { 'src/mail.ts': textOf('mail', 'post') } },
      {
        minute: 60,
        message: 'squash',
        files: { 'src/user.ts': textOf('user'), 'src/role.ts': textOf('role') },
      },
      { minute: 70, message: 'format', files: { 'src/cart.ts': formatted.replaceAll('tax', 'cart') } },
    ])
    const facts = [
      session('plain', ['cart'], 10),
      session('formatter', ['tax'], 25),
      session('partial', ['mail', 'post'], 35),
      session('one', ['user'], 50),
      session('other', ['role'], 52),
      session('never', ['lost'], 10, 'src/cart.ts'),
    ]
    expect(await told(root, facts)).toEqual({
      plain: ['plain'],
      formatter: ['formatted'],
      partial: ['first half', 'second half'],
      one: ['squash'],
      other: ['squash'],
      never: [],
    })
    const { unlinkedSessions } = await run(portsOf(root, facts), true)
    expect(unlinkedSessions).toEqual([{ session: 'claude-code/never', sessionId: 'never', files: 1 }])
  })

  test('and to none in a repository where they did not work, nor to any made before them', async () => {
    const { root } = testRepository()
    importCommits(root, [
      { minute: 0, files: { 'src/cart.ts': textOf('base'), 'src/mail.ts': textOf('hand') } },
      { minute: 30, files: { 'src/cart.ts': textOf('base', 'cart') } },
    ])
    const facts = [
      session('a', ['tax'], 10, 'src/cart.ts'),
      session('b', ['post'], 10, 'src/mail.ts'),
      session('late', ['cart'], 600),
    ]
    expect(await told(root, facts)).toEqual({ a: [], b: [], late: [] })
  })
})

describe('what is recorded', () => {
  const facts = [
    session('lines', ['cart'], 10),
    madeFacts({
      id: 'shell',
      edits: [{ path: '~/code/shop/x.md', minute: 16, printed: '[main 0000000] tax' }],
    }),
  ]
  const printedAs = (id: string): readonly SessionFacts[] =>
    facts.map((one) => ({
      ...one,
      printed: one.printed.map((printed) => ({ ...printed, sha: id.slice(0, 7) })),
    }))
  const before = [
    { minute: 0, message: 'base', files: { 'src/index.ts': textOf('base') } },
    { minute: 15, message: 'cart', files: { 'src/cart.ts': textOf('cart') } },
    { minute: 17, message: 'tax', files: { 'src/tax.ts': textOf('tax') } },
  ]

  test('is written once, each link a file; a dry run writes none', async () => {
    const { root, git } = testRepository()
    importCommits(root, before)
    const ports = portsOf(root, printedAs(git('rev-parse', 'main')))
    expect((await run(ports, true)).fresh).toHaveLength(2)
    expect(listFiles(root, linkFolder, '').paths).toEqual([])
    const { fresh } = await run(ports)
    expect(listFiles(root, linkFolder, '').paths).toEqual(fresh.map(linkPath).sort())
    expect((await run(ports)).fresh).toEqual([])
    expect((await run(ports, true, 'main')).links).toEqual([])
    const [path = ''] = listFiles(root, linkFolder, '').paths
    writeFileSync(join(root, path), readFileSync(join(root, path), 'utf8').replace('"same": ', '"same": 1'))
    expect(readRecorded(root).diagnostics.map(({ code, place }) => [code, place?.path])).toEqual([
      ['record-damaged', path],
    ])
  })

  test.each([
    ['rebased', textOf('tax'), 'patch-id', 1],
    ['amended', textOf('tax').replace("'half-even'", "'up'"), 'lines', 0.7],
  ] as const)(
    'is followed to a commit that was %s, without being able to tell by its lines',
    async (_, text, by, least) => {
      const { root, git } = testRepository()
      importCommits(root, before)
      const old = git('rev-parse', 'main')
      const ports = portsOf(root, printedAs(old))
      await run(ports)
      git('update-ref', '-d', 'refs/heads/main')
      importCommits(root, [
        { minute: 0, message: 'base', files: { 'src/index.ts': textOf('base') } },
        { minute: 1, message: 'by hand', files: { 'src/hand.ts': textOf('hand') } },
        { minute: 90, authored: 15, message: 'cart', files: { 'src/cart.ts': textOf('cart') } },
        { minute: 91, authored: 17, message: 'tax', files: { 'src/tax.ts': text } },
      ])
      const links = await linksOf(ports)
      const now = git('rev-parse', 'main')
      const link = links.ok ? links.value.find(({ commit }) => commit === now) : undefined
      expect(link).toMatchObject({
        sessionId: 'shell',
        evidence: [{ kind: 'rewritten', from: old, by }, { kind: 'printed' }],
      })
      expect(link?.confidence).toBeGreaterThanOrEqual(least)
    },
  )

  test('of two machines is the same, byte by byte', async () => {
    const { root } = testRepository()
    importCommits(root, before)
    const recordedBy = async (): Promise<readonly string[]> => {
      await run(portsOf(root, facts))
      const texts = listFiles(root, linkFolder, '').paths.map((path) =>
        readFileSync(join(root, path), 'utf8'),
      )
      rmSync(join(root, '.spec'), { recursive: true })
      return texts
    }
    const first = await recordedBy()
    expect(first).toHaveLength(1)
    expect(await recordedBy()).toEqual(first)
  })
})

test('a terminal obeys nothing that stands in a link', () => {
  const evil = '\u001b]0;x\u0007'
  const shown = renderRelink(
    {
      links: [],
      fresh: [
        {
          session: 'claude-code/a',
          sessionId: evil,
          commit: 'a'.repeat(40),
          patchId: null,
          files: [],
          evidence: [{ kind: 'branch', name: evil }],
          confidence: 1,
        },
      ],
      unlinkedSessions: [{ session: 'claude-code/b', sessionId: evil, files: 1 }],
      unlinkedCommits: [{ commit: 'b'.repeat(40), subject: evil, named: [evil] }],
    },
    true,
  )
  expect(shown).not.toContain('\u001b')
  expect(shown).toContain('1 would be recorded')
})
