// Where `spec move` does not go: each case says why, and leaves every file as it was.
import { describe, expect, test } from 'vitest'
import { builtProject, snapshot } from '../../support/lifecycle.ts'

const greeting = 'specs/features/greeting.md'

describe('spec move refuses, and changes nothing,', () => {
  test.each<[string, readonly string[], number, string]>([
    ['what nobody knows, with the nearest', ['src/name.ts', 'src/x.ts'], 2, 'did you mean src/names.ts?'],
    [
      'a place where a file is',
      ['src/names.ts', 'src/greet.ts'],
      1,
      'src/greet.ts already belongs to greeting',
    ],
    [
      'a place where a stranger’s file is',
      ['src/names.ts', 'package.json'],
      1,
      'package.json is there already',
    ],
    ['a folder', ['src/names.ts', 'specs'], 1, 'lies in `specs/`'],
    ['a folder of code', ['src/names.ts', 'src'], 1, 'name the file in it: src/names.ts'],
    ['a place outside the project', ['src/names.ts', '../names.ts'], 1, 'leaves the project'],
    ['a name that Windows refuses', ['src/names.ts', 'src/con.ts'], 1, 'is a device on Windows'],
    ['a glob', ['src/names.ts', 'src/*.ts'], 1, 'is a glob'],
    ['a twin in case', ['src/names.ts', 'src/Greet.ts'], 1, 'differ only in case'],
    ['the same name', ['src/names.ts', 'src/names.ts'], 1, 'is already called so'],
    ['an id that is taken', ['greeting', 'farewell'], 1, 'a spec with the id farewell already'],
    ['an id that is taken by a twin in case', ['greeting', 'Style'], 1, 'a spec with the id style already'],
    ['an id with an ending', ['greeting', 'hello.md'], 1, 'ends in .md'],
    ['an id with a hash', ['greeting', 'hello#R1'], 1, 'holds `#`'],
    ['an id that climbs', ['greeting', '../hello'], 1, 'starts with a dot'],
    ['a hidden id', ['greeting', '.hello'], 1, 'starts with a dot'],
    ['the folder of the other kind', ['greeting', 'specs/architecture/hello.md'], 1, 'is a feature spec'],
  ])('%s', async (_, words, exit, told) => {
    const project = await builtProject()
    const before = snapshot(project)
    const result = await project.spec(['move', ...words])
    expect(result.stderr).toContain(told)
    expect(result.exit).toBe(exit)
    expect(snapshot(project)).toEqual(before)
  })

  test('while a spec cannot be read: it may name what moves', async () => {
    const project = await builtProject({ 'specs/features/broken.md': '---\ntargets: [\n---\n' })
    const { exit, stderr } = await project.spec(['move', 'src/names.ts', 'src/n.ts'])
    expect(exit).toBe(2)
    expect(stderr).toContain('specs/features/broken.md cannot be read')
    expect(project.exists('src/names.ts')).toBe(true)
  })

  test('a name behind an anchor that means something else too', async () => {
    const project = await builtProject()
    project.write(greeting, project.read(greeting).replace('title: Greeting\n', ''))
    project.write(
      greeting,
      project.read(greeting).replace('- src/names.ts\n', '- &n src/names.ts\ntitle: *n\n'),
    )
    const before = snapshot(project)
    const { exit, stderr } = await project.spec(['move', 'src/names.ts', 'src/n.ts'])
    expect(exit).toBe(1)
    expect(stderr).toContain('in a way that cannot be changed without changing more')
    expect(snapshot(project)).toEqual(before)
  })
})
