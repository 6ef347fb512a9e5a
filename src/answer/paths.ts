// A path as an answer writes it in, the target it means out.
import type { TargetPath } from '../spec/spec.ts'
import { harmless } from './harmless.ts'

/** The one of `targets` that a written path means; quotes, backticks, emphasis, `./` and `\` are forgiven. */
export function targetMeant(written: string, targets: readonly TargetPath[]): TargetPath | null {
  for (const spelling of spellings(written)) {
    const target = targets.find((one) => one === spelling || harmless(one) === spelling)
    if (target !== undefined) return target
  }
  return null
}

function* spellings(written: string): Generator<string> {
  yield written.trim()
  const plain = unquoted(written)
  yield plain
  yield plain.replaceAll('\\', '/').replace(/^(?:\.\/)+/u, '')
}

/** Without the quotes, backticks or emphasis around it. */
export function unquoted(written: string): string {
  const bare = written.trim()
  return /^(["'`*_]+)([^]+?)\1$/u.exec(bare)?.[2]?.trim() ?? bare
}

/** Does a path leave the project, or try to? */
export function escapes(written: string): boolean {
  const path = unquoted(written).replaceAll('\\', '/')
  return /^[/~]/u.test(path) || /^[a-z][a-z0-9+.-]*:/iu.test(path) || path.split('/').includes('..')
}
