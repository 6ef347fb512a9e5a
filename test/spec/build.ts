// Small builders of spec files and heads for the tests of this folder.
import { defaultConfig } from '../../src/config/config.ts'
import type { Diagnostic, Result } from '../../src/diagnostic/diagnostic.ts'
import { parseHead } from '../../src/spec/head.ts'
import { parseSpec } from '../../src/spec/parse.ts'
import type { Spec, SpecFile, SpecHead } from '../../src/spec/spec.ts'

export const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

export const file = (text: string, path = 'specs/features/login.md'): SpecFile => ({
  path,
  bytes: encode(text),
})

/** A spec that owns one file, with this Markdown below its front matter. The Markdown starts on line 5. */
export const withBody = (markdown: string): string => `---\ntargets:\n  - src/login.ts\n---\n${markdown}`

export const parsed = (text: string, path?: string): Result<Spec> =>
  parseSpec(file(text, path), defaultConfig)

/** The spec, or a failing test that shows what was wrong with it. */
export function specOf(markdown: string): Spec {
  return valueOf(parsed(withBody(markdown)))
}

export function headOf(text: string, path?: string): SpecHead {
  return valueOf(parseHead(file(text, path)))
}

export function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`not a value: ${shown(result.diagnostics).join('; ')}`)
  return result.value
}

/** `spec-yaml 3:1 message`, in order. */
export function shown(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map(
    ({ code, message, place }) => `${code} ${place?.line ?? '-'}:${place?.column ?? '-'} ${message}`,
  )
}

/** A head with nothing in it but this. Lines count up from 2, one an entry. */
export function head(
  id: string,
  lists: { readonly targets?: readonly string[]; readonly uses?: readonly string[] } = {},
  kind: 'features' | 'architecture' = 'features',
): SpecHead {
  const list = (key: string, items: readonly string[] | undefined): string =>
    items === undefined ? '' : `${key}:\n${items.map((item) => `  - ${item}\n`).join('')}`
  const text = `---\nstatus: draft\n${list('targets', lists.targets)}${list('uses', lists.uses)}---\nText.\n`
  return headOf(text, `specs/${kind}/${id}.md`)
}
