// By what a text is told in which some rule may find something: how the match of each kind begins.
import { vendorMarks } from './redact-vendors.ts'

/** Where a secret of some kind may begin. */
export interface Mark {
  /** The first characters, at least four, all of which have to be there. */
  readonly words: readonly string[]
  readonly anyCase?: boolean
  /** What has to stand at the word's place besides; a regular expression. */
  readonly pattern?: string
}

/**
 * Rules of secretlint's preset → their marks. A rule that is not here, of a later version, sends every text to all rules.
 */
export const presetMarks: Readonly<Record<string, readonly string[]>> = {
  '1password': ['ops_ey'],
  anthropic: ['sk-ant-'],
  aws: ['AKIA', 'ASIA', 'AGPA', 'AIDA', 'AROA', 'AIPA', 'ANPA', 'ANVA'],
  basicauth: [],
  'database-connection-string': [],
  databricks: ['dapi'],
  docker: ['dckr_pat_'],
  figma: ['figd_'],
  gcp: ['PRIVATE KEY', 'private_key'],
  github: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'hub_pat_'],
  gitlab: [
    'glpat-',
    'gloas-',
    'gldt-',
    'glrt-',
    'glrtr-',
    'glcbt-',
    'glptt-',
    'glft-',
    'glimt-',
    'glagent-',
    'glwt-',
    'glsoat-',
    'glffct-',
  ],
  grafana: ['glc_', 'glsa_'],
  groq: ['gsk_'],
  'hashicorp-vault': ['hvs.', 'hvb.', 'hvr.'],
  huggingface: [],
  linear: ['lin_api_'],
  notion: ['ntn_'],
  npm: ['npm_', '_authToken'],
  openai: [],
  privatekey: ['PRIVATE KEY'],
  sendgrid: [],
  shopify: ['shppa_', 'shpca_', 'shpat_', 'shpss_'],
  slack: [
    'xoxb-',
    'xoxp-',
    'xapp-',
    'xoxa-',
    'xoxo-',
    'xoxr-',
    'xoxs-',
    'xoxe',
    'xoxc-',
    'xoxd-',
    'hooks.slack.com',
  ],
  vercel: ['vcp_', 'vci_', 'vca_', 'vcr_', 'vck_'],
}

/** Words of own rules that stand in many texts, or are no beginning: what takes their place. */
const hex = '0123456789abcdef'
const digits = '0123456789'
const small = 'abcdefghijklmnopqrstuvwxyz'
const alphanumeric = `${small}${small.toUpperCase()}${digits}`
const ends = (start: string, alphabet: string): readonly string[] =>
  [...alphabet].map((letter) => start + letter)
const starts = (alphabet: string, end: string): readonly string[] =>
  [...alphabet].map((letter) => letter + end)

const signs = '"\'`]\\ \t:=!,'
const given = '["\'`\\]\\\\]{0,9}[ \\t]{0,4}[:=!,]'
/** Of names such as `api_key` the last letters before `key`, in each way of writing. */
const keyNames =
  'api app access secret private signing encryption master auth account shared client webhook session service'.split(
    ' ',
  )
const beforeKey = keyNames.flatMap((name) => [
  `${name.slice(-3)}k`,
  ...['-', '_', ' '].map((between) => `${name.slice(-2)}${between}k`),
])

/** Marks that say more than the words of a rule do. Words are ends of names where their beginnings are common. */
export const marks: readonly Mark[] = [
  {
    words: ['sswo', 'sswd', 'ssph', 'ssco'],
    anyCase: true,
    pattern: `(?<=pa)ss(?:word|wd|phrase|code)${given}`,
  },
  {
    words: ['pwd', 'ret', 'ken', 'ial', 'als'].flatMap((word) => ends(word, signs)),
    anyCase: true,
    pattern: `(?:pwd|(?<=sec)ret|(?<=to)ken|(?<=credent)ial|(?<=credenti)als)${given}`,
  },
  { words: beforeKey, anyCase: true, pattern: `[a-z]{2,3}(?<=${keyNames.join('|')})[-_ ]?keys?${given}` },
  { words: ['ret_access', 'retaccess'], anyCase: true, pattern: '(?<=sec)ret_?access_?key' },
  {
    words: ['://'].flatMap((word) => ends(word, `${alphanumeric}:-_.~%$!+`)),
    pattern: '://[^\\s/@]{0,256}:[^\\s/@]{1,256}@',
  },
  { words: ['[REDACTED:'] },
  // Letters that a string in a string writes by their numbers.
  { words: [...'234567'].map((digit) => `\\u00${digit}`) },
  { words: ends('sk-', alphanumeric), pattern: 'sk-[A-Za-z0-9_-]{20}' },
  { words: ends('hf_', alphanumeric), pattern: 'hf_[A-Za-z0-9]{30}' },
  { words: ends('SG.', `${alphanumeric}_-`), pattern: 'SG\\.[A-Za-z0-9_-]{1,128}\\.' },
  { words: ends('eyJ', alphanumeric), pattern: 'eyJ[A-Za-z0-9_-]{10}' },
  { words: [...hex].flatMap((first) => ends(`SK${first}`, hex)), pattern: 'SK[0-9a-f]{32}' },
  { words: ends('A3T', alphanumeric), pattern: 'A3T[A-Z0-9]{17}' },
  { words: ends('r8_', alphanumeric), pattern: 'r8_[A-Za-z0-9]{37}' },
  { words: ends('sq0', small), pattern: 'sq0[a-z]{3}-' },
  { words: ends(':AA', `${alphanumeric}_-`), pattern: ':AA[A-Za-z0-9_-]{33}' },
  { words: ends('-us', digits), pattern: '-us\\d' },
  { words: ends('EAA', alphanumeric), pattern: 'EAA[A-Za-z0-9]{60}' },
  { words: ends('cio', alphanumeric), pattern: 'cio[A-Za-z0-9]{32}' },
  { words: ends('oy2', small + digits), pattern: 'oy2[a-z0-9]{43}' },
  { words: ['key-'], pattern: 'key-[0-9A-Za-z]{32}' },
  { words: ends('fc-', hex), pattern: 'fc-[0-9a-f]{32}' },
  { words: ['secret_'], pattern: 'secret_[A-Za-z0-9]{43}' },
  {
    words: starts(digits, 'Q~').flatMap((start) => ends(start, `${alphanumeric}_~.-`)),
    pattern: '\\dQ~[A-Za-z0-9_~.-]{31}',
  },
  { words: ['uthorization'], pattern: 'uthorization["\'`\\\\]{0,3} {0,3}[:=,]' },
  { words: ['earer '], pattern: 'earer {1,3}[A-Za-z0-9+/_.~-]{20}' },
  { words: ['asic '], pattern: 'asic {1,3}[A-Za-z0-9+/]{16}' },
  { words: ['machine '], pattern: 'machine [^\\s\\\\]{1,100}(?:\\s|\\\\n){1,4}login ' },
  { words: ['curl '], pattern: 'curl [^\\n]{0,300}?-(?:u|-user)[ =]' },
  {
    words: ['-password', '-passwd', '-pass', '-token', '-api-key', '-apikey', '-access', '-secret'],
    anyCase: true,
    pattern: '-(?:password|passwd|pass|token|api-?key|access-?key|secret|secret-?key)[ =]',
  },
  { words: ['pwd=', 'word='], anyCase: true },
  { words: ['discord'], pattern: 'discord(?:app)?\\.com/api/webhooks' },
  {
    words: ['_KEY', '_PAT', '_AUT', 'PASS'],
    pattern: '(?:_KEY(?:_BASE|_ID)?|_PAT|_AUTH|PASS)["\'\\\\]{0,4}[ \\t]{0,3}[:=]',
  },
  { words: ['ookie'], pattern: 'ookie["\'\\\\]{0,3} {0,2}[:=,]' },
  { words: ['sig='], pattern: 'sig=[A-Za-z0-9%/+]{16}' },
  { words: ['mysql'], pattern: 'mysql(?:dump|admin|import|sh)? [^\\n]{0,200}? -p' },
  { words: ['"auth', '"_auth'], pattern: '"_?auth\\\\{0,3}":' },
  {
    words: starts('012', '/')
      .flatMap((start) => ends(start, digits))
      .flatMap((start) => ends(start, digits)),
    pattern: '[0-2]/\\d{16}[:/]',
  },
  // Discord's tokens begin with the digits of an id, in base64.
  {
    words: starts('MNO', '')
      .flatMap((start) => ends(start, 'DTjz'))
      .flatMap((start) => ends(start, 'AEIMQUYcgk'))
      .flatMap((start) => ends(start, 'wxyz012345')),
    pattern: '[MNO][A-Za-z0-9_-]{23,27}\\.',
  },
  ...vendorMarks.map(({ start, pattern }) => ({ words: ends(start, `${alphanumeric}_-`), pattern })),
]

/** Words of rules for which `marks` stand. */
export const replacedWords: ReadonlySet<string> = new Set(
  'SK A3T eyJ sk- sk-ant- sk-lf- hf_ sq0 r8_ :AA -us EAA cio oy2 key- fc- secret_ Q~ hooks.slack.com Bearer bearer Basic basic Token token -- wd= WD= assword= ASSWORD= discord'
    .split(' ')
    .concat('SG. . / KEY TOKEN SECRET _PAT CREDENTIAL _AUTH PASS ookie sig= mysql "auth _auth'.split(' '))
    .concat(vendorMarks.map(({ start }) => start))
    .concat(['Bearer ', 'bearer ', 'Basic ', 'basic ', 'login ', 'curl ']),
)
