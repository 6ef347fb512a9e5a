// A server that fails on demand: what is tried again, how often, and what is not.
import { beforeEach, describe, expect, test } from 'vitest'
import { openS3Target } from '../../../src/adapters/sync/s3.ts'
import type { SyncTarget } from '../../../src/ports.ts'
import { fakeKeys, s3Fake, type S3Fake } from '../../support/s3-fake.ts'

let server: S3Fake
beforeEach(async () => {
  server = await s3Fake()
})

const keys = (): string[] => [...server.objects.keys()].sort()

/** Without the pauses before another attempt, which are kept instead. */
function patientTarget(stallMs = 5000): { readonly target: SyncTarget; readonly waits: number[] } {
  const waits: number[] = []
  const sleep = (ms: number): Promise<void> => {
    waits.push(ms)
    return Promise.resolve()
  }
  const credentials = {
    accessKeyId: fakeKeys.AWS_ACCESS_KEY_ID,
    secretAccessKey: fakeKeys.AWS_SECRET_ACCESS_KEY,
    sessionToken: null,
  }
  const opened = openS3Target(
    { origin: server.endpoint, base: '/archive', region: 'us-east-1', credentials },
    {
      prefix: 'p',
      shown: 's3://archive/p',
      env: {},
      signal: new AbortController().signal,
      patience: { retries: 3, stallMs, firstWaitMs: 100, longestWaitMs: 1000 },
      timing: { sleep, now: Date.now, random: () => 0 },
    },
  )
  if (!opened.ok) throw new Error('the target opens')
  return { target: opened.value, waits }
}
const blob = `blobs/ab/${'c'.repeat(62)}`
const outgoing = [{ name: blob, load: () => Promise.resolve(Buffer.from('bytes')) }]

describe('a server that fails', () => {
  test('is asked again, later each time, for faults that pass', async () => {
    const { target, waits } = patientTarget()
    const faults = [
      { kind: 'status', status: 503, code: 'SlowDown' },
      { kind: 'status', status: 429, headers: { 'retry-after': '30' } },
      { kind: 'drop' },
    ] as const
    let at = 0
    server.fault = () => faults[at++] ?? null
    expect(await target.send(outgoing, () => {})).toEqual([])
    expect(waits).toEqual([100, 1000, 400])
    expect(keys()).toEqual([`p/${blob}`])
  })

  test('is asked again where the body was cut, and where nothing came any more', async () => {
    server.objects.set(`p/${blob}`, Buffer.from('bytes'))
    const { target } = patientTarget(200)
    for (const kind of ['cut', 'silent'] as const) {
      let at = 0
      server.fault = () => (at++ === 0 ? { kind } : null)
      const taken: string[] = []
      const faults = await target.fetch(new Map([[blob, 5]]), (_, bytes) => {
        taken.push(Buffer.from(bytes).toString())
        return Promise.resolve()
      })
      expect([faults, taken]).toEqual([[], ['bytes']])
    }
  })

  test('is given up after some attempts, and not tried with each of a thousand files', async () => {
    const { target, waits } = patientTarget()
    server.fault = () => ({ kind: 'status', status: 500 })
    const many = Array.from({ length: 1000 }, () => outgoing[0]).filter((one) => one !== undefined)
    const faults = await target.send(many, () => {})
    expect(faults.at(-1)?.message).toMatch(/9\d\d more files were not tried/)
    expect(waits.length).toBeLessThan(60)
    expect(server.busiest).toBeLessThanOrEqual(8)
  })

  test('is asked once where it refuses', async () => {
    const { target, waits } = patientTarget()
    server.fault = () => ({ kind: 'status', status: 403, code: 'AccessDenied' })
    expect(await target.list('')).toMatchObject({ ok: false, diagnostics: [{ code: 'sync-failed' }] })
    expect([waits, server.requests.length]).toEqual([[], 1])
  })

  test('whose clock is another one is believed', async () => {
    const { target } = patientTarget()
    server.clockOffset = 3 * 60 * 60_000
    expect(await target.send(outgoing, () => {})).toEqual([])
    expect(keys()).toEqual([`p/${blob}`])
  })

  test.each([412, 501])('that answers a PUT with %i is asked whether it is there', async (status) => {
    const { target } = patientTarget()
    const sent: string[] = []
    server.fault = ({ method }) => (method === 'PUT' ? { kind: 'done', status } : null)
    expect(await target.send(outgoing, (name) => sent.push(name))).toEqual([])
    expect(sent).toEqual([blob])
    server.objects.clear()
    server.fault = ({ method }) => (method === 'PUT' ? { kind: 'status', status } : null)
    expect(await target.send(outgoing, (name) => sent.push(name))).toMatchObject([{ code: 'sync-failed' }])
    expect(sent).toEqual([blob])
  })

  test('with a listing that does not end, or is none, is told so', async () => {
    const { target } = patientTarget()
    server.objects.set(`p/${blob}`, Buffer.from('bytes'))
    server.pageSize = 0
    expect(await target.list('')).toMatchObject({ ok: false })
  })
})
