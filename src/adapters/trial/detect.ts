// A folder's package.json and the names of its files in, the test runner that its tests are written for out.
import { readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { readManifest, type Manifest } from './installed.ts'

export type RunnerName = 'vitest' | 'jest' | 'node' | 'mocha'

export interface FoundRunner {
  readonly name: RunnerName
  /** Absolute: where it is run. */
  readonly folder: string
  /** Options of Node that the project's own test script has: loaders, conditions. */
  readonly nodeOptions: readonly string[]
}

/** What a script says it runs; the first that fits. `node --test` last: others take a path that may end in `node`. */
const inScript: readonly (readonly [RunnerName, RegExp])[] = [
  ['vitest', /(?:^|[\s;&|/])vitest(?=$|[\s;&|])/],
  ['jest', /(?:^|[\s;&|/])jest(?=$|[\s;&|])|jest\/bin\/jest\.js|react-scripts test/],
  ['mocha', /(?:^|[\s;&|/])_?mocha(?=$|[\s;&|])/],
  ['node', /(?:^|[\s;&|/])(?:node|tsx)(?:\s[^;&|]*)?\s--test(?=$|[\s=;&|])/],
]

const ofFile: readonly (readonly [RunnerName, RegExp])[] = [
  ['vitest', /^vitest\.(?:config|workspace|projects)\.[cm]?[jt]s$|^vitest\.workspace\.json$/],
  ['jest', /^jest\.config\.(?:[cm]?[jt]s|json)$/],
  ['mocha', /^\.mocharc\.(?:[cm]?js|ya?ml|jsonc?)$|^\.mocharc$/],
]

/**
 * The runner of the nearest folder, from the file's own up to `base`, that has one. By its scripts first (`test`, then
 * `test:*`): dependencies alone do not tell which of two is in use.
 *
 * @param file absolute. @param base absolute: nothing above it is asked.
 */
export function findRunner(file: string, base: string): FoundRunner | null {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const found = runnerOf(folder)
    if (found !== null) return found
    if (folder === base || folder === dirname(folder)) return null
  }
}

function runnerOf(folder: string): FoundRunner | null {
  const manifest = readManifest(folder)
  const names = namesIn(folder)
  const script = manifest === null ? null : testScript(manifest)
  const byFile = ofFile.find(([, pattern]) => names.some((name) => pattern.test(name)))?.[0]
  const byPackage =
    manifest === null
      ? undefined
      : (['vitest', 'jest', 'mocha'] as const).find(
          (name) => manifest.packages.has(name) || manifest.keys.has(name),
        )
  const name = script?.name ?? byFile ?? byPackage
  return name === undefined ? null : { name, folder, nodeOptions: script?.nodeOptions ?? [] }
}

function testScript({ scripts }: Manifest): Pick<FoundRunner, 'name' | 'nodeOptions'> | null {
  const rest = Object.keys(scripts).filter((name) => name.startsWith('test:'))
  for (const key of ['test', ...rest.sort()]) {
    const text = scripts[key] ?? ''
    const name = inScript.find(([, pattern]) => pattern.test(text))?.[0]
    if (name !== undefined) return { name, nodeOptions: name === 'node' ? nodeOptionsOf(text) : [] }
  }
  return null
}

/** Those that decide how a file is loaded. `tsx --test` loads TypeScript as `node --import tsx --test` does. */
function nodeOptionsOf(script: string): string[] {
  const words = script.split(/\s+/).map((word) => word.replace(/^(["'])(.*)\1$/, '$2'))
  const options: string[] = words.includes('tsx') && !words.includes('--import') ? ['--import', 'tsx'] : []
  for (const [at, word] of words.entries()) {
    if (/^(?:--import|--require|-r|--loader|--experimental-loader|--conditions|-C)$/.test(word)) {
      const value = words[at + 1]
      if (value !== undefined) options.push(word, value)
    } else if (
      /^--(?:import|require|loader|experimental-loader|conditions|experimental-strip-types|experimental-transform-types|experimental-vm-modules|no-warnings)(?:=|$)/.test(
        word,
      )
    )
      options.push(word)
  }
  return options
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return [] // A folder that is not there yet: the new file is the first in it.
  }
}

/** As people write it. */
export const nameOfRunner: Readonly<Record<RunnerName, string>> = {
  vitest: 'vitest',
  jest: 'jest',
  node: 'node --test',
  mocha: 'mocha',
}
