// A workspace in, a reader that reads and parses each input file once out, however many specs use it.
import { declarationDigests, formDigestOf } from './code-facts.ts'
import { digestBytes, type Digest } from '../digest/digest.ts'
import { decodeText, normalText } from '../digest/text.ts'
import type { Workspace } from '../ports.ts'

export interface InputReader {
  /** Digest of the bytes; null where no file is. */
  readonly raw: (path: string) => Digest | null
  /** Text with LF and no BOM; null where no text file is. */
  readonly text: (path: string) => string | null
  readonly bytes: (path: string) => Uint8Array | null
  /** Files that one pattern matches, in order of path. */
  readonly glob: (pattern: string) => Promise<readonly string[]>
  /** Exported name → digest of its declaration. */
  readonly declarations: (path: string) => Promise<Readonly<Record<string, Digest>>>
  /** Digest of the code, form left out. */
  readonly form: (path: string) => Promise<Digest>
}

export function readInputs(workspace: Workspace): InputReader {
  const bytes = (path: string): Uint8Array | null => {
    const state = workspace.read(path)
    return state.kind === 'file' ? state.bytes : null
  }
  const text = (path: string): string | null => {
    const found = bytes(path)
    const decoded = found === null ? null : decodeText(found)
    return decoded === null ? null : normalText(decoded)
  }
  return {
    bytes,
    text,
    raw: remember((path) => {
      const found = bytes(path)
      return found === null ? null : digestBytes(found)
    }),
    glob: remember((pattern) => workspace.glob([pattern])),
    declarations: remember((path) => declarationDigests(path, text(path) ?? '')),
    form: remember((path) => formDigestOf(path, bytes(path) ?? new Uint8Array())),
  }
}

function remember<T>(compute: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>()
  return (key) => {
    const before = known.get(key)
    if (before !== undefined) return before
    const value = compute(key)
    known.set(key, value)
    return value
  }
}
