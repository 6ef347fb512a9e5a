// Records of a transcript in, the same records without secrets and without names of home directories out.
import { ok, type Result } from '../diagnostic/diagnostic.ts'
import type { TranscriptRecord } from '../session/conversation.ts'
import { cannotScan } from './cannot-scan.ts'
import { loadFinder, type Finder, type RedactOptions } from './redact-finder.ts'
import { homes, type Homes } from './redact-homes.ts'
import { redactRound } from './redact-round.ts'
import { watch, type Watch, type Watched } from './redact-watch.ts'

/**
 * Takes records in parts, however large; gives those back that nothing which follows can change, in the same order. After a
 * failure nothing that it gave before may be kept either.
 */
export interface Redaction {
  readonly take: (records: readonly TranscriptRecord[]) => Promise<Result<readonly TranscriptRecord[]>>
  /** The records that were held back. */
  readonly end: () => Promise<Result<readonly TranscriptRecord[]>>
}

interface Pending {
  readonly record: TranscriptRecord
  /** Home directories are out of it. */
  readonly value: unknown
  readonly text: string
  readonly watched: Watched
}

/** Characters and records that are gathered before the rules look at them together. */
const gathered = { characters: 256 * 1024, records: 1000 }
/** Hardly ever more than one. */
const mostRounds = 4
/** Of the last records as many are held back, at least one: a secret may go on in the next. */
const heldBack = { characters: 32 * 1024, records: 256 }

/**
 * Secrets become `[REDACTED:<rule>]` and home directories `~`; doing it twice is as doing it once. Strings and names of members
 * are looked at one by one, also in strings that hold JSON; ids, signatures, encrypted and base64 payloads stay as they are.
 * A record in which nothing is found is given back as it came; in `text` of another only its strings changed.
 *
 * Failures: `secret-scanner` where the scanner cannot run, `config-invalid` for a pattern of the configuration.
 */
export function redactRecords(options: RedactOptions): Redaction {
  return redactRecordsBy(() => loadFinder(options))
}

/** The same by what another finder finds. */
export function redactRecordsBy(load: () => Promise<Result<Finder>>): Redaction {
  const paths = homes()
  let ready: { readonly finder: Finder; readonly watching: Watch } | null = null
  let pending: Pending[] = []
  let failed: Result<never> | null = null

  const prepare = async (): Promise<Result<{ readonly finder: Finder; readonly watching: Watch }>> => {
    if (ready) return ok(ready)
    const loaded = await load()
    if (!loaded.ok) return loaded
    ready = { finder: loaded.value, watching: watch(loaded.value.gate) }
    return ok(ready)
  }
  const wake = (number: number): void => {
    const first = pending[0]?.watched.number
    const found = first === undefined ? undefined : pending[number - first]
    if (found) found.watched.awake = true
  }

  const flush = async (finder: Finder, last: boolean): Promise<readonly TranscriptRecord[]> => {
    const release = last ? pending.length : pending.length - countHeldBack(pending)
    if (release <= 0) return []
    const awake = pending.filter(({ watched }) => watched.awake)
    const texts = await redactAwake(awake, finder, paths)
    const changed = new Map(awake.map((one, at) => [one, texts[at] ?? '']))
    const released = pending.slice(0, release).map((one) => redacted(one, changed.get(one) ?? one.text))
    pending = pending.slice(release)
    return released
  }

  const guarded = async (
    work: (parts: {
      readonly finder: Finder
      readonly watching: Watch
    }) => Promise<readonly TranscriptRecord[]>,
  ): Promise<Result<readonly TranscriptRecord[]>> => {
    if (failed) return failed
    try {
      const prepared = await prepare()
      if (prepared.ok) return ok(await work(prepared.value))
      failed = prepared
    } catch (error) {
      failed = cannotScan(error)
    }
    return failed
  }

  return {
    take: (records) =>
      guarded(async ({ finder, watching }) => {
        const released: TranscriptRecord[] = []
        let characters = pending.reduce((sum, { text }) => sum + text.length, 0)
        for (const record of records) {
          const one = opened(record, paths, watching, wake)
          pending.push(one)
          characters += one.text.length
          if (characters < gathered.characters && pending.length < gathered.records) continue
          for (const done of await flush(finder, false)) released.push(done)
          characters = 0
        }
        return released
      }),
    end: () => guarded(({ finder }) => flush(finder, true)),
  }
}

/** Where a token stands now, a path may begin behind it; and what goes with the path may have hidden something in turn. */
async function redactAwake(
  awake: readonly Pending[],
  finder: Finder,
  paths: Homes,
): Promise<readonly string[]> {
  let texts: readonly string[] = awake.map(({ text }) => text)
  for (let round = 0; round < mostRounds; round += 1) {
    const found = await redactRound(
      awake.map(({ watched, record }, at) => ({
        watched,
        text: texts[at] ?? '',
        layout: record.kind === 'json' ? 'json' : 'text',
      })),
      finder,
    )
    texts = found.map((text, at) => (text === awake[at]?.text ? text : withoutHomes(awake[at], text, paths)))
    if (texts.every((text, at) => text === found[at])) break
  }
  return texts
}

function withoutHomes(one: Pending | undefined, text: string, paths: Homes): string {
  return one?.record.kind === 'json'
    ? paths.inJson({ value: JSON.parse(text) as unknown, text }).text
    : paths.replace(text)
}

function opened(
  record: TranscriptRecord,
  paths: Homes,
  watching: Watch,
  wake: (number: number) => void,
): Pending {
  if (record.kind !== 'json') {
    const text = paths.replace(record.text)
    return { record, value: null, text, watched: watching.text(text, wake) }
  }
  const { value, text } = paths.inJson({
    value: record.value,
    text: record.text ?? JSON.stringify(record.value),
  })
  return { record, value, text, watched: watching.json(value, wake) }
}

function redacted({ record, value, text }: Pending, changed: string): TranscriptRecord {
  if (record.kind !== 'json') return changed === record.text ? record : { ...record, text: changed }
  if (changed !== text) return { ...record, value: JSON.parse(changed) as unknown, text: changed }
  return value === record.value ? record : { ...record, value, text }
}

function countHeldBack(pending: readonly Pending[]): number {
  let characters = 0
  let count = 0
  for (let at = pending.length - 1; at >= 0 && count < heldBack.records; at -= 1) {
    characters += pending[at]?.text.length ?? 0
    if (count > 0 && characters > heldBack.characters) break
    count += 1
  }
  return count
}
