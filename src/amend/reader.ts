// An answer's text in; the edits of a spec, reasons and trace lines out, or what keeps it from being read.
import type { Edit } from '../answer/edits.ts'
import { harmless } from '../answer/harmless.ts'
import { unquoted } from '../answer/paths.ts'
import { splitAnswer, type Piece } from '../answer/split.ts'
import { diagnostic, fail, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import { normalText } from '../digest/text.ts'
import type { ReadAmendment } from './amendment.ts'
import { unfilledReason } from './instructions.ts'

/** Lines of reasons that are kept, and characters of one. */
const mostReasons = 50
const longestReason = 1000

/**
 * Reads an answer with the markers of this tag: edits of one file, however many EDIT blocks they come in. Findings:
 * `answer-unreadable` (no EDIT, or one that cannot be read), `answer-stale` (another tag), `answer-cut` (no END),
 * `answer-extra-file` (another file, or the spec as a whole). Never throws.
 *
 * @param path of the spec file.
 * @param source where the answer came from, for places: `answer.md`.
 */
export function readAmendment(
  text: string,
  { tag, path, source }: { readonly tag: string; readonly path: string; readonly source: string },
): Result<ReadAmendment> {
  const split = splitAnswer(normalText(text), tag)
  const edits: Edit[] = []
  const faults: Diagnostic[] = []
  for (const piece of split.pieces) {
    const fault = faultOf(piece, path, source)
    if (fault !== null) faults.push(fault)
    else if (piece.body.kind === 'edits') edits.push(...piece.body.edits)
  }
  if (faults.length > 0) return fail(...faults)
  if (split.pieces.length === 0) return fail(noneTold(split.others[0]?.tag, text, tag, source))
  return ok({ edits, why: reasonsIn(split.decisions), traceLines: split.trace })
}

function faultOf(
  { path: named, line, endLine, body, cut }: Piece,
  path: string,
  source: string,
): Diagnostic | null {
  const place = { path: source, line, endLine }
  const shown = `\`${harmless(unquoted(named)).slice(0, 300)}\``
  if (unquoted(named).replace(/^(?:\.\/)+/u, '') !== path)
    return diagnostic('answer-extra-file', `the answer changes ${shown}, and ${path} alone was asked about`, {
      place,
      hint: `only edits of ${path} can be taken`,
    })
  if (cut)
    return diagnostic(
      'answer-cut',
      `the answer ends, or goes on with something else, before the edits of ${shown} do`,
      {
        place,
        hint: 'nothing of it is used; ask again',
      },
    )
  switch (body.kind) {
    case 'edits':
      return null
    case 'unclear':
      return diagnostic('answer-unreadable', `the edits of ${shown} cannot be read: ${body.why}`, {
        place,
        hint: 'each edit is a SEARCH and a REPLACE, and all of them stand before END',
      })
    case 'whole':
    case 'blank':
      return diagnostic('answer-extra-file', `the answer holds ${shown} as a whole`, {
        place,
        hint: 'a spec is amended by edits, so that its words stay elsewhere',
      })
  }
}

/** No piece at all: an answer to another question, or none in the format. */
function noneTold(other: string | undefined, text: string, tag: string, source: string): Diagnostic {
  const place = { path: source, line: 1 }
  if (other !== undefined)
    return diagnostic(
      'answer-stale',
      `the answer carries the tag ${other}, and the question as it stands has ${tag}`,
      {
        place,
        hint: 'the spec or its code changed after this answer was asked for: compile the prompt again and ask again',
      },
    )
  return diagnostic(
    'answer-unreadable',
    text.trim() === '' ? 'the answer is empty' : `the answer holds no edits marked "=== EDIT ${tag} …"`,
    { place, hint: 'ask again with the whole prompt' },
  )
}

function reasonsIn(lines: readonly { readonly text: string }[]): readonly string[] {
  return lines
    .map(({ text }) => text.replace(/^\s*(?:[-*+•]\s+)?/u, '').trim())
    .filter((text) => text !== '' && !unfilledReason.endsWith(text))
    .slice(0, mostReasons)
    .map((text) => text.slice(0, longestReason))
}
