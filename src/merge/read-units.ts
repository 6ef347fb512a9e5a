// A place in a parsed file in, the units of the list that stands there out.
import { knownBy } from './keys.ts'
import type { Hole, Unit, UnitList, Version } from './unit.ts'

/** The statements of a whole file; a JSON file is a list of one value. */
export function unitsOfFile(version: Version): UnitList {
  const { source, text } = version
  return readUnits(version, {
    kind: source.kind,
    from: 0,
    to: text.length,
    nodes: source.statements,
    commas: false,
    ordered: false,
  })
}

/** Comments go with what follows them, or with what they stand behind on its line; a blank line sets them apart. */
export function readUnits(version: Version, hole: Hole): UnitList {
  const { source, text } = version
  const units: Unit[] = []
  let at = hole.from
  let trailingComma = false
  for (const node of hole.nodes) {
    const start = node.getStart(source)
    const { comments, gap, lead } = splitTrivia(text.slice(at, start), version)
    units.push(...comments)
    at = node.end
    let body = text.slice(start, at)
    trailingComma = false
    if (hole.commas) {
      const between = /^(?:\s|\/\/[^\n]*\n|\/\*[^]*?\*\/)*,/.exec(text.slice(at, hole.to))?.[0]
      if (between !== undefined) {
        body += between.slice(0, -1).trimEnd()
        at += between.length
        trailingComma = true
      }
    }
    const trail =
      /^[ \t]*(?:\/\/[^\n]*|\/\*[^\n]*?\*\/(?=[ \t]*(?:\n|$)))/.exec(text.slice(at, hole.to))?.[0] ?? ''
    at += trail.length
    units.push({ version, node, gap, lead, body, trail, ...knownBy(node, source) })
  }
  const rest = splitTrivia(text.slice(at, hole.to), version, true)
  return {
    version,
    units: [...units, ...rest.comments],
    tail: rest.gap,
    commas: hole.commas,
    trailingComma,
  }
}

/** White space and comments → comments that belong to nothing, and what belongs to the node behind. */
function splitTrivia(
  trivia: string,
  version: Version,
  atEnd = false,
): { readonly comments: readonly Unit[]; readonly gap: string; readonly lead: string } {
  const comments: Unit[] = []
  let gap = ''
  let lead = ''
  let space = ''
  const close = (): void => {
    if (lead !== '') comments.push(commentUnit(version, gap, lead))
    gap = space
    lead = ''
    space = ''
  }
  for (const [token] of trivia.matchAll(/\s+|^#![^\n]*|\/\/[^\n]*|\/\*[^]*?\*\/|[^]/g)) {
    if (token.trim() === '') {
      space = token
      // An interpreter line belongs to the file.
      if (/\n[^\S\n]*\n/.test(token) || lead.startsWith('#!')) close()
      else if (lead === '') close()
    } else {
      lead += lead === '' ? token : space + token
      space = ''
    }
  }
  if (atEnd) {
    if (lead !== '') close()
    return { comments, gap, lead: '' }
  }
  return { comments, gap, lead: lead === '' ? '' : lead + space }
}

function commentUnit(version: Version, gap: string, body: string): Unit {
  return { version, node: null, gap, lead: '', body, trail: '', key: null, name: '', free: true }
}
