// A sync that is killed half-way, in a process of its own, while a server keeps it waiting; and two at once.
import { expect, test } from 'vitest'
import { fakeKeys, s3Fake, type FakeRequest, type S3Fake } from '../../support/s3-fake.ts'
import {
  expectWhole,
  fill,
  filesHere,
  machine,
  startSync,
  sync,
  twoAtOnce,
  type Scene,
} from '../../support/sync-scenes.ts'

function sceneOf(server: S3Fake): Scene {
  const set = (name: string, bytes: Uint8Array): Promise<void> => {
    server.objects.set(`p/${name}`, Buffer.from(bytes))
    return Promise.resolve()
  }
  return {
    args: ['s3://archive/p', '--endpoint', server.endpoint],
    env: fakeKeys,
    count: () => Promise.resolve(server.objects.size),
    files: () => Promise.resolve(new Map([...server.objects].map(([key, bytes]) => [key.slice(2), bytes]))),
    replace: set,
    remove: (name) => Promise.resolve(void server.objects.delete(`p/${name}`)),
  }
}

/** From this request on nothing is answered, and what waits for an answer is killed. */
async function killAt(
  server: S3Fake,
  run: ReturnType<typeof startSync>,
  isIt: (request: FakeRequest) => boolean,
): Promise<void> {
  let isOver = false
  server.fault = (request) => {
    isOver ||= isIt(request)
    if (isOver) run.child.kill('SIGKILL')
    return isOver ? { kind: 'silent' } : null
  }
  expect(await run.ended).toMatchObject({ signal: 'SIGKILL' })
  server.fault = () => null
}

test('killed while it sends and while it fetches, nothing is half there, and the next one goes on where it was', async () => {
  const server = await s3Fake()
  const scene = sceneOf(server)
  const [one, two] = [machine(), machine()]
  fill(one, 's', 8)
  let puts = 0
  await killAt(server, startSync(one, scene), ({ method }) => method === 'PUT' && ++puts > 19)
  const sent = server.objects.size
  expect(sent).toBeGreaterThan(10)
  expect(sent).toBeLessThan(24)
  expectWhole(await scene.files())
  server.requests.length = 0
  expect(await sync(one, scene)).toMatchObject({ exit: 0 })
  expect(server.requests.filter(({ method }) => method === 'PUT')).toHaveLength(24 - sent)
  expect(server.objects.size).toBe(24)

  let gets = 0
  await killAt(
    server,
    startSync(two, scene),
    ({ method, key }) => method === 'GET' && key !== '' && ++gets > 18,
  )
  expectWhole(filesHere(two))
  server.requests.length = 0
  expect(await sync(two, scene)).toMatchObject({ exit: 0 })
  expect(server.requests.filter(({ method, key }) => method === 'GET' && key !== '').length).toBeLessThan(14)
  expect(filesHere(two)).toEqual(filesHere(one))
  expect(two.exists('.spec/local/sync')).toBe(false)
})

test('two at once, with sessions in common, both end well', async () => {
  await twoAtOnce(sceneOf(await s3Fake()), 3)
})
