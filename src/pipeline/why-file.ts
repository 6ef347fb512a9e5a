// A file in; what is known of it before any line is asked for, out: its owner, symbols, trace, and the record that each line is
// from.
import type { Trace } from '../blast/traces.ts'
import type { Config } from '../config/config.ts'
import type { Diagnostic } from '../diagnostic/diagnostic.ts'
import { isCode } from '../code/language.ts'
import type { Store, Workspace } from '../ports.ts'
import type { LineOrigin, Version } from '../why/origin.ts'
import { originsOf } from '../why/origin.ts'
import { linesOf, spelledIn } from '../why/lines.ts'
import { plainFile } from '../why/plain-file.ts'
import type { SymbolFile } from '../why/trace-of-line.ts'
import { ownerOf, type Owner } from './why-owner.ts'
import { textOf, versionsOf, type MadeBy } from './why-versions.ts'

export interface ReadProject {
  readonly workspace: Workspace
  readonly config: Config
  readonly store: Store
}

export interface KnownFile {
  readonly path: string
  readonly lines: readonly string[]
  readonly owner: Owner | null
  readonly code: SymbolFile
  readonly trace: Trace
  /** An entry for each line; null where no record has it. */
  readonly origins: readonly (LineOrigin<MadeBy> | null)[]
  /** False where a version of it is missing from the archive. */
  readonly whole: boolean
  /** Does a version have such a line, at whatever place? */
  readonly spelled: (line: string) => boolean
  /** Symbols that say what the newest generation says, in another form; null where nobody had to look. */
  readonly unchanged: ReadonlySet<string> | null
  readonly newest: MadeBy | null
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * The compiler is loaded only where a trace or a question may name symbols.
 *
 * @param symbols a symbol is asked for.
 */
export async function readKnown(
  project: ReadProject,
  path: string,
  text: string,
  symbols: boolean,
): Promise<KnownFile> {
  const { owner, diagnostics } = await ownerOf(project.workspace, project.config, path)
  const wanted = isCode(path) && (symbols || owner !== null)
  const code = wanted ? (await import('../why/symbol-file.ts')).symbolFile(path, text) : plainFile(path, text)
  const { versions, whole } = owner?.locked
    ? versionsOf(project.store, path, owner.locked)
    : { versions: [], whole: true }
  const origins = originsOf(text, versions)
  return {
    path,
    lines: linesOf(text),
    owner,
    code,
    trace: await traceOf(owner, code),
    origins,
    whole,
    spelled: spelledIn(versions.map((version) => version.text)),
    unchanged: await unchangedIn(project.store, owner, code, text, origins),
    newest: newestGeneration(versions),
    diagnostics,
  }
}

async function traceOf(owner: Owner | null, { path, symbols }: SymbolFile): Promise<Trace> {
  if (!owner?.lock) return new Map()
  const { lockTrace } = await import('../blast/traces.ts')
  const names = new Map<string, string>()
  for (const { name, exportedAs } of symbols) for (const as of exportedAs) names.set(as, name)
  for (const { name } of symbols) names.set(name, name)
  return lockTrace(owner.lock.trace, new Map([[path, names]]))
}

/** A formatter may have laid out anew what no line tells any more: then symbols are compared by meaning. */
async function unchangedIn(
  store: Store,
  owner: Owner | null,
  { path, symbols, lines }: SymbolFile,
  text: string,
  origins: KnownFile['origins'],
): Promise<ReadonlySet<string> | null> {
  const blob = owner?.locked?.generated?.blob
  const lost = origins.some((origin, at) => origin === null && (lines[at] ?? '').trim() !== '')
  const generated = blob === undefined || !lost || symbols.length === 0 ? null : textOf(store, blob)
  if (generated === null) return null
  const { compareSources } = await import('../diff/compare.ts')
  const { level, changes } = compareSources(generated, text, { path })
  if (level === 'identical' || level === 'format') return new Set(['', ...symbols.map(({ name }) => name)])
  const changed = changes.map(({ symbol }) => symbol)
  if (changed.includes('')) return new Set()
  const touches = (name: string): boolean =>
    changed.some((one) => one === name || one.startsWith(`${name}.`) || name.startsWith(`${one}.`))
  return new Set(symbols.flatMap(({ name }) => (touches(name) ? [] : [name])))
}

function newestGeneration(versions: readonly Version<MadeBy>[]): MadeBy | null {
  return versions.find(({ of }) => of.record.kind === 'generation')?.of ?? null
}
