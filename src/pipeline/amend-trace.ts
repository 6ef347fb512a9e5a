// What an answer traced, and the trace before it, in; the trace of the amended spec out: only symbols that are in the code.
import type { TraceEntry } from '../answer/answer.ts'
import { diagnostic, type Diagnostic } from '../diagnostic/diagnostic.ts'
import { decodeText, normalText } from '../digest/text.ts'
import type { Lock } from '../lock/lock.ts'
import { fileOfSymbol } from '../lock/without.ts'
import type { Spec } from '../spec/spec.ts'
import type { Look } from './look.ts'

export interface AmendedTrace {
  /** Of the answer, what is there. */
  readonly said: readonly TraceEntry[]
  /** Of every requirement that has one. */
  readonly trace: Lock['trace']
  /** Warnings for symbols that are not in the code. */
  readonly diagnostics: readonly Diagnostic[]
}

/** A requirement that the answer traces has these symbols; the others keep theirs that still stand. */
export async function traceAmended(
  look: Look,
  spec: Spec,
  answered: readonly TraceEntry[],
): Promise<AmendedTrace> {
  const stands = await standing(look)
  const diagnostics: Diagnostic[] = []
  const said = answered.flatMap(({ requirement, symbols }): TraceEntry[] => {
    const there = symbols.filter(({ path, name }) => {
      const isThere = stands(path, name)
      if (!isThere)
        diagnostics.push(
          diagnostic('answer-trace', `${requirement} is traced to \`${name}\`, which is not in ${path}`, {
            place: { path },
          }),
        )
      return isThere
    })
    return there.length === 0 ? [] : [{ requirement, symbols: there }]
  })
  const saidOf = new Map(said.map(({ requirement, symbols }) => [requirement, symbols]))
  const trace: Record<string, readonly string[]> = {}
  for (const id of spec.requirements.map((one) => one.id).sort()) {
    const symbols = saidOf.get(id)?.map(({ path, name }) => (name === '' ? path : `${path}#${name}`))
    const before = look.lock?.trace[id]
    const kept = before?.filter((symbol) => {
      const path = fileOfSymbol(symbol)
      return stands(path, symbol.slice(path.length + 1))
    })
    const now = symbols ?? kept
    // What was traced to nothing keeps its empty line; what lost all its symbols has none.
    if (now !== undefined && (now.length > 0 || before?.length === 0)) trace[id] = [...new Set(now)].sort()
  }
  return { said, trace, diagnostics }
}

async function standing({ disk, head }: Look): Promise<(path: string, name: string) => boolean> {
  const { symbolsOf } = await import('../code/symbols.ts')
  const names = new Map<string, ReadonlySet<string>>()
  for (const { path } of head.targets) {
    const bytes = disk.get(path) ?? null
    const text = bytes === null ? null : decodeText(bytes)
    const symbols = text === null ? [] : symbolsOf(path, normalText(text))
    names.set(path, new Set(symbols.flatMap(({ name, exportedAs }) => [name, ...exportedAs])))
  }
  return (path, name) => {
    const known = names.get(path)
    return known !== undefined && (name === '' || known.has(name) || known.has(dotted(name)))
  }
}

/** `Session#create` and `Session.prototype.create()` as `Session.create`. */
function dotted(name: string): string {
  return name
    .replace(/\(.*\)$/, '')
    .replace('.prototype.', '.')
    .replace(/(?<=.)#/, '.')
}
