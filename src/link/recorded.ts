// A link in, the text and the path of its file in the archive out; and the text back to the link, checked in full. Nothing in it
// is of the machine or the time: two machines that make the same link write the same file.
import { isSessionKey } from '../archive/session-paths.ts'
import { diagnostic, fail, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import type { Json } from '../digest/canonical.ts'
import { digestValue, hexOf, type Digest } from '../digest/digest.ts'
import { isObject, list, nullable, number, object, oneOf, string, type Shape } from '../digest/shape.ts'
import type { CommitLink, Evidence } from './link.ts'

/** Relative to the root. Committed. */
export const linkFolder = '.spec/archive/links'

const newestLinkVersion = 1

const evidenceShapes: Readonly<Record<Evidence['kind'], Shape>> = {
  trailer: object({}),
  printed: object({ turn: number }),
  lines: object({ same: number, added: number }),
  removed: object({ same: number, removed: number }),
  files: object({ same: number, changed: number }),
  time: object({ seconds: number }),
  branch: object({ name: string }),
  rewritten: object({ from: string, by: oneOf('patch-id', 'lines') }),
}

const evidence: Shape = (value) => {
  const kind = isObject(value) && typeof value.kind === 'string' ? value.kind : ''
  const shape = Object.entries(evidenceShapes).find(([name]) => name === kind)?.[1]
  return shape === undefined ? ': expected a kind of evidence that is known' : shape(value)
}

const shape = object({
  linkVersion: oneOf(newestLinkVersion),
  session: string,
  sessionId: string,
  commit: string,
  patchId: nullable(string),
  files: list(object({ path: string, added: number, same: number, turns: list(number) })),
  evidence: list(evidence),
  confidence: number,
})

interface Written extends CommitLink {
  readonly linkVersion: 1
}

function written({
  session,
  sessionId,
  commit,
  patchId,
  files,
  evidence: why,
  confidence,
}: CommitLink): Written {
  return {
    linkVersion: newestLinkVersion,
    session,
    sessionId,
    commit,
    patchId,
    files,
    evidence: why,
    confidence,
  }
}

export function encodeLink(link: CommitLink): string {
  return `${JSON.stringify(written(link), null, 2)}\n`
}

function digestOfWritten(link: Written): Digest {
  const plain: Json = JSON.parse(JSON.stringify(link))
  return digestValue(plain)
}

/** `.spec/archive/links/<agent>/<session>/<64 hex digits>.json`, by the digest of all that it says. */
export function linkPath(link: CommitLink): string {
  return `${linkFolder}/${link.session}/${hexOf(digestOfWritten(written(link)))}.json`
}

/** The link in a file, which has to be what the path says. */
export function decodeLink(text: string, path: string): Result<CommitLink> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return fail(damagedLink(path, 'is not JSON'))
  }
  if (isObject(value) && typeof value.linkVersion === 'number' && value.linkVersion > newestLinkVersion)
    return fail(
      diagnostic('record-newer', `the link ${path} was written by a newer version of spec`, {
        place: { path },
        hint: 'update spec to the version that the other people of this project use',
      }),
    )
  const problem = shape(value)
  if (problem !== null) return fail(damagedLink(path, `is no link: ${problem.replace(/^[.:] ?/, '')}`))
  // The shape has just been checked member by member.
  const link = value as Written
  const expected = `${linkFolder}/${link.session}/${hexOf(digestOfWritten(link))}.json`
  if (!isSessionKey(link.session) || path !== expected)
    return fail(damagedLink(path, 'does not have the digest of its name'))
  return ok(link)
}

export function damagedLink(path: string, what: string): Diagnostic {
  return diagnostic('record-damaged', `the link ${path} ${what}`, {
    place: { path },
    hint: `take it back from git, for instance: git checkout HEAD -- ${path}; or remove it and run spec archive relink`,
  })
}
