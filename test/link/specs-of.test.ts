// Which specs a conversation named, read, wrote or built.
import { describe, expect, it } from 'vitest'
import { specsOf, type KnownSpec } from '../../src/link/specs-of.ts'
import type { Block, FileUse } from '../../src/session/conversation.ts'
import { conversation, message, text } from '../report/conversation-sample.ts'

const auth: KnownSpec = {
  id: 'auth-flow',
  path: 'specs/features/auth-flow.md',
  targets: ['src/auth/login.ts'],
}
const search: KnownSpec = { id: 'search', path: 'specs/features/search.md', targets: ['src/search.ts'] }
const nested: KnownSpec = {
  id: 'billing/invoices',
  path: 'specs/features/billing/invoices.md',
  targets: ['a/src/search.ts'],
}
const specs = [auth, search, nested]

const call = (...files: readonly FileUse[]): Block => ({
  kind: 'tool-call',
  id: 't1',
  name: 'Edit',
  input: {},
  subagent: null,
  files,
})
const failed: Block = { kind: 'tool-result', callId: 't1', text: 'no such file', isError: true }
const edit = (path: string, from: string | null = null): FileUse => ({
  kind: 'edit',
  path,
  change: from === null ? 'update' : 'move',
  from,
  hunks: [],
})
const read = (path: string): FileUse => ({ kind: 'read', path })

const named = (words: string): readonly string[] =>
  specsOf(conversation([message('person', [text(words)])]), specs).map(({ spec }) => spec)

describe('a person names a spec', () => {
  it.each([
    ['Look at specs/features/auth-flow.md first.', ['auth-flow']],
    ['Change auth-flow, please', ['auth-flow']],
    ['see `search`', ['search']],
    ['the spec search is wrong', ['search']],
    ['billing/invoices and search.md', ['billing/invoices', 'search']],
  ])('%s', (words, ids) => {
    expect(named(words)).toEqual(ids)
  })

  it.each([
    'search for the word',
    'src/search.ts is slow',
    'my-auth-flow and auth-flow-2',
    'auth-flow.test.ts fails',
    'other/search.md',
  ])('and does not: %s', (words) => {
    expect(named(words)).toEqual([])
  })

  it('what the agent or its program says is no naming', () => {
    const said = [message('agent', [text('auth-flow')]), message('machine', [text('auth-flow')])]
    expect(specsOf(conversation(said), specs)).toEqual([])
  })
})

describe('files that were read and changed', () => {
  it('tell the spec by its file and by its targets, with the turns', () => {
    const messages = [
      message('agent', [call(read('/home/x/shop/specs/features/auth-flow.md'))]),
      message('agent', [call(edit('src/auth/login.ts'), edit('/home/x/shop/src/auth/login.ts'))]),
      message('agent', [call(edit('specs/features/auth-flow.md'), read('src/auth/login.ts'))]),
      message('agent', [call(edit('src/auth/login.ts'))]),
    ]
    expect(specsOf(conversation(messages), specs)).toEqual([
      { spec: 'auth-flow', role: 'read', path: 'specs/features/auth-flow.md', turns: [1] },
      { spec: 'auth-flow', role: 'written', path: 'specs/features/auth-flow.md', turns: [3] },
      { spec: 'auth-flow', role: 'used', path: 'src/auth/login.ts', turns: [3] },
      { spec: 'auth-flow', role: 'built', path: 'src/auth/login.ts', turns: [2, 4] },
    ])
  })

  it('of two files that end alike, the longer path is meant', () => {
    const messages = [message('agent', [call(edit('/r/a/src/search.ts'))])]
    expect(specsOf(conversation(messages), specs).map(({ spec }) => spec)).toEqual(['billing/invoices'])
  })

  it('a file that was moved away is one that was changed', () => {
    const messages = [message('agent', [call(edit('src/other.ts', 'src/search.ts'))])]
    expect(specsOf(conversation(messages), specs)).toMatchObject([{ spec: 'search', role: 'built' }])
  })

  it('calls that failed and what was taken back do not count', () => {
    const messages = [
      message('agent', [call(edit('src/search.ts'))]),
      message('machine', [failed]),
      message('person', [text('auth-flow')], { abandoned: true }),
    ]
    expect(specsOf(conversation(messages), specs)).toEqual([])
  })
})
