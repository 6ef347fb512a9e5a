// A file, some of its lines and the commit that they are from in; the turns of kept conversations that made them, out.
import type { Diagnostic } from '../diagnostic/diagnostic.ts'
import type { CommitLink, Evidence } from '../link/link.ts'
import { addedLines, askedBefore, saidAt, type EditTurn } from '../why/edit-turn.ts'
import { isCommon } from '../why/lines.ts'
import type { Certainty, WhyTurn } from '../why/why.ts'
import type { Talk, WhyWorld } from './why-world.ts'

/** Conversations are read once for all stretches of a file. */
export interface Talks {
  /** The likeliest first; none where no conversation edits these lines. */
  turnsOf(lines: readonly string[], commit: TalkedCommit | null): Promise<readonly WhyTurn[]>
}

interface TalkedCommit {
  readonly id: string | null
  /** ISO 8601: when it was written, and when this form of it was made. */
  readonly at: string
  readonly committed: string
}

interface Editing extends Talk {
  readonly added: ReadonlyMap<string, EditTurn>
}

interface Candidate {
  readonly editing: Editing
  readonly turn: EditTurn
  readonly same: number
  readonly link: CommitLink | undefined
  /** Said when the commit was there already. */
  readonly late: boolean
}

/** From this confidence on, a link is taken as it is. */
const sureLink = 0.9

/** Clocks of two machines differ. Milliseconds. */
const slack = 120_000

/** More are never shown. */
const most = 2

export function talksAbout(
  path: string,
  world: WhyWorld,
  told: (diagnostics: readonly Diagnostic[]) => void,
): Talks {
  let read: Promise<readonly Editing[]> | undefined
  let linked: Promise<readonly CommitLink[]> | undefined
  return {
    turnsOf: async (lines, commit) => {
      read ??= readEditing(path, world, told)
      const editing = await read
      const id = commit?.id ?? null
      if (id !== null && editing.length > 0) linked ??= world.links(editing, told)
      const links = ((await linked) ?? []).filter((link) => link.commit === id)
      const candidates = editing.flatMap((one) => candidateOf(one, lines, links, commit))
      candidates.sort((a, b) => rank(b) - rank(a) || distance(a, commit) - distance(b, commit))
      if (candidates.length > 0) return candidates.slice(0, most).map((one) => turnOf(one, lines.length))
      return linkedTurns(path, links, editing).slice(0, most)
    },
  }
}

async function readEditing(
  path: string,
  world: WhyWorld,
  told: (diagnostics: readonly Diagnostic[]) => void,
): Promise<readonly Editing[]> {
  const found: Editing[] = []
  const name = path.slice(path.lastIndexOf('/') + 1)
  for await (const talk of world.talks([name], told)) {
    const added = addedLines(talk.conversation, path)
    if (added.size > 0) found.push({ ...talk, added })
  }
  return found
}

function candidateOf(
  editing: Editing,
  lines: readonly string[],
  links: readonly CommitLink[],
  commit: TalkedCommit | null,
): readonly Candidate[] {
  const turns = lines.flatMap((line) => {
    const turn = isCommon(line) ? undefined : editing.added.get(line.trim())
    return turn === undefined ? [] : [turn]
  })
  // The message that most of the lines are from; of several, the first.
  const counts = new Map<EditTurn['number'], number>()
  for (const { number } of turns) counts.set(number, (counts.get(number) ?? 0) + 1)
  const [best] = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])
  const turn = turns.find(({ number }) => number === best?.[0])
  const link = links.find((one) => isOf(one, editing))
  if (turn === undefined) return []
  const made = commit === null || commit.id === null ? Number.NaN : Date.parse(commit.committed)
  const late = turn.at !== null && Date.parse(turn.at) > made + slack
  return [{ editing, turn, same: turns.length, link, late }]
}

function isOf(link: CommitLink, { session, conversation }: Talk): boolean {
  return link.session === session && link.sessionId === conversation.sessionId
}

function rank({ link, same, late }: Candidate): number {
  return (late ? -5000 : 0) + (link === undefined ? 0 : 1000 + link.confidence) + Math.min(same, 900)
}

/** What was said before the commit was written, and the nearest to it, comes first. */
function distance({ turn }: Candidate, commit: TalkedCommit | null): number {
  if (turn.at === null || commit === null) return Number.MAX_SAFE_INTEGER
  const seconds = (Date.parse(commit.at) - Date.parse(turn.at)) / 1000
  return seconds >= -60 ? seconds : 1e12 - seconds
}

function turnOf({ editing, turn, same, link, late }: Candidate, lines: number): WhyTurn {
  const what = lines === 1 ? 'its edit adds this line' : `its edits add ${same} of these ${lines} lines`
  if (late)
    return {
      ...quoted(editing, turn.number),
      at: turn.at,
      model: turn.model,
      certainty: 'guessed',
      because: `${what}, and the commit was made before that`,
    }
  const isSure = link !== undefined && link.confidence >= sureLink && same === lines
  const certainty: Certainty = isSure ? 'certain' : 'likely'
  const because =
    link === undefined ? `${what}; nothing links it to the commit` : `${what}, and ${linkWords(link)}`
  return { ...quoted(editing, turn.number), at: turn.at, model: turn.model, certainty, because }
}

/** The commit is linked, and how the line came about is not in the transcript. */
function linkedTurns(
  path: string,
  links: readonly CommitLink[],
  editing: readonly Editing[],
): readonly WhyTurn[] {
  return links.flatMap((link): WhyTurn[] => {
    const [number] =
      link.files.find((file) => file.path === path || file.path.endsWith(`/${path}`))?.turns ?? []
    const known = editing.find((one) => isOf(link, one))
    if (number === undefined) return []
    const because = `${linkWords(link)}, and it edits the file; no edit of it spells these lines`
    const where = known === undefined ? null : quoted(known, number)
    const message = known?.conversation.messages[number - 1]
    const nothing = { conversation: link.session, kind: 'session' as const, number, quote: '', asked: null }
    return [
      {
        ...(where ?? nothing),
        at: message?.at ?? null,
        model: message?.model ?? null,
        certainty: 'guessed',
        because,
      },
    ]
  })
}

function quoted(
  { key, conversation }: Editing,
  number: number,
): Pick<WhyTurn, 'conversation' | 'kind' | 'number' | 'quote' | 'asked'> {
  const asked = askedBefore(conversation, number)
  return { conversation: key, kind: 'session', number, quote: saidAt(conversation, number), asked }
}

const evidenceWords: Readonly<Record<Evidence['kind'], string>> = {
  trailer: 'a trailer of the commit names it',
  printed: 'it saw the commit being made',
  lines: 'the commit adds lines of its edits',
  removed: 'the commit takes out lines that its edits take out',
  files: 'the commit changes files that it edits',
  time: 'the commit follows it in time',
  branch: 'both name the branch',
  rewritten: 'the commit is another form of one that is linked to it',
}

function linkWords({ evidence, confidence }: CommitLink): string {
  const [first] = Object.keys(evidenceWords).flatMap((kind) => evidence.filter((one) => one.kind === kind))
  const words = first === undefined ? 'the commit is linked to it' : evidenceWords[first.kind]
  return confidence >= 1 ? words : `${words} (confidence ${confidence.toFixed(2)})`
}
