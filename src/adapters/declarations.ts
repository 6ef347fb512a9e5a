// Texts to lay over a project in, what they declare to importers out: types that come through imports are inferred.
import { resolve } from 'node:path'
import { emitOne } from '../code/declaration-emit.ts'
import { isCode } from '../code/language.ts'
import type { Declarations } from '../ports.ts'
import { overlaidFiles } from './overlay-files.ts'
import { absolute, programOf, relative, slashed, type ParsedFiles } from './type-checker.ts'
import { projectsOf } from './type-projects.ts'

/** Declaration files as the project's own compiler would write them, by its nearest tsconfig. In memory. */
export function createDeclarations(root: string): Declarations {
  const base = slashed(resolve(root))
  const parsed: ParsedFiles = new Map()
  return {
    of: (texts) => {
      const laid = overlaidFiles(absolute(texts, base))
      const wanted = [...texts.keys()].filter(isCode).map((path) => `${base}/${path}`)
      const found = projectsOf(wanted, base, laid)
      const declared = new Map<string, string>()
      if (wanted.length === 0 || found.kind === 'unreadable') return Promise.resolve(declared)
      for (const project of found.projects) {
        const options = { ...project.options, ...emitting }
        const program = programOf({ ...project, options }, laid, base, parsed)
        for (const path of wanted) {
          const text = program.getSourceFile(path) === undefined ? null : emitOne(program, path)
          if (text !== null) declared.set(relative(path, base), text)
        }
      }
      return Promise.resolve(declared)
    },
  }
}

/** Whatever the project does with its output: one declaration file for each source file, and nothing else. */
const emitting = {
  declaration: true,
  emitDeclarationOnly: true,
  noEmit: false,
  composite: false,
  incremental: false,
  isolatedDeclarations: false,
} as const
