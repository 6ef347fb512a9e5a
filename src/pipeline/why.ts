// The use case `why`: a file, some lines of it or a symbol in; for each stretch of it the requirement, the spec, what made it, the
// decision and the turn of a conversation behind it, out.
import { diagnostic, fail, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import { nearest } from '../diagnostic/nearest.ts'
import { stretchesOf } from '../why/stretch.ts'
import type { WhyPart } from '../why/why.ts'
import type { AskedLines } from './why-asked.ts'
import { readKnown, type KnownFile, type ReadProject } from './why-file.ts'
import { keyOfLine, partOf, type Around } from './why-part.ts'
import { talksAbout } from './why-talk.ts'
import { textsOf } from './why-versions.ts'
import type { WhyWorld } from './why-world.ts'

export interface Why {
  readonly path: string
  /** The spec that owns the file. */
  readonly owner: { readonly spec: string; readonly path: string; readonly title: string | null } | null
  readonly lines: readonly string[]
  /** In order; of a line that was asked for alone, one. */
  readonly parts: readonly WhyPart[]
}

/**
 * Reads what the repository has; opens no connection and writes nothing.
 *
 * @returns `usage` for a symbol that the file does not have.
 */
export async function explain(
  asked: AskedLines,
  project: ReadProject,
  world: WhyWorld,
): Promise<Result<Why>> {
  const file = await readKnown(project, asked.path, asked.text, asked.part.kind === 'symbol')
  const told: Diagnostic[] = [...file.diagnostics]
  const wanted = linesMeant(asked, file)
  if (!wanted.ok) return fail(...told, ...wanted.diagnostics)
  const { from, to } = wanted.value
  const around: Around = {
    textOf: textsOf(project.store),
    blamed: await world.blame(asked.path, from, to),
    talks: talksAbout(asked.path, world, (diagnostics) => told.push(...diagnostics)),
  }
  const parts: WhyPart[] = []
  for (const stretch of stretchesIn(file, wanted.value, around, asked.part.kind !== 'symbol'))
    parts.push(await partOf(file, stretch.from, stretch.to, around))
  const { owner, path, lines } = file
  const by = owner === null ? null : { spec: owner.id, path: owner.path, title: owner.title }
  return ok({ path, owner: by, lines, parts }, told)
}

interface MeantLines {
  readonly from: number
  readonly to: number
}

function linesMeant({ part, path }: AskedLines, { code, lines }: KnownFile): Result<MeantLines> {
  switch (part.kind) {
    case 'file':
      return lines.length === 0
        ? fail(diagnostic('usage', `${path} is empty`, { hint: 'name a file with lines' }))
        : ok({ from: 1, to: lines.length })
    case 'lines':
      return ok({ from: part.from, to: part.to })
    case 'symbol': {
      const meant = code.symbols.find(({ name }) => name === part.name)
      if (meant !== undefined) return ok({ from: meant.line, to: meant.endLine })
      const near = nearest(
        part.name,
        code.symbols.map(({ name }) => name),
      )
      const some = code.symbols.slice(0, 8).map(({ name }) => name)
      const has =
        some.length === 0
          ? 'the file has none'
          : `it has: ${some.join(', ')}${code.symbols.length > 8 ? ', …' : ''}`
      return fail(
        diagnostic('usage', `${path} has no symbol ${part.name}`, {
          hint: near === null ? has : `did you mean ${near}?`,
        }),
      )
    }
  }
}

function stretchesIn(
  file: KnownFile,
  { from, to }: MeantLines,
  around: Around,
  bySymbol: boolean,
): readonly MeantLines[] {
  const wanted = Array.from({ length: to - from + 1 }, (_, at) => from + at)
  return stretchesOf(file.lines, wanted, (line) => ({
    key: keyOfLine(file, line, around, bySymbol),
    value: null,
  }))
}
