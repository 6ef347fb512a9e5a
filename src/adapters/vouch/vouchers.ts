// The environment in, who may say of a file that it did not change out. The answer of a command is the same whoever may.

export type Env = Readonly<Record<string, string | undefined>>

export interface Vouchers {
  /** What an earlier run kept of the metadata of files. */
  readonly cache: boolean
  /** git's index. */
  readonly git: boolean
}

/** `SPEC_VOUCH`: `none`, `git` or `cache`; both where it is not set. For measuring, and for file systems that lie. */
export function vouchersOf(env: Env): Vouchers {
  const only = env['SPEC_VOUCH']
  return { cache: only !== 'none' && only !== 'git', git: only !== 'none' && only !== 'cache' }
}
