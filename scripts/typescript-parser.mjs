// TypeScript's compiler, as ts-morph brings it, in; the text of a CommonJS module with its parser alone out.
// The compiler is one script of a megabyte for each of its parts, one behind the other in the order in which they need each
// other: all that parses comes before the part that reads command lines, and what nobody asks for is dropped.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { build } from 'esbuild'

const first = '// src/compiler/corePublic.ts\n'
const next = '// src/compiler/commandLineParser.ts\n'

/** What `src/code/parser.ts` names. */
const exported = [
  'createSourceFile',
  'forEachChild',
  'getTokenPosOfNode',
  'idText',
  'isBlock',
  'isExpressionStatement',
  'isFunctionLike',
  'isJsxExpression',
  'isJsxText',
  'isStringLiteral',
  'JSDocParsingMode',
  'ScriptTarget',
  'SyntaxKind',
]

const helper =
  'var __export = (target, all) => { for (var name in all) Object.defineProperty(target, name, { get: all[name], enumerable: true }) };\n'

export async function typescriptParser() {
  const require = createRequire(import.meta.url)
  const common = createRequire(require.resolve('ts-morph')).resolve('@ts-morph/common')
  const compiler = readFileSync(join(dirname(common), 'typescript.js'), 'utf8')
  const [from, to] = [compiler.indexOf(first), compiler.indexOf(next)]
  const license = /^\/\*![^]*?\*\//.exec(compiler)?.[0]
  if (from < 0 || to < from || license === undefined)
    throw new Error(
      'the compiler of ts-morph is laid out in another way: scripts/typescript-parser.mjs has to follow',
    )
  const { outputFiles } = await build({
    stdin: {
      contents: `${helper}${compiler.slice(from, to)}\nexport { ${exported.join(', ')} }\n`,
      resolveDir: dirname(common),
    },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20.19',
    minify: true,
    legalComments: 'none',
    // Its license asks that this be kept; changed: what does not parse was left out.
    banner: { js: `${license}\n/* Changed: only the parser of typescript.js was kept. */` },
    logLevel: 'warning',
    write: false,
  })
  return outputFiles[0].text
}
