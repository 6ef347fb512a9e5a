// Where a project begins (rule 1).
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findRoot } from '../../../src/adapters/root.ts'

let base = ''
beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'spec-root-')))
  // The outer end of the world, so that nothing above the temporary folder matters.
  mkdirSync(join(base, '.git'))
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

const folder = (path: string): string => {
  mkdirSync(join(base, path), { recursive: true })
  return join(base, path)
}

describe('the root', () => {
  test.each(['.spec', 'specs/features'])('is the nearest folder upwards with %s', (mark) => {
    folder(mark)
    expect(findRoot(folder('src/deep'))).toBe(base)
    folder(`packages/a/${mark}`)
    expect(findRoot(folder('packages/a/src'))).toBe(join(base, 'packages/a'))
  })

  test('is the nearest folder upwards with spec.config.json', () => {
    writeFileSync(join(base, 'spec.config.json'), '{}')
    expect(findRoot(folder('src'))).toBe(base)
    expect(findRoot(base)).toBe(base)
  })

  test('is never past the git root, be its .git a folder or a file', () => {
    folder('.spec')
    folder('inner/.git')
    expect(findRoot(folder('inner/src'))).toBeNull()
    folder('worktree')
    writeFileSync(join(base, 'worktree/.git'), 'gitdir: elsewhere')
    expect(findRoot(folder('worktree/src'))).toBeNull()
  })

  test('is the git root itself when the marks are there', () => {
    folder('inner/.git')
    folder('inner/specs/features')
    expect(findRoot(folder('inner/src'))).toBe(join(base, 'inner'))
  })

  test('is nowhere when there are no marks: a folder specs alone, or a file .spec, is none', () => {
    folder('specs/architecture')
    writeFileSync(join(base, '.spec'), '')
    expect(findRoot(base)).toBeNull()
  })
})
