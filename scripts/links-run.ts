// The folder of transcripts in; a table of what the linker finds in repositories that were made by replaying them out.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { readHistory } from '../src/adapters/links/git-commits.ts'
import { commitLinks } from '../src/link/commit-links.ts'
import { factsOf, type SessionFacts } from '../src/link/session-facts.ts'
import { readTranscript } from '../src/session/read.ts'
import { workOf, type Work } from './links-replay.ts'
import { historyOf, variants, type MadeCommit, type Variant } from './links-variants.ts'

interface Repository {
  readonly name: string
  readonly works: readonly Work[]
}

interface Score {
  /** Pairs of conversation and commit that are so, and have something to show for it. */
  rows: number
  found: number
  claimed: number
  wrong: number
  /** Pairs that are so, and have nothing to show for it; how many were claimed all the same. */
  silent: number
  silentClaimed: number
  /** What conversations of other repositories were tied to. */
  strangers: number
  /** The same with conversations that began when all was committed. */
  late: number
}

/** @returns false where a bar is missed. */
export async function run(folder: string, { verbose }: { readonly verbose: boolean }): Promise<boolean> {
  const all = await worksIn(folder)
  const halves = { tune: all.filter(({ half }) => half === 0), test: all.filter(({ half }) => half === 1) }
  let fine = true
  for (const [half, works] of Object.entries(halves)) {
    const repositories = repositoriesOf(works.map(({ work }) => work))
    console.log(`\n${half}: ${works.length} conversations with edits in ${repositories.length} repositories`)
    console.log(
      'variant             rows   found  recall  claimed  wrong  precision  silent (claimed)  strangers  late',
    )
    for (const variant of variants) {
      const score = await scoreOf(repositories, variant, verbose)
      const recall = score.found / Math.max(1, score.rows)
      const precision = (score.claimed - score.wrong) / Math.max(1, score.claimed)
      if (recall < 0.9 || precision < 0.99 || score.strangers > 0 || score.late > 0) fine = false
      console.log(
        [
          variant.padEnd(17),
          String(score.rows).padStart(6),
          String(score.found).padStart(7),
          recall.toFixed(3).padStart(7),
          String(score.claimed).padStart(8),
          String(score.wrong).padStart(6),
          precision.toFixed(3).padStart(10),
          `${score.silent} (${score.silentClaimed})`.padStart(17),
          String(score.strangers).padStart(10),
          String(score.late).padStart(5),
        ].join(' '),
      )
    }
  }
  return fine
}

async function scoreOf(
  repositories: readonly Repository[],
  variant: Variant,
  verbose: boolean,
): Promise<Score> {
  const score: Score = {
    rows: 0,
    found: 0,
    claimed: 0,
    wrong: 0,
    silent: 0,
    silentClaimed: 0,
    strangers: 0,
    late: 0,
  }
  for (const { name, works } of repositories) {
    const made = await historyOf(works, variant, randomFrom(name + variant))
    const root = mkdtempSync(join(tmpdir(), 'spec-links-'))
    try {
      build(root, made)
      const history = await readHistory(root, null)
      if (!history.ok) throw new Error(history.diagnostics[0]?.message)
      const commits = new Map(
        execFileSync('git', ['rev-list', '--reverse', 'HEAD'], { cwd: root, encoding: 'utf8' })
          .trim()
          .split('\n')
          .map((id, at) => [id, made[at]]),
      )
      const facts = new Map(works.map((work) => [work.name, timedFacts(work, 0)]))
      const links = commitLinks([...facts.values()], history.value)
      const pairs = new Set(links.map(({ session, commit }) => `${session}\n${commit}`))
      for (const [id, commit] of commits) {
        for (const work of commit?.by ?? []) {
          score.rows++
          if (pairs.has(`${work.name}\n${id}`)) score.found++
          else if (verbose)
            console.log(
              `   missed ${variant} ${name} ${work.name} ${id.slice(0, 8)} ${commit?.message ?? ''}`,
            )
        }
        for (const work of commit?.silent ?? []) {
          score.silent++
          if (pairs.has(`${work.name}\n${id}`)) score.silentClaimed++
        }
      }
      for (const link of links) {
        const commit = commits.get(link.commit)
        const of = (set: ReadonlySet<Work> | undefined): boolean =>
          [...(set ?? [])].some((work) => work.name === link.session)
        if (of(commit?.silent)) continue
        score.claimed++
        if (of(commit?.by)) continue
        score.wrong++
        if (verbose)
          console.log(
            `   wrong ${variant} ${name} ${link.session} ${link.commit.slice(0, 8)} ${commit?.message ?? ''} ${link.confidence} ${JSON.stringify(link.evidence)} ${JSON.stringify(link.files)}`,
          )
      }
      const strangers = repositories.filter((one) => one.name !== name).flatMap((one) => one.works)
      const ofStrangers = commitLinks(
        strangers.map((work) => timedFacts(work, 0)),
        history.value,
      )
      score.strangers += ofStrangers.length
      if (verbose)
        for (const link of ofStrangers)
          console.log(
            `   stranger ${name} ${link.session} ${link.commit.slice(0, 8)} ${link.confidence} ${JSON.stringify(link.evidence)} ${JSON.stringify(link.files)}`,
          )
      score.late += commitLinks(
        works.map((work) => timedFacts(work, 400 * 24 * 3600)),
        history.value,
      ).length
    } finally {
      rmSync(root, { recursive: true, force: true })
    }
  }
  return score
}

/** Sessions whose transcript has no times get those of the replay; `later`: seconds that are added to all. */
function timedFacts({ name, conversation, steps, start }: Work, later: number): SessionFacts {
  const timeless = conversation.start === null
  let message = 0
  const shifted = (at: string | null): string | null =>
    at === null ? null : new Date(Date.parse(at) + later * 1000).toISOString()
  const moved = {
    ...conversation,
    start: shifted(conversation.start),
    end: shifted(conversation.end),
    messages: conversation.messages.map((one) => {
      const at = timeless ? start + message++ : one.at === null ? null : Date.parse(one.at) / 1000
      return { ...one, at: at === null ? null : new Date((at + later) * 1000).toISOString() }
    }),
  }
  const facts = factsOf(name, moved)
  return steps.length === 0 ? facts : { ...facts, printed: [] }
}

function build(root: string, commits: readonly MadeCommit[]): void {
  execFileSync('git', ['init', '-q', '-b', 'main'], { cwd: root })
  const parts: Buffer[] = []
  const data = (text: string): Buffer => {
    const bytes = Buffer.from(text)
    return Buffer.concat([Buffer.from(`data ${bytes.length}\n`), bytes, Buffer.from('\n')])
  }
  for (const { files, authored, committed, message } of commits) {
    const who = (time: number): string => `A U Thor <author@example.com> ${Math.round(time)} +0000`
    parts.push(
      Buffer.from(`commit refs/heads/main\nauthor ${who(authored)}\ncommitter ${who(committed)}\n`),
      data(message),
    )
    for (const [path, text] of files)
      parts.push(Buffer.from(`M 100644 inline ${JSON.stringify(path)}\n`), data(text))
  }
  execFileSync('git', ['fast-import', '--quiet'], { cwd: root, input: Buffer.concat(parts) })
}

interface Found {
  readonly work: Work
  readonly half: 0 | 1
}

async function worksIn(folder: string): Promise<readonly Found[]> {
  const found: Found[] = []
  const same = new Set<string>()
  let file = 0
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    const full = join(folder, path)
    if (!statSync(full).isFile()) continue
    const read = await readTranscript(readFileSync(full))
    file++
    for (const [at, conversation] of (read?.conversations ?? []).entries()) {
      const work = workOf(
        `${relative(folder, full)}#${at}`,
        conversation,
        1_700_000_000 + file * 1e6 + at * 7200,
      )
      // Some files are of one session, or a copy.
      const key = JSON.stringify(work.steps.map(({ path: where, after }) => [where, after]))
      if (work.steps.length === 0 || same.has(key)) continue
      same.add(key)
      found.push({ work, half: found.length % 2 === 0 ? 0 : 1 })
    }
  }
  return found
}

/** By the folder that they ran in, or the transcript. */
function repositoriesOf(works: readonly Work[]): readonly Repository[] {
  const groups = new Map<string, Work[]>()
  for (const work of works) {
    const name = work.conversation.project.cwd ?? work.name.split('#')[0] ?? ''
    groups.set(name, [...(groups.get(name) ?? []), work])
  }
  return [...groups].map(([name, own]) => ({ name, works: own }))
}

/** The same numbers on every machine (mulberry32). */
function randomFrom(seed: string): () => number {
  let state = [...seed].reduce((sum, char) => Math.imul(sum ^ char.charCodeAt(0), 16777619), 2166136261)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
