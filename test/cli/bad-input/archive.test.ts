// An archive with damaged or missing parts: nothing of it is given back, and each part is named.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { blobPath } from '../../../src/archive/paths.ts'
import { digestBytes } from '../../../src/digest/digest.ts'
import { builtProject, expectPlain, expectSameTree, treeOf } from '../../support/built.ts'
import { greetingSpec, namesCode } from '../../support/greeting.ts'
import type { TestProject } from '../../support/project.ts'

const blob = blobPath(digestBytes(Buffer.from(namesCode)))

const records = (project: TestProject): string[] =>
  readdirSync(join(project.root, '.spec/archive/records'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .map((name) => `.spec/archive/records/${name}`)
    .sort()

describe.each([
  ['changed by hand', (text: string) => text.replace('stranger', 'attacker'), '[record-damaged]'],
  ['cut off', (text: string) => text.slice(0, 20), '[record-damaged]'],
  ['gone', () => null, '[record-missing]'],
])('a blob that is %s', (_, spoil, code) => {
  async function spoilt(): Promise<TestProject> {
    const project = await builtProject()
    const text = spoil(project.read(blob))
    if (text === null) project.remove(blob)
    else project.write(blob, text)
    return project
  }

  test('is not given back: lost code stays lost, and the blob or target is named', async () => {
    const project = await spoilt()
    project.remove('src')
    const before = treeOf(project.root)
    for (const words of [
      ['restore', 'src/names.ts'],
      ['restore', 'src/names.ts', '--force'],
      ['regen', 'greeting', '--offline'],
      ['regen', 'greeting', '--offline', '--force'],
    ]) {
      const ran = await project.spec(words)
      expect(ran.exit, words.join(' ')).toBe(2)
      expect(ran.stderr).toContain(code)
      expect(ran.stderr).toContain(code === '[record-missing]' ? 'src/names.ts' : blob)
      expect(ran.stderr).toContain('hint: ')
      expectPlain(ran)
      expectSameTree(treeOf(project.root), before)
    }
    const others = await project.spec(['regen', '--all', '--offline'])
    expect(others.exit).toBe(2)
    expect(project.exists('src/count.ts')).toBe(true)
    expect(project.exists('src/names.ts')).toBe(false)
  })

  test('a sibling comes back by its own name', async () => {
    const project = await spoilt()
    project.remove('src')
    expect(await project.spec(['restore', 'src/greet.ts'])).toMatchObject({ exit: 0 })
    expect(project.exists('src/greet.ts')).toBe(true)
  })

  test('archive verify names it', async () => {
    const project = await spoilt()
    const before = treeOf(project.root)
    const ran = await project.spec(['archive', 'verify'])
    expect(ran.exit).toBe(2)
    expect(ran.stderr).toContain(blob)
    expect(ran.stderr).toContain(code)
    expectPlain(ran)
    expectSameTree(treeOf(project.root), before)
  })

  test('makes nothing drift: code and lock agree', async () => {
    const project = await spoilt()
    expect(await project.spec(['drift'])).toMatchObject({ exit: 0 })
  })
})

describe.each([
  ['changed by hand', (text: string) => text.replace('"greeting"', '"other"')],
  ['no JSON', () => '{'],
  ['no UTF-8', () => Buffer.from([0x7b, 0xff, 0x7d])],
])('a record that is %s', (_, spoil) => {
  test('is told by archive verify and by a build that looks for answers; others are still found', async () => {
    const project = await builtProject()
    const [record = ''] = records(project).filter((path) => project.read(path).includes('"greeting"'))
    project.write(record, spoil(project.read(record)))
    const before = treeOf(project.root)
    const verified = await project.spec(['archive', 'verify'])
    expect(verified.exit).toBe(2)
    expect(verified.stderr).toContain(record)
    expectPlain(verified)

    // Another question than the lock's: the archive is looked through, and has no answer that can be trusted.
    project.write('specs/features/greeting.md', greetingSpec.replace('"Hello, "', '"Welcome, "'))
    const changed = treeOf(project.root)
    const ran = await project.spec(['regen', 'greeting', '--offline'])
    expect(ran.exit).toBe(2)
    expect(ran.stderr).toContain('the archive holds no answer to greeting')
    expectPlain(ran)
    expectSameTree(treeOf(project.root), changed)

    project.write('specs/features/greeting.md', greetingSpec)
    expectSameTree(treeOf(project.root), before)
    expect(await project.spec(['drift'])).toMatchObject({ exit: 0 })
  })
})

test('an answer whose lock is lost does not come from a blob that was changed', async () => {
  const project = await builtProject()
  project.remove('.spec/lock/greeting.json')
  project.remove('src')
  project.write(blob, project.read(blob).replace('stranger', 'attacker'))
  const before = treeOf(project.root)
  const ran = await project.spec(['regen', 'greeting', '--offline'])
  expect(ran.exit).toBe(2)
  expect(ran.stderr).toContain(blob)
  expectPlain(ran)
  expectSameTree(treeOf(project.root), before)
})
