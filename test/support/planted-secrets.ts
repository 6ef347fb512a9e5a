// Made-up secrets of many kinds, put together from pieces so that no file here holds one; and transcripts that hold them.

/** Numbers that look drawn at random, the same for a seed. */
export function dice(seed: number): (below: number) => number {
  let state = (seed * 2654435761 + 12345) % 2147483648
  return (below) => {
    state = (state * 1103515245 + 12345) % 2147483648
    return Math.floor((state / 2147483648) * below)
  }
}

const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const lower = upper.toLowerCase()
const digits = '0123456789'

export interface Planted {
  readonly kind: string
  /** What must not be left. */
  readonly secret: string
  /** What somebody wrote, the secret in it. */
  readonly text: string
}

type Draw = (length: number, alphabet?: string) => string

const join = (...parts: readonly string[]): string => parts.join('')
const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const hex = `${digits}abcdef`

/** Kind → the secret, and the words around it where the secret alone says nothing. */
export const kinds: readonly (readonly [
  kind: string,
  make: (draw: Draw) => string | readonly [string, string],
])[] = [
  ['AWS access key id', (draw) => join('AK', 'IA', draw(15, `${upper}234567`), '7')],
  ['AWS temporary access key id', (draw) => join('AS', 'IA', draw(15, `${upper}234567`), '2')],
  ['AWS secret access key', (draw) => around('aws_secret_access', '_key = ', draw(40))],
  ['GitHub classic token', (draw) => join('gh', 'p_', draw(36))],
  ['GitHub app token', (draw) => join('gh', 's_', draw(36))],
  ['GitHub fine-grained token', (draw) => join('github', '_pat_', draw(22), '_', draw(59))],
  ['GitLab token', (draw) => join('glp', 'at-', draw(20))],
  ['GitLab deploy token', (draw) => join('gld', 't-', draw(20))],
  ['Slack bot token', (draw) => join('xo', 'xb-', draw(12, '123456789'), '-', draw(24))],
  [
    'Slack webhook',
    (draw) => join('https://hooks.sl', 'ack.com/services/T0', draw(7), '/B0', draw(7), '/', draw(23), '4'),
  ],
  ['Stripe live key', (draw) => join('sk', '_live_', draw(24))],
  ['Stripe restricted key', (draw) => join('rk', '_live_', draw(32))],
  ['Stripe webhook secret', (draw) => join('wh', 'sec_', draw(32))],
  ['npm token', (draw) => join('np', 'm_', draw(36))],
  ['PyPI token', (draw) => join('py', 'pi-AgEIcHlwaS5vcmc', draw(90))],
  ['OpenAI project key', (draw) => join('sk-', 'proj-', draw(48))],
  ['OpenAI key, old form', (draw) => join('sk-', draw(20), 'T3Blbk', 'FJ', draw(20))],
  ['Anthropic key', (draw) => join('sk-', 'ant-api03-', draw(93), 'AA')],
  ['Hugging Face token', (draw) => join('h', 'f_', draw(34))],
  ['Google API key', (draw) => join('AI', 'za', draw(35))],
  ['Google OAuth secret', (draw) => join('GOC', 'SPX-', draw(28))],
  ['Twilio key', (draw) => join('S', 'K', draw(32, hex))],
  ['SendGrid key', (draw) => join('S', 'G.', draw(22), '.', draw(43))],
  [
    'JSON web token',
    (draw) => join(base64url({ alg: 'HS256' }), '.', base64url({ sub: draw(12), n: 1 }), '.', draw(43)),
  ],
  ['Telegram bot token', (draw) => join(draw(9, '123456789'), ':A', 'A', draw(33))],
  [
    'Discord webhook',
    (draw) => join('https://disc', 'ord.com/api/webhooks/', draw(18, '123456789'), '/', draw(68)),
  ],
  ['Azure storage key', (draw) => around('Account', 'Key=', join(draw(86), '=='))],
  ['DigitalOcean token', (draw) => join('do', 'p_v1_', draw(64, hex))],
  ['HashiCorp Vault token', (draw) => join('hv', 's.', draw(95))],
  ['Shopify token', (draw) => join('shp', 'at_', draw(32, hex))],
  ['Groq key', (draw) => join('gs', 'k_', draw(52))],
  ['Linear key', (draw) => join('lin', '_api_', draw(40))],
  ['Notion token', (draw) => join('nt', 'n_', draw(11, digits), draw(35))],
  ['Docker token', (draw) => join('dckr', '_pat_', draw(27))],
  ['Databricks token', (draw) => join('da', 'pi', draw(32, hex))],
  ['Figma token', (draw) => join('fi', 'gd_', draw(40))],
  ['Grafana token', (draw) => join('gl', 'sa_', draw(32), '_', draw(8, hex))],
  ['Tailscale key', (draw) => join('ts', 'key-auth-', draw(12), '-', draw(30))],
  ['Supabase token', (draw) => join('sb', 'p_', draw(40, hex))],
  ['PostgreSQL URL', (draw) => around('postgres://app', ':', join(draw(12), '3'), '@db.corp.net:5432/shop')],
  ['MongoDB URL', (draw) => around('mongodb+srv://svc', ':', join(draw(14), '8'), '@cluster0.corp.net/shop')],
  [
    'basic authentication in a URL',
    (draw) => around('https://alice', ':', join(draw(12), '5'), '@git.corp.net/r.git'),
  ],
  ['connection string', (draw) => around('Server=db1;User Id=sa;Pass', 'word=', join(draw(12), '9'), ';')],
  ['password in code', (draw) => around('const pass', 'word = "', mixed(draw), '"')],
  ['api_key in JSON', (draw) => around('{"api_', 'key": "', join(mixed(draw), mixed(draw)), '"}')],
  ['SECRET_KEY in an env file', (draw) => around('SECRET', '_KEY=', draw(40, hex))],
  [
    'Authorization header',
    (draw) => around('Authorization: Bear', 'er ', join(mixed(draw), mixed(draw), mixed(draw))),
  ],
  ['option of a command', (draw) => around('login --tok', 'en ', join(mixed(draw), mixed(draw)))],
  ['Discord bot token', (draw) => join(base64(draw(18, '123456789')), '.', draw(6), '.', draw(27))],
  ['Twitter bearer token', (draw) => join('A'.repeat(21), draw(24), '%2F', draw(40), '%3D')],
  ['Airtable token', (draw) => join('pa', 't', draw(14), '.', draw(64, hex))],
  ['Bitbucket token', (draw) => join('AT', 'BB', draw(32))],
  ['Asana token', (draw) => join('2', '/', draw(16, '123456789'), ':', draw(32, hex))],
  ['Square token', (draw) => join('EA', 'AA', draw(60))],
  ['PayPal token', (draw) => join('access_', 'token$production$', draw(16, lower), '$', draw(32, hex))],
  ['ElevenLabs key', (draw) => join('s', 'k_', draw(48, hex))],
  ['NVIDIA key', (draw) => join('nv', 'api-', draw(64))],
  ['Jina key', (draw) => join('ji', 'na_', draw(60))],
  ['Gemini key, new form', (draw) => join('A', 'Q.', draw(50))],
  ['Terraform token', (draw) => join(draw(14), '.atlas', 'v1.', draw(67))],
  ['Pulumi token', (draw) => join('pu', 'l-', draw(40, hex))],
  ['Cloudflare origin key', (draw) => join('v1', '.0-', draw(24, hex), '-', draw(146, hex))],
  ['Dropbox token', (draw) => join('s', 'l.', draw(135))],
  ['EasyPost key', (draw) => join('EZ', 'AK', draw(54))],
  ['Plaid token', (draw) => join('access-', 'production-', madeUpUuid(draw))],
  ['Alibaba key id', (draw) => join('LT', 'AI5t', draw(18))],
  ['Tencent key id', (draw) => join('AK', 'ID', draw(32))],
  ['Flutterwave key', (draw) => join('FLW', 'SECK-', draw(32, hex), '-X')],
  ['LaunchDarkly key', (draw) => join('sd', 'k-', madeUpUuid(draw))],
  ['Supabase secret key', (draw) => join('sb_', 'secret_', draw(31))],
  ['Brevo key', (draw) => join('xkey', 'sib-', draw(64, hex), '-', draw(16))],
  ['Resend key', (draw) => join('r', 'e_', draw(8), '_', draw(24))],
  [
    'Teams webhook',
    (draw) =>
      around(
        'https://corp.webhook.office.com/x/Incoming',
        'Webhook/',
        join(draw(32, hex), '/', madeUpUuid(draw)),
      ),
  ],
  [
    'Azure signature',
    (draw) => around('https://a.blob.core.windows.net/c?sv=2022&s', 'ig=', join(draw(42), '7%3D')),
  ],
  ['password of mysql', (draw) => around('mysqldump -u root', ' -p', join(draw(14), '4'), ' shop')],
  ['PGPASSWORD', (draw) => around('PGPASS', 'WORD=', join(draw(13), '6'), ' psql -h db')],
  ['registry login', (draw) => around('{"ghcr.io":{"au', 'th":"', base64(join('bot:', draw(16))), '"}}')],
  ['cookie of a session', (draw) => around('Cookie: theme=dark; sess', 'ion=', draw(48), '; a=b')],
  ['UUID as a token', (draw) => around('CODECOV', '_TOKEN=', madeUpUuid(draw))],
  ['UUID of a registry', (draw) => around('//npm.corp.net/:_auth', 'Token=', madeUpUuid(draw))],
  ['AWS session token', (draw) => around('aws_session', '_token = ', join(draw(340), '=='))],
  ['SECRET_KEY_BASE', (draw) => around('SECRET_KEY', '_BASE=', draw(128, hex))],
  [
    'database URL of an example',
    (draw) => around('postgres://app', ':', join(draw(15), '3'), '@db.example.com/shop'),
  ],
]

/** As `btoa` has it. */
function base64(text: string): string {
  return Buffer.from(text, 'latin1').toString('base64')
}

function madeUpUuid(draw: Draw): string {
  return join(draw(8, hex), '-', draw(4, hex), '-4', draw(3, hex), '-a', draw(3, hex), '-', draw(12, hex))
}

/** The 64 characters a line of a private key in PEM form. */
export function madeUpPem(seed: number, lines = 4): string {
  const draw = drawer(dice(seed))
  return [
    join('-----BEGIN RSA ', 'PRIVATE', ' KEY-----'),
    ...Array.from({ length: lines }, (_, at) => (at === 0 ? 'MII' + draw(61) : draw(64))),
    join('-----END RSA ', 'PRIVATE', ' KEY-----'),
  ].join('\n')
}

/** One of every kind by turns. */
export function plantedSecrets(count: number, seed = 1): readonly Planted[] {
  const roll = dice(seed)
  return Array.from({ length: count }, (_, at) => {
    const [kind, make] = kinds[at % kinds.length] ?? ['', () => '']
    const made = make(drawer(roll))
    const [secret, text] = typeof made === 'string' ? [made, made] : made
    return { kind, secret, text }
  })
}

function around(before: string, sign: string, secret: string, after = ''): readonly [string, string] {
  return [secret, join(before, sign, secret, after)]
}

/** Twelve characters of all kinds, as password generators make them. */
function mixed(draw: Draw): string {
  return join(
    draw(2, upper),
    draw(1, digits),
    draw(2, lower),
    draw(1, upper),
    draw(1, digits),
    draw(1, lower),
    draw(2, upper),
    draw(1, digits),
    draw(1, lower),
  )
}

function drawer(roll: (below: number) => number): Draw {
  return (length, alphabet = upper + lower + digits) =>
    Array.from({ length }, () => alphabet.charAt(roll(alphabet.length))).join('')
}
