// src/ -> dist/: one ESM bundle, split into chunks, so that a command loads only what it needs.
// --types also emits the declarations of src/ into dist/types.

import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { typescriptParser } from './typescript-parser.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')
const bin = join(dist, 'bin.js')
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

// CommonJS dependencies (yaml, gray-matter) call require, which an ES module does not have.
const banner = `import{createRequire as specCreateRequire}from"node:module";const require=specCreateRequire(import.meta.url);`

const { outputFiles } = await build({
  absWorkingDir: root,
  // thread.js and compare-thread.js: what threads of a large `drift` run.
  entryPoints: [
    { in: 'src/bin.ts', out: 'bin' },
    { in: 'src/index.ts', out: 'index' },
    { in: 'src/adapters/vouch/thread.ts', out: 'thread' },
    { in: 'src/adapters/compare/thread.ts', out: 'compare-thread' },
  ],
  outdir: dist,
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  minify: true,
  legalComments: 'none',
  sourcemap: false,
  // Slower bundled than loaded by createRequire (ts-morph), or the user's own (prettier, typescript).
  external: ['ts-morph', 'prettier', 'typescript'],
  define: { __SPEC_VERSION__: JSON.stringify(version) },
  banner: { js: banner },
  logLevel: 'warning',
  write: false,
})

// Written before the old chunks go, so that a running command seldom misses one.
const chunks = join(dist, 'chunks')
mkdirSync(chunks, { recursive: true })
for (const file of outputFiles) writeFileSync(file.path, contentsOf(file))
writeFileSync(join(dist, 'typescript-parser.cjs'), await typescriptParser())
const kept = new Set(outputFiles.map((file) => basename(file.path)))
for (const name of readdirSync(chunks)) if (!kept.has(name)) rmSync(join(chunks, name))
chmodSync(bin, 0o755)

if (process.argv.includes('--types')) {
  rmSync(join(dist, 'types'), { recursive: true, force: true })
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')
  execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' })
}

/** The text to write; the command's first file must stay small, because every run pays for it. */
function contentsOf(file) {
  if (file.path !== bin) return file.contents
  const text = file.text.replace(banner, '')
  const body = text.startsWith('#!') ? text : `#!/usr/bin/env node\n${text}`
  if (/\brequire\(/.test(body)) throw new Error('src/bin.ts must not pull in code that calls require')
  if (body.length > 4096)
    throw new Error(`dist/bin.js has ${body.length} bytes: import the rest from ./main.ts`)
  return body
}
