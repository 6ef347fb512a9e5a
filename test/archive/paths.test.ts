// Where records and blobs live, and what they name.
import { expect, test } from 'vitest'
import { linksOfLock, linksOfRecord } from '../../src/archive/links.ts'
import { blobPath, digestOfShard, recordPath } from '../../src/archive/paths.ts'
import { digestText, hexOf } from '../../src/digest/digest.ts'
import { authLock, digest } from '../lock/sample.ts'
import { acceptance, generation, overwritten } from './sample.ts'

const one = digestText('one')
const hex = hexOf(one)

test('a record is a JSON file and a blob a file without an ending, in a folder of its first two digits', () => {
  expect(recordPath(one)).toBe(`.spec/archive/records/${hex.slice(0, 2)}/${hex.slice(2)}.json`)
  expect(blobPath(one)).toBe(`.spec/archive/blobs/${hex.slice(0, 2)}/${hex.slice(2)}`)
})

test('a name gives its digest back, and no other name does', () => {
  expect(digestOfShard(`${hex.slice(0, 2)}/${hex.slice(2)}.json`)).toBe(one)
  expect(digestOfShard(`${hex.slice(0, 2)}/${hex.slice(2)}`)).toBe(one)
  for (const name of [hex, `${hex.slice(0, 2)}/${hex.slice(3)}`, 'ab/README.md', `AB/${hex.slice(2)}`]) {
    expect(digestOfShard(name), name).toBeNull()
  }
})

test('a generation names the record before it, its files, inputs and every text of its conversation', () => {
  const links = linksOfRecord(generation).map(({ kind, digest: named }) => `${kind} ${named}`)
  const blobs = ['login', 'spec text', 'system', 'message', 'answer'].map((word) => `blob ${digest(word)}`)
  expect(links).toEqual([`record ${digest('previous')}`, ...blobs])
})

test('an acceptance names what was accepted', () => {
  expect(linksOfRecord(acceptance).map((link) => link.digest)).toEqual([
    digest('accepted'),
    digest('spec text'),
  ])
})

test('overwritten bytes with a secret are in nobody else’s archive, and not looked for there', () => {
  expect(linksOfRecord(overwritten).map((link) => link.digest)).toEqual([digest('previous'), digest('edit')])
})

test('a lock names both versions of each target, its record, and the acceptance', () => {
  const what = linksOfLock(authLock).map((link) => link.what)
  expect(what).toEqual([
    'src/auth/login.ts as generated',
    'src/auth/login.ts as written',
    'the record of src/auth/login.ts',
    'src/auth/password.ts as written',
    'the record of src/auth/password.ts',
    'the acceptance of src/auth/password.ts',
    'src/auth/session.ts as generated',
    'src/auth/session.ts as written',
    'the record of src/auth/session.ts',
  ])
})
