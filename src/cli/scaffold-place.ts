// A project's configuration as it is and the place where sessions are to be kept → the step that writes the place into it. What
// a person wrote stays byte for byte.
import { diagnostic, fail, ok, type Result } from '../diagnostic/diagnostic.ts'
import { containerAt, memberOf, type Container } from './hook/json-parts.ts'
import { configPath } from './open.ts'
import { readIfThere, type ScaffoldStep } from './scaffold.ts'

/**
 * @param place as `archive.sessions` has it: `repository`, `local`, `branch:<name>`. Throws what the system says where the
 * configuration cannot be read.
 */
export function sessionsPlaceStep(root: string, place: string): Result<ScaffoldStep> {
  const found = readIfThere(root, configPath)
  if (found === null) {
    const text = `{\n  "archive": { "sessions": ${JSON.stringify(place)} }\n}\n`
    return ok({ path: configPath, action: 'create', text })
  }
  const text = withSessionsPlace(found, place)
  if (text === null)
    return fail(
      diagnostic('config-invalid', 'the configuration is no JSON object', {
        place: { path: configPath },
        hint: `mend it, and put in: "archive": { "sessions": ${JSON.stringify(place)} }`,
      }),
    )
  return ok(
    text === found
      ? { path: configPath, action: 'keep' }
      : { path: configPath, action: 'edit', before: found, text },
  )
}

/** Null where the text is no JSON object, or its `archive` is none. */
export function withSessionsPlace(text: string, place: string): string | null {
  // JSON.parse takes no byte order mark; the reader of configurations does.
  const bom = text.startsWith('\ufeff') ? '\ufeff' : ''
  const json = text.slice(bom.length)
  try {
    JSON.parse(json)
  } catch {
    return null
  }
  const whole = containerAt(json, 0)
  if (whole?.kind !== 'object') return null
  const archive = memberOf(whole, 'archive')
  const value = JSON.stringify(place)
  if (archive === null) return bom + withMember(json, whole, `"archive": { "sessions": ${value} }`)
  const inner = containerAt(json, archive.value.from)
  if (inner?.kind !== 'object') return null
  const sessions = memberOf(inner, 'sessions')
  return sessions === null
    ? bom + withMember(json, inner, `"sessions": ${value}`)
    : bom + json.slice(0, sessions.value.from) + value + json.slice(sessions.value.to)
}

/** At the end, set off from the member before as that one is from the one before it. */
function withMember(json: string, container: Container, member: string): string {
  const [last, before] = [container.parts.at(-1), container.parts.at(-2)]
  if (last === undefined) {
    const isWhole = json.trim() === json.slice(container.from, container.to)
    const inside = isWhole ? `\n  ${member}\n` : ` ${member} `
    return `${json.slice(0, container.from)}{${inside}}${json.slice(container.to)}`
  }
  const gap = json
    .slice(before === undefined ? container.from + 1 : before.to, last.from)
    .replace(/^\s*,/, '')
  return `${json.slice(0, last.to)},${gap === '' ? ' ' : gap}${member}${json.slice(last.to)}`
}
