// The folder a writing command runs in → the opened project and its applier, after interrupted applies are settled.
import { findRoot } from '../adapters/root.ts'
import { ok, type Result } from '../diagnostic/diagnostic.ts'
import type { Applier } from '../ports.ts'
import type { CommandContext } from './command.ts'
import type { Io } from './io.ts'
import { openHere, type OpenedHere } from './open.ts'

export interface OpenedToWrite {
  readonly here: OpenedHere
  readonly applier: Applier
}

/**
 * Recovers before it reads: half of a move leaves a spec in two places, which no project can be resolved from (rule 25).
 * The diagnostics say what was recovered, and what is wrong with single specs.
 */
export async function openToWrite(context: Pick<CommandContext, 'io'>): Promise<Result<OpenedToWrite>> {
  const root = findRoot(context.io.cwd)
  // Without a project there is nothing to recover, and opening it says so.
  const applier = root === null ? null : (await import('../adapters/apply/applier.ts')).createApplier(root)
  const recovered = applier === null ? ok([]) : await applier.recover()
  if (!recovered.ok) return recovered
  const here = await openHere(context)
  const diagnostics = [...recovered.diagnostics, ...recovered.value, ...here.diagnostics]
  if (!here.ok) return { ok: false, diagnostics }
  const writer = applier ?? (await here.value.applier())
  return ok({ here: here.value, applier: uninterrupted(writer, context.io) }, diagnostics)
}

/** From the first write on Ctrl-C waits: reading the signal keeps the system from ending the process half-way. */
function uninterrupted(applier: Applier, io: Pick<Io, 'signal'>): Applier {
  return {
    ...applier,
    apply: (plan) => {
      void io.signal
      return applier.apply(plan)
    },
  }
}
