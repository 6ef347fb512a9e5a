// The trace of a generation in, symbols that its files do not hold out.
import { plainName } from '../../code/symbol-name.ts'
import { symbolsOf } from '../../code/symbols.ts'
import { diagnostic, type Diagnostic } from '../../diagnostic/diagnostic.ts'
import { nearest } from '../../diagnostic/nearest.ts'
import type { TracedSymbol } from '../../answer/answer.ts'
import type { Check, CheckInput } from '../verify.ts'

/** Every symbol that the trace names is in the file it names. A file as a whole is always there. */
export const symbolsExist: Check = {
  name: 'traced-symbols',
  after: ['parses'],
  run: async (input) => {
    const known = namesByPath(input)
    const found: Diagnostic[] = []
    for (const { requirement, symbols } of input.generation.trace)
      for (const symbol of symbols) {
        const problem = problemWith(symbol, known)
        if (problem === null) continue
        found.push(
          diagnostic('check-trace-symbol', `the trace of ${requirement} names ${problem.what}`, {
            place: { path: symbol.path },
            hint: problem.hint,
          }),
        )
      }
    return { kind: 'ran', diagnostics: found }
  },
}

type Names = ReadonlyMap<string, ReadonlySet<string>>

/** Names in the new files, and in targets that stay as they are. */
function namesByPath({ generation, current, asked }: CheckInput): Names {
  const names = new Map<string, ReadonlySet<string>>()
  const add = (path: string, text: string): void => {
    names.set(path, new Set(symbolsOf(path, text).flatMap((symbol) => [symbol.name, ...symbol.exportedAs])))
  }
  for (const [path, text] of current) if (!asked.includes(path)) add(path, text)
  for (const { path, text } of generation.files) add(path, text)
  return names
}

function problemWith(
  { path, name }: TracedSymbol,
  known: Names,
): { what: string; hint: string | undefined } | null {
  const names = known.get(path)
  if (names === undefined) {
    const meant = nearest(path, known.keys())
    return {
      what: `${path}, which is not among the files`,
      hint: meant === null ? undefined : `did you mean ${meant}?`,
    }
  }
  if (name === '' || names.has(name) || names.has(plainName(name))) return null
  const elsewhere = [...known].find(([, others]) => others.has(name) || others.has(plainName(name)))
  const meant = nearest(name, names)
  const hint =
    elsewhere !== undefined
      ? `${name} is in ${elsewhere[0]}`
      : meant === null
        ? `${path} has: ${[...names].slice(0, 20).join(', ') || 'no symbols'}`
        : `did you mean ${meant}?`
  return { what: `${name}, which is not in ${path}`, hint }
}
