// What a name at a target may stand for, where a target may be, and what a listing may hold.
import { brotliCompressSync, constants } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chunkName } from '../../src/archive/session-paths.ts'
import { digestBytes } from '../../src/digest/digest.ts'
import { readFault, readListing } from '../../src/sync/list-xml.ts'
import { parseName } from '../../src/sync/names.ts'
import { compareSides } from '../../src/sync/sides.ts'
import { parseTarget } from '../../src/sync/target.ts'
import { verifyObject } from '../../src/sync/verify.ts'
import { runs } from '../runs.ts'

const hex = 'ab'.repeat(32)
const shard = `ab/${'ab'.repeat(31)}`

describe('a name', () => {
  test.each([
    [`sessions/codex/s1/${hex}-00000000.br`, 'chunk'],
    [`sessions/codex/s1/head-${hex}.json`, 'head'],
    [`sessions/codex/s1/tombstone-${hex}.json`, 'tombstone'],
    [`records/${shard}.json`, 'record'],
    [`blobs/${shard}`, 'blob'],
  ])('%s is a %s', (name, kind) => {
    expect(parseName(name)).toMatchObject({ kind })
  })

  test.each([
    '',
    '/',
    'sessions',
    `sessions/codex/../head-${hex}.json`,
    `sessions/../s1/head-${hex}.json`,
    `sessions/codex/s1/deeper/head-${hex}.json`,
    `/sessions/codex/s1/head-${hex}.json`,
    `sessions\\codex\\s1\\head-${hex}.json`,
    `sessions/codex/con/head-${hex}.json`,
    `sessions/codex/S1/head-${hex}.json`,
    `sessions/codex/.git/head-${hex}.json`,
    `sessions/codex/s1/head-${hex.toUpperCase()}.json`,
    `sessions/codex/s1/head-${hex}.json\n`,
    `records/${shard}`,
    `blobs/${shard}.json`,
    `blobs/ab/../${shard}`,
    `local/${shard}`,
  ])('%j stands for nothing', (name) => {
    expect(parseName(name)).toBeNull()
  })

  test('never leads out of the archive, whatever it is', () => {
    const part = fc.constantFrom(
      'sessions',
      'codex',
      's1',
      '..',
      '.',
      '',
      'blobs',
      'ab',
      `head-${hex}.json`,
      shard,
      '\0',
      'C:',
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        const name = parts.join('/')
        if (parseName(name) !== null)
          expect(name).toMatch(/^(sessions|records|blobs)(\/[a-z0-9][a-z0-9._-]*)+$/)
      }),
      { numRuns: runs(5000) },
    )
  })
})

describe('a target', () => {
  test.each([
    ['../share', { kind: 'folder', path: '../share' }],
    ['C:\\share', { kind: 'folder', path: 'C:\\share' }],
    ['./host:path', { kind: 'folder', path: './host:path' }],
    ['file:///srv/a%20b', { kind: 'folder', path: '/srv/a b' }],
    ['s3://bucket/a/b/', { kind: 's3', bucket: 'bucket', prefix: 'a/b' }],
    ['s3://bucket', { kind: 's3', bucket: 'bucket', prefix: '' }],
    ['rclone:gdrive:team/archive', { kind: 'rclone', remote: 'gdrive:team/archive' }],
    ['me@host:archive', { kind: 'rsync', remote: 'me@host:archive' }],
    ['host::module/x', { kind: 'rsync', remote: 'host::module/x' }],
    ['rsync://host/module/x', { kind: 'rsync', remote: 'rsync://host/module/x' }],
  ])('%s', (text, value) => {
    expect(parseTarget(text)).toMatchObject({ ok: true, value })
  })

  test.each([
    '',
    's3://',
    's3://b',
    's3://../x',
    's3://bucket/a/../b',
    's3://bucket/a//b',
    'rclone:--config=x:y',
    'rclone:folder',
    '-e:sh',
    'rsync://-host/x',
    'rsync://host',
    'rsync://me:password@host/module',
    'https://host/x',
    'file://elsewhere/x',
    'host:',
    'a\nb',
  ])('%j is refused', (text) => {
    expect(parseTarget(text)).toMatchObject({ ok: false, diagnostics: [{ code: 'sync-target' }] })
  })
})

describe('a listing', () => {
  const page = (inner: string): string => `<?xml version="1.0"?><ListBucketResult>${inner}</ListBucketResult>`
  const item = (key: string, size = '1'): string =>
    `<Contents><Key>${key}</Key><Size>${size}</Size></Contents>`

  test('has keys with their sizes; what does not begin as asked is left out', () => {
    expect(readListing(page(item('p/a&amp;&#98;&#x63;') + item('q/d')), 'p/')?.keys).toEqual(
      new Map([['p/a&bc', 1]]),
    )
    const url = '<EncodingType>url</EncodingType>'
    expect([...(readListing(page(url + item('p+q/%C3%BC')), 'p q/')?.keys.keys() ?? [])]).toEqual(['p q/ü'])
    expect([...(readListing(page(url + item('p+q/x')), 'p+q/')?.keys.keys() ?? [])]).toEqual(['p+q/x'])
  })

  test.each([
    ['<!DOCTYPE x [<!ENTITY a "b">]><ListBucketResult/>'],
    ['<ListBucketResult>'],
    ['<ListBucketResult/><ListBucketResult/>'],
    ['<ListBucketResult></Other>'],
    [`${page('')} text`],
    [page(item('&unknown;'))],
    [page(item('&#0;'))],
    [page(item('a', '-1'))],
    [page('<Contents><Key>a</Key></Contents>')],
    [page('<![CDATA[x]]>')],
    [page('<IsTruncated>true</IsTruncated>')],
    ['<a>'.repeat(50) + '</a>'.repeat(50)],
    ['<html><body>Sign in</body></html>'],
    ['{}'],
    [''],
  ])('%j is none', (xml) => {
    expect(readListing(xml, '')).toBeNull()
  })

  test('a fault has its code and message', () => {
    expect(readFault('<Error><Code>NoSuchBucket</Code><Message>a &lt; b</Message></Error>')).toEqual({
      code: 'NoSuchBucket',
      message: 'a < b',
    })
    expect(readFault('<html/>')).toBeNull()
  })
})

test('a chunk that would unpack to more than a chunk may hold is not unpacked', () => {
  const zeros = Buffer.alloc(16 * 1024 * 1024)
  const packed = brotliCompressSync(zeros, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })
  const name = `sessions/codex/s1/${chunkName(digestBytes(zeros), digestBytes(packed))}`
  expect(verifyObject(name, packed)).toEqual({ why: 'cannot be unpacked' })
})

test('records of another size on the other side are told apart, files of sessions count as missing', () => {
  const [record, head] = [`records/${shard}.json`, `sessions/codex/s1/head-${hex}.json`]
  const sides = compareSides(new Map([[record, 5], [head, 5]]), new Map([[record, 4], [head, 4], ['x', 1]])) // prettier-ignore
  expect(sides).toMatchObject({ onlyHere: [], onlyThere: [], differing: [record], strangers: ['x'] })
  expect(sides.there.size).toBe(0)
})
