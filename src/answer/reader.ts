// An answer's text in; files, decisions, trace and what is wrong with them out. Tolerant where it is harmless, strict
// where it matters. `instructions.ts` beside it is what the model was told.
import { diagnostic, type Diagnostic } from '../diagnostic/diagnostic.ts'
import { normalText } from '../digest/text.ts'
import type { TargetPath } from '../spec/spec.ts'
import type { AnswerFile, BaseText, ReadAnswer } from './answer.ts'
import { readDecisions, type Unread } from './decisions.ts'
import { editedText, withUnitedEdits } from './edited.ts'
import type { MarkerTag } from './format.ts'
import { harmless } from './harmless.ts'
import { escapes, targetMeant, unquoted } from './paths.ts'
import { splitAnswer, type Piece, type Split } from './split.ts'
import { readTrace } from './trace.ts'

export interface ReadOptions {
  readonly tag: MarkerTag
  readonly asked: readonly TargetPath[]
  /** Targets of the spec that were to stay as they are: a trace may name them, a file may not. */
  readonly others?: readonly TargetPath[]
  readonly requirementIds: readonly string[]
  /** What edits of a target start from. */
  readonly bases?: readonly BaseText[]
  /** Where the answer came from, for places: `answer.md`. */
  readonly source: string
}

export interface Reading {
  readonly read: ReadAnswer
  /** In order of line. */
  readonly diagnostics: readonly Diagnostic[]
  /** Those of `diagnostics` that say why a target asked for is not among the files; they are settled when it comes later. */
  readonly faults: ReadonlyMap<TargetPath, Diagnostic>
}

/** Beyond these, warnings of one kind say the same again. */
const mostWarnings = 20

/**
 * Reads one answer (rule 22).
 *
 * Findings: `answer-unreadable` (no file in the format), `answer-stale` (another tag), `answer-missing-file`, `answer-cut` (ends
 * before the file does), `answer-extra-file`, `answer-bad-path`, `answer-duplicate-file` (twice, and different),
 * `answer-edit` (an edit that does not fit exactly one place of its file: nothing of that file is used).
 * Warnings: `answer-trace`. Whatever is asked for and not whole is in `missing`. Never throws.
 */
export function readAnswer(text: string, options: ReadOptions): Reading {
  const split = splitAnswer(normalText(text), options.tag)
  const everything = { files: [], missing: options.asked, decisions: [], trace: [] }
  if (!split.tagged) {
    return { read: everything, diagnostics: [noneTold(split, text, options)], faults: new Map() }
  }
  const { files, faults, strangers } = readFiles(split, options)
  const decided = readDecisions(split.decisions, options.requirementIds)
  const paths = [...options.asked, ...(options.others ?? [])]
  const traced = readTrace(split.trace, options.requirementIds, paths)
  const warnings = [
    ...unreadTold(decided.unread, 'decision', options.source),
    ...unreadTold(traced.unread, 'line of the trace', options.source),
  ]
  return {
    read: {
      files: options.asked.flatMap((path) => files.get(path) ?? []),
      missing: options.asked.filter((path) => !files.has(path)),
      decisions: decided.decisions,
      trace: traced.trace,
    },
    diagnostics: [...faults.values(), ...strangers, ...warnings].sort(
      (a, b) => (a.place?.line ?? 0) - (b.place?.line ?? 0),
    ),
    faults,
  }
}

interface ReadFiles {
  readonly files: ReadonlyMap<TargetPath, AnswerFile>
  readonly faults: ReadonlyMap<TargetPath, Diagnostic>
  /** About files that were not asked for. */
  readonly strangers: readonly Diagnostic[]
}

function readFiles(split: Split, options: ReadOptions): ReadFiles {
  const { asked, source } = options
  const files = new Map<TargetPath, AnswerFile>()
  const faults = new Map<TargetPath, Diagnostic>()
  const strangers: Diagnostic[] = []
  for (const piece of withUnitedEdits(split.pieces, asked)) {
    const path = targetMeant(piece.path, asked)
    if (path === null) {
      strangers.push(strangerTold(piece, options))
      continue
    }
    const place = { path: source, line: piece.line, endLine: piece.endLine }
    const text = textOf(piece, path, options)
    if (typeof text !== 'string') {
      // A part of a file that is there whole as well is no loss.
      if (!files.has(path) && !faults.has(path)) faults.set(path, text)
      continue
    }
    const before = files.get(path)
    if (before === undefined && faults.get(path)?.code !== 'answer-duplicate-file') {
      files.set(path, { path, text, place })
      faults.delete(path)
    } else if (before !== undefined && before.text !== text) {
      files.delete(path)
      faults.set(
        path,
        diagnostic(
          'answer-duplicate-file',
          `the answer holds ${quoted(path)} twice, with different content`,
          {
            place,
            related: [before.place],
            hint: 'Leave one of them, whole, or ask for the file again.',
          },
        ),
      )
    }
  }
  for (const path of asked) {
    if (!files.has(path) && !faults.has(path)) faults.set(path, absentTold(path, split, options))
  }
  return { files, faults, strangers: strangers.slice(0, mostWarnings) }
}

/** The text of the whole file, or what keeps it from being there. */
function textOf(piece: Piece, path: TargetPath, { source, bases = [] }: ReadOptions): string | Diagnostic {
  const place = { path: source, line: piece.line, endLine: piece.endLine }
  if (piece.cut)
    return diagnostic(
      'answer-cut',
      `the answer ends, or goes on with something else, before ${quoted(path)} does`,
      {
        place,
        hint: 'Nothing of a cut file is used. Ask for it again, whole.',
      },
    )
  if (piece.kind === 'edit') {
    const edited = editedText(piece, bases.find((base) => base.path === path) ?? null)
    if (edited.ok) return edited.text
    return diagnostic('answer-edit', `the edits of ${quoted(path)} cannot be used: ${edited.why}`, {
      place: { path: source, line: edited.line },
      hint: 'Each SEARCH has to stand exactly once in the file. Ask for the file whole.',
    })
  }
  const { body } = piece
  if (body.kind === 'whole') return body.text
  const why = body.kind === 'unclear' ? body.why : 'there is nothing between its markers'
  return diagnostic('answer-missing-file', `the answer names ${quoted(path)}, but ${why}`, {
    place,
    hint: 'Between its markers stands the whole file and nothing else.',
  })
}

function absentTold(path: TargetPath, split: Split, options: ReadOptions): Diagnostic {
  const mistagged = split.others.find((other) => targetMeant(other.path, [path]) !== null)
  if (mistagged !== undefined)
    return diagnostic(
      'answer-stale',
      `${quoted(path)} carries the tag ${mistagged.tag}, and this question has ${options.tag}`,
      {
        place: { path: options.source, line: mistagged.line },
        hint: 'It belongs to another version of the question. Ask for the file again.',
      },
    )
  return diagnostic('answer-missing-file', `the answer lacks ${quoted(path)}`, {
    place: { path: options.source, line: split.lines },
    hint: 'Every target asked for has to be there, whole. Ask for the file again.',
  })
}

function strangerTold(piece: Piece, options: ReadOptions): Diagnostic {
  const details = { place: { path: options.source, line: piece.line, endLine: piece.endLine } }
  if (escapes(piece.path))
    return diagnostic('answer-bad-path', `the answer writes ${quoted(piece.path)}, outside the targets`, {
      ...details,
      hint: 'Only targets of the spec can be written. Nothing was written.',
    })
  const stays = targetMeant(piece.path, options.others ?? []) !== null
  return diagnostic(
    'answer-extra-file',
    stays
      ? `the answer holds ${quoted(piece.path)}, which was to stay as it is`
      : `the answer holds ${quoted(piece.path)}, which nobody asked for`,
    {
      ...details,
      hint: stays
        ? 'Take the file out of the answer, or build the whole spec.'
        : 'Take the file out of the answer, or add it to the targets of the spec.',
    },
  )
}

/** No marker with the right tag: an answer to another question, or no answer in the format at all. */
function noneTold(split: Split, text: string, { tag, source }: ReadOptions): Diagnostic {
  const tags = [...new Set(split.others.map((other) => other.tag))]
  if (tags.length > 0)
    return diagnostic(
      'answer-stale',
      `the answer carries the tag ${tags.slice(0, 3).join(', ')}, and the question as it stands has ${tag}`,
      {
        place: { path: source, line: split.others[0]?.line ?? 1 },
        hint: 'The spec, or what it uses, changed after this answer was asked for. Compile the prompt again and ask again.',
      },
    )
  return diagnostic(
    'answer-unreadable',
    text.trim() === '' ? 'the answer is empty' : `the answer holds no file marked "=== FILE ${tag} …"`,
    {
      place: { path: source, line: 1 },
      hint: 'An answer gives each file between the markers that the prompt shows. Ask again with the whole prompt.',
    },
  )
}

function unreadTold(unread: readonly Unread[], what: string, source: string): Diagnostic[] {
  const told = unread.slice(0, mostWarnings).map(({ line, why }) =>
    diagnostic('answer-trace', `a ${what} cannot be read: ${harmless(why)}`, {
      place: { path: source, line },
    }),
  )
  const [next] = unread.slice(mostWarnings)
  if (next === undefined) return told
  const rest = `${unread.length - mostWarnings} more of this kind (${what}) cannot be read`
  return [...told, diagnostic('answer-trace', rest, { place: { path: source, line: next.line } })]
}

function quoted(path: string): string {
  return `\`${harmless(unquoted(path)).slice(0, 300)}\``
}
