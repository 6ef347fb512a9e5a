// `spec archive sync s3://…` against a server of the tests' own, and what is damaged on either side.
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { archiveOf, putSession } from '../../support/kept-sessions.ts'
import { testProject, type Ran, type TestProject } from '../../support/project.ts'
import { fakeKeys, s3Fake, type S3Fake } from '../../support/s3-fake.ts'

let server: S3Fake
beforeEach(async () => {
  server = await s3Fake()
})

const project = (): TestProject => testProject({ 'specs/features/.keep': '' })
const sync = (at: TestProject, ...flags: readonly string[]): Promise<Ran> =>
  at.spec(['archive', 'sync', 's3://archive/team/shop', '--endpoint', server.endpoint, ...flags], {
    env: { ...fakeKeys, HOME: at.root },
  })
const keys = (): string[] => [...server.objects.keys()].sort()
const damage = (key: string, change: (bytes: Buffer) => Buffer): void => {
  server.objects.set(key, change(server.objects.get(key) ?? Buffer.alloc(0)))
}

describe('two machines and a bucket', () => {
  test('have all that the other one kept, and then nothing to do', async () => {
    const [one, two] = [project(), project()]
    putSession(one.root, 's1', ['a\n', 'b\n'])
    putSession(two.root, 's2', ['c\n'])
    expect(await sync(one)).toMatchObject({ exit: 0 })
    expect((await sync(two, '--json')).json()).toMatchObject({
      sent: { files: 2, sessions: ['codex/s2'] },
      fetched: { files: 3, sessions: ['codex/s1'] },
      superseded: 0,
      diagnostics: [],
    })
    expect(await sync(one)).toMatchObject({ exit: 0 })
    expect(archiveOf(one.root)).toEqual(archiveOf(two.root))
    expect(keys().every((key) => key.startsWith('team/shop/sessions/'))).toBe(true)
    server.requests.length = 0
    expect((await sync(two)).stdout).toContain('nothing to send')
    // One listing is all that it takes to know.
    expect(server.requests.map(({ method, key }) => `${method} ${key}`)).toEqual(['GET '])
  })

  test('send chunks before heads: who reads between finds nothing that is missing', async () => {
    const one = project()
    for (const id of ['s1', 's2', 's3']) putSession(one.root, id, [`${id} a\n`, `${id} b\n`])
    await sync(one)
    const puts = server.requests
      .filter(({ method }) => method === 'PUT')
      .map(({ key }) => key.includes('/head-'))
    expect(puts).toEqual([...Array<boolean>(6).fill(false), ...Array<boolean>(3).fill(true)])
  })

  test('page through listings, whatever else is in the bucket', async () => {
    const [one, two] = [project(), project()]
    for (let at = 0; at < 5; at++) putSession(one.root, `s${at}`, [`${at}\n`])
    await sync(one)
    for (const odd of [
      'a b+c&<é>%41',
      '../../etc/passwd',
      'sessions/codex/../../x',
      'records/ab/x.json',
      '\u202e',
    ])
      server.objects.set(`team/shop/${odd}`, Buffer.from('odd'))
    server.objects.set('team/shopping', Buffer.from('of others'))
    server.pageSize = 2
    for (const plainKeys of [false, true]) {
      server.plainKeys = plainKeys
      const ran = await sync(two, '--json')
      expect(ran).toMatchObject({ exit: 0 })
      expect(ran.json()).toMatchObject({ diagnostics: [{ code: 'sync-strangers' }] })
      expect(archiveOf(two.root)).toEqual(archiveOf(one.root))
    }
  })

  test('--push and --pull go one way; --dry-run none', async () => {
    const [one, two] = [project(), project()]
    putSession(one.root, 's1', ['a\n'])
    putSession(two.root, 's2', ['b\n'])
    expect((await sync(one, '--dry-run', '--json')).json()).toMatchObject({
      sent: { files: 2 },
      dryRun: true,
    })
    expect(keys()).toEqual([])
    await sync(one)
    const before = archiveOf(two.root)
    const dry = (await sync(two, '--dry-run', '--json')).json()
    expect(dry).toMatchObject({
      sent: { files: 2, sessions: ['codex/s2'] },
      fetched: { files: 2, sessions: ['codex/s1'] },
    })
    expect(archiveOf(two.root)).toEqual(before)
    await sync(two, '--push')
    expect(archiveOf(two.root)).toEqual(before)
    expect(keys()).toHaveLength(4)
    rmSync(join(two.root, '.spec/archive'), { recursive: true })
    putSession(two.root, 's3', ['c\n'])
    await sync(two, '--pull')
    expect(keys()).toHaveLength(4)
    expect(Object.keys(archiveOf(two.root))).toHaveLength(6)
  })
})

describe('what is not what its name says', () => {
  test('is told with its key and never lands; all else does', async () => {
    const [one, two] = [project(), project()]
    const kept = putSession(one.root, 's1', ['a\n', 'b\n'])
    putSession(one.root, 's2', ['c\n'])
    await sync(one)
    damage(`team/shop/${kept.chunks[1]}`, (bytes) => Buffer.from(bytes.map((byte) => byte ^ 1)))
    const ran = await sync(two)
    expect(ran).toMatchObject({ exit: 2 })
    expect(ran.stderr).toContain(`${kept.chunks[1]} does not have the digest of its name`)
    expect(Object.keys(archiveOf(two.root)).map((name) => name.split('/')[2])).toEqual(['s2', 's2'])
    // Who has it whole sends it again once it is gone there; then it arrives.
    server.objects.delete(`team/shop/${kept.chunks[1]}`)
    await sync(one)
    expect(await sync(two)).toMatchObject({ exit: 0 })
    expect(archiveOf(two.root)).toEqual(archiveOf(one.root))
  })

  test('is sent again where it is shorter there than it is here', async () => {
    const one = project()
    const kept = putSession(one.root, 's1', ['a\n'.repeat(1000)])
    await sync(one)
    const whole = new Map(server.objects)
    for (const name of [kept.head, ...kept.chunks])
      damage(`team/shop/${name}`, (bytes) => bytes.subarray(0, 9))
    expect(await sync(one)).toMatchObject({ exit: 0 })
    expect(server.objects).toEqual(whole)
  })

  test('a head whose chunk was never sent is told, and waits', async () => {
    const [one, two] = [project(), project()]
    const kept = putSession(one.root, 's1', ['a\n'])
    await sync(one)
    server.objects.delete(`team/shop/${kept.chunks[0]}`)
    const ran = await sync(two)
    expect(ran).toMatchObject({ exit: 2 })
    expect(ran.stderr).toContain('[sync-missing]')
    expect(archiveOf(two.root)).toEqual({})
  })

  test('here, it is told and not sent, nor the head that names it', async () => {
    const one = project()
    const kept = putSession(one.root, 's1', ['a\n'])
    putSession(one.root, 's2', ['b\n'])
    writeFileSync(join(one.root, '.spec/archive', kept.chunks[0] ?? ''), 'damaged')
    const ran = await sync(one)
    expect(ran).toMatchObject({ exit: 2 })
    expect(ran.stderr).toContain('[record-damaged]')
    expect(keys().map((key) => key.split('/')[4])).toEqual(['s2', 's2'])
  })

  test('a secret that redaction missed does not leave this machine', async () => {
    const [one, two] = [project(), project()]
    const secret = `ghp_${'aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dE3fG5'}`
    putSession(one.root, 's1', [`{"text":"${secret}"}\n`])
    putSession(one.root, 's2', ['b\n'])
    const ran = await sync(one)
    expect(ran).toMatchObject({ exit: 1 })
    expect(ran.stderr).toContain('[session-secret]')
    expect(ran.stderr).not.toContain(secret)
    expect(keys().map((key) => key.split('/')[4])).toEqual(['s2', 's2'])
    // Nor does it come from one that let it out.
    for (const [name, hex] of Object.entries(archiveOf(one.root)))
      server.objects.set(`team/shop/${name}`, Buffer.from(hex, 'hex'))
    expect(await sync(two)).toMatchObject({ exit: 1 })
    expect(Object.keys(archiveOf(two.root)).map((name) => name.split('/')[2])).toEqual(['s2', 's2'])
  })
})

test('credentials are in no message, whatever the server says', async () => {
  const one = project()
  putSession(one.root, 's1', ['a\n'])
  const env = { AWS_ACCESS_KEY_ID: 'AKIDFAKE', AWS_SECRET_ACCESS_KEY: 'another/made+up', HOME: one.root }
  const ran = await one.spec(['archive', 'sync', 's3://archive/x', '--endpoint', server.endpoint], { env })
  expect(ran).toMatchObject({ exit: 2 })
  expect(ran.stderr).toContain('SignatureDoesNotMatch')
  expect(ran.stdout + ran.stderr).not.toContain('another/made+up')
})

test('Ctrl-C ends it, and the next one goes on', async () => {
  const one = project()
  putSession(one.root, 's1', ['a\n', 'b\n'])
  const stop = new AbortController()
  server.fault = ({ method }) => {
    if (method !== 'PUT') return null
    stop.abort()
    return { kind: 'silent' }
  }
  const words = ['archive', 'sync', 's3://archive/team/shop', '--endpoint', server.endpoint]
  expect(await one.spec(words, { env: fakeKeys, signal: stop.signal })).toMatchObject({ exit: 130 })
  server.fault = () => null
  expect(await sync(one)).toMatchObject({ exit: 0 })
  expect(keys()).toHaveLength(3)
})
