// Proxy settings of the environment: which proxy is asked to go where, and when none is.
import { afterEach, describe, expect, test } from 'vitest'
import { answer, startMessagesServer, type MessagesServer } from '../../support/messages-server.ts'
import { startProxy, type Proxy } from '../../support/proxy.ts'
import { askModel, key, modelAt } from './ask.ts'

const opened: { close(): Promise<void> }[] = []
const keep = <T extends { close(): Promise<void> }>(thing: T): T => {
  opened.push(thing)
  return thing
}
afterEach(async () => {
  await Promise.all(opened.splice(0).map((thing) => thing.close()))
})

/** A server, and a proxy that leads to it under any name. */
async function behindProxy(): Promise<{ readonly server: MessagesServer; readonly proxy: Proxy }> {
  const server = keep(await startMessagesServer({ otherwise: answer('ok') }))
  return { server, proxy: keep(await startProxy(server.port)) }
}

// `.invalid` is reserved: no name server knows it (RFC 2606). Only the proxy can lead there.
const far = 'http://models.invalid'

describe('the way to a server', () => {
  test.each(['HTTP_PROXY', 'http_proxy'])('leads through %s', async (name) => {
    const { server, proxy } = await behindProxy()
    const env = { ANTHROPIC_BASE_URL: far, ANTHROPIC_API_KEY: key, [name]: proxy.url }
    const { answer: got } = await askModel(modelAt('', { env }))
    expect(got).toMatchObject({ ok: true, text: 'ok' })
    expect(proxy.tunnels).toEqual(['models.invalid:80'])
    expect(server.asked()).toHaveLength(1)
  })

  test('leads through HTTPS_PROXY for https, and says so when the proxy opens no way', async () => {
    const proxy = keep(await startProxy(null))
    const env = {
      ANTHROPIC_BASE_URL: 'https://models.invalid',
      ANTHROPIC_API_KEY: key,
      HTTPS_PROXY: proxy.url,
    }
    const { answer: got } = await askModel(modelAt('', { env, patience: { retries: 0 } }))
    expect(proxy.tunnels).toEqual(['models.invalid:443'])
    expect(got).toMatchObject({
      ok: false,
      failure: { kind: 'connection-lost', message: 'the proxy did not open a way to models.invalid' },
    })
  })

  test('goes around the proxy for names in NO_PROXY', async () => {
    const { server, proxy } = await behindProxy()
    const env = {
      ANTHROPIC_BASE_URL: far,
      ANTHROPIC_API_KEY: key,
      HTTP_PROXY: proxy.url,
      NO_PROXY: '.invalid',
    }
    const { answer: got } = await askModel(modelAt('', { env, patience: { retries: 0 } }))
    expect(got).toMatchObject({ ok: false, failure: { kind: 'connection-lost' } })
    expect([proxy.tunnels, server.requests]).toEqual([[], []])
  })

  test('never leads through a proxy to this machine', async () => {
    const { server, proxy } = await behindProxy()
    const env = { ANTHROPIC_BASE_URL: server.url, HTTP_PROXY: proxy.url }
    expect((await askModel(modelAt('', { env }))).answer.ok).toBe(true)
    expect(proxy.tunnels).toEqual([])
  })

  test('carries the proxy’s own password to the proxy, and nowhere else', async () => {
    const { server, proxy } = await behindProxy()
    const env = {
      ANTHROPIC_BASE_URL: far,
      ANTHROPIC_API_KEY: key,
      HTTP_PROXY: proxy.url.replace('//', '//me:proxy-password@'),
    }
    const { answer: got } = await askModel(modelAt('', { env }))
    expect(got.ok).toBe(true)
    expect(proxy.credentials).toEqual([`Basic ${btoa('me:proxy-password')}`])
    expect(JSON.stringify(server.requests)).not.toContain('proxy-password')
  })

  test.each(['nonsense', 'ftp://proxy:21', 'proxy:3128'])(
    'is not looked for where HTTP_PROXY is %s',
    async (value) => {
      const env = { ANTHROPIC_BASE_URL: far, ANTHROPIC_API_KEY: key, HTTP_PROXY: value }
      const { answer: got } = await askModel(modelAt('', { env }))
      expect(got).toMatchObject({
        ok: false,
        failure: { kind: 'not-found', message: 'HTTP_PROXY is not the address of a proxy' },
      })
    },
  )
})
