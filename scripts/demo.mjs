// The README's first command: takes a copy of examples/shop, deletes the code of every feature, and brings it back
// from the specs and their archive, offline. Prints each command; stops at the first thing that is not as expected.

import { spawnSync } from 'node:child_process'
import { cpSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const example = join(root, 'examples', 'shop')
const copy = join(root, '.demo', 'shop')
const bin = join(root, 'dist', 'bin.js')
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')

class Surprise extends Error {}

try {
  demo()
} catch (error) {
  if (!(error instanceof Surprise)) throw error
  console.error(`\ndemo: ${error.message}`)
  process.exitCode = 1
}

function demo() {
  show('node scripts/build.mjs', root, [join(root, 'scripts', 'build.mjs')], 0)

  rmSync(copy, { recursive: true, force: true })
  cpSync(example, copy, { recursive: true, filter: (path) => isCopied(relative(example, path)) })
  // What the tool itself says the specs own; the example must be in sync before anything is deleted.
  const owned = drift()
  if (owned.length === 0) throw new Surprise('the specs of examples/shop own no file')
  if (owned.some(({ state }) => state !== 'in-sync')) spec('drift', 0)
  for (const { path } of owned) rmSync(join(copy, path))
  console.log(
    `\nIn .demo/shop is a copy of examples/shop without the ${owned.length} files that its specs own.`,
  )

  spec('drift', 1)
  const kept = drift().find(({ state }) => state !== 'lost')
  if (kept) throw new Surprise(`${kept.path} was deleted, and spec drift says that it is ${kept.state}`)
  spec('regen --all --offline', 0)
  show('npx vitest run', copy, [vitest, 'run'], 0)
  spec('drift', 0)

  const files = compare()
  console.log(
    `\nAll ${files} files are byte for byte those of examples/shop, the ${owned.length} deleted ones among them.`,
  )
}

/** Path and state of every target in the copy. */
function drift() {
  const { stdout } = node(copy, [bin, 'drift', '--json'], ['ignore', 'pipe', 'inherit'])
  return JSON.parse(stdout).specs.flatMap(({ targets }) => targets)
}

function spec(words, expected) {
  show(`spec ${words}`, copy, [bin, ...words.split(' ')], expected)
}

/** Says what is run, runs it by this Node, and lets it print. */
function show(command, cwd, args, expected) {
  console.log(`\n$ ${command}`)
  const { status, signal } = node(cwd, args, ['ignore', 'inherit', 'inherit'])
  if (status === expected) return
  throw new Surprise(`${command} ended with ${signal ?? `exit ${status}`}; expected was exit ${expected}`)
}

function node(cwd, args, stdio) {
  const result = spawnSync(process.execPath, args, { cwd, stdio, encoding: 'utf8', maxBuffer: 64 << 20 })
  if (result.error) throw result.error
  return result
}

/** Every file of both folders, byte for byte. The number of files. */
function compare() {
  const names = new Set([...filesOf(example), ...filesOf(copy)])
  for (const name of names) {
    const [before, after] = [example, copy].map((folder) => contentsOf(join(folder, name)))
    if (before === null) throw new Surprise(`.demo/shop/${name} is not in examples/shop`)
    if (after === null) throw new Surprise(`examples/shop/${name} did not come back`)
    if (!before.equals(after)) throw new Surprise(`.demo/shop/${name} differs from examples/shop/${name}`)
  }
  return names.size
}

function filesOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter(isCopied)
}

function contentsOf(path) {
  try {
    return readFileSync(path)
  } catch (error) {
    if (error.code === 'ENOENT') return null
    throw error
  }
}

/** Installed packages and what `.gitignore` keeps out are no part of the example. The path is relative to it. */
function isCopied(path) {
  return !/(?:^|[\\/])(?:node_modules|\.spec[\\/](?:cache|local))(?:[\\/]|$)/.test(path)
}
