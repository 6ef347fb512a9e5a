// A program's name and an environment in; where PATH has it out. Nothing is run.
import { accessSync, constants, realpathSync, statSync } from 'node:fs'
import { delimiter, isAbsolute, join, relative, sep } from 'node:path'
import type { Environment } from './environment.ts'

export type FoundProgram =
  | { readonly kind: 'found'; readonly path: string }
  /** `inside`: only the project itself has one. */
  | { readonly kind: 'absent'; readonly inside: boolean }

/**
 * The first on PATH that may be executed, by its absolute path. Relative entries and those inside `root` are passed
 * over: what a stranger's branch brings along must not be what answers.
 */
export function findProgram(program: string, env: Environment, root: string | null): FoundProgram {
  const path = Object.entries(env).find(([name]) => name.toUpperCase() === 'PATH')?.[1] ?? ''
  const names = process.platform === 'win32' ? [`${program}.exe`, `${program}.com`] : [program]
  let inside = false
  for (const folder of path.split(delimiter)) {
    if (!isAbsolute(folder)) continue
    for (const name of names) {
      const candidate = join(folder, name)
      if (!isProgram(candidate)) continue
      if (root === null || !liesIn(folder, root)) return { kind: 'found', path: candidate }
      inside = true
    }
  }
  return { kind: 'absent', inside }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false // Not there, or not to be read: PATH goes on.
  }
}

function liesIn(folder: string, root: string): boolean {
  const way = relative(real(root), real(folder))
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way))
}

function real(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path // Gone meanwhile: as it is written.
  }
}
