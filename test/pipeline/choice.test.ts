// Which part of a whole check a command does: named specs, those that a change reaches, one shard of several.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { diagnostic, type Diagnostic } from '../../src/diagnostic/diagnostic.ts'
import { named, narrowTo, narrowToShard, wholeCheck, type Choice } from '../../src/pipeline/choice.ts'
import type { Opened } from '../../src/pipeline/open-project.ts'
import { specId } from '../../src/spec/ids.ts'
import { runs } from '../runs.ts'
import { builtProject, opened } from '../support/lifecycle.ts'

/** Features in sync, one never built, one that cannot be read, one whose lock is left over, two that share a file. */
async function mixed(): Promise<Opened> {
  const project = await builtProject({
    'specs/features/new.md': '---\ntargets: [src/new.ts]\n---\n# New\n\n- R1: It is.\n',
    'specs/features/broken.md': '---\ntargets: [\n---\n',
    'specs/features/one.md': '---\ntargets: [src/both.ts]\n---\n# One\n\n- R1: It is.\n',
    'specs/features/two.md': '---\ntargets: [src/both.ts]\n---\n# Two\n\n- R1: It is.\n',
    'specs/architecture/odd.md': '---\ncolour: red\n---\n# Odd\n\nText.\n',
    '.spec/lock/damaged.json': '{',
  })
  project.remove('specs/features/farewell.md')
  return opened(project)
}

const general: Diagnostic = diagnostic('config-unknown-key', 'a key', { place: { path: 'spec.config.json' } })
const placeless: Diagnostic = diagnostic('read-failed', 'something')

/** What a choice holds, as a list of words. */
function contents(choice: Choice, all: Opened): string[] {
  const told = [...all.diagnostics, general, placeless].filter(choice.tells)
  return [
    ...choice.ids.map((id) => `check ${id}`),
    ...choice.orphans.map(({ spec }) => `orphan ${spec.id}`),
    ...['greeting', 'farewell', '.spec/local/x'].filter(choice.interrupted).map((id) => `interrupted ${id}`),
    ...told.map((one) => `tell ${one.code} ${one.place?.path ?? '-'}`).sort(),
  ]
}

test('the whole is every feature, what cannot be read, orphans, and all there is to tell', async () => {
  const all = await mixed()
  expect(contents(wholeCheck(all), all)).toEqual([
    'check broken',
    'check damaged',
    'check greeting',
    'check new',
    'check one',
    'check two',
    'orphan farewell',
    'interrupted greeting',
    'interrupted farewell',
    'interrupted .spec/local/x',
    'tell config-unknown-key spec.config.json',
    'tell lock-damaged .spec/lock/damaged.json',
    'tell read-failed -',
    'tell spec-unknown-key specs/architecture/odd.md',
    'tell spec-yaml specs/features/broken.md',
    'tell target-two-owners specs/features/two.md',
  ])
})

test('named specs come with what is wrong with them, and with what everybody has to know', async () => {
  const all = await mixed()
  expect(contents(named(all, [specId('two'), specId('greeting')]), all)).toEqual([
    'check two',
    'check greeting',
    'interrupted greeting',
    'interrupted farewell',
    'interrupted .spec/local/x',
    'tell config-unknown-key spec.config.json',
    'tell read-failed -',
    'tell target-two-owners specs/features/two.md',
  ])
})

test('what a change reaches may be an orphan', async () => {
  const all = await mixed()
  const choice = narrowTo(all, wholeCheck(all), [specId('farewell'), specId('new')])
  expect(contents(choice, all).slice(0, 2)).toEqual(['check new', 'orphan farewell'])
})

describe('all shards together', () => {
  test('are the whole: each spec, orphan and journal once, what is of no spec once, every diagnostic at least once', async () => {
    const all = await mixed()
    const whole = contents(wholeCheck(all), all)
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), (count) => {
        const parts = Array.from({ length: count }, (_, at) =>
          contents(narrowToShard(all, wholeCheck(all), { index: at + 1, count }), all),
        ).flat()
        expect([...new Set(parts)].sort()).toEqual([...whole].sort())
        const twice = parts.filter((one, at) => parts.indexOf(one) !== at)
        // Its two specs may be in two shards, and each shows why it fails.
        expect(twice.filter((one) => !one.startsWith('tell target-two-owners'))).toEqual([])
      }),
      { numRuns: runs(100) },
    )
  })

  test('are what a change reaches, where that is all that is asked for', async () => {
    const all = await mixed()
    const reached = [specId('new'), specId('farewell'), specId('greeting')]
    const chosen = narrowTo(all, wholeCheck(all), reached)
    const parts = [1, 2, 3].flatMap((index) => contents(narrowToShard(all, chosen, { index, count: 3 }), all))
    expect(parts.sort()).toEqual(contents(chosen, all).sort())
  })

  test('leave no spec out where jobs see different changes: a spec is in one shard, whatever was chosen', async () => {
    const all = await mixed()
    const shardOf = (choice: Choice, id: string): number =>
      [1, 2, 3].find((index) =>
        narrowToShard(all, choice, { index, count: 3 }).ids.some((one) => one === id),
      ) ?? 0
    for (const id of wholeCheck(all).ids) {
      const alone = narrowTo(all, wholeCheck(all), [id])
      expect(shardOf(alone, id)).toBe(shardOf(wholeCheck(all), id))
    }
  })
})
