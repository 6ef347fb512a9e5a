// `spec remove`: code that no spec wants any more goes, and none of its bytes are lost.
import { describe, expect, test } from 'vitest'
import { createStore } from '../../../src/adapters/store.ts'
import { digestBytes } from '../../../src/digest/digest.ts'
import { builtProject, dropTarget, snapshot, states } from '../../support/lifecycle.ts'

const spec = 'specs/features/greeting.md'

describe('spec remove', () => {
  test('deletes an orphaned target and its entry in the lock', async () => {
    const project = await builtProject()
    dropTarget(project, spec, '  - src/names.ts\n')
    const { exit, stdout } = await project.spec(['remove', 'src/names.ts'])
    expect(exit).toBe(0)
    expect(stdout).toBe('delete     src/names.ts  (no spec names it)\n')
    expect(project.exists('src/names.ts')).toBe(false)
    expect(project.read('.spec/lock/greeting.json')).not.toContain('src/names.ts')
    expect(await states(project)).not.toHaveProperty(['src/names.ts'])
    expect((await project.spec(['archive', 'verify'])).exit).toBe(0)
  })

  test('by the id of a spec that is gone: all of its targets', async () => {
    const project = await builtProject()
    project.remove('specs/features/farewell.md')
    const result = await project.spec(['remove', 'farewell', '--json'])
    expect(result.json()).toMatchObject({
      schema: 'spec.remove/1',
      removed: [{ spec: 'farewell', targets: ['src/bye.ts'], stored: [], actions: [{ action: 'delete' }] }],
    })
    expect(project.exists('.spec/lock/farewell.json')).toBe(false)
    expect((await project.spec(['drift'])).exit).toBe(0)
  })

  test('by the id of a spec that is there: only what it no longer names', async () => {
    const project = await builtProject()
    dropTarget(project, spec, '  - src/names.ts\n')
    expect((await project.spec(['remove', 'greeting'])).exit).toBe(0)
    expect([project.exists('src/greet.ts'), project.exists('src/names.ts')]).toEqual([true, false])
  })

  test('a target that a spec still names is refused, with the line that names it', async () => {
    const project = await builtProject()
    const before = snapshot(project)
    const byPath = await project.spec(['remove', 'src/names.ts'])
    expect(byPath.exit).toBe(1)
    expect(byPath.stderr).toContain(`${spec}:5:5`)
    expect(byPath.stderr).toContain('take it out of `targets` first')
    const byId = await project.spec(['remove', 'greeting'])
    expect(byId.exit).toBe(1)
    expect(byId.stderr).toContain('every target of greeting is still named')
    expect(snapshot(project)).toEqual(before)
  })

  test('a target that went to another spec stays, whoever had it before', async () => {
    const project = await builtProject()
    dropTarget(project, spec, '  - src/names.ts\n')
    const other = 'specs/features/farewell.md'
    project.write(other, project.read(other).replace('[src/bye.ts]', '[src/bye.ts, src/names.ts]'))
    const { exit, stderr } = await project.spec(['remove', 'src/names.ts'])
    expect(exit).toBe(1)
    expect(stderr).toContain('src/names.ts still belongs to farewell')
    expect(project.exists('src/names.ts')).toBe(true)
  })

  test('while a spec cannot be read nothing goes: it may name the file', async () => {
    const project = await builtProject()
    project.write(spec, '---\ntargets: [src/greet.ts, src/names.ts\n---\n# Greeting\n')
    const { exit, stderr } = await project.spec(['remove', 'src/names.ts'])
    expect(exit).toBe(2)
    expect(stderr).toContain(`${spec} cannot be read, and may name the file: nothing was removed`)
    expect(project.exists('src/names.ts')).toBe(true)
  })

  test('an edited one needs --force, and its bytes are stored first', async () => {
    const project = await builtProject()
    dropTarget(project, spec, '  - src/names.ts\n')
    const edited = `${project.read('src/names.ts')}export const kept = 'by hand'\n`
    project.write('src/names.ts', edited)
    const refused = await project.spec(['remove', 'src/names.ts'])
    expect(refused.exit).toBe(1)
    expect(refused.stderr).toContain('target-edited')
    expect(project.read('src/names.ts')).toBe(edited)

    const forced = await project.spec(['remove', 'src/names.ts', '--force'])
    expect(forced.exit).toBe(0)
    expect(forced.stdout).toContain('stored  src/names.ts')
    expect(project.exists('src/names.ts')).toBe(false)
    const kept = createStore(project.root).blob(digestBytes(new TextEncoder().encode(edited)))
    expect(kept.ok && kept.value !== null && new TextDecoder().decode(kept.value)).toBe(edited)
    const log = await project.spec(['log', 'greeting'])
    expect(log.stdout).toMatch(/overwritten +greeting +spec remove +src\/names\.ts/)
    expect((await project.spec(['archive', 'verify'])).exit).toBe(0)
  })

  test('a secret in edited code never reaches the archive', async () => {
    const project = await builtProject()
    dropTarget(project, spec, '  - src/names.ts\n')
    // Put together here, so that no scanner finds it in this file.
    const secret = ['ghp', '_', 'x7Kd93mQpR2vLs8WnTy4'.repeat(2).slice(0, 36)].join('')
    project.write('src/names.ts', `export const token = '${secret}'\n`)
    expect((await project.spec(['remove', 'src/names.ts', '--force'])).exit).toBe(0)
    const holding = project.files().filter((path) => project.read(path).includes(secret))
    expect(holding).toHaveLength(1)
    expect(holding[0]).toMatch(/^\.spec\/local\//)
    expect((await project.spec(['archive', 'verify'])).exit).toBe(0)
  })

  test('what only a formatter touched goes without --force, and is stored', async () => {
    const project = await builtProject()
    dropTarget(project, spec, '  - src/names.ts\n')
    project.write('src/names.ts', project.read('src/names.ts').replace('  const', '\tconst'))
    const { exit, stdout } = await project.spec(['remove', 'src/names.ts'])
    expect(exit).toBe(0)
    expect(stdout).toContain('stored  src/names.ts')
  })

  test('the line ends of a checkout are no other bytes', async () => {
    const project = await builtProject()
    dropTarget(project, spec, '  - src/names.ts\n')
    project.write('src/names.ts', project.read('src/names.ts').replaceAll('\n', '\r\n'))
    const { exit, stdout } = await project.spec(['remove', 'src/names.ts'])
    expect(exit).toBe(0)
    expect(stdout).not.toContain('stored')
  })

  test('a file that is gone already only leaves the lock', async () => {
    const project = await builtProject()
    dropTarget(project, spec, '  - src/names.ts\n')
    project.remove('src/names.ts')
    const { exit, stdout } = await project.spec(['remove', 'greeting'])
    expect({ exit, stdout }).toEqual({ exit: 0, stdout: 'forgot  src/names.ts  (it was gone already)\n' })
  })

  test('a folder in the place of a target is left alone', async () => {
    const project = await builtProject()
    dropTarget(project, spec, '  - src/names.ts\n')
    project.remove('src/names.ts')
    project.write('src/names.ts/inner.txt', 'mine')
    const { exit, stderr } = await project.spec(['remove', 'src/names.ts'])
    expect(exit).toBe(1)
    expect(stderr).toContain('target-not-a-file')
    expect(project.read('src/names.ts/inner.txt')).toBe('mine')
  })

  test('--dry-run says so and changes nothing', async () => {
    const project = await builtProject()
    dropTarget(project, spec, '  - src/names.ts\n')
    const before = snapshot(project)
    const { exit, stdout } = await project.spec(['remove', 'greeting', '--dry-run'])
    expect({ exit, stdout }).toEqual({
      exit: 0,
      stdout: 'would delete     src/names.ts  (no spec names it)\n',
    })
    expect(snapshot(project)).toEqual(before)
  })
})
