// Two versions of a file's surface in; the exports that importers see otherwise, with what they saw and see, out.
import type { ts } from 'ts-morph'
import { exportedLocal, type FileShape } from '../code/file-shape.ts'
import { oneLine } from '../code/outline.ts'
import { typescript } from '../code/typescript.ts'
import type { SeenChange } from './symbol-changes.ts'

/**
 * Exports of both versions whose shape differs, or that of something unexported which they mention. With source instead
 * of declaration files, only what is written down is compared, and `changed` names what may differ.
 */
export function seenChanges(
  before: FileShape,
  after: FileShape,
  changed: ReadonlySet<string> | null,
): SeenChange[] {
  const found: SeenChange[] = []
  const locals = new Set([...after.exports.values()].map((entry) => exportedLocal(entry)))
  const isOwn = changed !== null && [...changed].every((name) => locals.has(name))
  for (const [name, entry] of after.exports) {
    const earlier = before.exports.get(name)
    const [old, now] = [exportedLocal(earlier ?? ''), exportedLocal(entry)]
    if (old === null || now === null) {
      if (earlier !== undefined && earlier !== entry)
        found.push({ name, before: reexport(name, earlier), after: reexport(name, entry) })
      continue
    }
    // What changed is all exported: nothing else can look otherwise.
    if (isOwn && old === now && !changed.has(now)) continue
    const names = new Set([...mentionedBy(old, before, locals), ...mentionedBy(now, after, locals)])
    const differing = [...names].filter((one) => isOther(one, before, after))
    const isSelf = isOther(old, before, after) || old !== now
    if (!isSelf && differing.length === 0) continue
    const show = (file: FileShape, own: string): string =>
      oneLine([...differing, own].map((one) => shown(file, one)).join(' '))
    found.push({ name, before: show(before, old), after: show(after, now) })
  }
  return found
}

const reexport = (name: string, entry: string): string => {
  const local = exportedLocal(entry)
  return local === null ? `export { ${name} }: ${entry}` : `export { ${local} as ${name} }`
}

function isOther(name: string, before: FileShape, after: FileShape): boolean {
  if (before.imports.get(name) !== after.imports.get(name)) return true
  const [old, now] = [before.shape(name), after.shape(name)]
  return old.text !== now.text && old.holes.length === 0 && now.holes.length === 0
}

/** What a declaration refers to in its file, directly and through others, up to what is exported itself. */
function mentionedBy(
  name: string,
  file: FileShape,
  exported: ReadonlySet<string | null>,
): ReadonlySet<string> {
  const found = new Set<string>()
  const queue = [...file.shape(name).mentions]
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (found.has(next) || next === name || exported.has(next)) continue
    if (!file.declared.has(next) && !file.imports.has(next)) continue
    found.add(next)
    queue.push(...file.shape(next).mentions)
  }
  return found
}

/** The text of all that has a name, without bodies and values. */
function shown(file: FileShape, name: string): string {
  const ts = typescript()
  const from = file.imports.get(name)
  if (from !== undefined) return `import ${from};`
  const exported = [...file.exports.values()].includes(`=${name}`) ? 'export ' : ''
  return (file.declared.get(name) ?? [])
    .map(({ node, keyword }) => {
      const words = ts.canHaveModifiers(node) ? (node.modifiers ?? []) : []
      const body = (node as { readonly body?: ts.Node }).body // Functions have one.
      const hidden = body !== undefined && !ts.isModuleDeclaration(node) ? body : undefined
      const last = words.findLast(({ kind }) => isOuter(kind))
      const text = sortedUnions(
        node,
        file.source,
        last?.end ?? node.getStart(file.source),
        hidden?.pos ?? node.end,
      )
      return `${exported}${keyword === '' ? '' : `${keyword} `}${text.trim().replace(/;$/, '')}`
    })
    .join('; ')
}

function isOuter(kind: ts.SyntaxKind): boolean {
  const { SyntaxKind } = typescript()
  return (
    kind === SyntaxKind.ExportKeyword ||
    kind === SyntaxKind.DefaultKeyword ||
    kind === SyntaxKind.DeclareKeyword
  )
}

/** The order of an inferred union is an accident of what else the compiler has read. */
function sortedUnions(node: ts.Node, source: ts.SourceFile, from: number, to: number): string {
  const ts = typescript()
  let text = ''
  let at = from
  const visit = (child: ts.Node): void => {
    if (child.pos >= to || child.end <= at) return
    if (!ts.isUnionTypeNode(child)) return void ts.forEachChild(child, visit)
    const start = child.getStart(source)
    if (start < at || child.end > to) return
    const parts = child.types.map((type) => sortedUnions(type, source, type.getStart(source), type.end))
    text += source.text.slice(at, start) + parts.sort().join(' | ')
    at = child.end
  }
  if (ts.isUnionTypeNode(node)) visit(node)
  else ts.forEachChild(node, visit)
  return text + source.text.slice(Math.min(at, to), to)
}
