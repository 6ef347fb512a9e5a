// Paths of transcripts are brought to paths of the repository by their ends: checkouts move and have worktrees beside them.
import { expect, test } from 'vitest'
import { KnownPaths } from '../../src/link/paths.ts'

const known = new KnownPaths([
  'src/index.ts',
  'packages/app/src/index.ts',
  'packages/app/src/cart.ts',
  'README.md',
  'docs/deep/guide.md',
])

test.each([
  ['in the checkout', '~/code/shop', '~/code/shop/src/index.ts', 'src/index.ts'],
  [
    'the same end of a longer path',
    '~/code/shop',
    '~/code/shop/packages/app/src/index.ts',
    'packages/app/src/index.ts',
  ],
  [
    'in a folder of the repository',
    '~/code/shop/packages/app',
    '~/code/shop/packages/app/src/cart.ts',
    'packages/app/src/cart.ts',
  ],
  ['in a worktree', '~/code/.trees/fix', '~/code/.trees/fix/src/index.ts', 'src/index.ts'],
  ['on Windows', 'C:\\work\\shop', 'C:\\work\\shop\\src\\index.ts', 'src/index.ts'],
  ['relative to the folder', '~/code/shop', 'src/index.ts', 'src/index.ts'],
  ['relative to a folder that is not known', null, 'deep/guide.md', 'docs/deep/guide.md'],
  ['with dots', '~/code/shop/docs', '../src/index.ts', 'src/index.ts'],
  ['a common name somewhere else', '~/code/shop', '/etc/other/README.md', null],
  ['nowhere in the repository', '~/code/shop', '~/.claude/plans/plan.md', null],
])('%s', (_, cwd, path, expected) => {
  const map = known.mapFor(cwd, [path, ...(cwd === '~/code/shop' ? ['~/code/shop/docs/deep/guide.md'] : [])])
  expect(map(path)).toBe(expected)
})

test('a checkout that moved is known by what else was read there', () => {
  const paths = ['/old/place/README.md', '/old/place/docs/deep/guide.md', '/old/place/src/index.ts']
  expect(paths.map(known.mapFor(null, paths))).toEqual(['README.md', 'docs/deep/guide.md', 'src/index.ts'])
})
