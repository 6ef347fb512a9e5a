// An answer of a model to Aider in, the edits that it asks for out: blocks of search and replace, under the path of their file.
import { dividerMark, replaceMark, searchMark } from './aider-turns.ts'

export interface AskedEdit {
  readonly path: string
  readonly search: readonly string[]
  readonly replace: readonly string[]
}

/** A block that was cut off is none. The path stands above the fence; further blocks of one fence are of the same file. */
export function editsAskedFor(lines: readonly string[]): AskedEdit[] {
  const edits: AskedEdit[] = []
  let path = ''
  for (let at = 0; at < lines.length; at++) {
    if (!searchMark.test(lines[at] ?? '')) continue
    path = pathAbove(lines, at) ?? path
    const read = blockAt(lines, at)
    if (!read) continue
    edits.push({ path, search: read.search, replace: read.replace })
    at = read.end
  }
  return edits
}

function blockAt(
  lines: readonly string[],
  start: number,
): (Omit<AskedEdit, 'path'> & { readonly end: number }) | null {
  const search: string[] = []
  const replace: string[] = []
  let part = search
  for (let at = start + 1; at < lines.length; at++) {
    const line = lines[at] ?? ''
    if (searchMark.test(line)) return null
    if (replaceMark.test(line) && part === replace) return { search, replace, end: at }
    if (dividerMark.test(line) && part === search) part = replace
    else part.push(line)
  }
  return null
}

/** In the three lines above, as aider/coders/editblock_coder.py looks for it; fences are passed over. */
function pathAbove(lines: readonly string[], start: number): string | null {
  for (let at = start - 1; at >= Math.max(0, start - 3); at--) {
    const line = (lines[at] ?? '').trim()
    if (replaceMark.test(line)) return null
    const fence = /^(?:`{3,}|~{3,}|<\/?(?:source|code|pre|codeblock|sourcecode)>)/.test(line)
    if (fence || line === '') continue
    const bare = line
      .replace(/^#+ |^\*\*|\*\*$|:$|^`|`$/g, '')
      .replace(/^`|`:?$/g, '')
      .trim()
    return /[\w)\]]$/.test(bare) && !/[<>|"]/.test(bare) && bare.length <= 500 ? bare : null
  }
  return null
}
