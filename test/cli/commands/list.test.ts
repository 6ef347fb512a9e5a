// `spec list`: what there is and how it stands.
import { describe, expect, test } from 'vitest'
import { builtProject } from '../../support/lifecycle.ts'
import { testProject } from '../../support/project.ts'

describe('spec list', () => {
  test('shows specs with titles, targets with states, and who uses what is shared', async () => {
    const project = await builtProject()
    project.remove('src/bye.ts')
    const { exit, stdout } = await project.spec(['list'])
    expect(stdout).toBe(
      [
        'farewell  feature  Farewell  specs/features/farewell.md',
        '  lost         src/bye.ts',
        'greeting  feature  Greeting  specs/features/greeting.md',
        '  in sync      src/greet.ts',
        '  in sync      src/names.ts',
        'style  architecture  Style  specs/architecture/style.md',
        '  used by greeting',
        '',
      ].join('\n'),
    )
    // Looking is not judging.
    expect(exit).toBe(0)
  })

  test('marks drafts, locks without a spec, and shared specs that nobody uses', async () => {
    const project = await builtProject({
      'specs/features/later.md': '---\nstatus: draft\ntargets: [src/later.ts]\n---\n# Later\n',
      'specs/architecture/lonely.md': '# Lonely\n\n- R1: Alone.\n',
    })
    project.remove('specs/features/farewell.md')
    const { stdout } = await project.spec(['list'])
    expect(stdout).toContain('later  feature, draft  specs/features/later.md\n  draft        src/later.ts\n')
    expect(stdout).toContain('lonely  architecture  specs/architecture/lonely.md\n  used by nobody\n')
    expect(stdout).toContain('farewell  no spec, only a lock  Farewell')
    expect(stdout).toContain('  orphaned     src/bye.ts\n')
  })

  test('a spec that cannot be read is marked, and the others are listed', async () => {
    const project = await builtProject({ 'specs/features/broken.md': '---\ntargets: [\n---\n' })
    const { exit, stdout, stderr } = await project.spec(['list'])
    expect(exit).toBe(2)
    expect(stdout).toContain('broken  feature, unreadable')
    expect(stdout).toContain('  in sync      src/greet.ts')
    expect(stderr).toContain('spec-yaml')
  })

  test('of named specs, as a document', async () => {
    const project = await builtProject()
    expect((await project.spec(['list', 'style', 'src/greet.ts', '--json'])).json()).toEqual({
      schema: 'spec.list/1',
      diagnostics: [],
      specs: [
        expect.objectContaining({
          id: 'greeting',
          kind: 'feature',
          title: 'Greeting',
          draft: false,
          unreadable: false,
          uses: ['style'],
          usedBy: ['farewell'],
          targets: [
            { path: 'src/greet.ts', state: 'in-sync' },
            { path: 'src/names.ts', state: 'in-sync' },
          ],
        }),
        expect.objectContaining({
          id: 'style',
          kind: 'architecture',
          title: 'Style',
          usedBy: ['greeting'],
          targets: [],
        }),
      ],
    })
    const { exit, stderr } = await project.spec(['list', 'greting'])
    expect(exit).toBe(2)
    expect(stderr).toContain('did you mean greeting?')
  })

  test('--ids prints ids alone, also where the specs cannot be read', async () => {
    const project = await builtProject({
      'specs/features/deep/broken.md': '---\n[\n---\n',
      'specs/features/twin.md': '---\ntargets: [src/bye.ts]\n---\n',
    })
    expect(await project.spec(['list', '--ids'])).toMatchObject({
      exit: 0,
      stdout: 'deep/broken\nfarewell\ngreeting\nstyle\ntwin\n',
      stderr: '',
    })
    expect((await project.spec(['list', '--ids', '--json'])).json()).toMatchObject({
      schema: 'spec.list/1',
      ids: ['deep/broken', 'farewell', 'greeting', 'style', 'twin'],
    })
  })

  test('a name with escape sequences is spelled out', async () => {
    const project = testProject({ 'specs/features/a\u001b[31mb.md': '# A\n' })
    expect((await project.spec(['list', '--ids'])).stdout).toBe('a\\x1b[31mb\n')
  })

  test('no specs, and no project', async () => {
    expect((await testProject({ 'spec.config.json': '{}' }).spec(['list'])).stdout).toBe('no specs\n')
    const nothing = await testProject({ '.git/HEAD': '' }).spec(['list'])
    expect(nothing.exit).toBe(2)
    expect(nothing.stderr).toContain('spec init')
  })
})
