// JSON or YAML in, its values by key path out: what two versions of a data file are compared by. Depth costs no stack.
import { createRequire } from 'node:module'
import type { Node as YamlNode } from 'yaml'
import { readJson } from '../code/json.ts'

/** A value that holds no others. */
export interface Leaf {
  /** The value in normal form: of equal values, however they are spelled, the same. */
  readonly value: string
  /** Offset into the text, in UTF-16 units. */
  readonly offset: number
}

/** `dependencies.yaml`, `steps[0].run`; the empty path is the whole. */
export type Leaves = ReadonlyMap<string, Leaf>

/** Comments and trailing commas are allowed, as in settings. Null where the text is not JSON. */
export function jsonLeaves(text: string): Leaves | null {
  const leaves = new LeafMap()
  const open: { readonly path: string; readonly isList: boolean; count: number; key: string }[] = []
  let key: Leaf | null = null
  const place = (): string => {
    const around = open.at(-1)
    if (around === undefined) return ''
    return around.isList ? `${around.path}[${around.count}]` : joined(around.path, around.key)
  }
  const flush = (): void => {
    if (key === null) return
    leaves.add(place(), key)
    const around = open.at(-1)
    if (around !== undefined) around.count++
    key = null
  }
  const fault = readJson(text, true, (piece, offset) => {
    const around = open.at(-1)
    if (piece === ':') {
      // The string before it was a key.
      if (around !== undefined && key !== null) around.key = String(JSON.parse(key.value))
      key = null
      return
    }
    flush()
    if (piece === '{' || piece === '[') open.push({ path: place(), isList: piece === '[', count: 0, key: '' })
    else if (piece === '}' || piece === ']') {
      const closed = open.pop()
      if (closed?.count === 0) leaves.add(closed.path, { value: piece === '}' ? '{}' : '[]', offset })
      const outer = open.at(-1)
      if (outer !== undefined) outer.count++
    } else key = { value: piece, offset }
  })
  flush()
  return fault === null ? leaves.map : null
}

const require = createRequire(import.meta.url)

/** Tags, anchors and aliases count as written; null where the text is not YAML. */
export function yamlLeaves(text: string): Leaves | null {
  // `require` is untyped; this is the module's own type. Loaded on first need.
  const yaml = require('yaml') as typeof import('yaml')
  const leaves = new LeafMap()
  try {
    const documents = yaml.parseAllDocuments(text, { intAsBigInt: true, logLevel: 'error' })
    const queue: { readonly path: string; readonly node: unknown }[] = []
    for (const [index, document] of [...documents].entries()) {
      if (document.errors.length > 0) return null
      queue.push({ path: documents.length > 1 ? `document ${index + 1}` : '', node: document.contents })
    }
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      const { path, node } = next
      const offset = yaml.isNode(node) ? (node.range?.[0] ?? 0) : 0
      const marks = yaml.isNode(node) ? marksOf(node) : ''
      if (yaml.isMap(node)) {
        if (node.items.length === 0 || marks !== '') leaves.add(path, { value: `${marks}{}`, offset })
        for (const { key, value } of node.items) {
          const name = yaml.isScalar(key) ? String(key.value) : String(key)
          queue.push({ path: joined(path, name), node: value })
        }
      } else if (yaml.isSeq(node)) {
        if (node.items.length === 0 || marks !== '') leaves.add(path, { value: `${marks}[]`, offset })
        node.items.forEach((item, index) => queue.push({ path: `${path}[${index}]`, node: item }))
      } else if (yaml.isPair(node)) queue.push({ path: joined(path, String(node.key)), node: node.value })
      else if (yaml.isAlias(node)) leaves.add(path, { value: `*${node.source}`, offset })
      else leaves.add(path, { value: marks + scalar(yaml.isScalar(node) ? node.value : node), offset })
    }
    return leaves.map
  } catch {
    return null // Nested too deep for the parser, or a fault of it: then it is text.
  }
}

function marksOf(node: YamlNode): string {
  const { tag, anchor } = node as { readonly tag?: string; readonly anchor?: string } // Aliases have neither.
  return `${tag === undefined ? '' : `${tag} `}${anchor === undefined ? '' : `&${anchor} `}`
}

/** `1` and `'1'` are not the same. */
const scalar = (value: unknown): string =>
  typeof value === 'bigint' || typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? 'null')

const joined = (path: string, key: string): string => {
  const shown = /^[\w$@/-]+$/.test(key) ? key : JSON.stringify(key)
  return path === '' ? shown : `${path}.${shown}`
}

/** A key that comes twice is two. */
class LeafMap {
  readonly map = new Map<string, Leaf>()

  add(path: string, leaf: Leaf): void {
    let name = path
    for (let count = 2; this.map.has(name); count++) name = `${path} (${count})`
    this.map.set(name, leaf)
  }
}
