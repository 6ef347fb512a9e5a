// A project that is built and in sync, made once and then copied: what tests of bad input spoil.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { farewellAnswer, greetingAnswer, greetingProject } from './greeting.ts'
import { buildWith, testProject, type Ran, type TestProject } from './project.ts'

/** Uses nothing and is used by nobody: it shows that the others are still looked at. */
export const countSpec = `---
targets: [src/count.ts]
---
# Count

## Requirements

- R1: \`count(names)\` is how many there are.
`

export const countCode = `export function count(names: readonly string[]): number {
  return names.length
}
`

let built: Promise<Readonly<Record<string, Uint8Array>>> | null = null

/** greeting, farewell (uses greeting) and count, all in sync. */
export async function builtProject(): Promise<TestProject> {
  built ??= build()
  return testProject(await built)
}

async function build(): Promise<Readonly<Record<string, Uint8Array>>> {
  const project = greetingProject({ 'specs/features/count.md': countSpec })
  const answers = {
    greeting: greetingAnswer,
    farewell: farewellAnswer,
    count: { files: { 'src/count.ts': countCode }, trace: { R1: ['src/count.ts#count'] } },
  }
  for (const [id, answer] of Object.entries(answers))
    expect(await buildWith(project, id, answer)).toMatchObject({ exit: 0 })
  return Object.fromEntries(
    project
      .files()
      .filter((path) => !isPrivate(path))
      .map((path) => [path, readFileSync(join(project.root, path))]),
  )
}

const isPrivate = (path: string): boolean =>
  /^(?:node_modules|\.git|\.spec\/(?:local|cache))(?:\/|$)/.test(path)

/**
 * All that stands below a root: files by content, links by where they lead, folders. What belongs to nobody but this
 * machine (`.spec/local`, `.spec/cache`) and what git keeps are left out.
 */
export function treeOf(root: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {}
  const visit = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = `${folder}${entry.name}`
      if (isPrivate(path)) continue
      if (entry.isDirectory()) {
        found[`${path}/`] = 'a folder'
        visit(`${path}/`)
      } else if (entry.isSymbolicLink()) found[path] = `a link to ${readlinkSync(join(root, path))}`
      else if (entry.isFile()) found[path] = readFileSync(join(root, path), 'latin1')
    }
  }
  visit('')
  // A folder that only holds private ones is theirs.
  if (!Object.keys(found).some((path) => /^\.spec\/./.test(path))) delete found['.spec/']
  return found
}

/** Two trees are the same; a difference is told by its paths, not by megabytes of text. */
export function expectSameTree(
  after: Readonly<Record<string, string>>,
  before: Readonly<Record<string, string>>,
  apart: readonly string[] = [],
): void {
  const paths = new Set([...Object.keys(before), ...Object.keys(after)])
  const moved = [...paths].filter((path) => before[path] !== after[path] && !apart.includes(path))
  expect(moved).toEqual([])
}

/** Nothing that looks like a stack, and no character that a terminal obeys. */
export function expectPlain({ stdout, stderr }: Pick<Ran, 'stdout' | 'stderr'>): void {
  for (const text of [stdout, stderr]) {
    expect(text).not.toMatch(/^\s+at .+[:(]\d+/m)
    expect(text).not.toContain('This is a defect of spec')
    expect(text).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/)
  }
}
