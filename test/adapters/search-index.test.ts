// The index gives the same whether it is new, kept, damaged or lost, and reads a source only when it has to.
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createSearchIndex, searchFolder } from '../../src/adapters/search-index.ts'
import { search, type SearchAnswer } from '../../src/pipeline/search.ts'
import type { Searchable, SearchDocument } from '../../src/search/document.ts'
import type { SearchFilter } from '../../src/search/filter.ts'

const everything: SearchFilter = { kind: null, agent: null, spec: null, file: null, role: null, since: null }

/** Sources that count how often they are read. */
function sources(texts: Readonly<Record<string, readonly string[]>>): { list: Searchable[]; read: string[] } {
  const read: string[] = []
  const list = Object.entries(texts).map(([id, said]): Searchable => ({
    kind: 'conversation',
    key: `${id} ${said.join('\n').length} ${said[0] ?? ''}`,
    load: () => {
      read.push(id)
      const documents = said.map((text, at): SearchDocument => ({
        role: 'person',
        at: null,
        title: `message ${at}`,
        place: at,
        weight: 1,
        text,
      }))
      const source = { kind: 'conversation' as const, id, title: id, agent: 'codex', spec: null, files: [] }
      return Promise.resolve({ sources: [{ source, documents }], whole: true })
    },
  }))
  return { list, read }
}

function folder(): string {
  const root = mkdtempSync(join(tmpdir(), 'spec-index-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  return root
}

async function found(
  root: string,
  list: readonly Searchable[],
  ...words: readonly string[]
): Promise<SearchAnswer> {
  const index = createSearchIndex(root, '1', 100)
  const answer = await search(list, index, words, everything, 100)
  index.keepOnly(new Set(list.map(({ key }) => key)))
  if (!answer.ok) throw new Error(JSON.stringify(answer.diagnostics))
  return answer.value
}

const texts = {
  a: ['limit the rate of logins', 'done'],
  b: ['nothing of it'],
  c: ['x'.repeat(150), 'rate '.repeat(30), `tail ${'y'.repeat(150)}`, 'the rate again'],
}

test('sources are read once, and those that changed again', async () => {
  const root = folder()
  const first = sources(texts)
  const answer = await found(root, first.list, 'rate')
  expect(first.read).toEqual(['a', 'b', 'c'])
  expect(answer.hits.map(({ id, place }) => `${id}${place}`).sort()).toEqual(['a0', 'c1', 'c3'])
  const again = sources(texts)
  expect(await found(root, again.list, 'rate')).toEqual(answer)
  expect(again.read).toEqual([])
  const changed = sources({ ...texts, b: ['a new rate'] })
  expect((await found(root, changed.list, 'rate')).hits).toHaveLength(4)
  expect(changed.read).toEqual(['b'])
})

test('what no source gives any more is let go, and git ignores it all', async () => {
  const root = folder()
  await found(root, sources(texts).list, 'rate')
  const many = readdirSync(join(root, searchFolder)).length
  await found(root, sources({ a: texts.a }).list, 'rate')
  expect(readdirSync(join(root, searchFolder))).toHaveLength(1)
  expect(many).toBeGreaterThan(3)
  expect(readFileSync(join(root, '.spec/cache/.gitignore'), 'utf8')).toBe('*\n')
})

test.each([
  ['is lost', (file: string) => rmSync(file)],
  ['is empty', (file: string) => writeFileSync(file, '')],
  ['is cut', (file: string) => truncateSync(file, 300)],
  ['is cut at its end', (file: string) => truncateSync(file, readFileSync(file).length - 5)],
  [
    'has other words',
    (file: string) => writeFileSync(file, readFileSync(file, 'utf8').replaceAll(' rate ', ' late ')),
  ],
  [
    'has other texts',
    (file: string) => writeFileSync(file, readFileSync(file, 'utf8').replaceAll('rate of', 'late of')),
  ],
  ['is something else', (file: string) => writeFileSync(file, '{"last":true,"size":0,"source":{}}\n')],
])('a file that %s is made again', async (_, damage) => {
  const root = folder()
  const whole = await found(root, sources(texts).list, 'rate')
  for (const file of readdirSync(join(root, searchFolder))) {
    damage(join(root, searchFolder, file))
    expect(await found(root, sources(texts).list, 'rate')).toEqual(whole)
  }
})

test('where nothing can be kept the answer is the same', async () => {
  const root = folder()
  const outside = folder()
  mkdirSync(join(root, '.spec/cache'), { recursive: true })
  symlinkSync(outside, join(root, searchFolder))
  expect((await found(root, sources(texts).list, 'rate')).hits).toHaveLength(3)
  expect(readdirSync(outside)).toEqual([])
})

test('a source of which something is missing is read again', async () => {
  const root = folder()
  const { list, read } = sources({ a: texts.a })
  const partly = list.map((one) => ({ ...one, load: async () => ({ ...(await one.load()), whole: false }) }))
  await found(root, partly, 'rate')
  await found(root, partly, 'rate')
  expect(read).toEqual(['a', 'a'])
})

test('all of the words come before some; beginnings and similar words only where a word is nowhere', async () => {
  const root = folder()
  const { list } = sources({ a: ['rate limits'], b: ['rate'], c: ['limits'] })
  expect((await found(root, list, 'rate', 'limits')).hits.map(({ id }) => id)).toEqual(['a'])
  const begun = await found(root, list, 'lim')
  expect(begun.terms).toEqual([{ typed: 'lim', as: 'beginning', words: ['lim'] }])
  expect(begun.hits).toHaveLength(2)
  const similar = await found(root, list, 'limist')
  expect(similar.terms).toEqual([{ typed: 'limist', as: 'similar', words: ['limits'] }])
  expect(similar.hits).toHaveLength(2)
  const some = await found(root, list, 'rate', 'zebra')
  expect([some.every, some.hits.length, some.terms[1]?.as]).toEqual([false, 2, 'absent'])
  expect((await found(root, list, 'zebra')).hits).toEqual([])
})
