// `spec archive verify`: what is damaged or missing, and who misses it.
import { describe, expect, test } from 'vitest'
import { blobPath, recordPath } from '../../../src/archive/paths.ts'
import { digestBytes } from '../../../src/digest/digest.ts'
import { namesCode } from '../../support/greeting.ts'
import { builtProject } from '../../support/lifecycle.ts'
import type { Lock } from '../../../src/lock/lock.ts'
import type { TestProject } from '../../support/project.ts'

const namesBlob = blobPath(digestBytes(new TextEncoder().encode(namesCode)))

function recordOf(project: TestProject): string {
  // Only the one member that is needed.
  const lock = JSON.parse(project.read('.spec/lock/greeting.json')) as Pick<Lock, 'targets'>
  const record = lock.targets['src/names.ts']?.record
  if (record === undefined) throw new Error('not built')
  return recordPath(record)
}

describe('spec archive verify', () => {
  test('counts what it looked at', async () => {
    const project = await builtProject()
    const { exit, stdout } = await project.spec(['archive', 'verify'])
    expect(exit).toBe(0)
    expect(stdout).toMatch(/^2 records, \d+ blobs, 2 locks: whole\n$/)
    expect((await project.spec(['archive', 'verify', '--json'])).json()).toMatchObject({
      schema: 'spec.archive-verify/1',
      records: 2,
      locks: 2,
      whole: true,
      diagnostics: [],
    })
  })

  test('an empty archive is whole', async () => {
    const project = await builtProject()
    project.remove('.spec')
    expect(await project.spec(['archive', 'verify'])).toMatchObject({
      exit: 0,
      stdout: '0 records, 0 blobs, 0 locks: whole\n',
    })
  })

  test.each<[string, (project: TestProject) => void, readonly string[]]>([
    ['a damaged blob', (p) => p.write(namesBlob, 'other'), [namesBlob, 'record-damaged']],
    ['a missing blob', (p) => p.remove(namesBlob), [namesBlob, 'record-missing', '.spec/lock/greeting.json']],
    [
      'a damaged record',
      (p) => p.write(recordOf(p), p.read(recordOf(p)).replace('stdin', 'other')),
      ['record-damaged'],
    ],
    ['a missing record', (p) => p.remove(recordOf(p)), ['record-missing', '.spec/lock/greeting.json']],
    ['a lock that nobody can read', (p) => p.write('.spec/lock/greeting.json', '<'), ['lock-damaged']],
  ])('%s is told with who names it', async (_, damage, told) => {
    const project = await builtProject()
    damage(project)
    const { exit, stdout, stderr } = await project.spec(['archive', 'verify'])
    expect(exit).toBe(2)
    expect(stdout).toMatch(/damaged or missing\n$/)
    for (const words of told) expect(stderr).toContain(words)
    expect((await project.spec(['archive', 'verify', '--json'])).json()).toMatchObject({ whole: false })
  })

  test('a record that was only laid out anew is whole', async () => {
    const project = await builtProject()
    const path = recordOf(project)
    project.write(path, JSON.stringify(JSON.parse(project.read(path))))
    expect((await project.spec(['archive', 'verify'])).exit).toBe(0)
  })
})
