// A plan in, the changed tree out: all of it or nothing, whatever happens on the way (invariant 4, rules 25 and 26).
import path from 'node:path'
import { diagnostic, fail, ok, type Diagnostic, type Result } from '../../diagnostic/diagnostic.ts'
import type { ApplyOutcome, Plan } from '../../plan/plan.ts'
import type { Applier } from '../../ports.ts'
import { applySubject, claimSpecs, hold, sweepClaims } from './claims.ts'
import { Disk } from './disk.ts'
import { Fault, writeFailed } from './fault.ts'
import {
  closeJournal,
  commitJournal,
  hasJournal,
  journalPlace,
  openJournal,
  readJournal,
  type Journal,
} from './journal.ts'
import { finish, undo } from './roll.ts'
import { stage, type Staged } from './stage.ts'

/** How long an apply waits for another one to end: it lasts as long as writing some files. */
const applyPatienceMilliseconds = 10_000

const untouched = 'nothing was changed'
const unfinished = 'some of the files are already written'
const finishHint =
  'run the command again when the cause is gone: it finishes what is left before it does anything else'

/** @param root absolute, as `findRoot` gives it. */
export function createApplier(root: string): Applier {
  const disk = new Disk(root)
  return {
    claim: (ids) => claimSpecs(disk, ids),
    recover: () => recover(disk),
    apply: (plan) => alone(disk, () => applyPlan(disk, plan)),
  }
}

async function recover(disk: Disk): Promise<Result<readonly Diagnostic[]>> {
  try {
    sweepClaims(disk)
    if (!hasJournal(disk)) return ok([])
  } catch (error) {
    if (error instanceof Fault) return fail(writeFailed(error, untouched))
    throw error
  }
  return alone(disk, () => recoverJournal(disk))
}

/** Runs work that writes while no other process does. */
async function alone<T>(disk: Disk, work: () => Result<T>): Promise<Result<T>> {
  const held = await hold(disk, applySubject, 'the files of this project', applyPatienceMilliseconds)
  if (!held.ok) return held
  try {
    return work()
  } catch (error) {
    if (error instanceof Fault) return fail(writeFailed(error, unfinished, finishHint))
    throw error
  } finally {
    held.value()
  }
}

/** What an earlier command left is brought to an end, forward or back; throws a `Fault` where the disk refuses. */
function recoverJournal(disk: Disk): Result<readonly Diagnostic[]> {
  const found = readJournal(disk)
  if (found === null) {
    closeJournal(disk)
    return ok([])
  }
  if (found === 'damaged') {
    return fail(
      diagnostic(
        'write-failed',
        `the journal of an interrupted command in ${journalPlace} is not what spec wrote`,
        {
          place: { path: journalPlace },
          hint: `look at the targets with git status, then delete ${journalPlace}`,
        },
      ),
    )
  }
  const { spec } = found.journal
  if (!found.committed) {
    undo(disk, found.journal)
    return ok([
      diagnostic('apply-recovered', `an interrupted command on ${spec} was undone: it had changed nothing`),
    ])
  }
  const kept = finish(disk, found.journal)
  return ok([diagnostic('apply-recovered', `an interrupted command on ${spec} was finished`), ...kept])
}

function applyPlan(disk: Disk, plan: Plan): Result<ApplyOutcome> {
  const recovered = recoverJournal(disk)
  if (!recovered.ok) return recovered
  const staged = stageSafely(disk, plan)
  if (!staged.ok) return staged
  const { journal } = staged.value
  const prepared = journal.entries.length === 0 ? ok(undefined) : prepare(disk, staged.value)
  if (!prepared.ok) return prepared
  const kept = journal.entries.length === 0 ? [] : finishOrRetry(disk, journal)
  const keptPaths = new Set(kept.map((one) => one.place?.path))
  const done = plan.actions.filter((action) => !keptPaths.has(action.path))
  return ok({
    written: done.filter(({ kind }) => kind === 'create' || kind === 'update').map((action) => action.path),
    deleted: done.filter(({ kind }) => kind === 'delete').map((action) => action.path),
    diagnostics: [...recovered.value, ...kept],
  })
}

function stageSafely(disk: Disk, plan: Plan): Result<Staged> {
  try {
    return stage(disk, plan)
  } catch (error) {
    if (error instanceof Fault) return fail(writeFailed(error, untouched))
    throw error
  }
}

/** Up to the commit mark. Whatever fails here is undone. */
function prepare(disk: Disk, { journal, waiting, expected }: Staged): Result<void> {
  try {
    openJournal(disk, journal)
    for (const folder of journal.folders) disk.makeFolder(folder)
    for (const { temp, bytes, mode } of waiting) disk.write(temp, bytes, mode, 'wx')
    for (const folder of new Set(waiting.map(({ temp }) => path.posix.dirname(temp)))) disk.syncFolder(folder)
    const moved = [...expected].filter(([file, digest]) => {
      const standing = disk.standing(file)
      return standing.kind === 'other' || (standing.kind === 'file' ? standing.digest : null) !== digest
    })
    if (moved.length > 0) {
      undo(disk, journal)
      return fail(...moved.map(([file]) => movedOn(file)))
    }
    commitJournal(disk)
    return ok(undefined)
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return fail(undoAfter(disk, error, journal))
  }
}

function undoAfter(disk: Disk, fault: Fault, journal: Journal): Diagnostic {
  try {
    undo(disk, journal)
    return writeFailed(fault, untouched, 'nothing is lost; run the command again when the cause is gone')
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return writeFailed(fault, 'nothing was changed, but temporary files remain', finishHint)
  }
}

/** After the mark there is only forward. A call that failed once is tried once more before it is told. */
function finishOrRetry(disk: Disk, journal: Journal): readonly Diagnostic[] {
  try {
    return finish(disk, journal)
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return finish(disk, journal)
  }
}

function movedOn(file: string): Diagnostic {
  return diagnostic('target-moved-on', `${file} was changed by somebody else just now; nothing was written`, {
    place: { path: file },
    hint: 'run the command again: it looks at the file as it is now',
  })
}
