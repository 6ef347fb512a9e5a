// A link needs evidence: lines that a conversation wrote and that a commit brought first, or somebody who says so.
import { describe, expect, test } from 'vitest'
import { commitLinks } from '../../src/link/commit-links.ts'
import type { CommitFile, CommitHistory, HistoryCommit } from '../../src/link/history.ts'
import { PatchWriter } from '../../src/link/patch-tokens.ts'
import { madeFacts, sessionStart } from '../support/linking.ts'

const lines = [
  'export function discount(order: Order, today: Date): number {',
  '  const months = monthsBetween(order.firstOrder, today)',
  '  if (months < 12) return order.total * 0.05',
  '  return order.total * loyaltyRate(months)',
  '}',
]

function file(
  path: string,
  plus: readonly string[],
  minus: readonly string[] = [],
  from: string | null = null,
): CommitFile {
  const writer = new PatchWriter(path)
  writer.hunk()
  for (const line of minus) writer.line('-', line)
  for (const line of plus) writer.line('+', line)
  return { path, from, added: plus.length, removed: minus.length, patch: writer.end() }
}

/** In a row, ten minutes between them. */
function history(
  commits: readonly (Partial<HistoryCommit> & { readonly files: readonly CommitFile[] })[],
): CommitHistory {
  const made = commits.map((commit, at): HistoryCommit => ({
    id: String(at).repeat(40),
    parents: at === 0 ? [] : [String(at - 1).repeat(40)],
    authored: sessionStart + at * 600,
    committed: sessionStart + at * 600,
    subject: '',
    trailers: [],
    patchId: null,
    ...commit,
  }))
  return {
    commits: made,
    branches: new Map([['main', made.at(-1)?.id ?? '']]),
    reaches: () => true,
    before: () => false,
  }
}

const base = { files: [file('src/price.ts', ['export const currency = chooseCurrency(region)'])] }
const session = madeFacts({
  id: 's1',
  branch: 'main',
  edits: [{ path: '~/code/shop/src/price.ts', plus: lines, minute: 5 }],
})
const idsOf = (made: CommitHistory, facts = [session]): readonly string[] =>
  commitLinks(facts, made).map(({ commit }) => commit.slice(0, 1))

describe('lines', () => {
  test('that a commit brings first tie it to the conversation that wrote them, with all that speaks for it', () => {
    const [link, ...more] = commitLinks([session], history([base, { files: [file('src/price.ts', lines)] }]))
    expect(more).toEqual([])
    expect(link).toMatchObject({
      session: 'claude-code/s1',
      sessionId: 's1',
      commit: '1'.repeat(40),
      files: [{ path: 'src/price.ts', added: 5, same: 4, turns: [1] }],
      evidence: [
        { kind: 'lines', same: 4, added: 4 },
        { kind: 'files', same: 1, changed: 1 },
        { kind: 'time', seconds: 300 },
        { kind: 'branch', name: 'main' },
      ],
    })
    expect(link?.confidence).toBeGreaterThan(0.8)
    expect(link?.confidence).toBeLessThan(1)
  })

  test('that are copied or brought back later tie nothing', () => {
    const made = history([
      base,
      { files: [file('src/price.ts', lines)] },
      { files: [file('legacy/price.ts', lines)] },
      { files: [file('src/price.ts', [], lines)] },
      { files: [file('src/price.ts', lines)] },
    ])
    expect(idsOf(made)).toEqual(['1'])
  })

  test('that stood in the repository before tell little', () => {
    const copied = {
      ...history([base, { files: [file('src/price.ts', lines.slice(0, 2))] }]),
      before: () => true,
    }
    expect(idsOf(copied)).toEqual([])
  })

  test('that the commit only wraps anew tie nothing', () => {
    const wrapped = lines.slice(0, 4).flatMap((line) => line.split(/(?<=[(=]) /))
    expect(wrapped.length).toBeGreaterThan(4)
    const made = history([
      base,
      { files: [file('src/price.ts', lines)] },
      { files: [file('src/price.ts', wrapped, lines.slice(0, 4))] },
    ])
    expect(idsOf(made)).toEqual(['1'])
  })

  test('that were committed before they were written tie nothing', () => {
    expect(idsOf(history([{ files: [file('src/price.ts', lines)] }, base]))).toEqual([])
  })

  test('that are common in many files tell less than those that are rare', () => {
    const common = ["import { expect, test } from 'vitest'", 'export default config']
    const spread = madeFacts({
      id: 's2',
      edits: ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => ({ path: `~/code/shop/${name}.ts`, plus: common })),
    })
    const made = history([
      base,
      { files: [file('a.ts', [...common, 'const other = somebody.elses(work, today)'])] },
    ])
    expect(idsOf(made, [spread])).toEqual([])
  })

  test('of a file that was moved before it was committed are found by its name', () => {
    expect(idsOf(history([base, { files: [file('lib/price.ts', lines)] }]))).toEqual(['1'])
    expect(idsOf(history([base, { files: [file('lib/cost.ts', lines)] }]))).toEqual([])
  })

  test('other lines in the same file at the same time tie nothing', () => {
    const others = ['export function refund(order: Order): number {', '  return order.paid - order.fees', '}']
    expect(idsOf(history([base, { files: [file('src/price.ts', others)] }]))).toEqual([])
  })
})

describe('who says so', () => {
  const silent = madeFacts({
    id: 's3',
    edits: [
      {
        path: '~/code/shop/notes.md',
        printed: '[fix/price 1111111] Round prices\n 1 file changed',
        minute: 5,
      },
    ],
  })

  test('a printed id is certain', () => {
    const [link] = commitLinks([silent], history([base, { files: [file('src/price.ts', lines)] }]))
    expect(link).toMatchObject({ commit: '1'.repeat(40), confidence: 1 })
    expect(link?.evidence).toEqual([
      { kind: 'printed', turn: 2 },
      { kind: 'time', seconds: 300 },
      { kind: 'branch', name: 'fix/price' },
    ])
  })

  test('a trailer is certain, for a merge too', () => {
    const made = history([base, { files: [], trailers: ['claude-code/s3', 'codex/other'] }])
    expect(
      commitLinks([silent], made).map(({ commit, evidence }) => [commit.slice(0, 1), evidence[0]?.kind]),
    ).toEqual([['1', 'trailer']])
  })
})
