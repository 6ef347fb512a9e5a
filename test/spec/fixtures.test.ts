// One folder a case, named after what it shows: the specs in it, and in `expected.txt` all that is said about them.
// SPEC_TEST_UPDATE=1 writes the expectations; read the difference.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { globSync } from 'tinyglobby'
import { describe, expect, test } from 'vitest'
import { defaultConfig } from '../../src/config/config.ts'
import type { Diagnostic, Place } from '../../src/diagnostic/diagnostic.ts'
import { parseSpec } from '../../src/spec/parse.ts'
import { resolveProject } from '../../src/spec/project.ts'
import type { SpecHead } from '../../src/spec/spec.ts'

const root = fileURLToPath(new URL('../fixtures/spec/', import.meta.url))
const paths = globSync('*/specs/**/*.md', { cwd: root, dot: true }).sort()
const cases = [...new Set(paths.map((path) => path.split('/')[0] ?? ''))]

function said(name: string): string {
  const diagnostics: Diagnostic[] = []
  const heads: SpecHead[] = []
  const files = paths.filter((path) => path.startsWith(`${name}/`))
  for (const path of files) {
    const file = { path: path.slice(name.length + 1), bytes: readFileSync(root + path) }
    const spec = parseSpec(file, defaultConfig)
    diagnostics.push(...spec.diagnostics)
    if (spec.ok) heads.push(spec.value.head)
  }
  if (heads.length === files.length) diagnostics.push(...resolveProject(heads).diagnostics)
  return diagnostics.length === 0 ? 'nothing\n' : diagnostics.map(lines).join('')
}

function lines({ code, severity, message, place, related, hint }: Diagnostic): string {
  const also = (related ?? []).map((one) => `  also ${where(one)}\n`).join('')
  const next = hint === undefined ? '' : `  hint ${JSON.stringify(hint)}\n`
  return `${where(place)} ${severity} ${code}\n  ${JSON.stringify(message)}\n${also}${next}`
}

function where(place: Place | undefined): string {
  return [place?.path, place?.line, place?.column].filter((part) => part !== undefined).join(':')
}

describe('what is said about', () => {
  test.each(cases)('%s', (name) => {
    const path = `${root}${name}/expected.txt`
    const found = said(name)
    if (process.env['SPEC_TEST_UPDATE']) writeFileSync(path, found)
    expect(existsSync(path) ? readFileSync(path, 'utf8') : 'expected.txt is missing').toBe(found)
  })
})

test('JavaScript in front matter was not run', () => {
  said('engine-javascript')
  expect(Object.hasOwn(globalThis, 'ran')).toBe(false)
})
