// What a person typed in (`src/a.ts`, `src/a.ts:12`, `src/a.ts:12-20`, `src/a.ts#Session.open`); the file and the part of it that is
// meant, out.
import { diagnostic, fail, ok, type Result } from '../diagnostic/diagnostic.ts'
import { nearest } from '../diagnostic/nearest.ts'
import { decodeText } from '../digest/text.ts'
import type { Workspace } from '../ports.ts'
import { linesOf } from '../why/lines.ts'

export interface AskedLines {
  readonly path: string
  readonly text: string
  readonly part:
    | { readonly kind: 'file' }
    | { readonly kind: 'lines'; readonly from: number; readonly to: number }
    | { readonly kind: 'symbol'; readonly name: string }
}

/**
 * A file whose name holds `:` or `#` is meant where there is one.
 *
 * @param toPath a path as it was typed → relative to the root.
 */
export async function readAsked(
  workspace: Workspace,
  typed: string,
  toPath: (typed: string) => string,
): Promise<Result<AskedLines>> {
  const [, file = typed, from, to] = /^(.+?):(\d+)(?:-(\d+))?$/s.exec(typed) ?? []
  const hash = typed.indexOf('#', 1)
  const whole = read(workspace, toPath(typed))
  if (whole !== null) return ok({ ...whole, part: { kind: 'file' } })
  if (from !== undefined) {
    const found = read(workspace, toPath(file))
    return found === null
      ? fail(await unknownFile(workspace, toPath(file)))
      : lines(found, Number(from), Number(to ?? from))
  }
  if (hash > 0) {
    const found = read(workspace, toPath(typed.slice(0, hash)))
    if (found === null) return fail(await unknownFile(workspace, toPath(typed.slice(0, hash))))
    return ok({ ...found, part: { kind: 'symbol', name: typed.slice(hash + 1) } })
  }
  return fail(await unknownFile(workspace, toPath(typed)))
}

type ReadFile = Pick<AskedLines, 'path' | 'text'>

function read(workspace: Workspace, path: string): ReadFile | null {
  if (path === '' || path.startsWith('../')) return null
  const state = workspace.read(path)
  const text = state.kind === 'file' ? decodeText(state.bytes) : null
  return text === null ? null : { path, text }
}

function lines(file: ReadFile, from: number, to: number): Result<AskedLines> {
  const count = linesOf(file.text).length
  if (from >= 1 && from <= to && to <= count) return ok({ ...file, part: { kind: 'lines', from, to } })
  const found = from > to ? `line ${from} stands behind line ${to}` : `${file.path} has ${count} lines`
  return fail(
    diagnostic('usage', found, {
      hint: `for instance: spec why ${file.path}:${Math.max(1, Math.min(from, count))}`,
    }),
  )
}

async function unknownFile(workspace: Workspace, path: string): Promise<ReturnType<typeof diagnostic>> {
  const state = path === '' || path.startsWith('../') ? { kind: 'absent' as const } : workspace.read(path)
  if (state.kind !== 'absent')
    return diagnostic('usage', `${path} is no text file`, { hint: 'name a file of text' })
  const folder = path.slice(0, path.lastIndexOf('/') + 1)
  const files = await workspace.glob([
    `${folder === '' || workspace.read(folder.slice(0, -1)).kind === 'other' ? folder : ''}**`,
  ])
  const near = nearest(path, files)
  return diagnostic('usage', `there is no file ${path}`, {
    hint: near === null ? 'spec list --json names the files that specs own' : `did you mean ${near}?`,
  })
}
