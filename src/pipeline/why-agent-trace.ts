// The use case of exporting Agent Trace records: a commit in; of each line that it added, which conversation or generation made it,
// and the specs behind it, out.
import { ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import type { Digest } from '../digest/digest.ts'
import { specsOf } from '../link/specs-of.ts'
import type { Store, Workspace } from '../ports.ts'
import {
  rangesOf,
  type AddingCommit,
  type Maker,
  type TracedCommit,
  type TracedFile,
} from '../why/attribution.ts'
import { addedLines, type EditTurn } from '../why/edit-turn.ts'
import { linesOf } from '../why/lines.ts'
import { knownSpecs } from './known-specs.ts'
import { allRecords } from './log.ts'
import { textOf } from './why-versions.ts'
import type { Talk, WhyWorld } from './why-world.ts'

interface Editing {
  readonly maker: string
  readonly added: ReadonlyMap<string, EditTurn>
}

/** Clocks of two machines differ. Seconds. */
const slack = 120

/** @param only a conversation (`agent/session`); null: all, and generations. */
export async function traceCommit(
  commit: AddingCommit,
  only: string | null,
  { workspace, store }: { readonly workspace: Workspace; readonly store: Store },
  talks: WhyWorld['talks'],
): Promise<Result<TracedCommit>> {
  const told: Diagnostic[] = []
  const specs = await knownSpecs(workspace)
  const editing = new Map<string, Editing[]>()
  const specsOfTalk = new Map<string, readonly string[]>()
  const names = [...new Set(commit.files.map(({ path }) => path.slice(path.lastIndexOf('/') + 1)))]
  if (names.length > 0)
    for await (const talk of talks(names, (diagnostics) => told.push(...diagnostics))) {
      if (only !== null && talk.key !== only) continue
      const files = editsIn(talk, commit)
      if (files.size === 0) continue
      for (const [path, one] of files) editing.set(path, [...(editing.get(path) ?? []), one])
      specsOfTalk.set(talk.key, [...new Set(specsOf(talk.conversation, specs).flatMap(aboutSpec))])
    }
  const generated =
    only === null ? await generatedFiles(store, commit, told) : new Map<string, readonly Generated[]>()
  const files = commit.files.flatMap(({ path, lines }): TracedFile[] => {
    const ranges = rangesOf(lines, makerIn(editing.get(path) ?? [], generated.get(path) ?? []))
    const owner = specs.filter(({ targets }) => targets.includes(path)).map((spec) => spec.path)
    const about = ({ conversation }: Maker): readonly string[] => [
      ...new Set([...owner, ...(specsOfTalk.get(conversation) ?? [])]),
    ]
    return ranges.length === 0 ? [] : [{ path, ranges, specs: about }]
  })
  return ok({ id: commit.id, committed: commit.committed, files }, told)
}

function aboutSpec({ role, path }: ReturnType<typeof specsOf>[number]): readonly string[] {
  return role === 'named' || role === 'read' || role === 'written' ? [path] : []
}

function untilOf(committed: string): number {
  return Date.parse(committed) + slack * 1000
}

/** What was said after the commit did not make it. */
function editsIn({ key, conversation }: Talk, commit: AddingCommit): ReadonlyMap<string, Editing> {
  const until = untilOf(commit.committed)
  const files = new Map<string, Editing>()
  for (const { path } of commit.files) {
    const before = {
      ...conversation,
      messages: conversation.messages.filter(({ at }) => at === null || Date.parse(at) <= until),
    }
    const added = addedLines(before, path)
    if (added.size > 0) files.set(path, { maker: key, added })
  }
  return files
}

interface Generated {
  readonly record: Digest
  readonly model: string
  readonly lines: ReadonlySet<string>
}

/** The text of each file in each generation, the newest first. */
async function generatedFiles(
  store: Store,
  { committed }: AddingCommit,
  told: Diagnostic[],
): Promise<ReadonlyMap<string, readonly Generated[]>> {
  const records = await allRecords(store)
  told.push(...records.diagnostics)
  const files = new Map<string, Generated[]>()
  for (const { digest, record, local } of records.ok ? records.value : []) {
    if (record.kind !== 'generation' || local || Date.parse(record.at) > untilOf(committed)) continue
    for (const [path, blob] of Object.entries(record.body.files)) {
      const lines = new Set(linesOf(textOf(store, blob) ?? '').map((line) => line.trim()))
      files.set(path, [
        ...(files.get(path) ?? []),
        { record: digest, model: record.body.identity.name, lines },
      ])
    }
  }
  return files
}

/** Who wrote a file on the model's word comes before who may have typed the same. */
function makerIn(
  editing: readonly Editing[],
  generated: readonly Generated[],
): (text: string) => Maker | null {
  return (text) => {
    const line = text.trim()
    const made = generated.find(({ lines }) => lines.has(line))
    if (made !== undefined) return { kind: 'record', conversation: made.record, model: made.model }
    const turns = editing.flatMap(({ maker, added }) => {
      const turn = added.get(line)
      return turn === undefined ? [] : [{ maker, turn }]
    })
    // The last that was said before the commit.
    turns.sort((a, b) => ((a.turn.at ?? '') < (b.turn.at ?? '') ? 1 : -1))
    const [last] = turns
    return last === undefined ? null : { kind: 'session', conversation: last.maker, model: last.turn.model }
  }
}
