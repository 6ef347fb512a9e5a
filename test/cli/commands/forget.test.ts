// `spec forget`: the lock lets go, the files stay.
import { describe, expect, test } from 'vitest'
import { builtProject, dropTarget, snapshot, states } from '../../support/lifecycle.ts'

const spec = 'specs/features/greeting.md'

describe('spec forget', () => {
  test('takes an orphaned target out of the lock and keeps its file', async () => {
    const project = await builtProject()
    dropTarget(project, spec, '  - src/names.ts\n')
    expect(await states(project)).toMatchObject({ 'src/names.ts': 'orphaned' })
    const code = project.read('src/names.ts')
    const { exit, stdout, stderr } = await project.spec(['forget', 'src/names.ts'])
    expect({ exit, stdout, stderr }).toEqual({
      exit: 0,
      stdout: 'forgot  src/names.ts  (the file stays)\n',
      stderr: '',
    })
    expect(project.read('src/names.ts')).toBe(code)
    expect(project.read('.spec/lock/greeting.json')).not.toContain('src/names.ts')
    expect(await states(project)).not.toHaveProperty(['src/names.ts'])
  })

  test('a target that its spec still names is as if it had never been built', async () => {
    const project = await builtProject()
    await project.spec(['forget', 'src/names.ts'])
    expect(await states(project)).toMatchObject({ 'src/names.ts': 'unmanaged', 'src/greet.ts': 'in-sync' })
  })

  test('by an id it forgets the whole lock, also of a spec that is gone', async () => {
    const project = await builtProject()
    project.remove('specs/features/farewell.md')
    expect(await states(project)).toMatchObject({ 'src/bye.ts': 'orphaned' })
    const result = await project.spec(['forget', 'farewell', '--json'])
    expect(result.json()).toMatchObject({
      schema: 'spec.forget/1',
      dryRun: false,
      forgotten: [{ spec: 'farewell', targets: ['src/bye.ts'], lock: 'removed' }],
    })
    expect(project.exists('.spec/lock/farewell.json')).toBe(false)
    expect(project.exists('src/bye.ts')).toBe(true)
    expect((await project.spec(['drift'])).exit).toBe(0)
  })

  test('several at once, by id, by spec file and by target', async () => {
    const project = await builtProject()
    const { exit } = await project.spec([
      'forget',
      'specs/features/farewell.md',
      './src/names.ts',
      'src/greet.ts',
    ])
    expect(exit).toBe(0)
    expect(project.files().filter((path) => path.startsWith('.spec/lock/'))).toEqual([])
  })

  test('--dry-run says so and changes nothing', async () => {
    const project = await builtProject()
    const before = snapshot(project)
    const { stdout } = await project.spec(['forget', 'greeting', '--dry-run'])
    expect(stdout).toContain('would forget  src/greet.ts')
    expect(stdout).toContain('would remove the lock of greeting')
    expect(snapshot(project)).toEqual(before)
  })

  test('a word that no lock knows is told with the nearest, and nothing is forgotten', async () => {
    const project = await builtProject()
    const before = snapshot(project)
    const { exit, stderr } = await project.spec(['forget', 'src/bye.ts', 'src/name.ts'])
    expect(exit).toBe(2)
    expect(stderr).toContain('no lock has a spec or a target called src/name.ts')
    expect(stderr).toContain('did you mean src/names.ts?')
    expect(snapshot(project)).toEqual(before)
  })

  test('a spec that was never built has nothing to forget', async () => {
    const project = await builtProject({ 'specs/features/new.md': '---\nstatus: draft\n---\n# New\n' })
    const { exit, stdout, stderr } = await project.spec(['forget', 'new'])
    expect({ exit, stdout }).toEqual({ exit: 0, stdout: 'nothing to forget\n' })
    expect(stderr).toContain('new was never built')
  })

  test('a damaged lock is not thrown away', async () => {
    const project = await builtProject()
    project.write('.spec/lock/farewell.json', '{ "lockVersion": 1, ')
    const { exit, stderr } = await project.spec(['forget', 'farewell'])
    expect(exit).toBe(2)
    expect(stderr).toContain('lock-damaged')
    expect(project.exists('.spec/lock/farewell.json')).toBe(true)
  })
})
