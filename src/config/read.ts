// The text of spec.config.json in, the configuration out. Data only: reading it runs nothing.
import { diagnostic, fail, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import { nearest } from '../diagnostic/nearest.ts'
import { normalText } from '../digest/text.ts'
import type { Config } from './config.ts'
import { placesOf, syntaxPlace, type PlaceOf } from './json-places.ts'

/** Larger texts are no configuration. UTF-16 units. */
const maxLength = 256 * 1024

type Key = string | number

/** What the schema found, whatever library checks it. */
interface Issue {
  readonly code?: string | undefined
  readonly path: readonly PropertyKey[]
  readonly message: string
  readonly keys?: readonly string[]
}

/**
 * Every fault at once as `config-invalid`, with its place. Keys that mean nothing are warnings, and left out of the value.
 * `path` is for messages.
 */
export async function readConfig(text: string, path: string): Promise<Result<Config>> {
  const source = normalText(text)
  const parsed = source.length > maxLength ? tooLong(path) : parseJson(source, path)
  if (!parsed.ok) return parsed
  const { configSchema } = await import('./schema.ts')
  const placeOf = placesOf(source, path)

  const first = configSchema.safeParse(parsed.value)
  const issues: readonly Issue[] = first.success ? [] : first.error.issues
  const unknown = issues.filter((issue) => issue.code === 'unrecognized_keys')
  const warnings = unknown.flatMap((issue) => unknownKeys(issue, configSchema.keyof().options, placeOf))
  const result = unknown.length === 0 ? first : configSchema.safeParse(without(parsed.value, unknown))
  if (!result.success) {
    return fail(...result.error.issues.map((issue) => wrongValue(issue, placeOf)), ...warnings)
  }
  const { $schema: _forEditors, ...config } = result.data
  return ok(config, warnings)
}

function tooLong(path: string): Result<unknown> {
  const message = `the configuration is longer than ${maxLength / 1024} KB`
  return fail(diagnostic('config-invalid', message, { place: { path }, hint: 'it holds settings only' }))
}

function parseJson(source: string, path: string): Result<unknown> {
  try {
    return ok(JSON.parse(source))
  } catch {
    return fail(
      diagnostic('config-invalid', 'the configuration is not valid JSON', {
        place: syntaxPlace(source, path),
        hint: 'JSON has double quotes, no comments, and no comma behind the last item',
      }),
    )
  }
}

function unknownKeys(issue: Issue, topLevel: readonly string[], placeOf: PlaceOf): readonly Diagnostic[] {
  const path = keysOf(issue)
  return (issue.keys ?? []).map((key) => {
    const meant = path.length === 0 ? nearest(key, topLevel) : null
    return diagnostic('config-unknown-key', `the key \`${shown([...path, key])}\` means nothing`, {
      place: placeOf([...path, key]),
      hint:
        meant === null ? 'take it out; the schema lists the keys there are' : `did you mean \`${meant}\`?`,
    })
  })
}

function wrongValue(issue: Issue, placeOf: PlaceOf): Diagnostic {
  const path = keysOf(issue)
  const what = path.length === 0 ? 'the configuration' : `\`${shown(path)}\` in the configuration`
  return diagnostic('config-invalid', `${what} is wrong: ${lowerFirst(issue.message)}`, {
    place: placeOf(path),
    hint: 'the schema, schema/spec.config.schema.json of spec-regen, says what is expected',
  })
}

/** A copy without the keys that mean nothing. */
function without(value: unknown, unknown: readonly Issue[]): unknown {
  const copy: unknown = structuredClone(value)
  for (const issue of unknown) {
    let at: unknown = copy
    for (const key of keysOf(issue))
      at = typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined
    if (typeof at === 'object' && at !== null)
      for (const key of issue.keys ?? []) Reflect.deleteProperty(at, key)
  }
  return copy
}

function keysOf(issue: Issue): readonly Key[] {
  return issue.path.filter((key): key is Key => typeof key !== 'symbol')
}

/** `models.local.command[0]`. */
function shown(path: readonly Key[]): string {
  return path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : index === 0 ? key : `.${key}`))
    .join('')
}

function lowerFirst(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1)
}
