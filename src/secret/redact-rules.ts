// What a secret looks like in transcripts: kinds beyond those that prompts and code are searched for.
import { isWeakPassword, looksRandom } from './lookalike.ts'
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
    only: (secret) => looksRandom(secret, 6),
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
    only: (secret) => looksRandom(secret.replace(/^[a-z]+-/u, ''), 20),
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
  {
    name: 'vendor-token',
    words: vendorWords(),
    pattern: token(
      [
        'fo1_[A-Za-z0-9_-]{40,60}',
        'FlyV1 fm2_[A-Za-z0-9+/=_-]{50,600}',
        'pscale_(?:tkn|pw|oauth)_[A-Za-z0-9_.=-]{30,64}',
        'dp\\.(?:pt|st|ct|sa|scim|audit)\\.[A-Za-z0-9._-]{40,64}',
        'nfp_[A-Za-z0-9]{36,40}',
        'dt0c01\\.[A-Z0-9]{24}\\.[A-Z0-9]{64}',
        'pat-(?:na|eu)1-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}',
        'lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}',
        'sk-lf-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}',
        'pcsk_[A-Za-z0-9_]{40,100}',
        'bkua_[0-9a-f]{40}',
        'CCIPAT_[A-Za-z0-9_]{30,80}',
        'tskey-[a-z]{3,12}-[A-Za-z0-9]{8,20}-[A-Za-z0-9]{20,50}',
        'rzp_live_[A-Za-z0-9]{14,24}',
        'CFPAT-[A-Za-z0-9_-]{43}',
        'CLOJARS_[0-9a-f]{60}',
        'sb_secret_[A-Za-z0-9_-]{22,60}',
        'sq[pua]_[0-9a-f]{40}',
        'cio[A-Za-z0-9]{32}',
        'oy2[a-z0-9]{43}',
        'AKCp[A-Za-z0-9]{69,73}',
        'phx_[A-Za-z0-9]{40,60}',
        'sk\\.eyJ[A-Za-z0-9_-]{50,200}\\.[A-Za-z0-9_-]{20,60}',
        'key-[A-Za-z0-9]{32}',
        'sntry[su]_[A-Za-z0-9+/=_-]{50,300}',
        'tvly-[A-Za-z0-9-]{28,60}',
        'fc-[0-9a-f]{32}',
        'lin_oauth_[0-9a-f]{40,80}',
        'secret_[A-Za-z0-9]{43}',
      ].join('|'),
    ),
    only: (secret) => looksRandom(secret.replace(/^.{0,7}[-_.]/u, ''), 12) || /-[0-9a-f]{12}$/u.test(secret),
  },
]

function vendorWords(): readonly string[] {
  return (
    'fo1_ fm2_ pscale_ dp.pt. dp.st. dp.ct. dp.sa. dp.scim. dp.audit. nfp_ dt0c01. pat-na1- pat-eu1- lsv2_ sk-lf- pcsk_ bkua_ ' +
    'CCIPAT_ tskey- rzp_live_ CFPAT- CLOJARS_ sb_secret_ sqp_ squ_ sqa_ cio oy2 AKCp phx_ sk.eyJ key- sntrys_ sntryu_ tvly- fc- lin_oauth_ secret_'
  ).split(' ')
}

/** User and password in base64, as RFC 7617 has it. */
function isBasicAuth(secret: string): boolean {
  const [, user, password] =
    /^([\x20-\x39\x3b-\x7e]{1,200}):([\x20-\x7e]{4,200})$/u.exec(
      Buffer.from(secret, 'base64').toString('latin1'),
    ) ?? []
  return user !== undefined && password !== undefined && !isWeakPassword(password, user)
}
