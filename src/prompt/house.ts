// House rules and what is seen of the project's style in, the sentences of the prompt about them out.
import type { TargetPath } from '../spec/spec.ts'
import { importStyle } from './imports.ts'
import type { HouseRules } from './prompt.ts'
import { inline, oneLine } from './quote.ts'

const script = /\.(?:ts|tsx|mts|cts|js|jsx|mjs|cjs)$/iu

/** What an option means for somebody who writes code; models forget the rarer ones. */
const meanings: Readonly<Record<string, string>> = {
  'strict: true': 'no implicit `any`; `null` and `undefined` are handled; a caught error is `unknown`',
  'noUncheckedIndexedAccess: true':
    '`array[i]` and `record[key]` may be `undefined`: check before use, also in loops and after `split` or a match',
  'exactOptionalPropertyTypes: true':
    'an optional property is left out, never set to `undefined`: `...(x === undefined ? {} : { x })`',
  'noImplicitOverride: true': 'write `override` on members that override one',
  'noPropertyAccessFromIndexSignature: true': "write `record['key']` for keys that are not declared",
  'noUnusedLocals: true': 'no unused imports or variables',
  'noUnusedParameters: true': 'an unused parameter begins with `_`',
  'noImplicitReturns: true': 'every path returns',
  'verbatimModuleSyntax: true': 'what is only a type is imported with `import type`',
  'isolatedDeclarations: true': 'every export has an explicit type',
  'erasableSyntaxOnly: true': 'no `enum`, no `namespace`, no parameter properties',
}

/**
 * The section of house rules.
 *
 * @param seen texts that may show how the project imports: tests, current code, specs.
 */
export function houseSection(
  house: HouseRules,
  targets: readonly TargetPath[],
  seen: readonly string[],
): string {
  const lines = targets.some((path) => script.test(path))
    ? scriptRules(house, targets, seen)
    : [
        '- Only the standard library of the language, the targets of this spec and the files shown above are available.',
      ]
  return `## House rules\n\n${lines.join('\n')}\n`
}

function scriptRules(
  house: HouseRules,
  targets: readonly TargetPath[],
  seen: readonly string[],
): readonly string[] {
  const typescript = targets.some((path) => /ts$|tsx$/iu.test(path))
  const dependencies = house.dependencies.map(inline).join(', ')
  return [
    ...(typescript ? ['- TypeScript. No `any`, no `!` after a value, no `@ts-` comments.'] : []),
    ...(house.modules === 'esm' ? ['- ES modules: `import` and `export`, never `require`.'] : []),
    ...(house.modules === 'commonjs'
      ? [
          typescript
            ? '- Written with `import` and `export`; compiled to CommonJS: no top-level `await`, no `import.meta`.'
            : '- CommonJS: `require` and `module.exports`.',
        ]
      : []),
    ...importRule(house, seen),
    `- Available: modules of Node itself, with the \`node:\` prefix; the targets of this spec; the files shown above; ${
      dependencies === '' ? 'no package' : `the packages ${dependencies}`
    }. Nothing else can be imported.`,
    ...(house.node === null ? [] : [`- Node ${inline(house.node)}.`]),
    ...compilerRules(house.compiler),
  ]
}

function importRule(house: HouseRules, seen: readonly string[]): readonly string[] {
  const style = importStyle(seen)
  if (style !== null) {
    return style.extension === ''
      ? [`- Relative imports are written without an extension, as in ${inline(style.example)}.`]
      : [`- Relative imports end in ${inline(style.extension)}, as in ${inline(style.example)}.`]
  }
  const resolution = house.compiler.find((option) =>
    /^module(?:Resolution)?: node(?:16|next|\d\d)/iu.test(option),
  )
  if (house.modules !== 'esm' || resolution === undefined) return []
  return house.compiler.includes('rewriteRelativeImportExtensions: true') ||
    house.compiler.includes('allowImportingTsExtensions: true')
    ? ['- Relative imports end in `.ts`, as in `./other.ts`.']
    : ['- Relative imports end in `.js`, also where the file is a `.ts`, as in `./other.js`.']
}

function compilerRules(options: readonly string[]): readonly string[] {
  if (options.length === 0) return []
  const explained = options.flatMap((option) => {
    const meaning = meanings[option]
    return meaning === undefined ? [] : [`  - ${inline(option)}: ${meaning}.`]
  })
  const plain = options
    .filter((option) => meanings[option] === undefined)
    .map((option) => inline(oneLine(option)))
  return [
    `- Compiler options${plain.length > 0 ? `: ${plain.join(', ')}` : ''}${explained.length > 0 ? '. These change how code is written:' : '.'}`,
    ...explained,
  ]
}
