// A unified diff without context, as git prints it, in; the lines that it adds, by file, out. A file whose name git had to quote
// is left out.

/** @param text of `git diff -U0` with the prefixes `a/` and `b/`. */
export function linesAdded(text: string): ReadonlyMap<string, readonly string[]> {
  const files = new Map<string, string[]>()
  let lines: string[] = []
  /** Lines of the hunk that are still to come: what they begin with says nothing of the diff itself. */
  let left = 0
  for (const line of text.split('\n')) {
    if (left > 0) {
      if (line.startsWith('\\')) continue
      left--
      if (line.startsWith('+')) lines.push(line.slice(1).replace(/\r$/, ''))
      continue
    }
    const hunk = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(line)
    if (hunk !== null) left = Number(hunk[1] ?? 1) + Number(hunk[2] ?? 1)
    else if (line.startsWith('+++ ')) {
      lines = []
      // git ends a name with spaces in it with a tab.
      const name = /^\+\+\+ b\/(.*?)\t?$/.exec(line)?.[1]
      if (name !== undefined) files.set(name, lines)
    }
  }
  return files
}
