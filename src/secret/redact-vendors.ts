// Tokens that say by their first letters whose they are: the beginning of each kind, and what the whole looks like.
import { looksDrawn } from './lookalike.ts'
import type { SecretRule } from './rules.ts'

interface Vendor {
  /** How each of them begins, or what stands in each of them. */
  readonly begins: readonly string[]
  readonly whole: string
}

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
const vendors: readonly Vendor[] = [
  { begins: ['fo1_'], whole: 'fo1_[A-Za-z0-9_-]{40,60}' },
  { begins: ['FlyV1 fm2_'], whole: 'FlyV1 fm2_[A-Za-z0-9+/=_-]{50,600}' },
  { begins: ['pscale_'], whole: 'pscale_(?:tkn|pw|oauth)_[A-Za-z0-9_.=-]{30,64}' },
  {
    begins: ['dp.pt.', 'dp.st.', 'dp.ct.', 'dp.sa.', 'dp.scim.', 'dp.audit.'],
    whole: 'dp\\.(?:pt|st|ct|sa|scim|audit)\\.[A-Za-z0-9._-]{40,64}',
  },
  { begins: ['nfp_'], whole: 'nfp_[A-Za-z0-9]{36,40}' },
  { begins: ['dt0c01.'], whole: 'dt0c01\\.[A-Z0-9]{24}\\.[A-Z0-9]{64}' },
  { begins: ['pat-na1-', 'pat-eu1-'], whole: `pat-(?:na|eu)1-${uuid}` },
  { begins: ['lsv2_'], whole: 'lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}' },
  { begins: ['sk-lf-'], whole: `sk-lf-${uuid}` },
  { begins: ['pcsk_'], whole: 'pcsk_[A-Za-z0-9_]{40,100}' },
  { begins: ['bkua_'], whole: 'bkua_[0-9a-f]{40}' },
  { begins: ['CCIPAT_'], whole: 'CCIPAT_[A-Za-z0-9_]{30,80}' },
  { begins: ['tskey-'], whole: 'tskey-[a-z]{3,12}-[A-Za-z0-9]{8,20}-[A-Za-z0-9]{20,50}' },
  { begins: ['rzp_live_'], whole: 'rzp_live_[A-Za-z0-9]{14,24}' },
  { begins: ['CFPAT-'], whole: 'CFPAT-[A-Za-z0-9_-]{43}' },
  { begins: ['CLOJARS_'], whole: 'CLOJARS_[0-9a-f]{60}' },
  { begins: ['sb_secret_'], whole: 'sb_secret_[A-Za-z0-9_-]{22,60}' },
  { begins: ['sqp_', 'squ_', 'sqa_'], whole: 'sq[pua]_[0-9a-f]{40}' },
  { begins: ['cio'], whole: 'cio[A-Za-z0-9]{32}' },
  { begins: ['oy2'], whole: 'oy2[a-z0-9]{43}' },
  { begins: ['AKCp'], whole: 'AKCp[A-Za-z0-9]{69,73}' },
  { begins: ['phx_'], whole: 'phx_[A-Za-z0-9]{40,60}' },
  { begins: ['sk.eyJ'], whole: 'sk\\.eyJ[A-Za-z0-9_-]{50,200}\\.[A-Za-z0-9_-]{20,60}' },
  { begins: ['key-'], whole: 'key-[A-Za-z0-9]{32}' },
  { begins: ['sntrys_', 'sntryu_'], whole: 'sntry[su]_[A-Za-z0-9+/=_-]{50,300}' },
  { begins: ['tvly-'], whole: 'tvly-[A-Za-z0-9-]{28,60}' },
  { begins: ['fc-'], whole: 'fc-[0-9a-f]{32}' },
  { begins: ['lin_oauth_'], whole: 'lin_oauth_[0-9a-f]{40,80}' },
  { begins: ['secret_'], whole: 'secret_[A-Za-z0-9]{43}' },
  { begins: ['nvapi-'], whole: 'nvapi-[A-Za-z0-9_-]{60,70}' },
  { begins: ['jina_'], whole: 'jina_[A-Za-z0-9_-]{50,70}' },
  { begins: ['csk-'], whole: 'csk-[a-z0-9]{40,60}' },
  { begins: ['sk_'], whole: 'sk_[0-9a-f]{48}' },
  { begins: ['fw_'], whole: 'fw_[A-Za-z0-9]{24}' },
  { begins: ['pa-'], whole: 'pa-[A-Za-z0-9_-]{43}' },
  { begins: ['AQ.'], whole: 'AQ\\.[A-Za-z0-9_-]{40,80}' },
  { begins: ['ATBB'], whole: 'ATBB[A-Za-z0-9]{28,40}' },
  { begins: ['pat'], whole: 'pat[A-Za-z0-9]{14}\\.[0-9a-f]{64}' },
  { begins: ['EAAA'], whole: 'EAAA[A-Za-z0-9_-]{56,80}' },
  { begins: ['access_token$'], whole: 'access_token\\$(?:production|sandbox)\\$[a-z0-9]{16}\\$[0-9a-f]{32}' },
  { begins: ['.atlasv1.'], whole: '[A-Za-z0-9]{14}\\.atlasv1\\.[A-Za-z0-9_=-]{60,90}' },
  { begins: ['pul-'], whole: 'pul-[0-9a-f]{40}' },
  { begins: ['ops_eyJ'], whole: 'ops_eyJ[A-Za-z0-9+/=_-]{200,1600}' },
  { begins: ['v1.0-'], whole: 'v1\\.0-[0-9a-f]{24}-[0-9a-f]{146}' },
  { begins: ['rnd_'], whole: 'rnd_[A-Za-z0-9]{28}' },
  { begins: ['sl.'], whole: 'sl\\.[A-Za-z0-9_-]{120,1300}' },
  { begins: ['EZAK', 'EZTK'], whole: 'EZ[AT]K[A-Za-z0-9]{54}' },
  { begins: ['live_'], whole: 'live_(?:pub_)?[0-9a-f]{35}' },
  {
    begins: ['access-production-', 'access-sandbox-', 'access-development-'],
    whole: `access-(?:sandbox|development|production)-${uuid}`,
  },
  { begins: ['LTAI'], whole: 'LTAI[A-Za-z0-9]{12,24}' },
  { begins: ['AKID'], whole: 'AKID[A-Za-z0-9]{32}' },
  { begins: ['AQVN'], whole: 'AQVN[A-Za-z0-9_-]{35,38}' },
  { begins: ['FLWSECK'], whole: 'FLWSECK(?:_TEST)?-[0-9a-f]{32}-X' },
  { begins: ['sdk-', 'mob-'], whole: `(?:sdk|mob)-${uuid}` },
  { begins: ['npg_'], whole: 'npg_[A-Za-z0-9]{12,40}' },
  { begins: ['glsa_'], whole: 'glsa_[A-Za-z0-9]{32}_[0-9a-f]{8}' },
  { begins: ['figo_', 'figoh_', 'figor_'], whole: 'fig(?:o|oh|or)_[A-Za-z0-9_-]{40,60}' },
  { begins: ['xkeysib-', 'xsmtpsib-'], whole: 'x(?:keysib|smtpsib)-[0-9a-f]{64}-[A-Za-z0-9]{16}' },
  { begins: ['re_'], whole: 're_[A-Za-z0-9]{8}_[A-Za-z0-9]{24}' },
  { begins: ['PMAK-'], whole: 'PMAK-[0-9a-f]{24}-[0-9a-f]{34}' },
  { begins: ['shippo_live_'], whole: 'shippo_live_[0-9a-f]{40}' },
  { begins: ['dG9rOj', 'dG9rOg'], whole: 'dG9rO[jg][A-Za-z0-9+/=_-]{50,80}' },
  { begins: ['hvr.'], whole: 'hvr\\.[A-Za-z0-9_-]{50,200}' },
  { begins: ['vercel_blob_rw_'], whole: 'vercel_blob_rw_[A-Za-z0-9]{16}_[A-Za-z0-9]{30,40}' },
  { begins: ['ghe_'], whole: 'ghe_[A-Za-z0-9]{36}' },
  { begins: ['tr_'], whole: 'tr_(?:prod|dev|stg|pat)_[A-Za-z0-9]{20,48}' },
]

/** Beginnings of less than four letters, or that stand in many texts: marks of the gate say more of them. */
export const vendorMarks: readonly { readonly start: string; readonly pattern: string }[] = [
  { start: 'sk_', pattern: 'sk_[0-9a-f]{12}' },
  { start: 'fw_', pattern: 'fw_[A-Za-z0-9]{16}' },
  { start: 'pa-', pattern: 'pa-[A-Za-z0-9_-]{24}' },
  { start: 'AQ.', pattern: 'AQ\\.[A-Za-z0-9_-]{20}' },
  { start: 'pat', pattern: 'pat[A-Za-z0-9]{14}\\.' },
  { start: 'sl.', pattern: 'sl\\.[A-Za-z0-9_-]{24}' },
  { start: 're_', pattern: 're_[A-Za-z0-9]{8}_' },
  { start: 'tr_', pattern: 'tr_[a-z]{3,4}_' },
]

export const vendorRule: SecretRule = {
  name: 'vendor-token',
  words: [...new Set(vendors.flatMap(({ begins }) => begins))],
  pattern: new RegExp(
    `(?<![A-Za-z0-9_-])(?:${vendors.map(({ whole }) => whole).join('|')})(?![A-Za-z0-9_-])`,
    'gu',
  ),
  only: isDrawn,
}

/** Is what follows the vendor's letters drawn at random? */
function isDrawn(secret: string): boolean {
  const rest = vendors
    .flatMap(({ begins }) => begins)
    .filter((start) => secret.startsWith(start))
    .reduce((shortest, start) => Math.min(shortest, secret.length - start.length), secret.length)
  const drawn = secret.slice(secret.length - rest)
  return looksDrawn(drawn, 12) || new RegExp(`${uuid}$`, 'u').test(drawn) || /[0-9a-f]{32}/u.test(drawn)
}
