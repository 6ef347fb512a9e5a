// Specs, records and kept sessions in; what can be searched of them, out. Nothing is read that the index has already.
import { digestBytes, digestText, hexOf, type Digest } from '../digest/digest.ts'
import { decodeText } from '../digest/text.ts'
import type { Config } from '../config/config.ts'
import type { Result } from '../diagnostic/diagnostic.ts'
import type { Store } from '../ports.ts'
import { searchableConversation } from '../search/of-conversation.ts'
import { searchableRecord } from '../search/of-record.ts'
import type { Searchable } from '../search/document.ts'
import type { ReadTranscript } from '../session/conversation.ts'
import type { SpecFile } from '../spec/spec.ts'
import type { FoundRecord } from './log.ts'

/** How a spec is parsed depends on the configuration. One that cannot be parsed is searched as plain text. */
export function searchableSpecs(files: readonly SpecFile[], config: Config): readonly Searchable[] {
  const settings = hexOf(digestText(JSON.stringify(config)))
  return files.map((file) => ({
    kind: 'spec',
    key: `spec ${settings} ${file.path} ${digestBytes(file.bytes)}`,
    load: async () => {
      const [{ parseSpec }, { searchableSpec, searchableText }] = await Promise.all([
        import('../spec/parse.ts'),
        import('../search/of-spec.ts'),
      ])
      const spec = parseSpec(file, config)
      if (spec.ok) return { sources: [searchableSpec(spec.value)], whole: true }
      return { sources: [searchableText(file.path, decodeText(file.bytes) ?? '')], whole: true }
    },
  }))
}

/** A record whose texts are not all there is read again the next time. */
export function searchableRecords(found: readonly FoundRecord[], store: Store): readonly Searchable[] {
  return found.map(({ digest, record }) => ({
    kind: 'record',
    key: `record ${digest}`,
    load: () => {
      let whole = true
      const text = (blob: Digest): string | null => {
        const bytes = store.blob(blob)
        if (!bytes.ok || bytes.value === null) whole = false
        return bytes.ok && bytes.value !== null ? decodeText(bytes.value) : null
      }
      const sources = [searchableRecord(digest, record, text)]
      return Promise.resolve({ sources, whole })
    },
  }))
}

export interface SearchedSession {
  readonly digest: Digest
  /** `#2` where two machines kept versions that differ; nothing otherwise. */
  readonly version: string
  readonly read: () => Promise<Result<ReadTranscript>>
}

/** @param told is given what a session that cannot be read is told with. */
export function searchableSessions(
  sessions: readonly SearchedSession[],
  told: (diagnostics: Result<ReadTranscript>['diagnostics']) => void,
): readonly Searchable[] {
  return sessions.map(({ digest, version, read }) => ({
    kind: 'conversation',
    key: `session ${digest}${version}`,
    load: async () => {
      const transcript = await read()
      told(transcript.diagnostics)
      if (!transcript.ok) return { sources: [], whole: false }
      return {
        sources: transcript.value.conversations.map((one) => searchableConversation(one, version)),
        whole: true,
      }
    },
  }))
}
