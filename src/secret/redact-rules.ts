// What a secret looks like in transcripts: kinds beyond those that prompts and code are searched for.
import { isWeakPassword, looksDrawn, looksRandom } from './lookalike.ts'
import { variableRules } from './redact-variables.ts'
import { vendorRule } from './redact-vendors.ts'
import type { SecretRule } from './rules.ts'

const before = '(?<![A-Za-z0-9_-])'
const after = '(?![A-Za-z0-9_-])'
const token = (source: string): RegExp => new RegExp(`${before}(?:${source})${after}`, 'gu')
const hasDigit = (secret: string): boolean => /\d/u.test(secret)

export const redactRules: readonly SecretRule[] = [
  {
    name: 'bearer-token',
    words: ['Bearer ', 'bearer '],
    pattern: /\b[Bb]earer {1,3}([A-Za-z0-9+/_.~-]{20,2000}={0,2})/gu,
    group: 1,
    only: (secret) => looksRandom(secret, 20),
  },
  {
    name: 'basic-auth',
    words: ['Basic ', 'basic '],
    pattern: /\b[Bb]asic {1,3}([A-Za-z0-9+/]{16,400}={0,2})(?![A-Za-z0-9+/=])/gu,
    group: 1,
    only: isBasicAuth,
  },
  {
    name: 'command-option',
    words: ['--'],
    pattern:
      /--(?:[a-z]{1,12}-)?(?:password|passwd|pass|token|api-?key|access-?key|secret|secret-?key)(?:=| {1,3})\\?["']?([^\s"'\\;|&<>$`]{8,300})/giu,
    group: 1,
    only: (secret) => looksRandom(secret, 8),
  },
  {
    name: 'curl-user',
    words: ['curl '],
    pattern: /\bcurl [^\n]{0,300}?-(?:u|-user)[ =]\\?["']?[^\s:"'\\]{1,100}:([^\s"'\\]{8,200})/gu,
    group: 1,
    only: (secret) => looksRandom(secret, 8),
  },
  {
    name: 'connection-string',
    words: ['assword=', 'wd=', 'ASSWORD=', 'WD='],
    pattern:
      /(?:Server|Data Source|Host|User ID|Uid|Username|Database)=[^"'\n]{1,200}?;\s?(?:Password|Pwd)=([^;"'\s\\]{6,128})/giu,
    group: 1,
    only: (secret) => !isWeakPassword(secret, '') && hasDigit(secret),
  },
  {
    name: 'netrc',
    words: ['login '],
    pattern:
      /\bmachine [^\s\\]{1,100}(?:\s|\\n){1,4}login [^\s\\]{1,100}(?:\s|\\n){1,4}password ([^\s"'\\]{6,200})/gu,
    group: 1,
    only: (secret) => looksDrawn(secret, 6),
  },
  {
    name: 'npm-auth',
    words: ['_password=', '_auth=', '_authToken='],
    pattern: /_(?:authToken|auth|password) ?= ?["']?([A-Za-z0-9+/_=.-]{16,400})/gu,
    group: 1,
    only: (secret) => looksRandom(secret, 16),
  },
  {
    name: 'gitlab',
    words: [
      'glptt-',
      'gldt-',
      'glrt-',
      'glcbt-',
      'glsoat-',
      'glft-',
      'glimt-',
      'glagent-',
      'gloas-',
      'glffct-',
    ],
    pattern: token('gl(?:ptt|dt|rt|cbt|soat|ft|imt|agent|oas|ffct)-[A-Za-z0-9_.-]{20,128}'),
    only: (secret) => looksDrawn(secret.replace(/^[a-z]+-/u, ''), 20),
  },
  { name: 'aws-bedrock', words: ['ABSK'], pattern: token('ABSK[A-Za-z0-9+/]{100,300}={0,2}') },
  { name: 'heroku', words: ['HRKU-'], pattern: token('HRKU-[A-Za-z0-9_-]{30,100}'), only: hasDigit },
  {
    name: 'azure-client-secret',
    words: ['Q~'],
    pattern: token('[A-Za-z0-9_~.]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34}'),
    only: hasDigit,
  },
  {
    name: 'facebook',
    words: ['EAA'],
    pattern: token('EAA[A-Za-z0-9]{80,300}'),
    only: (secret) => looksRandom(secret, 80),
  },
  {
    name: 'slack',
    words: ['xoxe', 'xoxs-', 'xoxc-', 'xoxd-', 'xapp-', 'xwfp-'],
    pattern: token('(?:xoxe(?:\\.xox[bp])?|xoxs|xoxc|xoxd|xapp|xwfp)-[A-Za-z0-9%_-]{20,400}'),
    only: (secret) => looksRandom(secret.replace(/^[a-z.]+-/u, ''), 20),
  },
  {
    name: 'slack-webhook',
    words: ['hooks.slack.com'],
    pattern: /hooks\.slack\.com\/(?:services|workflows|triggers)\/([A-Za-z0-9/]{20,120})/gu,
    group: 1,
    only: (secret) => hasDigit(secret) && !/X{4}/u.test(secret),
  },
  vendorRule,
  {
    name: 'sendgrid',
    words: ['SG.'],
    pattern: token('SG\\.[A-Za-z0-9_-]{16,32}\\.[A-Za-z0-9_-]{16,64}'),
    only: (secret) => looksRandom(secret.slice(3), 33),
  },
  {
    name: 'discord',
    words: ['.'],
    pattern: token('[MNO][DTjz][A-Za-z0-9_-]{22,26}\\.[A-Za-z0-9_-]{6}\\.[A-Za-z0-9_-]{27,40}'),
    only: (secret) => looksRandom(secret, 50),
  },
  {
    name: 'twitter',
    words: ['AAAAAAAAAAAAAAAAAAA'],
    pattern: token('A{19,22}[A-Za-z0-9]{20,60}%[0-9A-F]{2}[A-Za-z0-9%]{20,80}'),
  },
  {
    name: 'asana',
    words: ['/'],
    pattern: token('[0-2]/\\d{16}(?:/\\d{16})?:[0-9a-f]{32}'),
  },
  {
    name: 'teams-webhook',
    words: ['/IncomingWebhook/'],
    pattern: /\/IncomingWebhook\/([0-9a-f]{32}\/[0-9a-f-]{36})/gu,
    group: 1,
  },
  {
    name: 'azure-sas',
    words: ['sig='],
    pattern: /[?&;]sig=([A-Za-z0-9%/+]{40,90}(?:%3D|=)?)/gu,
    group: 1,
    only: (secret) => looksRandom(secret.replace(/%[0-9A-F]{2}/gu, ''), 36),
  },
  {
    name: 'mysql-password',
    words: ['mysql'],
    pattern: /\bmysql(?:dump|admin|import|sh)? [^\n]{0,200}? -p([^\s"'\\;|&<>$`-][^\s"'\\;|&<>$`]{7,100})/gu,
    group: 1,
    only: (secret) => looksDrawn(secret, 8),
  },
  {
    name: 'registry-auth',
    words: ['"auth', '_auth'],
    pattern: /"_?auth\\{0,3}": {0,3}\\{0,3}"([A-Za-z0-9+/]{16,400}={0,2})\\{0,3}"/gu,
    group: 1,
    only: isBasicAuth,
  },
  {
    name: 'session-cookie',
    words: ['ookie'],
    pattern:
      /\b[Cc]ookie["'\\]{0,3} {0,2}[:=,] {0,2}["']?[^\n"']{0,300}?(?:sess(?:ion)?|sid|auth|token|jwt)[A-Za-z_.-]{0,20}=([^;\s"'\\,]{24,1000})/gu,
    group: 1,
    only: (secret) => looksRandom(secret, 24),
  },
  {
    name: 'private-key',
    words: ['Private-Lines:'],
    pattern: /Private-Lines: \d{1,3}(?:\s|\\[rn]){1,4}([A-Za-z0-9+/=\\\r\n]{40,8000})/gu,
    group: 1,
  },
  ...variableRules,
]

/** User and password in base64, as RFC 7617 has it. */
function isBasicAuth(secret: string): boolean {
  const [, user, password] =
    /^([\x20-\x39\x3b-\x7e]{1,200}):([\x20-\x7e]{4,200})$/u.exec(
      Buffer.from(secret, 'base64').toString('latin1'),
    ) ?? []
  return user !== undefined && password !== undefined && !isWeakPassword(password, user)
}
