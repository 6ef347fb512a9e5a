// Which server is asked and who asks, from the environment and the configuration. Nothing is sent here.
import { describe, expect, test } from 'vitest'
import { findEndpoint, isLocalHost, isLoopback } from '../../../src/adapters/models/endpoint.ts'
import { failureDiagnostic } from '../../../src/model/failure.ts'

const key = 'sk-ant-loopback-9f3kQzX7-secret'

describe('the server', () => {
  test('is Anthropic where nothing else is said', () => {
    expect(findEndpoint({ ANTHROPIC_API_KEY: key }, undefined)).toMatchObject({
      ok: true,
      endpoint: { baseUrl: 'https://api.anthropic.com', official: true, local: false, notes: [] },
    })
  })

  test('is the configured one before the environment’s', () => {
    const env = { ANTHROPIC_BASE_URL: 'http://localhost:1' }
    expect(findEndpoint(env, 'http://localhost:2')).toMatchObject({
      endpoint: { baseUrl: 'http://localhost:2' },
    })
  })

  test.each([
    ['https://gateway.example/anthropic/v1/', 'https://gateway.example/anthropic', true],
    ['https://gateway.example/anthropic', 'https://gateway.example/anthropic', false],
    ['https://gateway.example/v1/messages', 'https://gateway.example', true],
    ['https://gateway.example/v1x', 'https://gateway.example/v1x', false],
  ])('%s is used as %s', (written, baseUrl, told) => {
    const found = findEndpoint({ ANTHROPIC_BASE_URL: written, ANTHROPIC_API_KEY: key }, undefined)
    expect(found).toMatchObject({ ok: true, endpoint: { baseUrl, official: false } })
    expect(found.ok && found.endpoint.notes.length > 0).toBe(told)
  })

  test.each([
    'localhost:11434',
    'not an address',
    'ftp://host',
    'https://me:password-1@host',
    'https://host/?key=1',
    'https://host/#a',
  ])('is not %s; the message holds no password of it', (written) => {
    const found = findEndpoint({ ANTHROPIC_BASE_URL: written, ANTHROPIC_API_KEY: key }, undefined)
    expect(found).toMatchObject({ ok: false, failure: { kind: 'not-found' } })
    expect(JSON.stringify(found)).not.toContain('password-1')
  })

  test('that the key would reach unencrypted over the network is told of', () => {
    const found = findEndpoint(
      { ANTHROPIC_BASE_URL: 'http://gateway.example', ANTHROPIC_API_KEY: key },
      undefined,
    )
    expect(found).toMatchObject({
      endpoint: { notes: ['the key goes to gateway.example unencrypted: use https'] },
    })
  })
})

describe('the key', () => {
  test('of the environment stays home when a repository’s configuration names the server', () => {
    const env = {
      ANTHROPIC_API_KEY: key,
      ANTHROPIC_CUSTOM_HEADERS: `X-Team: blue-team-1\nAuthorization: Bearer ${key}`,
    }
    const found = findEndpoint(env, 'https://evil.example')
    expect(found).toMatchObject({ ok: false, failure: { kind: 'no-key' } })
    expect(found.ok ? '' : failureDiagnostic(found.failure).hint).toContain(
      'ANTHROPIC_BASE_URL=https://evil.example',
    )
    expect(JSON.stringify(found)).not.toContain(key)
  })

  test('and extra headers of the environment stay home on this machine too', () => {
    const env = { ANTHROPIC_API_KEY: key, ANTHROPIC_CUSTOM_HEADERS: 'X-Team: blue-team-1\nnonsense' }
    expect(findEndpoint(env, 'http://localhost:9')).toMatchObject({
      ok: true,
      endpoint: { credential: { kind: 'none' }, withheldHeaders: ['X-Team'] },
    })
  })

  test('goes to Anthropic and to the environment’s server whoever names them', () => {
    const env = { ANTHROPIC_API_KEY: key, ANTHROPIC_BASE_URL: 'https://gateway.example/a' }
    for (const configured of ['https://api.anthropic.com', 'https://gateway.example/b']) {
      expect(findEndpoint(env, configured)).toMatchObject({
        ok: true,
        endpoint: { credential: { kind: 'key' } },
      })
    }
  })

  test.each(['two\nlines', 'schlüssel', 'with space'])(
    'with odd characters is refused before it is sent',
    (value) => {
      const found = findEndpoint({ ANTHROPIC_API_KEY: value }, undefined)
      expect(found).toMatchObject({ ok: false, failure: { kind: 'authentication' } })
      expect(JSON.stringify(found)).not.toContain(value)
    },
  )

  test('is missing for a server far away: the diagnostic says what to do', () => {
    const found = findEndpoint({}, undefined)
    expect(found.ok ? null : failureDiagnostic(found.failure)).toMatchObject({
      code: 'model-no-key',
      severity: 'trouble',
      hint: expect.stringMatching(/ANTHROPIC_API_KEY.*--model claude-code.*--response/) as string,
    })
  })
})

describe('a host', () => {
  test.each([
    'localhost',
    '127.0.0.1',
    '127.1.2.3',
    '[::1]',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.1',
    '192.168.1.5',
    '169.254.1.1',
    '[fd00::1]',
    '[fe80::1]',
    'ollama',
    'nas.local',
    'host.docker.internal',
    'api.localhost',
  ])('%s is near', (host) => {
    expect(isLocalHost(host)).toBe(true)
  })

  test.each([
    'api.anthropic.com',
    '172.32.0.1',
    '11.0.0.1',
    '8.8.8.8',
    '10.evil.example',
    '127.evil.example',
    '[2001:db8::1]',
    'local.example',
  ])('%s is far', (host) => {
    expect([isLocalHost(host), isLoopback(host)]).toEqual([false, false])
  })

  test('on this machine is told from one near by', () => {
    expect(['localhost', '127.0.0.1', '[::1]', '10.0.0.1', 'ollama'].map(isLoopback)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ])
  })
})
