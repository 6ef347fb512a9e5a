// The root in, the specs out whose apply was cut short. Only looks; the next writing command finishes or undoes it.
import { applySubject, isHeld } from './claims.ts'
import { Disk } from './disk.ts'
import { Fault } from './fault.ts'
import { journalPlace, readJournal } from './journal.ts'

/** Ids of specs; the journal's folder where it cannot be read. An apply of a living process is not interrupted. */
export function interruptedSpecs(root: string): readonly string[] {
  const disk = new Disk(root)
  try {
    const found = readJournal(disk)
    if (found === null || isHeld(disk, applySubject)) return []
    return [found === 'damaged' ? journalPlace : found.journal.spec]
  } catch (error) {
    if (error instanceof Fault) return [journalPlace]
    throw error
  }
}
