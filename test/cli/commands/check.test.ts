// `spec check`: all that is wrong with the specs, at once and each with its place.
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { greetingProject } from '../../support/greeting.ts'
import { builtProject } from '../../support/lifecycle.ts'

const feature = (front: string, body = '- R1: It is.'): string =>
  `---\n${front}\n---\n# F\n\n## Requirements\n\n${body}\n`

describe('spec check', () => {
  test('counts a clean project, built or not', async () => {
    for (const project of [greetingProject(), await builtProject()]) {
      const { exit, stdout, stderr } = await project.spec(['check'])
      expect({ exit, stdout, stderr }).toEqual({
        exit: 0,
        stdout: '3 specs, 4 requirements, 3 targets: no findings\n',
        stderr: '',
      })
    }
  })

  test('as a document', async () => {
    expect((await greetingProject().spec(['check', '--json'])).json()).toEqual({
      schema: 'spec.check/1',
      specs: 3,
      requirements: 4,
      targets: 3,
      clean: true,
      diagnostics: [],
    })
  })

  test.each<[string, Readonly<Record<string, string>>, number, string, string]>([
    [
      'two owners',
      { 'specs/features/z.md': feature('targets: [src/bye.ts]') },
      1,
      'target-two-owners',
      'specs/features/z.md:2:11',
    ],
    [
      'a model that nothing defines',
      { 'specs/features/z.md': feature('targets: [src/z.ts]\nmodel: claude-cod') },
      1,
      'model-not-allowed',
      'did you mean claude-code?',
    ],
    [
      'a circle',
      {
        'specs/architecture/style.md': '---\nuses: [b]\n---\n# S\n\nText.\n',
        'specs/architecture/b.md': '---\nuses: [style]\n---\n# B\n\nText.\n',
      },
      1,
      'uses-cycle',
      'style → b',
    ],
    [
      'a use of nothing',
      { 'specs/features/z.md': feature('targets: [src/z.ts]\nuses: [stile]') },
      1,
      'uses-missing',
      'did you mean `style`?',
    ],
    [
      'a use of a requirement that is not there',
      { 'specs/features/z.md': feature('targets: [src/z.ts]\nuses: [style#R9]') },
      1,
      'uses-missing',
      'no requirement `R9`',
    ],
    [
      'a pattern that matches nothing',
      { 'specs/features/z.md': feature('targets: [src/z.ts]\ncontext: ["lib/*.ts"]') },
      0,
      'glob-empty',
      'lib/*.ts',
    ],
    [
      'a target that is a folder',
      { 'specs/features/z.md': feature('targets: [lib]'), 'lib/x.ts': '' },
      1,
      'target-not-a-file',
      'specs/features/z.md:2:11',
    ],
    [
      'a twin in case on disk',
      { 'specs/features/z.md': feature('targets: [lib/Z.ts]'), 'lib/z.ts': '' },
      1,
      'target-case-twin',
      'specs/features/z.md:2:11',
    ],
    [
      'broken YAML',
      { 'specs/features/z.md': '---\ntargets: [\n---\n' },
      2,
      'spec-yaml',
      'specs/features/z.md',
    ],
    [
      'another engine',
      { 'specs/features/z.md': '---js\n({})\n---\n' },
      2,
      'spec-engine',
      'specs/features/z.md:1:4',
    ],
    [
      'a key that means nothing',
      { 'specs/features/z.md': feature('targets: [src/z.ts]\ntarget: x') },
      0,
      'spec-unknown-key',
      'did you mean `targets`?',
    ],
    [
      'a duplicate requirement',
      { 'specs/features/z.md': feature('targets: [src/z.ts]', '- R1: a\n- R1: b') },
      1,
      'requirement-duplicate',
      'specs/features/z.md',
    ],
  ])('tells %s', async (_, files, exit, code, words) => {
    const result = await greetingProject(files).spec(['check'])
    expect(result.stderr).toContain(`[${code}]`)
    expect(result.stderr).toContain(words)
    expect(result.exit).toBe(exit)
    expect(result.stdout).toMatch(
      exit === 0 ? /no findings, 1 warning\n$/ : /\d+ findings?(, \d+ warnings?)?\n$/,
    )
  })

  test('tells everything at once, each thing once', async () => {
    const project = greetingProject({
      'specs/features/y.md': '---\ntargets: [\n---\n',
      'specs/features/z.md': feature('targets: [src/bye.ts]\nuses: [y, nope]\ncontext: ["x/*"]'),
    })
    const { stderr, exit } = await project.spec(['check'])
    const codes = [...stderr.matchAll(/\[([a-z-]+)\]$/gm)].map(([, code]) => code)
    // That `z` uses `y` is not its fault.
    expect(codes.sort()).toEqual(['glob-empty', 'spec-yaml', 'target-two-owners', 'uses-missing'])
    expect(exit).toBe(2)
  })

  test('a lock that vouches for a spec hides nothing of it', async () => {
    const project = await builtProject()
    project.remove('src/names.ts')
    symlinkSync('/etc/hostname', join(project.root, 'src/names.ts'))
    const { exit, stderr } = await project.spec(['check'])
    expect(exit).toBe(1)
    expect(stderr).toContain('specs/features/greeting.md:5:5')
    expect(stderr).toContain('a link that leaves the project')
  })
})
