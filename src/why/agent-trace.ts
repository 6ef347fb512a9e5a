// Who made the lines of a commit in; an Agent Trace record out (https://github.com/cursor/agent-trace, version 0.1.0).
import { digestText, digestValue, hexOf } from '../digest/digest.ts'
import { keyOf, type MadeRange, type Maker, type TracedCommit, type TracedFile } from './attribution.ts'

export const agentTraceVersion = '0.1.0'

/** The same commit and the same conversations give the same record, on every machine. */
export function agentTraceRecord(
  { id, committed, files }: TracedCommit,
  tool: string,
): Readonly<Record<string, unknown>> {
  const body = {
    version: agentTraceVersion,
    timestamp: committed,
    vcs: { type: 'git', revision: id },
    tool: { name: 'spec', version: tool },
    files: files.map(fileOf),
  }
  const { version, ...rest } = body
  // Without the tool: another version of it traces the same.
  return { version, id: uuidOf(hexOf(digestValue({ id, files: body.files }))), ...rest }
}

function fileOf({ path, ranges, specs }: TracedFile) {
  const byMaker = new Map<string, MadeRange[]>()
  for (const range of ranges) {
    const key = keyOf(range.maker)
    byMaker.set(key, [...(byMaker.get(key) ?? []), range])
  }
  return {
    path,
    conversations: [...byMaker.values()].flatMap((own) => {
      const [first] = own
      if (first === undefined) return []
      const related = specs(first.maker).map((spec) => ({ type: 'spec', url: `spec:${encoded(spec)}` }))
      return [
        {
          url: urlOf(first.maker),
          contributor: contributorOf(first.maker),
          ranges: own.map(({ from, to, texts }) => ({
            start_line: from,
            end_line: to,
            content_hash: digestText(texts.join('\n')),
          })),
          ...(related.length === 0 ? {} : { related }),
        },
      ]
    }),
  }
}

/** A scheme of our own: what stands behind it is for `spec show`. */
function urlOf({ kind, conversation }: Maker): string {
  return `spec:${kind}/${encoded(conversation.replace(/^sha256:/, ''))}`
}

function encoded(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}

/** The format's longest. */
const longestModel = 250

function contributorOf({ model }: Maker): { readonly type: 'ai'; readonly model_id?: string } {
  return model === null ? { type: 'ai' } : { type: 'ai', model_id: modelId(model).slice(0, longestModel) }
}

const providers: readonly (readonly [RegExp, string])[] = [
  [/^claude-/, 'anthropic'],
  [/^(?:gpt-|o\d|codex-)/, 'openai'],
  [/^gemini-/, 'google'],
]

/** `provider/model` (models.dev) where the name tells the provider; else the name as it is. */
function modelId(model: string): string {
  const provider = model.includes('/') ? undefined : providers.find(([name]) => name.test(model))?.[1]
  return provider === undefined ? model : `${provider}/${model}`
}

/** Version 8 of RFC 9562: bits of our own, here of a digest. */
function uuidOf(hex: string): string {
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16)
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}
