// A lock that vouches for a spec file in, the spec's head out, without parsing the file.
import type { Digest } from '../digest/digest.ts'
import type { SpecHead, SpecId, TargetPath, Use } from '../spec/spec.ts'
import type { Lock } from './lock.ts'

/** As much of a lock as that takes. */
export interface VouchingLock {
  readonly spec: Lock['spec']
  readonly targets: Readonly<Record<string, unknown>>
}

/** The head as front matter gave it when the lock was made. Places name the file only: nobody asks for lines here. */
export function headOfLock(lock: VouchingLock, raw: Digest): SpecHead {
  const { spec } = lock
  const place = { path: spec.path }
  return {
    kind: 'feature',
    id: spec.id,
    path: spec.path,
    title: spec.title,
    status: spec.status,
    model: spec.model,
    // Keys of a decoded lock are target paths, and `uses` holds ids: its reader checks them.
    targets: Object.keys(lock.targets).map((path) => ({ path: path as TargetPath, place })),
    uses: spec.uses.map((written) => useOf(written, spec.path)),
    context: spec.context,
    tests: spec.tests,
    raw,
  }
}

function useOf(written: string, path: string): Use {
  const hash = written.indexOf('#')
  const [id, requirement] = hash < 0 ? [written, null] : [written.slice(0, hash), written.slice(hash + 1)]
  return { id: id as SpecId, requirement, place: { path } }
}
