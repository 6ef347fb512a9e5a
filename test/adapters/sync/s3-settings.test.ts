// Where requests for a bucket go, and whose credentials they carry.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readS3Settings, type S3Flags, type S3Settings } from '../../../src/adapters/sync/s3-settings.ts'
import type { Result } from '../../../src/diagnostic/diagnostic.ts'
import { testFolder } from '../../support/git.ts'

const none: S3Flags = { endpoint: null, region: null, profile: null }
const keys = { AWS_ACCESS_KEY_ID: 'AKIDENV', AWS_SECRET_ACCESS_KEY: 'env' }
const nobody = '/nowhere'

const read = (
  flags: Partial<S3Flags>,
  env: Record<string, string>,
  home = nobody,
  bucket = 'b-1',
): Result<S3Settings> => readS3Settings(bucket, { ...none, ...flags }, env, home)

test('AWS has the bucket in the name of the host, unless a dot stands in it; other servers have it in the path', () => {
  const value = (origin: string, base: string): object => ({ ok: true, value: { origin, base } })
  expect(read({ region: 'eu-central-1' }, keys)).toMatchObject(
    value('https://b-1.s3.eu-central-1.amazonaws.com', ''),
  )
  expect(read({}, { ...keys, AWS_REGION: 'us-west-2' }, nobody, 'b.c')).toMatchObject(
    value('https://s3.us-west-2.amazonaws.com', '/b.c'),
  )
  expect(read({ endpoint: 'http://localhost:9000/s3/' }, keys)).toMatchObject(
    value('http://localhost:9000', '/s3/b-1'),
  )
  const env = { ...keys, AWS_ENDPOINT_URL: 'https://a', AWS_ENDPOINT_URL_S3: 'https://s' }
  expect(read({}, env)).toMatchObject(value('https://s', '/b-1'))
  expect(read({ endpoint: 'https://flag' }, env)).toMatchObject(value('https://flag', '/b-1'))
})

test('a server elsewhere that is asked in the clear is told; one on this machine is not', () => {
  expect(read({ endpoint: 'http://s3.example.com' }, keys).diagnostics).toMatchObject([
    { code: 'sync-unencrypted' },
  ])
  expect(read({ endpoint: 'http://127.0.0.1:9' }, keys).diagnostics).toEqual([])
})

test('credentials come from the environment, else from the files of AWS; a profile that is named goes first', () => {
  const home = testFolder()
  mkdirSync(join(home, '.aws'))
  writeFileSync(
    join(home, '.aws/credentials'),
    '[default]\naws_access_key_id = AKIDFILE\naws_secret_access_key = file\n\n[team]\naws_access_key_id=AKIDTEAM\n' +
      'aws_secret_access_key=team\naws_session_token=token\n',
  )
  writeFileSync(
    join(home, '.aws/config'),
    '[profile team]\nregion = eu-west-1\nendpoint_url = https://team\ns3 =\n  addressing_style = path\n[default]\nregion=x\n',
  )
  const id = (accessKeyId: string): object => ({ ok: true, value: { credentials: { accessKeyId } } })
  expect(read({}, keys, home)).toMatchObject(id('AKIDENV'))
  expect(read({}, {}, home)).toMatchObject(id('AKIDFILE'))
  const team = {
    credentials: { accessKeyId: 'AKIDTEAM', sessionToken: 'token' },
    region: 'eu-west-1',
    origin: 'https://team',
  }
  expect(read({ profile: 'team' }, keys, home)).toMatchObject({ ok: true, value: team })
  expect(read({}, { AWS_PROFILE: 'team' }, home)).toMatchObject({ ok: true, value: team })
})

test.each([
  [{}, {}],
  [{ profile: 'nobody' }, keys],
  [{ endpoint: 'ftp://host' }, keys],
  [{ endpoint: 'https://me:secret@host' }, keys],
  [{ region: 'no region' }, keys],
  [{}, { ...keys, AWS_SECRET_ACCESS_KEY: 'two\nlines' }],
])('%j is told, without what it holds', (flags, env) => {
  const settings = read(flags, env)
  expect(settings).toMatchObject({ ok: false, diagnostics: [{ code: 'sync-target' }] })
  expect(JSON.stringify(settings)).not.toMatch(/secret@|two/)
})
