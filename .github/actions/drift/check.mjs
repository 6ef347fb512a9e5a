// The inputs of the action in, as SPEC_…; reports in every format that was asked for and the outputs of the action out.
// Ends with 0 whenever there is a verdict: the action's last step fails by it, after the outputs are set.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { notice, setOutputs, showAsText, stop } from './runner.mjs'

const {
  SPEC_BIN: bin = '',
  SPEC_DIRECTORY: directory = '',
  SPEC_FAIL_ON: failOn = '',
  SPEC_SINCE: wanted = '',
  SPEC_SHARD: shard = '',
  SPEC_REPORTS: reports = '',
} = process.env
const asked = (name) => /^(?:true|yes|1)$/i.test(process.env[name] ?? '')
const workspace = process.env.GITHUB_WORKSPACE ?? process.cwd()
const folder = resolve(workspace, directory === '' ? '.' : directory)
if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
  stop(`the input working-directory is ${directory}, and there is no such folder`)
const out =
  reports === '' ? join(process.env.RUNNER_TEMP ?? tmpdir(), 'spec-drift') : resolve(workspace, reports)
mkdirSync(out, { recursive: true })

const since = wanted === 'none' ? '' : wanted === 'base' || wanted === '' ? base() : wanted
const options = [
  ...(failOn === '' ? [] : [`--fail-on=${failOn}`]),
  ...(since === '' ? [] : [`--since=${since}`]),
  ...(shard === '' ? [] : [`--shard=${shard}`]),
]
const { GITHUB_STEP_SUMMARY: _summary, ...quiet } = process.env

const text = drift('text', quiet)
showAsText(`${text.stdout}${text.stderr}`)
const json = drift('json', quiet)
const paths = { json: save('report.json', json), markdown: save('report.md', drift('markdown', quiet)) }
const more = {
  sarif: asked('SPEC_SARIF') ? save('report.sarif', drift('sarif', quiet)) : '',
  junit: asked('SPEC_JUNIT') ? save('report.xml', drift('junit', quiet)) : '',
}
// This one speaks to the runner, and writes the job summary itself.
if (asked('SPEC_ANNOTATIONS')) process.stdout.write(drift('github', process.env).stdout)

const found = read(json.stdout)
setOutputs({
  clean: json.status === 0,
  'exit-code': json.status,
  counts: JSON.stringify(found.counts ?? {}),
  drifted: drifted(found),
  since,
  'report-directory': out,
  ...paths,
  ...more,
})

function drift(format, env) {
  const { status, stdout, stderr, error } = spawnSync(
    process.execPath,
    [bin, 'drift', `--format=${format}`, ...options],
    { cwd: folder, env, encoding: 'utf8', maxBuffer: 1 << 30 },
  )
  if (error) stop(`${bin} does not start: ${error.message}`)
  return { status: status === 0 || status === 1 ? status : 2, stdout, stderr }
}

function save(name, { stdout }) {
  const path = join(out, name)
  writeFileSync(path, stdout)
  return path
}

function read(document) {
  try {
    return JSON.parse(document)
  } catch {
    return {}
  }
}

/** Specs with a target that fails the check, or with one that only a formatter touched where that fails it. */
function drifted({ clean, specs }) {
  if (clean === true || !Array.isArray(specs)) return 0
  const having = (wanted) => specs.filter(({ targets }) => targets.some(({ state }) => wanted(state))).length
  const calm = new Set(['in-sync', 'accepted', 'format', 'draft'])
  return having((state) => !calm.has(state)) || having((state) => state === 'format')
}

/** The commit that a pull request starts from, as far as this checkout knows it; otherwise everything is checked. */
function base() {
  if (process.env.GITHUB_EVENT_NAME !== 'pull_request') return ''
  const event = read(readFileSync(process.env.GITHUB_EVENT_PATH ?? '', 'utf8'))
  // What is checked out is a merge of the pull request into its base, which is then its first parent.
  const merged = git('rev-parse', '--verify', '--quiet', 'HEAD^2') !== null
  const named = merged ? 'HEAD^1' : (event.pull_request?.base?.sha ?? '')
  const commit = /^[0-9a-f]{7,64}$|^HEAD\^1$/.test(named)
    ? git('rev-parse', '--verify', '--quiet', `${named}^{commit}`)
    : null
  if (commit !== null && git('merge-base', commit, 'HEAD') !== null) return commit
  notice(
    'the checkout does not reach back to the base of the pull request, so everything is checked; actions/checkout with fetch-depth: 2 is enough',
  )
  return ''
}

/** Runs no hook and no monitor of the repository. */
function git(...args) {
  const safe = [
    '--no-optional-locks',
    '-c',
    'safe.bareRepository=explicit',
    '-c',
    'core.fsmonitor=false',
    '-c',
    'core.hooksPath=/dev/null',
  ]
  const { status, stdout } = spawnSync('git', [...safe, ...args], { cwd: folder, encoding: 'utf8' })
  return status === 0 ? stdout.trim() : null
}
