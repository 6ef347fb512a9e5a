// Type errors in, packages that are declared but not installed out: such errors say nothing about the code (rule 23).
import { isBuiltin } from 'node:module'
import { posix } from 'node:path'
import type { TypeFault } from '../verify/verify.ts'
import type { OverlaidFiles } from './overlay-files.ts'

/** "Cannot find module", "could not find a declaration file for module", "cannot find type definition file". */
const moduleErrors = new Set([2307, 2792, 2882, 7016, 2688])

/** "Cannot find name 'process'. Do you need to install type definitions for node?" */
const nodeErrors = new Set([2580, 2591])

/**
 * Names of packages, without repetition. The types of Node count as declared wherever code uses Node: everybody who
 * type-checks such code needs them.
 */
export function missingPackages(
  faults: readonly TypeFault[],
  base: string,
  files: OverlaidFiles,
): readonly string[] {
  const missing = new Set<string>()
  for (const { number, path, message } of faults) {
    const folder = posix.dirname(`${base}/${path}`)
    if (nodeErrors.has(number)) {
      if (!isInstalled('@types/node', folder, files)) missing.add('@types/node')
      continue
    }
    const name = moduleErrors.has(number) ? packageOf(/'([^']+)'/.exec(message)?.[1] ?? '') : null
    if (name === null) continue
    for (const candidate of name === '@types/node' ? [name] : [name, typesOf(name)]) {
      const isDeclared = name === '@types/node' || declares(candidate, folder, base, files)
      if (isDeclared && !isInstalled(candidate, folder, files)) missing.add(candidate)
    }
  }
  return [...missing]
}

/** The package that a specifier names; null for relative paths and `#` imports. */
function packageOf(specifier: string): string | null {
  if (specifier.startsWith('node:') || isBuiltin(specifier)) return '@types/node'
  if (specifier === '' || /^[./#]/.test(specifier)) return null
  const [scope = '', name] = specifier.split('/')
  return scope.startsWith('@') ? (name === undefined ? null : `${scope}/${name}`) : scope
}

/** `@scope/name` has its types in `@types/scope__name`. */
const typesOf = (name: string): string => `@types/${name.replace(/^@/, '').replace('/', '__')}`

function isInstalled(name: string, folder: string, files: OverlaidFiles): boolean {
  for (let at = folder; ; at = posix.dirname(at)) {
    if (files.directoryExists(`${at}/node_modules/${name}`)) return true
    if (at === posix.dirname(at)) return false
  }
}

/** In any package.json from the folder up to the root. */
function declares(name: string, folder: string, base: string, files: OverlaidFiles): boolean {
  for (let at = folder; at.startsWith(base); at = posix.dirname(at)) {
    const text = files.readFile(`${at}/package.json`)
    if (text !== undefined && declaredIn(text).has(name)) return true
    if (at === base) return false
  }
  return false
}

function declaredIn(manifest: string): ReadonlySet<string> {
  try {
    // A manifest is foreign data: only the shape that is read is assumed, and checked below.
    const value = JSON.parse(manifest) as Record<string, unknown> | null
    const fields = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies']
    return new Set(
      fields.flatMap((field) => {
        const list = value?.[field]
        return typeof list === 'object' && list !== null ? Object.keys(list) : []
      }),
    )
  } catch {
    return new Set() // A manifest that is no JSON declares nothing.
  }
}
