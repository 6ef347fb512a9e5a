// package.json and tsconfig in, the rules that new code has to fit out.
import type { HouseRules } from './prompt.ts'
import { parseJsonc } from './jsonc.ts'
import { byCodeUnits } from './quote.ts'

export interface HouseFiles {
  readonly packageJson: string | null
  /** The tsconfig and those it extends, nearest first, as they are on disk. */
  readonly tsconfigs: readonly string[]
}

/** Compiler options that change how code is written, in the order in which they are shown. */
const telling = [
  'target',
  'lib',
  'types',
  'module',
  'moduleResolution',
  'jsx',
  'jsxImportSource',
  'strict',
  'noImplicitAny',
  'strictNullChecks',
  'useUnknownInCatchVariables',
  'noUncheckedIndexedAccess',
  'exactOptionalPropertyTypes',
  'noImplicitOverride',
  'noImplicitReturns',
  'noFallthroughCasesInSwitch',
  'noPropertyAccessFromIndexSignature',
  'noUnusedLocals',
  'noUnusedParameters',
  'verbatimModuleSyntax',
  'isolatedModules',
  'isolatedDeclarations',
  'erasableSyntaxOnly',
  'experimentalDecorators',
  'esModuleInterop',
  'allowSyntheticDefaultImports',
  'allowImportingTsExtensions',
  'rewriteRelativeImportExtensions',
  'resolveJsonModule',
  'checkJs',
] as const

/** House rules; what cannot be read says nothing. Deterministic whatever the order of keys. */
export function houseRules(files: HouseFiles): HouseRules {
  const manifest = objectOf(files.packageJson === null ? undefined : parseJsonc(files.packageJson))
  const options = mergedOptions(files.tsconfigs)
  const engine = objectOf(manifest['engines'])['node']
  return {
    modules: modulesOf(manifest['type'], options['module']),
    node: typeof engine === 'string' ? engine : null,
    dependencies: dependenciesOf(manifest),
    compiler: telling.flatMap((name) => {
      const value = spelled(options[name])
      return value === null ? [] : [`${name}: ${value}`]
    }),
  }
}

/** The nearest file that sets an option decides it. */
function mergedOptions(tsconfigs: readonly string[]): Readonly<Record<string, unknown>> {
  const merged: Record<string, unknown> = {}
  for (const text of tsconfigs.toReversed())
    Object.assign(merged, objectOf(objectOf(parseJsonc(text))['compilerOptions']))
  return merged
}

function modulesOf(type: unknown, module: unknown): HouseRules['modules'] {
  if (type === 'module') return 'esm'
  if (type === 'commonjs') return 'commonjs'
  if (typeof module !== 'string') return null
  if (/^(?:es|preserve)/iu.test(module)) return 'esm'
  // Without "type", Node takes a package's files for CommonJS, and so does TypeScript.
  return /^(?:commonjs|node)/iu.test(module) ? 'commonjs' : null
}

function dependenciesOf(manifest: Readonly<Record<string, unknown>>): string[] {
  const ranges = new Map<string, string>()
  for (const kind of ['peerDependencies', 'dependencies']) {
    for (const [name, range] of Object.entries(objectOf(manifest[kind])))
      if (typeof range === 'string') ranges.set(name, range)
  }
  return [...ranges].map(([name, range]) => `${name}@${range}`).sort(byCodeUnits)
}

function spelled(value: unknown): string | null {
  if (typeof value === 'boolean' || typeof value === 'string') return String(value)
  if (!Array.isArray(value)) return null
  const texts = value.filter((item): item is string => typeof item === 'string')
  return texts.length === 0 ? null : texts.join(', ')
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  // The cast: any object that is no array may be read as a record of unknown values.
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {}
}
