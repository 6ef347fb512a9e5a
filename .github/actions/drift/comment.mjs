// The report of a pull request's own run in, one comment on that pull request out: made, or brought up to date.
//
// Runs on `workflow_run`, with the rights of the repository. What the pull request's run left behind is a stranger's text:
// it is only read as JSON of a known shape, below a size, and shown as code. Which pull request it is about is taken from
// the event and the API, never from the report.
// https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#workflow_run
import { readFileSync } from 'node:fs'
import { inflateRawSync } from 'node:zlib'

const marker = '<!-- spec-drift -->'
const artifactName = 'spec-drift'
const reportName = 'report.json'
const mostBytes = { packed: 8 * 1024 * 1024, unpacked: 64 * 1024 * 1024 }
const most = { rows: 22, characters: 120, pages: 20 }

const states = new Set(
  'in-sync accepted format draft lost edited stale conflict unmanaged never-built orphaned interrupted unresolved unreadable'.split(
    ' ',
  ),
)
const calm = new Set(['in-sync', 'accepted', 'format', 'draft'])
const levels = new Set(['identical', 'format', 'implementation', 'api'])

const { GITHUB_API_URL: api = 'https://api.github.com', GITHUB_REPOSITORY: repository = '' } = process.env
/** Who writes the comments: only a comment of this account is ever changed. */
const author = process.env.SPEC_COMMENT_AUTHOR || 'github-actions[bot]'

try {
  await main()
} catch (error) {
  // The message may hold what a server said.
  say(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}

async function main() {
  const run = JSON.parse(readFileSync(process.env.GITHUB_EVENT_PATH ?? '', 'utf8')).workflow_run
  if (run?.event !== 'pull_request') return say('the run was for no pull request: nothing to do')
  const report = await readReport(run)
  if (report === null) return
  const numbers = await pullRequestsOf(run)
  if (numbers.length === 0) return say('no open pull request stands at the commit of the run: nothing to do')
  for (const number of numbers) await comment(number, bodyOf(report, run), report.rows.length === 0)
}

/** The newest report of the run; null where there is none that can be read. */
async function readReport(run) {
  const query = `name=${artifactName}&per_page=100`
  const { artifacts } = await call('GET', `/actions/runs/${wholeNumber(run.id)}/artifacts?${query}`)
  const [newest] = artifacts
    .filter(({ name, expired }) => name === artifactName && !expired)
    .sort((a, b) => b.id - a.id)
  if (newest === undefined) return nothing('the run left no report')
  if (!(newest.size_in_bytes <= mostBytes.packed)) return nothing('the report is too large')
  const packed = await download(`/actions/artifacts/${wholeNumber(newest.id)}/zip`)
  const text = packed === null ? null : unpack(packed)
  const report = text === null ? null : readShape(text)
  return report ?? nothing('the report is not one that spec wrote')
}

/** Open pull requests from the branch of the run that still stand at its commit. */
async function pullRequestsOf({ head_repository: from, head_branch: branch, head_sha: sha }) {
  if (from === null || typeof from?.owner?.login !== 'string' || typeof branch !== 'string') return []
  const head = encodeURIComponent(`${from.owner.login}:${branch}`)
  const pulls = await call('GET', `/pulls?state=open&per_page=100&head=${head}`)
  return pulls
    .filter((pull) => pull.head?.sha === sha && pull.head?.repo?.id === from.id)
    .map((pull) => wholeNumber(pull.number))
}

async function comment(number, body, clean) {
  const before = await ownComment(number)
  // Nothing to tell, and nothing to take back.
  if (before === null && clean) return say(`#${number}: nothing drifts`)
  if (before === null) await call('POST', `/issues/${number}/comments`, { body })
  else if (before.body !== body) await call('PATCH', `/issues/comments/${wholeNumber(before.id)}`, { body })
  say(
    `#${number}: ${before === null ? 'commented' : before.body === body ? 'up to date' : 'comment updated'}`,
  )
}

/** Anybody can write the marker; only this account's comment is taken for ours. */
async function ownComment(number) {
  for (let page = 1; page <= most.pages; page++) {
    const comments = await call('GET', `/issues/${number}/comments?per_page=100&page=${page}`)
    const own = comments.find(({ body, user }) => user?.login === author && String(body).startsWith(marker))
    if (own !== undefined) return own
    if (comments.length < 100) return null
  }
  return null
}

function bodyOf({ rows, counts }, run) {
  const sha = /^[0-9a-f]{7,64}$/.test(run.head_sha) ? ` at ${run.head_sha.slice(0, 12)}` : ''
  if (rows.length === 0) return `${marker}\n**Specs and code agree**${sha}.\n`
  const told = rows.slice(0, most.rows)
  const cut = rows.length - told.length
  const next = [...new Set(told.map((row) => row.next).filter((one) => one !== ''))]
  return [
    marker,
    `**Specs and code disagree**${sha}: ${counts}.`,
    '',
    '| spec | file | state | how much |',
    '|---|---|---|---|',
    ...told.map((row) => `| ${code(row.spec)} | ${code(row.path)} | ${row.state} | ${row.level} |`),
    ...(cut > 0 ? ['', `And ${cut} more: the job summary of the run has all of them.`] : []),
    ...(next.length === 0
      ? []
      : [
          '',
          '<details><summary>What to do</summary>',
          '',
          ...next.map((one) => `- ${code(one)}`),
          '',
          '</details>',
        ]),
    '',
    'As the run of the pull request reports it.',
    '',
  ].join('\n')
}

/** JSON of `spec drift --format json` → what is shown of it; null where it is something else. */
function readShape(text) {
  let document
  try {
    document = JSON.parse(text)
  } catch {
    return null
  }
  if (document?.schema !== 'spec.drift/1' || !Array.isArray(document.specs)) return null
  const all = []
  for (const spec of document.specs) {
    if (!Array.isArray(spec?.targets)) return null
    for (const target of spec.targets) {
      const state = states.has(target?.state) ? target.state : 'unreadable'
      const level = levels.has(target?.level) ? target.level : ''
      all.push({ spec: spec.spec, path: target?.path, state, level, next: spec.next ?? '' })
    }
  }
  const rows = document.clean === true ? [] : all.filter(({ state }) => !calm.has(state))
  // A project may choose that form alone fails the check; and what cannot be read may have no target.
  if (document.clean !== true && rows.length === 0)
    rows.push(...all.filter(({ state }) => state === 'format'))
  if (document.clean !== true && rows.length === 0)
    rows.push({ spec: '', path: '', state: 'unreadable', level: '', next: 'spec drift' })
  const counted = new Map()
  for (const { state } of rows) counted.set(state, (counted.get(state) ?? 0) + 1)
  const counts = [...counted].map(([state, count]) => `${count} ${state}`).join(', ')
  return { rows, counts }
}

/** A code span in a table: nothing in it is Markdown, HTML or a mention, whatever it is. */
function code(value) {
  const characters = [
    ...String(value ?? '')
      .replace(/[\s\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ')
      .trim(),
  ]
  const cut = characters.length > most.characters
  const text = characters.slice(0, most.characters).join('') + (cut ? '…' : '')
  if (text === '') return ''
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence} ${text} ${fence}`.replaceAll('|', '\\|')
}

/** The one file of a ZIP that is wanted (APPNOTE.TXT 4.3); null where it is not there, too large, or not a ZIP. */
function unpack(zip) {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  if (end < 0 || end + 22 > zip.length) return null
  let at = zip.readUInt32LE(end + 16)
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    if (at + 46 > zip.length || zip.readUInt32LE(at) !== 0x02014b50) return null
    const [method, packed, unpacked] = [
      zip.readUInt16LE(at + 10),
      zip.readUInt32LE(at + 20),
      zip.readUInt32LE(at + 24),
    ]
    const [nameLength, extra, remark] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset))
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength)
    if (name === reportName) return unpackEntry(zip, zip.readUInt32LE(at + 42), { method, packed, unpacked })
    at += 46 + nameLength + extra + remark
  }
  return null
}

function unpackEntry(zip, start, { method, packed, unpacked }) {
  if (unpacked > mostBytes.unpacked || start + 30 > zip.length || zip.readUInt32LE(start) !== 0x04034b50)
    return null
  const from = start + 30 + zip.readUInt16LE(start + 26) + zip.readUInt16LE(start + 28)
  const bytes = zip.subarray(from, from + packed)
  try {
    if (method === 0) return bytes.toString('utf8')
    // What the ZIP says of its size is a stranger's word.
    return method === 8
      ? inflateRawSync(bytes, { maxOutputLength: mostBytes.unpacked }).toString('utf8')
      : null
  } catch {
    return null
  }
}

async function call(method, path, body) {
  const response = await request(method, path, body)
  return await response.json()
}

async function download(path) {
  const response = await request('GET', path)
  const chunks = []
  let size = 0
  for await (const chunk of response.body) {
    size += chunk.length
    if (size > mostBytes.packed) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

async function request(method, path, body) {
  const response = await fetch(`${api}/repos/${repository}${path}`, {
    method,
    signal: AbortSignal.timeout(30_000),
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${process.env.GITHUB_TOKEN ?? ''}`,
      'user-agent': 'spec-drift',
      'x-github-api-version': '2022-11-28',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${method} ${path} was answered with ${response.status}`)
  return response
}

function wholeNumber(value) {
  if (!Number.isSafeInteger(value) || value < 1) throw new Error('the API gave no number where one belongs')
  return value
}

function nothing(why) {
  say(`${why}: nothing to do`)
  return null
}

/** One line that the runner cannot take for a command. */
function say(message) {
  process.stdout.write(
    `spec drift: ${String(message)
      .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
      .replaceAll('::', ': :')
      .replaceAll('##[', '## [')}\n`,
  )
}
