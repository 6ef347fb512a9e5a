// A tree made with the help of an earlier one is the tree that the parser would have made.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import type { ts } from 'ts-morph'
import { expect, test } from 'vitest'
import { parseClean, parseCleanAgain, typescript } from '../../src/code/typescript.ts'
import { runs } from '../runs.ts'

const folder = fileURLToPath(new URL('../fixtures/form/', import.meta.url))
const files = readdirSync(folder)
  .filter((path) => !path.endsWith('.json'))
  .map((path) => ({ path, text: readFileSync(folder + path, 'utf8') }))

/** Kind and place of every node. */
function shown(source: ts.SourceFile | null): string {
  const nodes: string[] = []
  const visit = (node: ts.Node): void => {
    nodes.push(`${node.kind} ${node.pos} ${node.end}`)
    typescript().forEachChild(node, visit)
  }
  if (source !== null) visit(source)
  return source === null ? 'does not parse' : `${source.text}\n${nodes.join('\n')}`
}

test.each([
  ['a statement that goes on', 'a()\nb\nc()\n', 'a()\nb\n(c)\n'],
  ['a statement that begins otherwise', 'const a = 1\nlet b\n', 'const a = 1\nexport let b\n'],
  ['an await that waits', 'export {}\nf()\n', 'export {}\nawait f()\n'],
  ['a rest that does not parse', 'f()\ng()\nh()\n', 'f()\ng()\nh(\n'],
  ['nothing left', 'f()\ng()\n', 'f()\n'],
  [
    'a reference at the start',
    '/// <reference types="node" />\nf()\ng()\nh()',
    '/// <reference types="node" />\nf()\ng()\nk()',
  ],
])('%s', (_, before, after) => {
  const earlier = parseClean('a.ts', before)
  expect(earlier).not.toBeNull()
  if (earlier === null) return
  const source = parseCleanAgain('a.ts', after, earlier)
  expect(shown(source)).toBe(shown(parseClean('a.ts', after)))
  expect(source?.typeReferenceDirectives.length).toBe(
    parseClean('a.ts', after)?.typeReferenceDirectives.length,
  )
})

test('whatever is cut out of a file or put into it', () => {
  const edit = fc.constantFrom(...files).chain(({ path, text }) =>
    fc.record({
      path: fc.constant(path),
      text: fc.constant(text),
      at: fc.nat(text.length),
      length: fc.nat(30),
      put: fc.constantFrom('', ' ', ';', '(a)', 'export ', 'await ', '`', '/*', '\n', 'x', '1 + '),
    }),
  )
  fc.assert(
    fc.property(edit, ({ path, text, at, length, put }) => {
      const after = text.slice(0, at) + put + text.slice(at + length)
      const earlier = parseClean(path, text)
      if (earlier === null) throw new Error(`${path} does not parse`)
      expect(shown(parseCleanAgain(path, after, earlier))).toBe(shown(parseClean(path, after)))
      expect(shown(earlier)).toBe(shown(parseClean(path, text)))
    }),
    { numRuns: runs(500) },
  )
})
