// Ways to spoil the specs of the built project, and what has to be said about each.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { farewellSpec, greetingSpec, styleSpec } from '../../support/greeting.ts'
import type { TestProject } from '../../support/project.ts'

export const greeting = 'specs/features/greeting.md'

export interface Case {
  readonly name: string
  readonly spoil: (project: TestProject) => void
  readonly exit: 1 | 2
  /** The one message that says it. */
  readonly code: string
  readonly place: string
  readonly says: readonly string[]
  /** Does `spec check`, which looks at no lock, tell it in the same words? */
  readonly check?: boolean
}

export const respelt =
  (from: string, to: string | ((found: string) => string)) =>
  (project: TestProject): void =>
    project.write(greeting, typeof to === 'string' ? greetingSpec.replace(from, () => to) : to(greetingSpec))

const bytes = (...parts: readonly (string | number)[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.of(part))))

/** In place of a target. */
function instead(project: TestProject, put: (path: string) => void): void {
  project.remove('src/names.ts')
  put(join(project.root, 'src/names.ts'))
}

/** A folder outside any project, with a file in it. */
export function elsewhere(): string {
  const folder = mkdtempSync(join(tmpdir(), 'spec-elsewhere-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'names.ts'), 'export const outside = true\n')
  return folder
}

export const cases: readonly Case[] = [
  {
    name: 'broken YAML',
    spoil: respelt('uses: [style]', 'uses: [style'),
    exit: 2,
    code: 'spec-yaml',
    place: `${greeting}:6:13`,
    says: ['not valid YAML', 'correct the YAML'],
  },
  {
    name: 'front matter in JavaScript',
    spoil: respelt('---\ntitle', '---js\nglobalThis.ran = true\n---\n---\ntitle'),
    exit: 2,
    code: 'spec-engine',
    place: `${greeting}:1:4`,
    says: ['marked as `js`', 'nothing is run'],
  },
  {
    name: 'bytes that are not UTF-8',
    spoil: (project) => project.write(greeting, bytes(greetingSpec, 0xe9, '\n')),
    exit: 2,
    code: 'spec-unreadable',
    place: `${greeting}:21`,
    says: ['not UTF-8', 'save the file as UTF-8'],
  },
  {
    name: 'NUL bytes',
    spoil: respelt('Greets', 'Gre\0ets'),
    exit: 2,
    code: 'spec-unreadable',
    place: `${greeting}:10`,
    says: ['NUL byte'],
  },
  {
    name: '50 MB',
    spoil: (project) => project.write(greeting, Buffer.alloc(50 * 1024 * 1024, greetingSpec)),
    exit: 2,
    code: 'spec-unreadable',
    place: greeting,
    says: ['has 50 MB', 'at most 1 MB', 'split it'],
  },
  {
    name: '10,000 targets',
    spoil: respelt('  - src/names.ts\n', '  - src/names.ts\n' + manyTargets(10_000)),
    exit: 1,
    code: 'spec-too-many-targets',
    place: `${greeting}:3:1`,
    says: ['10002 files', 'at most 200', 'split it'],
  },
  {
    name: 'nothing at all',
    spoil: (project) => project.write(greeting, ''),
    exit: 1,
    code: 'spec-empty',
    place: greeting,
    says: ['the spec is empty', 'write what the code shall do'],
  },
  {
    name: 'a file of two owners',
    spoil: (project) =>
      project.write(
        'specs/features/farewell.md',
        farewellSpec.replace('[src/bye.ts]', '[src/bye.ts, src/names.ts]'),
      ),
    exit: 1,
    code: 'target-two-owners',
    place: `${greeting}:5:5`,
    says: ['farewell and by greeting', 'see specs/features/farewell.md:3:23', 'keep it in one of them'],
  },
  {
    name: 'specs that use each other in a circle',
    spoil: (project) => {
      project.write(greeting, greetingSpec.replace('[style]', '[style, welcome]'))
      project.write(
        'specs/features/welcome.md',
        '---\ntargets: [src/hi.ts]\nuses: [farewell]\n---\n# W\n\n- R1: x\n',
      )
    },
    exit: 1,
    code: 'uses-cycle',
    place: 'specs/features/farewell.md:4:8',
    says: [
      'farewell → greeting → welcome → farewell',
      `see ${greeting}:6:15`,
      'see specs/features/welcome.md:3:8',
      'take one of these `uses` out',
    ],
  },
  {
    name: 'a use of what is not there',
    spoil: respelt('[style]', '[stile]'),
    exit: 1,
    code: 'uses-missing',
    place: `${greeting}:6:8`,
    says: ['no such spec', 'did you mean `style`?'],
  },
  {
    name: 'a target that is a folder',
    spoil: (project) =>
      instead(project, (path) => {
        mkdirSync(path)
        writeFileSync(join(path, 'inside.txt'), 'mine')
      }),
    exit: 1,
    code: 'target-not-a-file',
    place: `${greeting}:5:5`,
    says: ['`src/names.ts` is a folder', 'name a file, or move away what stands there'],
  },
  {
    name: 'a target that is a link out of the project',
    spoil: (project) => instead(project, (path) => symlinkSync(join(elsewhere(), 'names.ts'), path)),
    exit: 1,
    code: 'target-not-a-file',
    place: `${greeting}:5:5`,
    says: ['`src/names.ts` is a link that leaves the project'],
  },
  {
    name: 'a shared spec with broken YAML',
    spoil: (project) =>
      project.write('specs/architecture/style.md', styleSpec.replace('title: Style', 'title: [')),
    exit: 2,
    code: 'spec-yaml',
    place: 'specs/architecture/style.md:2:9',
    says: ['not valid YAML'],
  },
  {
    name: 'a shared spec that is a folder by a link',
    spoil: (project) => {
      project.remove('specs/architecture/style.md')
      symlinkSync(elsewhere(), join(project.root, 'specs/architecture/style.md'))
    },
    exit: 2,
    code: 'spec-unreadable',
    place: 'specs/architecture/style.md',
    says: ['a link that leaves the project', 'put the file itself there'],
  },
]

export function manyTargets(count: number): string {
  return Array.from({ length: count }, (_, at) => `  - src/target-${at}.ts\n`).join('')
}
