// A spec's Markdown in, the links that count as front matter out: `[@use](path)` and `[@test](path)`, as Tessl writes them.
import type { Place } from '../diagnostic/diagnostic.ts'

export interface TesslLink {
  readonly text: string
  readonly place: Place
}

/** Longer lines are data; looking for code in them takes the square of their length. */
const maxLine = 5000

const link = /\[@(use|test)\]\(\s*<?([^)<>\s]+)>?\s*\)/g

/**
 * Found line by line, without a Markdown tree: heads are read of every spec. Fenced code, code in a line and comments
 * are left out.
 */
export function findTesslLinks(
  body: string,
  bodyLine: number,
  path: string,
): { readonly uses: readonly TesslLink[]; readonly tests: readonly TesslLink[] } {
  const uses: TesslLink[] = []
  const tests: TesslLink[] = []
  if (!body.includes('[@use](') && !body.includes('[@test](')) return { uses, tests }
  let fence: string | null = null
  for (const [index, line] of withoutComments(body).split('\n').entries()) {
    const marker = /^[ \t>]*(`{3,}|~{3,})/.exec(line)?.[1]
    if (
      marker !== undefined &&
      (fence === null || (marker.startsWith(fence) && /^[ \t>]*[`~]+[ \t]*$/.test(line)))
    ) {
      fence = fence === null ? marker : null
      continue
    }
    if (fence !== null || !line.includes('[@') || line.length > maxLine) continue
    const text = line.replace(/(`+)[^`]+\1/g, (code) => ' '.repeat(code.length))
    for (const match of text.matchAll(link)) {
      const place = { path, line: bodyLine + index, column: match.index + 1 }
      const list = match[1] === 'use' ? uses : tests
      list.push({ text: match[2] ?? '', place })
    }
  }
  return { uses, tests }
}

/** Comments blanked, lines and columns kept. */
function withoutComments(body: string): string {
  let kept = ''
  let at = 0
  for (;;) {
    const start = body.indexOf('<!--', at)
    const end = start < 0 ? -1 : body.indexOf('-->', start + 2)
    if (end < 0) return kept + body.slice(at)
    kept += body.slice(at, start) + body.slice(start, end + 3).replace(/[^\n]/g, ' ')
    at = end + 3
  }
}
