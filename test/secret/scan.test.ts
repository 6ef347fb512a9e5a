// Made-up secrets of many kinds are found, and what only looks like one is not. No secret-looking text stands in this
// file: the made-up ones are put together from pieces.
import { describe, expect, test, vi } from 'vitest'
import { digestText } from '../../src/digest/digest.ts'
import { secretDiagnostics } from '../../src/secret/diagnose.ts'
import { scanSecrets, type SecretHit } from '../../src/secret/scan.ts'

const hitsIn = async (text: string, known: readonly string[] = []): Promise<readonly SecretHit[]> => {
  const result = await scanSecrets([{ path: 'a.md', text }], [], known)
  if (!result.ok) throw new Error(result.diagnostics[0]?.message)
  return result.value
}

/** Letters and digits that look drawn at random, the same in every run. */
function noise(
  length: number,
  alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
): string {
  let state = 12345
  let text = ''
  while (text.length < length) {
    state = (state * 1103515245 + 12345) % 2147483648
    text += alphabet.charAt(Math.floor((state / 2147483648) * alphabet.length))
  }
  return text
}

const hex = (length: number): string => noise(length, '0123456789abcdef')
const base32 = (length: number): string => noise(length, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')
const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const join = (...parts: readonly string[]): string => parts.join('')
const pem = (kind: string, lineEnd: string): string =>
  [
    join('-----BEGIN ', kind, 'PRIVATE', ' KEY-----'),
    'MII' + noise(61),
    noise(64),
    noise(40),
    join('-----END ', kind, 'PRIVATE', ' KEY-----'),
  ].join(lineEnd)

const secrets: readonly (readonly [kind: string, text: string])[] = [
  ['AWS access key id', `key AKIA${base32(16)} in us-east-1`],
  ['AWS temporary access key id', `ASIA${base32(16)}`],
  ['AWS secret access key', join('AWS_SECRET', '_ACCESS_KEY=', noise(40))],
  [
    'JSON web token',
    [base64url({ alg: 'HS256', typ: 'JWT' }), base64url({ sub: 'u1', exp: 1 }), noise(43)].join('.'),
  ],
  ['Stripe live key', join('sk_', 'live_', noise(24))],
  ['Stripe restricted key', join('rk_', 'live_', noise(32))],
  ['Stripe test key', join('sk_', 'test_', noise(24))],
  ['Stripe webhook secret', join('whsec', '_', noise(32))],
  ['Google API key', join('AI', 'za', noise(35))],
  ['Google OAuth client secret', join('GOC', 'SPX-', noise(28))],
  ['Anthropic key', join('sk-', 'ant-api03-', noise(93), 'AA')],
  ['Anthropic key of another length', join('sk-', 'ant-oat01-', noise(60))],
  ['OpenAI key', join('sk-', 'proj-', noise(48))],
  ['OpenAI key, old form', join('sk-', noise(20), 'T3Blbk', 'FJ', noise(20))],
  ['GitHub classic token', join('ghp', '_', noise(36))],
  ['GitHub fine-grained token', join('github', '_pat_', noise(82))],
  ['GitLab token', join('glp', 'at-', noise(20))],
  ['Slack bot token', join('xo', 'xb-', '123456789012-', noise(24))],
  ['Slack webhook', join('https://hooks.sl', 'ack.com/services/', 'T0AB1CD2E/B0FG3HI4J/', noise(24))],
  ['npm token', join('np', 'm_', noise(36))],
  ['Hugging Face token', join('hf', '_', noise(34))],
  ['SendGrid key', join('S', 'G.', noise(22), '.', noise(43))],
  ['Shopify token', join('shp', 'at_', hex(32))],
  ['Twilio key', join('S', 'K', hex(32))],
  ['Telegram bot token', join('123456789', ':AA', noise(33))],
  ['Discord webhook', join('https://disc', 'ord.com/api/webhooks/', '123456789012345678/', noise(68))],
  ['Azure storage key', join('DefaultEndpointsProtocol=https;Account', 'Key=', noise(86), '==')],
  ['PyPI token', join('py', 'pi-AgEIcHlwaS5vcmc', noise(60))],
  ['DigitalOcean token', join('do', 'p_v1_', hex(64))],
  ['HashiCorp Vault token', join('hv', 's.', noise(95))],
  ['private key', pem('RSA ', '\n')],
  ['private key, PKCS 8', pem('', '\n')],
  ['private key on one line with \\n', `"${pem('', '\\n')}"`],
  ['private key in a string in a string', `"${pem('EC ', '\\\\n')}"`],
  ['private key, cut off', pem('OPENSSH ', '\n').slice(0, 140)],
  ['PostgreSQL URL', join('postgres://app:', 'Xy7pQ2mN9', '@db.corp.net:5432/shop?ssl=true')],
  ['Redis URL without a user', join('redis://:', 'Xy7pQ2mN9', '@cache.corp.net:6379')],
  ['basic authentication in a URL', join('https://alice:', 'Xy7pQ2mN9', '@git.corp.net/r.git')],
  ['password in code', join('const pass', 'word = "', 'Xy7pQ2mN9kL4', '"')],
  ['password with a type', join('const dbPass', "word: string = '", 'Xy7pQ2mN9kL4', "'")],
  ['api_key in JSON', join('{ "api_', 'key": "', noise(24), '" }')],
  ['api key in escaped JSON', join('{ \\"api', 'Key\\": \\"', noise(24), '\\" }')],
  ['SECRET_KEY in an env file', join('SECRET', '_KEY=', hex(40))],
  ['password in YAML', join('pass', 'word: ', noise(20))],
  ['token that is compared with', join('if (to', 'ken === "', noise(24), '")')],
  ['Authorization header', join('Authorization: Bear', 'er ', noise(32))],
]

const lookAlikes: readonly string[] = [
  // The four classes of false alarms told in entireio/cli#1203, then what documents and code are full of.
  'if (apiKey == "") return',
  'apiKey = ""',
  `refresh_token\n"${noise(24)}"`,
  'const access_token\nexport const next = 1',
  'url += "api_key=" + encodeURIComponent(key1)',
  'ANTHROPIC_API_KEY=sk-ant-...',
  'export ANTHROPIC_API_KEY=sk-ant-api03-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
  'Authorization: Bearer <TOKEN>',
  'TOKEN=<YOUR_TOKEN_HERE>',
  'PASSWORD=$(pass show shop/db)',
  'password: ${DB_PASSWORD}',
  'const password = process.env.DB_PASSWORD_2',
  'token: {{ secrets.NPM_TOKEN }}',
  'secret: "****************"',
  'apiKey: "[REDACTED:aws-access-key-id]"',
  'AKIAIOSFODNN7EXAMPLE',
  "password: 'correct horse battery staple 1'",
  "password: 'correct-horse-battery-1'",
  "const password = 'a-long-enough-password-2'",
  "password: 'password1234'",
  "password: 'hunter2hunter2'",
  "token: 'tok_1'",
  "const token = 'not-a-token'",
  "token = 'session-token-of-alice-1'",
  "apiKey: 'your-api-key-goes-here-123'",
  "secret: 'a1b2c3d4e5f6'",
  "secret: 'abc123abc123'",
  'const secret = createHash("sha256").update(input2).digest("hex")',
  'const token = base64url(randomBytes(32))',
  'password: string',
  'readonly token: Promise<Result<Session2>>',
  `passwordHash: '${hex(64)}'`,
  `"integrity": "sha512-${noise(86)}=="`,
  `digest: sha256:${hex(64)}`,
  `commit ${hex(40)}`,
  `"password": "sha256:${hex(64)}"`,
  "token, './keys/k1-a2-b3.pem'",
  "secret: 'config.a1b2.x3y4z'",
  [
    base64url({ alg: 'HS256', typ: 'JWT' }),
    base64url({ sub: '1234567890', name: 'John Doe' }),
    noise(43),
  ].join('.'),
  "nextPageToken: 'Cj8KDDE2Nzg5MDEyMzQ1'",
  'idempotencyKey: "9f8e7d6c5b4a39281706f5e4"',
  "token: '123e4567-e89b-12d3-a456-426614174000'",
  'postgres://postgres:postgres@localhost:5432/shop',
  'postgres://user:password@db.example.com/shop',
  'https://user:pass@example.com/path',
  'redis://:${REDIS_PASSWORD}@cache:6379',
  '-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----',
  'The file starts with -----BEGIN RSA PRIVATE KEY----- and ends with -----END RSA PRIVATE KEY-----.',
  'const header = "-----BEGIN " + kind + " PRIVATE KEY-----"',
  'xoxb-your-token',
  'ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
  'sk_live_...',
  'eyJhbGciOi... is how a JWT begins',
  'the task-id-of-a-very-long-running-background-job-1',
  'tokens: 4096, maxTokens: 8192',
  'secretKeyRef: shop-database-credentials',
]

describe('scanSecrets', () => {
  test.each(secrets)('finds a made-up %s', async (_kind, text) => {
    const hits = await hitsIn(`First line.\n\nSome words, then ${text}\nand more.\n`)
    expect(hits).toHaveLength(1)
    expect(hits[0]).toMatchObject({ path: 'a.md', line: 3 })
  })

  test.each(lookAlikes)('lets %s pass', async (text) => {
    expect(await hitsIn(`Words.\n${text}\n`)).toEqual([])
  })

  test('shows place, kind and digest of a secret, and never the secret', async () => {
    const secret = join('ghp', '_', noise(36))
    const [hit] = await hitsIn(`a\n  b ${secret} c\n`)
    expect(hit).toEqual({ path: 'a.md', line: 2, column: 5, rule: 'github', digest: digestText(secret) })
    if (hit === undefined) return
    const [told] = secretDiagnostics([hit], 'secret-found')
    expect(told).toMatchObject({ code: 'secret-found', place: { path: 'a.md', line: 2, column: 5 } })
    expect(JSON.stringify(told)).not.toContain(secret.slice(4, 12))
    expect(told?.hint).toContain(hit.digest)
  })

  test('a false alarm that was allowed by its digest is not told again; another secret beside it is', async () => {
    const allowed = join('AKIA', base32(16))
    const other = join('ghp', '_', noise(36))
    const texts = [{ path: 'a.md', text: `${allowed}\n${other}\n` }]
    const result = await scanSecrets(texts, [{ digest: digestText(allowed), reason: 'made up' }])
    expect(result.ok && result.value.map((hit) => [hit.line, hit.rule])).toEqual([[2, 'github']])
  })

  test('a comment in the text switches nothing off', async () => {
    const secret = join('ghp', '_', noise(36))
    expect(await hitsIn(`<!-- secretlint-disable -->\n${secret}\n// secretlint-disable-line\n`)).toHaveLength(
      1,
    )
  })

  test('finds values of the environment wherever they stand, also inside JSON, unless they are short', async () => {
    const known = ['open sesame "please"', '8080', 'true']
    const hits = await hitsIn(`port 8080 true\n{"a": ${JSON.stringify(`x open sesame "please" y`)}}\n`, known)
    expect(hits).toMatchObject([{ line: 2, rule: 'environment' }])
  })

  test('tells several texts in order, each with its own path', async () => {
    const secret = join('ghp', '_', noise(36))
    const texts = [
      { path: 'b.md', text: `\n${secret}` },
      { path: 'a.md', text: secret },
    ]
    const result = await scanSecrets(texts, [])
    expect(result.ok && result.value.map((hit) => `${hit.path}:${hit.line}`)).toEqual(['b.md:2', 'a.md:1'])
  })

  test('reads megabytes on one line, of the kinds that make patterns backtrack', async () => {
    const shapes = [
      'a',
      'password=',
      'https://a:',
      'eyJa.',
      '-----BEGIN PRIVATE KEY-----',
      '"token": "',
      'SK-_',
      'Authorization: ',
      '\\n"\'`',
    ]
    for (const shape of shapes) {
      expect((await hitsIn(shape.repeat(Math.ceil(1_000_000 / shape.length)))).length, shape).toBe(0)
    }
  })

  test('a scanner that cannot run is trouble, not silence', async () => {
    vi.resetModules()
    vi.doMock('@secretlint/core', () => {
      throw new Error('cannot find it')
    })
    const broken = await import('../../src/secret/scan.ts')
    const result = await broken.scanSecrets([{ path: 'a.md', text: 'nothing' }], [])
    vi.doUnmock('@secretlint/core')
    expect(result).toMatchObject({
      ok: false,
      diagnostics: [{ code: 'secret-scanner', severity: 'trouble' }],
    })
  })
})
