// The text of a lock in, what a check for changes needs of it out. A lock as this tool writes it is read line by line
// without making objects of its texts and digests, much faster than decoding it; any other spelling is left to `decode.ts`.
import { isObject } from '../digest/shape.ts'
import type { Digest } from '../digest/digest.ts'
import { factsOf, fingerprint, type LockFacts } from './facts.ts'
import type { Lock, LockedBytes } from './lock.ts'
import { areBlocks, areDigests, areNames, areTexts, isHead, isTest } from './quick-shape.ts'
import {
  readInputs,
  readRequirements,
  readSections,
  readSpecs,
  readTargets,
  readTrace,
} from './skim-blocks.ts'
import { Cursor, isPlainName } from './skim-cursor.ts'
import { vouchFor, vouchForLines } from './vouch.ts'
import { endMark } from './written.ts'

export interface Skimmed {
  readonly facts: LockFacts
  /** What the targets were written as. */
  readonly written: Readonly<Record<string, LockedBytes>>
  /** Does this lock answer for a spec file of these bytes? As `isVouched`. */
  readonly vouchesFor: (raw: Digest) => boolean
}

export function skimmed(lock: Lock): Skimmed {
  const written = Object.entries(lock.targets).map(([path, target]) => [path, target.written] as const)
  const vouches = Object.values(lock.targets).map(({ vouch }) => vouch)
  return {
    facts: factsOf(lock),
    written: Object.fromEntries(written),
    vouchesFor: (raw) => vouches.includes(vouchFor(raw, Object.keys(lock.targets), lock)),
  }
}

/** Null for what is no lock, and for one that is not spelt as this version spells it. */
export function skimLock(lock: string): Skimmed | null {
  try {
    return skim(new Cursor(lock))
  } catch {
    return null // A part that is no JSON, or too long for a pattern.
  }
}

function skim(cursor: Cursor): Skimmed | null {
  if (!cursor.skip('{\n  "lockVersion": 1,\n  "digestVersion": 1,\n  "spec": ')) return null
  const spec = cursor.value(',\n  "question": {\n    "sections": ')
  const sections = readSections(cursor)
  if (sections === null || !cursor.skip(',\n    "requirements": ')) return null
  const requirements = readRequirements(cursor)
  if (requirements === null || !cursor.skip(',\n    "specs": ')) return null
  const specs = readSpecs(cursor)
  if (specs === null || !cursor.skip(',\n    "declarations": ')) return null
  const declarations = readBlocks(cursor, '    ', ',\n    "tests": ', areDigests)
  const tests = readBlocks(cursor, '    ', '\n  },\n  "specUses": ', isTest)
  const specUses = readBlocks(cursor, '  ', ',\n  "inputs": ', areTexts)
  const inputs = readInputs(cursor)
  if (inputs === null || !areNames(inputs) || !cursor.skip(',\n  "trace": ')) return null
  if (!readTrace(cursor) || !cursor.skip(',\n  "targets": ')) return null
  const targets = readTargets(cursor)
  if (targets === null || !cursor.isAtEnd('\n}\n')) return null
  if (!isHead(spec) || declarations === null || tests === null || specUses === null) return null
  // Each part has just been checked, and has the shape of its part of a lock.
  const facts = {
    spec,
    question: {
      specs,
      declarations: mapped(declarations as Record<string, Record<string, Digest>>, fingerprint),
      tests: Object.keys(tests),
    },
    specUses,
    inputs,
    targets: targets.facts,
  } as unknown as LockFacts
  const { written, vouches } = targets
  return {
    facts,
    written,
    vouchesFor: (raw) =>
      vouches.includes(vouchForLines(raw, Object.keys(written), facts.spec, sections, requirements)),
  }
}

/** Blocks of plain names, without the end mark; null for others, of which decoding knows what they mean. */
function readBlocks(
  cursor: Cursor,
  indent: string,
  end: string,
  check: (value: unknown) => boolean,
): Record<string, unknown> | null {
  if (cursor.skip(`{\n${indent}  "${endMark}": null\n${indent}}${end}`)) return {}
  const blocks = cursor.value(end)
  if (!isObject(blocks) || !areBlocks(blocks, check)) return null
  const names = Object.keys(blocks)
  if (names.pop() !== endMark || blocks[endMark] !== null || !names.every(isPlainName)) return null
  const { [endMark]: _, ...rest } = blocks
  return rest
}

function mapped<T>(
  entries: Readonly<Record<string, T>>,
  one: (value: T) => unknown,
): Record<string, unknown> {
  const result: Record<string, unknown> = {}
  for (const name in entries) {
    const value = entries[name]
    if (value !== undefined) result[name] = one(value)
  }
  return result
}
