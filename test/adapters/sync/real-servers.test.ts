// Real servers and programs, in the full run and `npm run s3`: an S3-compatible server (OpenStack Swift), a daemon of rsync,
// rclone. Each is left out, and says so, where it cannot be had here.
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { startS3Server } from '../../../scripts/s3-server.mjs'
import { openS3Target } from '../../../src/adapters/sync/s3.ts'
import type { SyncTarget } from '../../../src/ports.ts'
import { encodePath, sha256, sign } from '../../../src/sync/sigv4.ts'
import { contentsOf } from '../../support/kept-sessions.ts'
import { countFiles, damagedThere, killedHalfWay, twoAtOnce, type Scene } from '../../support/sync-scenes.ts'

const isFull = Boolean(process.env.SPEC_TEST_FULL)
const figures = (what: string, of: object): void => {
  if (process.env.SPEC_SYNC_FIGURES) console.info(what, JSON.stringify(of))
}

describe.runIf(isFull)('an S3-compatible server (OpenStack Swift)', () => {
  let server: Awaited<ReturnType<typeof startS3Server>> = { missing: 'it was not started' }
  beforeAll(async () => {
    server = await startS3Server()
    if ('missing' in server) console.warn(`left out: ${server.missing}`)
  }, 600_000)
  afterAll(async () => {
    if (!('missing' in server)) await server.stop()
  }, 60_000)

  const keys = { accessKeyId: 'test:tester', secretAccessKey: 'testing', sessionToken: null }

  /** A bucket of its own for each scene. */
  async function scene(): Promise<Scene | null> {
    if ('missing' in server) return null
    const { endpoint, env } = server
    const bucket = `b${Math.random().toString(36).slice(2)}`
    const request = async (method: string, path: string): Promise<number> => {
      const date = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '')
      const headers = { host: new URL(endpoint).host, 'x-amz-content-sha256': sha256('') }
      const unsigned = { method, path, query: {}, headers, bodyHash: sha256('') }
      const { host: _, ...signed } = sign(unsigned, keys, { region: 'us-east-1', service: 's3' }, date)
      return (await fetch(`${endpoint}${encodePath(path)}`, { method, headers: signed })).status
    }
    expect(await request('PUT', `/${bucket}`)).toBe(200)
    const opened = openS3Target(
      { origin: endpoint, base: `/${bucket}`, region: 'us-east-1', credentials: keys },
      { prefix: 'a b/+ü', shown: bucket, env: {}, signal: new AbortController().signal },
    )
    if (!opened.ok) throw new Error('the target opens')
    const target: SyncTarget = opened.value
    return {
      args: [`s3://${bucket}/a b/+ü`],
      env,
      async count() {
        const names = await target.list('')
        return names.ok ? names.value.size : 0
      },
      async files() {
        const names = await target.list('')
        const files = new Map<string, Uint8Array>()
        if (names.ok)
          await target.fetch(names.value, (name, bytes) => Promise.resolve(void files.set(name, bytes)))
        return files
      },
      replace: async (name, bytes) =>
        void (await target.send([{ name, load: () => Promise.resolve(bytes) }], () => {})),
      remove: async (name) => void (await request('DELETE', `/${bucket}/a b/+ü/${name}`)),
    }
  }
  const must = (found: Scene | null): Scene => {
    if (found === null) throw new Error('the server is there')
    return found
  }

  test('killed half-way and resumed; two at once; a damaged file', async ({ skip }) => {
    if ('missing' in server) skip(server.missing)
    figures('swift, killed half-way', await killedHalfWay(async () => must(await scene()), 15, 2000))
    await twoAtOnce(must(await scene()), 3)
    await damagedThere(must(await scene()))
  })
})

const has = (program: string): boolean =>
  spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined

function folderScene(
  args: (folder: string) => readonly string[],
  env: Readonly<Record<string, string>> = {},
): Scene {
  const folder = mkdtempSync(join(tmpdir(), 'spec-remote-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const there = join(folder, 'team/shop')
  return {
    args: args(folder),
    env,
    count: () => Promise.resolve(countFiles(there)),
    // rsync's own temporary files begin with a dot.
    files: () =>
      Promise.resolve(
        new Map(
          Object.entries(contentsOf(there))
            .filter(([name]) => !/(^|\/)\./.test(name))
            .map(([name, hex]) => [name, Buffer.from(hex, 'hex')]),
        ),
      ),
    replace: (name, bytes) => Promise.resolve(writeFileSync(join(there, name), bytes)),
    remove: (name) => Promise.resolve(rmSync(join(there, name))),
  }
}

/** Told once, where somebody asked for the full run. */
const isHere = (program: string): boolean => {
  if (!isFull) return false
  if (!has(program)) console.warn(`left out: ${program} is not installed`)
  return has(program)
}

describe.runIf(isHere('rsync'))('rsync', () => {
  async function daemon(root: string): Promise<number> {
    const probe = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => probe.once('listening', resolve))
    // A port was asked for, so it is no pipe.
    const { port } = probe.address() as AddressInfo
    await new Promise((resolve) => probe.close(resolve))
    const conf = join(root, '..', `${port}.conf`)
    const ids = process.getuid?.() === 0 ? 'uid = root\ngid = root\n' : ''
    writeFileSync(
      conf,
      `use chroot = no\nmunge symlinks = no\n${ids}[kept]\npath = ${root}\nread only = no\n`,
    )
    const flags = ['--daemon', '--no-detach', `--config=${conf}`, `--port=${port}`, '--address=127.0.0.1']
    // With a socket for its input it would take that for its one client.
    const child = spawn('rsync', flags, { stdio: 'ignore' })
    onTestFinished(() => {
      child.kill('SIGKILL')
      rmSync(conf, { force: true })
    })
    for (
      let tries = 0;
      tries < 100 && spawnSync('rsync', [`rsync://127.0.0.1:${port}/`]).status !== 0;
      tries++
    )
      await sleep(50)
    return port
  }

  /** A line that carries 16 KB in 20 ms: on this machine rsync would be done before it could be killed. */
  async function slowed(port: number): Promise<number> {
    const slow = (from: Socket, to: Socket): void => {
      from.on('data', (bytes: Buffer) => {
        to.write(bytes)
        from.pause()
        setTimeout(() => from.resume(), (20 * bytes.length) / 16_384)
      })
      from.on('end', () => to.end())
      from.on('error', () => to.destroy())
      from.on('close', () => setTimeout(() => to.destroy(), 1000).unref())
    }
    const line = createServer((near) => {
      const far = connect(port, '127.0.0.1')
      slow(near, far)
      slow(far, near)
    })
    await new Promise<void>((resolve) => line.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void line.close())
    // A port was asked for, so it is no pipe.
    return (line.address() as AddressInfo).port
  }

  test('killed half-way and resumed; two at once; a damaged file', async () => {
    const renew = async (): Promise<Scene> => {
      let port = 0
      let root = ''
      const scene = folderScene((folder) => {
        root = folder
        return []
      })
      port = await slowed(await daemon(root))
      return { ...scene, args: [`rsync://127.0.0.1:${port}/kept/team/shop`] }
    }
    figures('rsync, killed half-way', await killedHalfWay(renew, 30, 10_000))
    await twoAtOnce(await renew(), 3)
    await damagedThere(await renew())
  })

  test('through a remote shell, as host:path, with a path that a shell would read otherwise', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'spec-shell-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const shell = join(folder, 'shell')
    // In the place of ssh: drops the host, and runs what rsync asks for on this machine.
    writeFileSync(shell, '#!/bin/sh\nshift\nexec sh -c "$*"\n', { mode: 0o755 })
    const scene = folderScene((remote) => [`machine:${remote}/team/shop`], { RSYNC_RSH: shell })
    await damagedThere(scene)
    mkdirSync(join(folder, "it's $HOME; x"))
    const odd = folderScene(() => [`machine:${folder}/it's $HOME; x/new`], { RSYNC_RSH: shell })
    await twoAtOnce({ ...odd, files: () => Promise.resolve(new Map()) }, 1)
    expect(Object.keys(contentsOf(join(folder, "it's $HOME; x/new"))).length).toBeGreaterThan(6)
  })
})

describe.runIf(isHere('rclone'))('rclone', () => {
  test('killed half-way and resumed; two at once; a damaged file', async () => {
    const renew = (): Promise<Scene> =>
      Promise.resolve(
        folderScene((folder) => [`rclone::local:${folder}/team/shop`], { RCLONE_CONFIG: '/dev/null' }),
      )
    figures('rclone, killed half-way', await killedHalfWay(renew, 20, 50_000))
    await twoAtOnce(await renew(), 3)
    await damagedThere(await renew())
  })
})
