// The Anthropic model in a process of its own, with an environment that tempts the SDK: it says nothing on stdout and
// takes no credentials from the home folder. And the loopback server, started the way scripts start it.
import { execFile, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { answer, apiError, startMessagesServer } from '../../support/messages-server.ts'
import { askModel, key, modelAt } from './ask.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
let folder: string
let program: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'spec-models-test-'))
  program = join(folder, 'dist', 'stdin.mjs')
  const source = `
    import { anthropicModel } from ${JSON.stringify(join(root, 'src/adapters/models/anthropic.ts'))}
    const model = anthropicModel({ model: 'claude-sonnet-5-5', env: process.env, baseUrl: process.env.CONFIGURED_URL, patience: { retries: 0 } })
    const request = { system: [{ text: 'rules', cache: true }], messages: [{ role: 'user', text: 'hello' }] }
    const answer = await model.ask(request, () => {}, new AbortController().signal)
    process.stdout.write(JSON.stringify(answer))`
  // Bundled as scripts/build.mjs does it: packages inside, and in chunks that are loaded late.
  await build({
    stdin: { contents: source, resolveDir: root, loader: 'ts' },
    outdir: join(folder, 'dist'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    banner: { js: 'import{createRequire as make}from"node:module";const require=make(import.meta.url);' },
    logLevel: 'silent',
  })
  const config = join(folder, 'home', '.config', 'anthropic')
  mkdirSync(join(config, 'configs'), { recursive: true })
  mkdirSync(join(config, 'credentials'), { recursive: true })
  writeFileSync(join(config, 'active_config'), 'default')
  const profile = {
    version: '1.0',
    base_url: 'http://127.0.0.1:9',
    authentication: {
      type: 'user_oauth',
      client_id: 'client',
      credentials_path: join(config, 'credentials', 'default.json'),
    },
  }
  writeFileSync(join(config, 'configs', 'default.json'), JSON.stringify(profile))
  const credentials = {
    version: '1.0',
    type: 'oauth_token',
    access_token: 'token-of-the-home-folder',
    expires_at: 4102444800,
  }
  writeFileSync(join(config, 'credentials', 'default.json'), JSON.stringify(credentials), { mode: 0o600 })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const run = (
  env: Readonly<Record<string, string>>,
): Promise<{ readonly stdout: string; readonly stderr: string }> =>
  promisify(execFile)(process.execPath, [program], {
    env: { PATH: process.env['PATH'], HOME: join(folder, 'home'), ANTHROPIC_LOG: 'debug', ...env },
    timeout: 20_000,
  })

describe('in a process of its own', () => {
  test('the SDK writes nothing to stdout, whatever its log level', async () => {
    const server = await startMessagesServer({ replies: [answer('ok')] })
    const { stdout, stderr } = await run({
      ANTHROPIC_BASE_URL: server.url,
      ANTHROPIC_API_KEY: key,
      ANTHROPIC_AUTH_TOKEN: key,
    })
    await server.close()
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, text: 'ok' })
    expect(stdout + stderr).not.toContain(key)
  })

  test('the key is in no output of a failure', async () => {
    const server = await startMessagesServer({
      replies: [apiError(401, 'authentication_error', `bad key ${key}`)],
    })
    const { stdout, stderr } = await run({ ANTHROPIC_BASE_URL: server.url, ANTHROPIC_API_KEY: key })
    await server.close()
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, failure: { kind: 'authentication' } })
    expect(stdout + stderr).not.toContain(key)
  })

  // `missing`: a profile that the SDK would look for, and fail without.
  test.each(['default', 'missing'])('the profile %s of the home folder is not looked at', async (profile) => {
    const server = await startMessagesServer({ replies: [answer('ok')] })
    const { stdout } = await run({ ANTHROPIC_BASE_URL: server.url, ANTHROPIC_PROFILE: profile })
    await server.close()
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, text: 'ok' })
    expect(server.asked()[0]?.headers['authorization']).toBeUndefined()
  })

  test('headers of the environment do not reach a server that only a configuration names', async () => {
    const server = await startMessagesServer({ otherwise: answer('ok') })
    const env = { ANTHROPIC_API_KEY: key, ANTHROPIC_CUSTOM_HEADERS: 'X-Team: blue-team-1' }
    await run({ ...env, CONFIGURED_URL: server.url })
    await run({ ...env, ANTHROPIC_BASE_URL: server.url })
    await server.close()
    const [stranger, own] = server.asked()
    expect([stranger?.headers['x-team'], stranger?.headers['authorization']]).toEqual([undefined, undefined])
    expect([own?.headers['x-team'], own?.headers['authorization']]).toEqual(['blue-team-1', `Bearer ${key}`])
  })

  test('a server of the home folder is not asked', async () => {
    const { stdout } = await run({})
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, failure: { kind: 'no-key' } })
  })
})

describe('the loopback server as a script starts it', () => {
  test('prints its address, answers by its script, and ends when its starter does', async () => {
    const script = join(folder, 'script.json')
    writeFileSync(script, JSON.stringify({ answers: ['from a script'], lifetimeMs: 20_000 }))
    const main = fileURLToPath(new URL('../../support/messages-server-main.mjs', import.meta.url))
    const child = spawn(process.execPath, [main, script], { stdio: ['pipe', 'pipe', 'inherit'] })
    const ended = new Promise((resolve) => child.once('exit', resolve))
    const url = await new Promise<string>((resolve) => {
      child.stdout.once('data', (line: Buffer) => resolve(line.toString().trim()))
    })
    expect((await askModel(modelAt(url))).answer).toMatchObject({ ok: true, text: 'from a script' })
    child.stdin.end()
    expect(await ended).toBe(0)
  })
})
