// What `git log -p` prints is read by the counts in its heads: no text in a file, and no name, is taken for the head of anything.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PatchReader, type CommitPatch } from '../../src/link/patch-reader.ts'
import { hunksOfTokens } from '../../src/link/patch-tokens.ts'
import { runs } from '../runs.ts'

const id = 'a'.repeat(40)
const other = 'b'.repeat(40)

function read(text: string): readonly CommitPatch[] {
  const reader = new PatchReader()
  const found: CommitPatch[] = []
  for (const line of text.split('\n')) {
    const ended = reader.take(Buffer.from(line))
    if (ended !== null) found.push(ended)
  }
  const last = reader.end()
  return last === null ? found : [...found, last]
}

describe('the patch of a commit', () => {
  test('gives its files with the lines that come and go', () => {
    const [commit] = read(
      `commit ${id}\n\ndiff --git a/src/a.ts b/src/a.ts\nindex 1..2 100644\n--- a/src/a.ts\n+++ b/src/a.ts\n` +
        '@@ -1,3 +1,3 @@ head\n const kept = 1\n-const old = 2\n+const fresh = 3\n last line\n',
    )
    expect(commit?.id).toBe(id)
    expect(commit?.files.map(({ path, from, added, removed }) => [path, from, added, removed])).toEqual([
      ['src/a.ts', null, 1, 1],
    ])
    const [hunk = []] = hunksOfTokens(commit?.files[0]?.patch ?? new Uint32Array())
    expect(hunk.map(({ sign }) => sign)).toEqual([' ', '-', '+', ' '])
  })

  test('is told with both names of a file that was moved, and of one without lines', () => {
    const [commit] = read(
      `commit ${id}\n\ndiff --git "a/new\\nline" b/z z\nsimilarity index 100%\nrename from "new\\nline"\nrename to z z\n` +
        'diff --git a/pic b.png b/pic b.png\nnew file mode 100644\nBinary files /dev/null and b/pic b.png differ\n',
    )
    expect(commit?.files.map(({ path, from }) => [path, from])).toEqual([
      ['z z', 'new\nline'],
      ['pic b.png', null],
    ])
  })

  test('quoted names are read byte by byte', () => {
    const [commit] = read(
      `commit ${id}\n\ndiff --git "a/\\303\\244 \\"x\\"" "b/\\303\\244 \\"x\\""\n--- "a/\\303\\244 \\"x\\""\n+++ "b/\\303\\244 \\"x\\""\n@@ -0,0 +1 @@\n+a b\n`,
    )
    expect(commit?.files[0]?.path).toBe('ä "x"')
  })

  test('leaves out kept conversations and lists of locked packages', () => {
    const file = (path: string): string =>
      `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n@@ -0,0 +1 @@\n+one two three\n`
    const paths = ['.spec/archive/x.json', 'web/package-lock.json', '.aider.chat.history.md', 'src/a.ts']
    const [commit] = read(`commit ${id}\n\n${paths.map(file).join('')}`)
    expect(commit?.files.map(({ path }) => path)).toEqual(['src/a.ts'])
  })

  test('no text in a file ends it', () => {
    const head = fc.constantFrom(
      `commit ${other}`,
      'diff --git a/evil b/evil',
      '@@ -1 +1 @@',
      '--- a/evil',
      '+++ b/evil',
      'rename to evil',
      '\\ No newline at end of file',
      '',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(head, fc.string()), { minLength: 1, maxLength: 8 }), (texts) => {
        const lines = texts.map((text) => `+${text.replaceAll('\n', ' ')}`)
        const found = read(
          `commit ${id}\n\ndiff --git a/f b/f\n--- a/f\n+++ b/f\n@@ -0,0 +1,${lines.length} @@\n${lines.join('\n')}\n` +
            `\\ No newline at end of file\ncommit ${other}\n`,
        )
        expect(found.map((one) => one.id)).toEqual([id, other])
        expect(found[0]?.files.map(({ path, added }) => [path, added])).toEqual([['f', lines.length]])
      }),
      { numRuns: runs(500, 60) },
    )
  })
})
