// Who asks, and where: keys, tokens and addresses, as a server on this machine sees them.
import { describe, expect, test } from 'vitest'
import { answer, startMessagesServer } from '../../support/messages-server.ts'
import { askModel, key, modelAt, notes } from './ask.ts'
import { useServers } from './serving.ts'

const serve = useServers()

describe('who asks', () => {
  const sentWith = async (
    env: Readonly<Record<string, string>>,
    baseUrl?: (url: string) => string,
  ): Promise<{
    readonly authorization: string | undefined
    readonly xApiKey: string | undefined
    readonly kind: string
  }> => {
    const server = await serve({ otherwise: answer('ok') })
    const base = baseUrl?.(server.url)
    const model = modelAt(server.url, {
      env: base === undefined ? { ANTHROPIC_BASE_URL: server.url, ...env } : env,
      baseUrl: base,
    })
    const { answer: got } = await askModel(model)
    const headers = server.asked()[0]?.headers
    return {
      authorization: headers?.['authorization'],
      xApiKey: headers?.['x-api-key'],
      kind: got.ok ? 'ok' : got.failure.kind,
    }
  }

  test('is shown by the key, as Bearer and as x-api-key', async () => {
    expect(await sentWith({ ANTHROPIC_API_KEY: key })).toEqual({
      authorization: `Bearer ${key}`,
      xApiKey: key,
      kind: 'ok',
    })
  })

  test('is shown by the token, as Bearer only', async () => {
    expect(await sentWith({ ANTHROPIC_AUTH_TOKEN: key })).toEqual({
      authorization: `Bearer ${key}`,
      xApiKey: undefined,
      kind: 'ok',
    })
  })

  test('is shown by the key where both are set', async () => {
    const env = { ANTHROPIC_API_KEY: key, ANTHROPIC_AUTH_TOKEN: 'another-token' }
    expect(await sentWith(env)).toEqual({ authorization: `Bearer ${key}`, xApiKey: key, kind: 'ok' })
  })

  test('is not shown at all to a server of one’s own without a key', async () => {
    expect(await sentWith({ ANTHROPIC_API_KEY: ' ' })).toEqual({
      authorization: undefined,
      xApiKey: undefined,
      kind: 'ok',
    })
  })

  test('is not shown to a server that only the repository’s configuration names', async () => {
    const env = { ANTHROPIC_API_KEY: key, ANTHROPIC_AUTH_TOKEN: key }
    expect(await sentWith(env, (url) => url)).toEqual({
      authorization: undefined,
      xApiKey: undefined,
      kind: 'ok',
    })
  })

  test('is shown to a configured server that the environment names as well', async () => {
    const server = await serve({ otherwise: answer('ok'), key })
    const env = { ANTHROPIC_API_KEY: key, ANTHROPIC_BASE_URL: server.url }
    expect((await askModel(modelAt('', { env, baseUrl: `${server.url}/` }))).answer.ok).toBe(true)
  })

  test('has to be known to Anthropic: without a key nothing is sent', async () => {
    const { answer: got } = await askModel(modelAt('', { env: {} }))
    expect(got).toMatchObject({ ok: false, failure: { kind: 'no-key' }, partial: '' })
  })
})

describe('an address', () => {
  test.each(['/v1', '/v1/', '/v1/messages', '/'])('may end in %s', async (ending) => {
    const server = await serve({ otherwise: answer('ok') })
    const asked = await askModel(modelAt(`${server.url}${ending}`))
    expect(asked.answer.ok).toBe(true)
    expect(server.requests.map(({ path }) => path)).toEqual(['/v1/messages'])
    expect(notes(asked)).toEqual(
      ending === '/' ? [] : [`ANTHROPIC_BASE_URL should not end in /v1: using ${server.url}`],
    )
  })

  test('may have nobody listening', async () => {
    const server = await startMessagesServer()
    await server.close()
    const asked = await askModel(modelAt(server.url))
    expect(asked.answer).toMatchObject({
      ok: false,
      failure: { kind: 'connection-lost', message: `nothing listens at 127.0.0.1:${server.port}` },
    })
    expect(asked.events).toEqual([])
  })
})
