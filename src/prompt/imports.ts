// Texts with import statements in, the extension that relative imports are written with out.

export interface ImportStyle {
  /** `.js`, `.ts`, …; `''` for imports without an extension. */
  readonly extension: string
  /** One specifier as it was seen: `../src/login.js`. */
  readonly example: string
}

const specifiers = /\b(?:from|import|require)\s{0,3}\(?\s{0,3}['"](\.{1,2}\/[^'"\n]{1,300})['"]/gu
const modules = /\.(?:js|ts|jsx|tsx|mjs|mts|cjs|cts)$/u
/** An import of something other than a module says nothing about how modules are imported. */
const otherFile = /\.[a-z]{2,5}$/u

/** The commonest extension of relative imports in the texts; the first seen where two are equal; null where none is seen. */
export function importStyle(texts: readonly string[]): ImportStyle | null {
  const counts = new Map<string, { count: number; example: string }>()
  for (const text of texts) {
    for (const [, specifier = ''] of text.matchAll(specifiers)) {
      const module = modules.exec(specifier)?.[0]
      if (module === undefined && otherFile.test(specifier)) continue
      const seen = counts.get(module ?? '')
      if (seen === undefined) counts.set(module ?? '', { count: 1, example: specifier })
      else seen.count += 1
    }
  }
  let best: (ImportStyle & { readonly count: number }) | null = null
  for (const [extension, { count, example }] of counts) {
    if (best === null || count > best.count) best = { extension, example, count }
  }
  return best === null ? null : { extension: best.extension, example: best.example }
}
