// A target's new bytes in, its block of the lock out.
import { decodeText, normalText } from '../digest/text.ts'
import type { Digest } from '../digest/digest.ts'
import type { LockedAcceptance, LockedBytes, LockedTarget } from '../lock/lock.ts'
import type { TargetBlock } from '../plan/lock-after.ts'
import { declarationDigests, formDigestOf, namesOf } from './code-facts.ts'

export interface BlockFacts {
  /** What a model gave; null where it never built this target. */
  readonly generated: LockedBytes | null
  readonly record: Digest
  readonly accepted: LockedAcceptance | null
}

/** What the lock says of a target that holds these bytes. */
export async function targetBlock(path: string, bytes: Uint8Array, facts: BlockFacts): Promise<TargetBlock> {
  const text = decodeText(bytes)
  return {
    generated: facts.generated,
    written: namesOf(bytes),
    form: await formDigestOf(path, bytes),
    declarations: text === null ? {} : await declarationDigests(path, normalText(text)),
    record: facts.record,
    accepted: facts.accepted,
  }
}

/** The block that a lock already has, without its vouch. */
export function blockOf(target: LockedTarget): TargetBlock {
  const { vouch: _, ...block } = target
  return block
}
