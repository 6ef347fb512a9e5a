// What a secret looks like, kind by kind: those that secretlint's preset does not know or knows too narrowly.
import { looksDrawn, looksRandom } from './lookalike.ts'

/**
 * One kind of secret. Patterns have no nested quantifiers and only bounded ones, so that a long line costs no more than
 * its length; they are tried only on texts that hold one of the words.
 */
export interface SecretRule {
  readonly name: string
  /** The text must hold one of these, as written. */
  readonly words: readonly string[]
  readonly pattern: RegExp
  /** The secret is this group of the match; the whole match where absent. */
  readonly group?: number
  /** Further condition on the secret. */
  readonly only?: (secret: string) => boolean
}

const before = '(?<![A-Za-z0-9_-])'
const after = '(?![A-Za-z0-9_-])'
const pattern = (source: string): RegExp => new RegExp(`${before}(?:${source})${after}`, 'gu')

export const rules: readonly SecretRule[] = [
  {
    name: 'aws-access-key-id',
    words: ['AKIA', 'ASIA', 'AGPA', 'AIDA', 'AROA', 'AIPA', 'ANPA', 'ANVA', 'A3T'],
    pattern: pattern('(?:AKIA|ASIA|AGPA|AIDA|AROA|AIPA|ANPA|ANVA|A3T[A-Z0-9])[A-Z2-7]{16}'),
    // The ids in Amazon's own documentation end so.
    only: (secret) => !secret.endsWith('EXAMPLE') && (/\d/u.test(secret) || new Set(secret).size > 9),
  },
  {
    name: 'jwt',
    words: ['eyJ'],
    pattern: pattern('eyJ[A-Za-z0-9_-]{10,2000}\\.eyJ[A-Za-z0-9_-]{10,4000}\\.[A-Za-z0-9_-]{20,1000}'),
    // The token that jwt.io shows, and every document after it: the subject is 1234567890.
    only: (secret) => !secret.includes('.eyJzdWIiOiIxMjM0NTY3ODkwIi'),
  },
  {
    name: 'stripe',
    words: ['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_', 'whsec_'],
    pattern: pattern('(?:[sr]k_(?:live|test)|whsec)_[A-Za-z0-9]{16,250}'),
    only: (secret) => looksDrawn(secret.replace(/^(?:[sr]k_(?:live|test)|whsec)_/u, ''), 16),
  },
  { name: 'google-api-key', words: ['AIza'], pattern: pattern('AIza[A-Za-z0-9_-]{35}') },
  {
    name: 'google-oauth',
    words: ['GOCSPX-', 'ya29.'],
    pattern: pattern('GOCSPX-[A-Za-z0-9_-]{24,40}|ya29\\.[A-Za-z0-9_-]{30,500}'),
  },
  {
    name: 'anthropic',
    words: ['sk-ant-'],
    pattern: pattern('sk-ant-[a-z0-9]{2,12}-[A-Za-z0-9_-]{24,200}'),
    only: (secret) => looksDrawn(secret.replace(/^sk-ant-[a-z0-9]+-/u, ''), 24),
  },
  {
    name: 'openai',
    words: ['sk-'],
    pattern: pattern('sk-(?:(?:proj|svcacct|admin|or-v1)-)?[A-Za-z0-9_-]{32,220}'),
    only: (secret) =>
      !secret.startsWith('sk-ant-') && looksDrawn(secret.replace(/^sk-(?:[a-z]+-)?(?:v1-)?/u, ''), 32),
  },
  {
    name: 'huggingface',
    words: ['hf_'],
    pattern: pattern('hf_[A-Za-z0-9]{30,50}'),
    only: (secret) => looksDrawn(secret.slice(3), 30),
  },
  { name: 'twilio', words: ['SK'], pattern: pattern('SK[0-9a-f]{32}') },
  {
    name: 'slack-webhook',
    words: ['hooks.slack.com'],
    pattern: /https:\/\/hooks\.slack\.com\/(?:services|workflows)\/[A-Za-z0-9/]{20,120}/gu,
    only: (secret) => /\d/u.test(secret.slice(-24)) && !/X{4}/u.test(secret),
  },
  {
    name: 'discord-webhook',
    words: ['discord'],
    pattern:
      /https:\/\/(?:[a-z]{1,10}\.)?discord(?:app)?\.com\/api\/webhooks\/\d{15,21}\/[A-Za-z0-9_-]{50,90}/gu,
  },
  { name: 'telegram-bot', words: [':AA'], pattern: pattern('\\d{8,10}:AA[A-Za-z0-9_-]{33}') },
  {
    name: 'azure-storage',
    words: ['AccountKey='],
    pattern: /AccountKey=([A-Za-z0-9+/]{60,100}={0,2})/gu,
    group: 1,
  },
  { name: 'pypi', words: ['pypi-AgE'], pattern: pattern('pypi-AgE[A-Za-z0-9_-]{50,400}') },
  { name: 'digitalocean', words: ['_v1_'], pattern: pattern('do[por]_v1_[0-9a-f]{64}') },
  { name: 'age', words: ['AGE-SECRET-KEY-1'], pattern: pattern('AGE-SECRET-KEY-1[A-Z0-9]{58}') },
  { name: 'mailgun', words: ['key-'], pattern: pattern('key-[0-9a-f]{32}') },
  { name: 'mailchimp', words: ['-us'], pattern: pattern('[0-9a-f]{32}-us\\d{1,2}') },
  { name: 'square', words: ['sq0'], pattern: pattern('sq0[a-z]{3}-[A-Za-z0-9_-]{22,50}') },
  { name: 'npm', words: ['npm_'], pattern: pattern('npm_[A-Za-z0-9]{36}') },
  {
    name: 'vendor-token',
    words: [
      'sbp_',
      'sntrys_',
      'NRAK-',
      'ATATT3',
      'PMAK-',
      'glsa_',
      'xai-',
      'pplx-',
      'r8_',
      'shpat_',
      'tfp_',
      'rubygems_',
    ],
    pattern: pattern(
      'sbp_[0-9a-f]{40}|sntrys_[A-Za-z0-9+/=_-]{50,300}|NRAK-[A-Z0-9]{27}|ATATT3[A-Za-z0-9_=-]{50,300}|PMAK-[0-9a-f]{24}-[0-9a-f]{34}|xai-[A-Za-z0-9]{60,100}|pplx-[A-Za-z0-9]{40,60}|r8_[A-Za-z0-9]{37}|tfp_[A-Za-z0-9_-]{40,80}|rubygems_[0-9a-f]{48}',
    ),
    only: (secret) => /\d/u.test(secret),
  },
  {
    name: 'authorization-header',
    words: ['Bearer', 'bearer', 'Basic', 'Token', 'token'],
    pattern:
      /\b[Aa]uthorization["'`\\]{0,3} {0,3}[:=,] {0,3}["'`\\]{0,3}(?:[Bb]earer|[Bb]asic|[Tt]oken) {1,3}([A-Za-z0-9+/_.~=-]{16,2000})/gu,
    group: 1,
    only: (secret) => looksRandom(secret, 16),
  },
]
