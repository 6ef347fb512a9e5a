// A JSON text and a path of keys in, the line and column out.
// Loads yaml: import this file only where a configuration is read.
import { isCollection, isNode, LineCounter, parseDocument } from 'yaml'
import type { Place } from '../diagnostic/diagnostic.ts'

/** The place of a value by its keys; of the nearest thing around it where it does not exist. */
export type PlaceOf = (keys: readonly (string | number)[]) => Place

/** JSON is read as the YAML that it is, because JSON.parse keeps no places. */
export function placesOf(source: string, path: string): PlaceOf {
  const lines = new LineCounter()
  // The parser recurses, and near the end of the stack V8 ends the process instead of throwing.
  const document = nestsDeep(source)
    ? null
    : parseDocument(source, { lineCounter: lines, prettyErrors: false, logLevel: 'silent' })
  return (keys) => {
    for (let length = keys.length; document !== null && length > 0; length--) {
      const above = length === 1 ? document.contents : document.getIn(keys.slice(0, length - 1), true)
      if (!isCollection(above) || !above.has(keys[length - 1])) continue
      const node = above.get(keys[length - 1] ?? '', true)
      if (!isNode(node) || !node.range) continue
      const { line, col } = lines.linePos(node.range[0])
      return { path, line, column: col }
    }
    return { path, line: 1 }
  }
}

/** More brackets inside each other than any configuration has; brackets in texts may count too. */
function nestsDeep(source: string): boolean {
  let depth = 0
  for (const character of source) {
    if (character === '[' || character === '{') depth++
    else if (character === ']' || character === '}') depth--
    if (depth > 50) return true
  }
  return false
}

const token =
  /[ \t\n\r]*(?:("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.])|([{}[\],:]))/y

/**
 * Where a text stops being JSON. JSON.parse says so in its message, in some versions of Node and for some faults.
 */
export function syntaxPlace(source: string, path: string): Place {
  const before = source.slice(0, faultOffset(source))
  const lines = before.split('\n')
  return { path, line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 }
}

type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or ]' | ', or }' | 'nothing'

function faultOffset(source: string): number {
  const open: string[] = []
  const after = (): Expected => (open.length === 0 ? 'nothing' : open.at(-1) === '[' ? ', or ]' : ', or }')
  let expected: Expected = 'value'
  let at = 0
  for (;;) {
    token.lastIndex = at
    const found = token.exec(source)
    const start = at + (/^[ \t\n\r]*/.exec(source.slice(at))?.[0].length ?? 0)
    if (found === null)
      return expected === 'nothing' || start < source.length ? start : source.trimEnd().length
    const [, string, mark] = found
    const value = expected === 'value' || expected === 'value or ]'
    if (mark === '{' && value) expected = push(open, mark, 'key or }')
    else if (mark === '[' && value) expected = push(open, mark, 'value or ]')
    else if (mark === undefined && value) expected = after()
    else if (string !== undefined && (expected === 'key' || expected === 'key or }')) expected = ':'
    else if (mark === ':' && expected === ':') expected = 'value'
    else if (mark === ',' && expected === ', or ]') expected = 'value'
    else if (mark === ',' && expected === ', or }') expected = 'key'
    else if (mark !== undefined && expected !== 'value' && expected.endsWith(mark) && /[\]}]/.test(mark)) {
      open.pop()
      expected = after()
    } else return start
    at = token.lastIndex
  }
}

function push(open: string[], mark: string, expected: Expected): Expected {
  open.push(mark)
  return expected
}
