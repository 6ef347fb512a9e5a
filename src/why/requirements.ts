// A stretch of a file, what its spec says and what the lock traces in; the requirements behind it, the likeliest first, out.
import type { Trace } from '../blast/traces.ts'
import type { CodeSymbol } from '../code/code.ts'
import { blocksAround, closeness } from './closest.ts'
import { lineInSpec } from './in-spec.ts'
import {
  requirementsOf,
  requirementsOfMentions,
  type SymbolFile,
  type TracedRequirement,
} from './trace-of-line.ts'
import { certainties, type Certainty, type WhyRequirement } from './why.ts'

/** What a spec says, as far as it could be read. */
export interface SpecWords {
  readonly id: string
  readonly path: string
  /** Of the file as it is. */
  readonly lines: readonly string[]
  /** In order. `line`: null for what only the lock has. */
  readonly requirements: readonly {
    readonly id: string
    readonly line: number | null
    readonly text: string
  }[]
  readonly sections: readonly { readonly key: string; readonly heading: string; readonly line: number }[]
}

export interface Stretch {
  readonly from: number
  readonly to: number
  readonly symbol: CodeSymbol | null
}

/** Below this many shared words, weighed, an agreement says nothing. */
const leastScore = 2.5

export function requirementsBehind(
  stretch: Stretch,
  file: SymbolFile,
  spec: SpecWords,
  trace: Trace,
): readonly WhyRequirement[] {
  const { from, to, symbol } = stretch
  const own = file.lines.slice(from - 1, to)
  const code = blocksAround(file.lines, from, to, symbol?.line ?? from)
  const traced = symbol === null ? byMentions(own, file, trace) : requirementsOf(symbol, file, trace)
  const all = symbol !== null && from <= symbol.line && to >= symbol.endLine
  const resolvedOnes = inOrder(traced.map((one) => resolved(one, spec)))
  const ranked = all ? resolvedOnes : byWords(resolvedOnes, code)
  const declared = declaredIn(stretch, file, spec)
  const found = surestFirst([...ranked, ...declared])
  if (found.some(({ kind }) => kind === 'requirement')) return found
  const named = symbol === null ? [] : naming(symbol.name, spec)
  return [...found, ...(named.length > 0 ? named : guessed(code, spec))]
}

function surestFirst(found: readonly WhyRequirement[]): readonly WhyRequirement[] {
  return [...found].sort((a, b) => certainties.indexOf(a.certainty) - certainties.indexOf(b.certainty))
}

function inOrder(found: readonly WhyRequirement[]): readonly WhyRequirement[] {
  return [...found].sort((a, b) => (a.line ?? Infinity) - (b.line ?? Infinity))
}

/** Of several that one symbol is traced to, those whose words are nearest to the line come first. */
function byWords(found: readonly WhyRequirement[], code: readonly string[]): readonly WhyRequirement[] {
  if (found.length < 2) return found
  const scores = closeness(
    code,
    found.map(({ text }) => text),
  )
  const best = Math.max(...scores)
  const rated = found.map((one, at) => ({ one, score: scores[at] ?? 0 }))
  rated.sort((a, b) => b.score - a.score)
  const others = `as ${found.length - 1} more`
  return rated.map(({ one, score }) => {
    if (best === 0)
      return {
        ...one,
        certainty: 'guessed',
        because: `${one.because}, ${others}; which of them, no word of these lines tells`,
      }
    const near = score === best
    const certainty: Certainty = near && one.certainty === 'certain' ? 'likely' : 'guessed'
    const why = near
      ? 'its words are the nearest to these lines'
      : 'words of others are nearer to these lines'
    return { ...one, certainty, because: `${one.because}, ${others}; ${why}` }
  })
}

function resolved({ id, certainty, because }: TracedRequirement, spec: SpecWords): WhyRequirement {
  const known = spec.requirements.find((one) => one.id === id)
  const gone = known === undefined || known.line === null
  return {
    kind: 'requirement',
    spec: spec.id,
    id,
    path: spec.path,
    line: known?.line ?? null,
    text: known?.text ?? '',
    certainty,
    because: gone ? `${because}; the spec no longer has it` : because,
  }
}

/** What stands in no symbol: imports and statements. Their names tell what they are for. */
function byMentions(own: readonly string[], file: SymbolFile, trace: Trace): readonly TracedRequirement[] {
  const names = own.flatMap(
    (line) => line.replace(/(['"`]).*?\1/g, ' ').match(/[\p{L}_$][\p{L}\p{N}_$]*/gu) ?? [],
  )
  const telling = [...new Set(names)].filter(
    (name) => !/^(?:import|type|from|as|export|const|default)$/.test(name),
  )
  return requirementsOfMentions(telling, file, trace)
}

/**
 * The section of the spec that has the lines word for word, or else declares the symbol that they are in. A line of a symbol
 * counts only below the line that declares it: `readonly id: string` stands in many.
 */
function declaredIn(
  { from, to, symbol }: Stretch,
  file: SymbolFile,
  spec: SpecWords,
): readonly WhyRequirement[] {
  const sectionOf = (line: number) => spec.sections.findLast((section) => section.line <= line)
  const far = (line: number): number => (sectionOf(line)?.heading.includes(file.path) === true ? 0 : 1)
  const section = (line: number, certainty: Certainty, because: string): readonly WhyRequirement[] => {
    const found = sectionOf(line)
    return found === undefined
      ? []
      : [
          {
            kind: 'section',
            spec: spec.id,
            id: found.key,
            path: spec.path,
            line,
            text: found.heading,
            certainty,
            because,
          },
        ]
  }
  const itself = 'the spec has this line itself'
  const own = file.lines.slice(from - 1, to)
  const outer = symbol === null ? null : outermost(symbol, file)
  if (outer === null) {
    const [at] = own.flatMap((line) => lineInSpec(spec.lines, line, far) ?? [])
    return at === undefined ? [] : section(at, 'certain', itself)
  }
  const head = lineInSpec(spec.lines, file.lines[outer.line - 1] ?? '', far)
  if (head === null) return []
  if (from <= outer.line && to >= outer.line) return section(head, 'certain', itself)
  const below = spec.lines.slice(head, head + outer.endLine - outer.line + 2)
  const [at] = own.flatMap((line) => lineInSpec(below, line, (found) => found) ?? [])
  return at === undefined
    ? section(head, 'likely', `the spec declares ${outer.name} here`)
    : section(head + at, 'certain', itself)
}

function outermost(symbol: CodeSymbol, { symbols }: SymbolFile): CodeSymbol {
  const [top = symbol.name] = symbol.name.split('.')
  return symbols.find(({ name }) => name === top) ?? symbol
}

/** Requirements that spell the symbol as code. */
function naming(name: string, spec: SpecWords): readonly WhyRequirement[] {
  const last = name.slice(name.lastIndexOf('.') + 1)
  const spellings = new Set([name, last, `${last}()`])
  return spec.requirements
    .filter(({ text }) =>
      [...text.matchAll(/`([^`]+)`/g)].some(([, code = '']) => spellings.has(code.replace(/\(.*$/s, ''))),
    )
    .map(({ id }) =>
      resolved({ id, certainty: 'likely', because: `its words name ${last}, and no trace does` }, spec),
    )
}

function guessed(code: readonly string[], spec: SpecWords): readonly WhyRequirement[] {
  const scores = closeness(
    code,
    spec.requirements.map(({ text }) => text),
  )
  const best = Math.max(0, ...scores)
  const nearest = spec.requirements[scores.indexOf(best)]
  if (nearest === undefined || best < leastScore) return []
  const because = 'nothing but words tells: its are the nearest to these lines'
  return [resolved({ id: nearest.id, certainty: 'guessed', because }, spec)]
}
