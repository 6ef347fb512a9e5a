// `spec diff --types`: what importers see differently because of what a file imports.
import { expect, test } from 'vitest'
import { builtProject } from '../../support/lifecycle.ts'

const names = `export function first(list: readonly string[]): string {
  return list[0] ?? ''
}
export function all(list: readonly string[]): readonly string[] {
  return list
}
`
const greet = (called: string): string => `import { first, all } from './names.js'

export const used = [first, all].length
export const greeted = ${called}(['you'])
`

test('an export whose type comes through an import is told, and decides nothing', async () => {
  const project = await builtProject()
  project.write('src/names.ts', names)
  project.write('src/greet.ts', greet('first'))
  expect((await project.spec(['accept', 'greeting', '--because', 'the start', '--yes'])).exit).toBe(0)
  project.write('src/greet.ts', greet('all'))

  const plain = await project.spec(['diff', 'greeting', '--fail-on', 'api'])
  expect(plain.stdout).not.toContain('through imports')
  const typed = await project.spec(['diff', 'greeting', '--types', '--fail-on', 'api'])
  expect(typed.stdout).toContain(
    [
      '  through imports  greeted',
      '    - export const greeted: string',
      '    + export const greeted: readonly string[]',
    ].join('\n'),
  )
  expect([plain.exit, typed.exit]).toEqual([0, 0])
})
