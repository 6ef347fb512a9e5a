// The text of a spec's file and lines of code in; where the spec has these lines itself, out.
import { isCommon } from './lines.ts'

/**
 * Line of the spec, from 1, that holds the line of code, letter by letter but for white space; where several do, the one after
 * `near`. Null for lines that say too little.
 */
export function lineInSpec(
  spec: readonly string[],
  line: string,
  near: (at: number) => number,
): number | null {
  const wanted = spelled(line)
  if (isCommon(line) || wanted.length < 8) return null
  const found = spec.flatMap((text, at) => (spelled(text) === wanted ? [at + 1] : []))
  const [best] = [...found].sort((a, b) => near(a) - near(b))
  return best ?? null
}

function spelled(line: string): string {
  return line
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/(?:;|\s*\{)$/, '')
}
