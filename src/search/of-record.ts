// A record of the archive and the texts it names in; prompts, answers, decisions and reasons as documents out.
import type { RecordedConversation, StoredRecord } from '../archive/record.ts'
import { hexOf, type Digest } from '../digest/digest.ts'
import type { SearchDocument, SourceDocuments } from './document.ts'

/** @param text of a blob; null where it is not there or no text. */
export function searchableRecord(
  digest: Digest,
  record: StoredRecord,
  text: (blob: Digest) => string | null,
): SourceDocuments {
  const { kind, spec, at } = record
  return {
    source: {
      kind: 'record',
      id: hexOf(digest),
      title: `${kind} of ${spec}`,
      agent: null,
      spec,
      files: Object.keys(record.body.files),
    },
    documents: documentsOf(record, text).map((document) => ({ ...document, at, place: null })),
  }
}

type Said = Omit<SearchDocument, 'at' | 'place'>

function documentsOf(record: StoredRecord, text: (blob: Digest) => string | null): readonly Said[] {
  switch (record.kind) {
    case 'generation': {
      const { decisions, conversation } = record.body
      return [
        ...decisions.map(({ requirement, open, chosen, because }) => ({
          role: 'agent' as const,
          title: requirement === null ? 'decision' : `decision, ${requirement}`,
          weight: 1.4,
          text: [open, chosen, because].filter((said) => said !== '').join('\n'),
        })),
        ...saidIn(conversation, text),
      ]
    }
    case 'amendment': {
      const { because, why, conversation } = record.body
      return [
        reason(because),
        ...why.map((said) => ({ ...reason(said), role: 'agent' as const })),
        ...saidIn(conversation, text),
      ]
    }
    case 'acceptance':
      return [reason(record.body.because)]
    case 'overwritten':
      return []
  }
}

const reason = (text: string): Said => ({ role: 'person', title: 'reason', weight: 1.4, text })

/** Without the system blocks: they are the same in every prompt. */
function saidIn(
  { messages, turns }: RecordedConversation,
  text: (blob: Digest) => string | null,
): readonly Said[] {
  const answers = new Set(turns.flatMap(({ answer }) => (answer === null ? [] : [answer])))
  // A prompt repeats the spec and the code: where it was first said counts for more.
  const prompts = messages
    .filter(({ role, blob }) => role === 'user' && !answers.has(blob))
    .map(({ blob }) => ({ role: 'machine' as const, title: 'prompt', weight: 0.4, text: text(blob) ?? '' }))
  const said = [...answers].map((blob) => ({
    role: 'agent' as const,
    title: 'answer',
    weight: 0.8,
    text: text(blob) ?? '',
  }))
  return [...prompts, ...said].filter((one) => one.text !== '')
}
