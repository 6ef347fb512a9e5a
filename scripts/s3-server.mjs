// A real S3-compatible server for tests: OpenStack Swift with s3api and tempauth, from Debian's packages, on free ports of this
// machine, without systemd. `startS3Server()` → where it is and how to stop it, or why there is none.
//
//   node scripts/s3-server.mjs          start, print how to reach it, stop at Ctrl-C

import { execFileSync, spawn } from 'node:child_process'
import {
  accessSync,
  constants,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const packages = [
  'python3-swift',
  'swift',
  'swift-account',
  'swift-container',
  'swift-object',
  'swift-proxy',
  'memcached',
]
const python = '/usr/bin/python3'
/** Swift reads its salt from there while it is imported. */
const saltFile = '/etc/swift/swift.conf'
const salt =
  '[swift-hash]\nswift_hash_path_prefix=p\nswift_hash_path_suffix=s\n[storage-policy:0]\nname=gold\ndefault=yes\n'

/** @returns {Promise<{ endpoint: string, env: Record<string, string>, stop: () => Promise<void> } | { missing: string }>} */
export async function startS3Server() {
  const missing = install()
  if (missing !== null) return { missing }
  const folder = mkdtempSync(join(tmpdir(), 'spec-swift-'))
  for (const name of ['etc', 'srv/d1', 'log']) mkdirSync(join(folder, name), { recursive: true })
  const children = []
  const stop = async () => {
    const ended = children.map((child) => new Promise((resolve) => child.once('exit', resolve)))
    for (const child of children) child.kill('SIGTERM')
    await Promise.race([Promise.all(ended), sleep(3000)])
    for (const child of children) child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    const [account, container, object, proxy, cache] = await freePorts(5)
    const rings = { account, container, object }
    for (const [name, port] of Object.entries(rings)) writeStorage(folder, name, port)
    writeFileSync(join(folder, 'etc/proxy-server.conf'), proxyConf(folder, proxy, cache))
    children.push(run('memcached', ['-u', 'nobody', '-l', '127.0.0.1', '-p', String(cache)], folder))
    for (const name of [...Object.keys(rings), 'proxy']) {
      const conf = join(folder, `etc/${name}-server.conf`)
      children.push(run(python, [`/usr/bin/swift-${name}-server`, conf], folder))
    }
    const endpoint = `http://127.0.0.1:${proxy}`
    for (let tries = 0; tries < 360; tries++) {
      const all = [account, container, object, cache].map(isOpen)
      if ((await answers(`${endpoint}/healthcheck`)) && (await Promise.all(all)).every(Boolean)) {
        const env = {
          AWS_ACCESS_KEY_ID: 'test:tester',
          AWS_SECRET_ACCESS_KEY: 'testing',
          AWS_REGION: 'us-east-1',
        }
        return { endpoint, env: { ...env, AWS_ENDPOINT_URL: endpoint }, stop }
      }
      await sleep(250)
    }
    const log = readFileSync(join(folder, 'log/all.log'), 'utf8').trim().split('\n').slice(-3).join(' | ')
    await stop()
    return { missing: `Swift was started and does not answer: ${log}` }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Null where all is there; else why not. */
function install() {
  const has = (file) => {
    try {
      accessSync(file, constants.R_OK)
      return true
    } catch {
      return false
    }
  }
  const isRoot = process.getuid?.() === 0
  if (!isRoot) return 'Swift needs /etc/swift/swift.conf, which only root can write'
  if (!has('/usr/bin/swift-proxy-server') || !has('/usr/bin/memcached')) {
    if (!has('/usr/bin/apt-get')) return 'Swift is not installed, and there is no apt-get'
    try {
      const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
      execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
        env,
        stdio: 'ignore',
      })
    } catch {
      return 'apt-get could not install Swift (apt-get update may help)'
    }
  }
  mkdirSync('/etc/swift', { recursive: true })
  if (!has(saltFile)) writeFileSync(saltFile, salt)
  return null
}

function writeStorage(folder, name, port) {
  const etc = join(folder, 'etc')
  writeFileSync(
    join(etc, `${name}-server.conf`),
    `[DEFAULT]\nbind_ip=127.0.0.1\nbind_port=${port}\nworkers=0\nuser=root\nswift_dir=${etc}\ndevices=${folder}/srv\n` +
      `mount_check=false\nfallocate_reserve=0\ndisable_fallocate=true\n[pipeline:main]\npipeline=${name}-server\n` +
      `[app:${name}-server]\nuse=egg:swift#${name}\n`,
  )
  const ring = (...args) =>
    execFileSync('swift-ring-builder', [join(etc, `${name}.builder`), ...args], { stdio: 'ignore' })
  ring('create', '4', '1', '0')
  ring('add', `r1z1-127.0.0.1:${port}/d1`, '1')
  ring('rebalance')
}

function proxyConf(folder, port, cache) {
  const filters = [
    'catch_errors',
    'gatekeeper',
    'healthcheck',
    'bulk',
    'copy',
    'slo',
    'dlo',
    'listing_formats',
  ]
  return (
    `[DEFAULT]\nbind_ip=127.0.0.1\nbind_port=${port}\nworkers=0\nuser=root\nswift_dir=${folder}/etc\n[pipeline:main]\n` +
    'pipeline=catch_errors gatekeeper healthcheck proxy-logging cache listing_formats bulk s3api tempauth copy slo dlo ' +
    'proxy-logging proxy-server\n[app:proxy-server]\nuse=egg:swift#proxy\naccount_autocreate=true\n' +
    '[filter:tempauth]\nuse=egg:swift#tempauth\nuser_test_tester=testing .admin\n' +
    '[filter:s3api]\nuse=egg:swift#s3api\nlocation=us-east-1\n' +
    `[filter:cache]\nuse=egg:swift#memcache\nmemcache_servers=127.0.0.1:${cache}\n` +
    '[filter:proxy-logging]\nuse=egg:swift#proxy_logging\n' +
    filters.map((name) => `[filter:${name}]\nuse=egg:swift#${name}\n`).join('')
  )
}

function run(program, args, folder) {
  const log = openSync(join(folder, 'log/all.log'), 'a')
  return spawn(program, args, { stdio: ['ignore', log, log] })
}

async function freePorts(count) {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer()
      await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
      return server
    }),
  )
  const ports = servers.map((server) => server.address().port)
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}

function isOpen(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

async function answers(url) {
  try {
    return (await fetch(url)).ok
  } catch {
    return false
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const server = await startS3Server()
  if ('missing' in server) {
    console.error(`no S3 server: ${server.missing}`)
    process.exitCode = 1
  } else {
    console.log(
      Object.entries(server.env)
        .map(([name, value]) => `export ${name}=${value}`)
        .join('\n'),
    )
    process.once('SIGINT', () => void server.stop())
    process.once('SIGTERM', () => void server.stop())
  }
}
