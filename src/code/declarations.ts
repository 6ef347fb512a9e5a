// One file in, what an importer sees of it out: each export with its text and digest, bodies left out.
import { digestText } from '../digest/digest.ts'
import { normalText } from '../digest/text.ts'
import type { Declaration } from './code.ts'
import { declarationText } from './declaration-emit.ts'
import { readSurface, type LocalPart, type Surface } from './declaration-surface.ts'
import { formDigest, PieceDigest } from './form.ts'
import { writeForm } from './form-walk.ts'
import { isCode } from './language.ts'
import { parseSource } from './typescript.ts'

/**
 * Exported declarations in order of their place (rule 11: as written, plus inference within the file). Overloads and
 * merged declarations are one; private members are left out; what the file keeps to itself but an export mentions
 * (a type, the name of an import) belongs to that export. Files without declarations give none. Never throws: code that
 * the compiler cannot make sense of gives one declaration, `*`, that changes with the code.
 */
export function declarationsOf(path: string, text: string): Declaration[] {
  if (!isCode(path)) return []
  const normal = normalText(text)
  const emitted = declarationText(path, normal)
  const source = emitted === null ? null : parseSource('declarations.d.ts', emitted)
  if (source === null) return [{ name: '*', text: '', digest: formDigest(path, normal) }]
  const surface = readSurface(source)
  return [...surface.exports].map(([name, parts]) => declarationOf(name, parts, surface))
}

function declarationOf(
  name: string,
  parts: readonly (LocalPart | string)[],
  { source, locals, imports }: Surface,
): Declaration {
  const own = parts.filter((part) => typeof part !== 'string')
  const mentioned = mentionedBy(own, locals, imports)
  const kept = mentioned.flatMap((local) => locals.get(local) ?? [])
  const stream = new PieceDigest('declaration')
  let whole = true
  const add = (part: LocalPart): void => {
    const options = { skip: part.skip, sortUnions: true }
    whole &&= writeForm(source, [part.node], (piece) => stream.write(piece), options)
  }
  for (const part of parts) {
    if (typeof part === 'string') stream.write(`\n${part}`)
    else {
      stream.write(`\n${part.keyword}`)
      add(part)
    }
  }
  for (const local of mentioned) {
    stream.write(`\nuses ${imports.get(local) ?? local}`)
    for (const part of locals.get(local) ?? []) add(part)
  }

  const lines = [
    ...mentioned.flatMap((local) => imports.get(local) ?? []),
    ...kept.map((part) => part.text),
    ...parts.map((part) => (typeof part === 'string' ? part : exportedText(name, part))),
  ]
  const alias = own.find((part) => part.name !== name)
  if (alias !== undefined && !(name === 'default' && alias.direct)) lines.push(exportLine(alias.name, name))
  const shown = lines.join('\n')
  return { name, text: shown, digest: whole ? stream.digest() : digestText(shown) }
}

function exportedText(name: string, part: LocalPart): string {
  if (name === 'default' && part.direct) return `${part.doc}export default ${part.core}`
  if (part.augments) return `${part.doc}declare ${part.core}`
  return part.name === name ? `${part.doc}export ${part.core}` : part.text
}

function exportLine(local: string, name: string): string {
  if (name === 'export=') return `export = ${local}`
  return name === 'default' ? `export default ${local}` : `export { ${local} as ${name} }`
}

/** Names of locals and imports that some parts mention, and what those mention in turn, in order of name. */
function mentionedBy(
  own: readonly LocalPart[],
  locals: Surface['locals'],
  imports: Surface['imports'],
): string[] {
  const found = new Set<string>()
  const queue: LocalPart[] = [...own]
  for (let part = queue.pop(); part !== undefined; part = queue.pop()) {
    for (const name of part.mentions) {
      if (found.has(name) || own.some((one) => one.name === name)) continue
      const local = locals.get(name)
      if (local === undefined && !imports.has(name)) continue
      // An export that is mentioned is a declaration of its own; its users are told of it under its own name.
      if (local?.some((one) => one.exported)) continue
      found.add(name)
      queue.push(...(local ?? []))
    }
  }
  return [...found].sort()
}
