// A folder and a package's name in, where its program stands out: as Node would find it from there.
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** A `package.json`, as far as it is read here. */
export interface Manifest {
  readonly scripts: Readonly<Record<string, string>>
  /** Names of all dependencies. */
  readonly packages: ReadonlySet<string>
  /** Its other keys: `jest`, `mocha`, `eslintConfig`. */
  readonly keys: ReadonlySet<string>
}

/** Null where there is none, or one that is no JSON object. */
export function readManifest(folder: string): Manifest | null {
  const value = readJson(join(folder, 'package.json'))
  if (value === null) return null
  const entriesOf = (key: string): [string, unknown][] => {
    const member = value[key]
    return typeof member === 'object' && member !== null ? Object.entries(member) : []
  }
  return {
    scripts: Object.fromEntries(
      entriesOf('scripts').flatMap(([name, text]) => (typeof text === 'string' ? [[name, text]] : [])),
    ),
    packages: new Set(
      ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'].flatMap((key) =>
        entriesOf(key).map(([name]) => name),
      ),
    ),
    keys: new Set(Object.keys(value)),
  }
}

/**
 * The script that a package's command runs, looked for from a folder upwards; null where it is not installed. Run with
 * Node itself: no shell, and no link in `.bin` that a system may not know.
 */
export function installedProgram(folder: string, name: string, command: string): string | null {
  for (let at = folder; ; at = dirname(at)) {
    const home = join(at, 'node_modules', name)
    const bin = readJson(join(home, 'package.json'))?.['bin']
    const script = typeof bin === 'string' ? bin : memberOf(bin, command)
    if (script !== null && existsSync(join(home, script))) return realpathSync.native(join(home, script))
    if (at === dirname(at)) return null
  }
}

function memberOf(value: unknown, key: string): string | null {
  if (typeof value !== 'object' || value === null) return null
  const member: unknown = Reflect.get(value, key)
  return typeof member === 'string' ? member : null
}

function readJson(path: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'))
    // An object has members under names; what they are is looked at where they are used.
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null // Not there, or no JSON: nobody can say what it means.
  }
}
