// Code of the shop with one guard, case, entry or event taken out at a time: each is told, and nothing else.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { globSync } from 'tinyglobby'
import { expect, test } from 'vitest'
import type { Behaviour } from '../../src/code/behaviour.ts'
import { behavioursOf } from '../../src/code/behaviours.ts'
import { syntaxFaults } from '../../src/code/syntax.ts'
import { sampled } from '../runs.ts'
import { repository } from '../support/project.ts'
import { lost } from './builders.ts'

const root = join(repository, 'examples/shop')
const files = globSync('src/**/*.ts', { cwd: root }).sort()

/** The text without it: a statement goes, and so does what stands between commas. */
function without(text: string, { kind, start, end }: Behaviour): string {
  const after = text.slice(0, start) + (kind === 'event' ? 'void 0' : '') + text.slice(end)
  return kind === 'entry' ? after.replace(/,\s*,/, ',') : after
}

const planted = files.flatMap((path) => {
  const text = readFileSync(join(root, path), 'utf8')
  return (behavioursOf(path, text)?.found ?? []).flatMap((behaviour) => {
    const after = without(text, behaviour)
    return syntaxFaults(path, after).length > 0 ? [] : [{ path, text, after, behaviour }]
  })
})

test('there is much to take out', () => {
  expect(planted.length).toBeGreaterThan(80)
})

test.each(sampled(planted, 12))('$path without $behaviour.text', ({ path, text, after, behaviour }) => {
  expect(lost({ [path]: text }, { [path]: text })).toEqual([])
  expect(lost({ [path]: text }, { [path]: after })).toEqual([`${behaviour.line}: ${behaviour.text}`])
})
