// Whoever vouches for what did not change, the answer of `drift` is the same: after random edits, in real repositories.
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { byTurns, runs, sampled } from '../runs.ts'
import type { Repository } from '../support/git.ts'
import type { TestProject } from '../support/project.ts'
import { answerOf, committedProject, syncedProject, ways } from '../support/vouched.ts'

interface Place {
  readonly project: TestProject
  readonly repository: Repository
}

const paths = [
  'src/greet.ts',
  'src/names.ts',
  'src/bye.ts',
  'src/total.ts',
  'src/deep/alone.ts',
  'src/lib/add.ts',
  'test/total.test.ts',
  'specs/features/greeting.md',
  'specs/features/alone.md',
  'specs/architecture/style.md',
  'specs/architecture/shared.md',
  '.spec/lock/greeting.json',
  '.spec/lock/alone.json',
  '.gitattributes',
] as const

/** What a person, an editor, a branch switch or a stranger may do to one file. */
const edits: Readonly<Record<string, (place: Place, path: string) => void>> = {
  'one character, same size': (place, path) => rewrite(place, path, sameSize),
  'one character, same size and the old time': (place, path) => {
    const file = join(place.project.root, path)
    const { atime, mtime } = lstatSync(file)
    rewrite(place, path, sameSize)
    utimesSync(file, atime, mtime)
  },
  'back again': (place, path) => rewrite(place, path, (text) => text.replaceAll('Z', 'e')),
  'a line more': (place, path) => rewrite(place, path, (text) => `${text}\n`),
  'other line ends': (place, path) => rewrite(place, path, (text) => text.replaceAll('\n', '\r\n')),
  'the same bytes again': (place, path) => rewrite(place, path, (text) => text),
  touched: ({ project }, path) => utimesSync(join(project.root, path), 1, 1),
  'another mode': ({ project }, path) => chmodSync(join(project.root, path), 0o755),
  deleted: ({ project }, path) => rmSync(join(project.root, path)),
  'renamed and back': ({ project }, path) => {
    renameSync(join(project.root, path), join(project.root, `${path}.old`))
    renameSync(join(project.root, `${path}.old`), join(project.root, path))
  },
  'another file in its place, of its age': ({ project }, path) => {
    const file = join(project.root, path)
    const { atime, mtime } = lstatSync(file)
    writeFileSync(`${file}.new`, sameSize(readFileSync(file, 'utf8')))
    utimesSync(`${file}.new`, atime, mtime)
    renameSync(`${file}.new`, file)
  },
  'a folder in its place': ({ project }, path) => {
    rmSync(join(project.root, path))
    mkdirSync(join(project.root, path))
  },
  'a link to itself elsewhere': ({ project }, path) => {
    const file = join(project.root, path)
    renameSync(file, join(project.root, 'elsewhere'))
    symlinkSync(join(project.root, 'elsewhere'), file)
  },
  'a link out': ({ project }, path) => {
    rmSync(join(project.root, path))
    symlinkSync('/etc/hostname', join(project.root, path))
  },
  'its folder behind a link': ({ project }, path) => {
    const folder = join(project.root, dirname(path))
    if (dirname(path) === '.') return
    renameSync(folder, join(project.root, 'moved'))
    symlinkSync(join(project.root, 'moved'), folder)
  },
  'a file in place of its folder': ({ project }, path) => {
    if (dirname(path) === '.') return
    rmSync(join(project.root, dirname(path)), { recursive: true })
    writeFileSync(join(project.root, dirname(path)), '')
  },
  'a name that only differs in what git converts': ({ project }, path) => {
    project.write('.gitattributes', `${path} ident\n.spec/** -text\n`)
  },
}

/** What git may do to all of it. */
const commands: Readonly<Record<string, (place: Place, path: string) => void>> = {
  added: ({ repository }) => void repository.git('add', '--all'),
  committed: ({ repository }) => void repository.commit(),
  'taken back': ({ repository }) => void repository.git('reset', '-q', '--hard'),
  'stashed and taken out again': ({ repository }) => {
    repository.git('stash', '-q', '--include-untracked')
    repository.git('stash', 'pop', '-q')
  },
  stashed: ({ repository }) => void repository.git('stash', '-q'),
  'on another branch': ({ repository }) => void repository.git('checkout', '-q', '-B', 'other', 'main'),
  unstaged: ({ repository }) => void repository.git('reset', '-q'),
  'looked at': ({ repository }) => void repository.git('status'),
  'to be added': ({ repository }, path) => {
    repository.git('rm', '-q', '--cached', '--ignore-unmatch', path)
    repository.git('add', '--intent-to-add', path)
  },
  'not to be looked at': ({ repository }, path) =>
    void repository.git('update-index', '--assume-unchanged', path),
  skipped: ({ repository }, path) => void repository.git('update-index', '--skip-worktree', path),
  'with an index in two files': ({ repository }) => void repository.git('update-index', '--split-index'),
  'with an index of version 4': ({ repository }) =>
    void repository.git('update-index', '--index-version', '4'),
  'with line ends of Windows': ({ repository }) => {
    repository.git('config', 'core.autocrlf', 'true')
    repository.git('rm', '-q', '-r', '--cached', '.')
    repository.git('reset', '-q', '--hard')
  },
  'with a filter': ({ repository, project }) => {
    repository.git('config', 'filter.loud.clean', 'tr Z e')
    project.write('.gitattributes', '*.ts filter=loud\n.spec/** -text\n')
  },
  'with attributes of its own': ({ project }) =>
    writeFileSync(join(project.root, '.git/info/attributes'), '*.ts ident\n'),
}

const sameSize = (text: string): string => text.replace('e', 'Z')

function rewrite({ project }: Place, path: string, change: (text: string) => string): void {
  project.write(path, change(project.read(path)))
}

const step = fc.record({
  what: fc.constantFrom(...Object.keys(edits), ...Object.keys(commands), ...Object.keys(edits)),
  path: fc.constantFrom(...paths),
  looked: fc.boolean(),
})

/** Git refuses some of it, and some has nothing to work on; then nothing happens. */
function take(place: Place, what: string, path: string): void {
  try {
    ;(edits[what] ?? commands[what])?.(place, path)
  } catch {
    if (!existsSync(place.project.root)) throw new Error('the project is gone')
  }
}

async function expectOneAnswer(project: TestProject): Promise<Awaited<ReturnType<typeof answerOf>>> {
  const truth = await answerOf(project, 'none')
  for (const way of ways) expect(await answerOf(project, way), way).toEqual(truth)
  return truth
}

describe('the answer of drift', () => {
  test('is the same with a cache, with git, with both and with neither, whatever happens to the files', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 5 }), async (steps) => {
        const place = await committedProject()
        try {
          for (const { what, path, looked } of steps) {
            // A check between two edits leaves a cache behind that the next edit makes stale.
            if (looked) await answerOf(place.project, '')
            take(place, what, path)
          }
          await expectOneAnswer(place.project)
        } finally {
          rmSync(place.project.root, { recursive: true, force: true })
        }
      }),
      { numRuns: runs(17, 4) },
    )
  }, 900_000)

  const all = [...Object.keys(edits), ...Object.keys(commands)].map((what, turn) => [what, turn] as const)
  test.each(sampled(all, 8))('stays true: %s', async (what, turn) => {
    const place = await committedProject()
    for (const path of byTurns(['src/deep/alone.ts', 'specs/architecture/style.md'], turn)) {
      await answerOf(place.project, '')
      take(place, what, path)
      await expectOneAnswer(place.project)
    }
  })

  test('sees an edit of the same size in the same tick of the clock, every time', async () => {
    const { project } = await committedProject()
    for (let round = 0; round < (process.env.SPEC_TEST_FULL === undefined ? 6 : 15); round++) {
      await answerOf(project, '')
      project.write('src/deep/alone.ts', `export const alone: number = ${round % 10}\n`)
      const written = await answerOf(project, '')
      expect(written.exit).toBe(round % 10 === 1 ? 0 : 1)
    }
  })

  test('is clean where nothing happened, also outside of a repository', async () => {
    const project = await syncedProject()
    expect(await expectOneAnswer(project)).toMatchObject({ exit: 0, stderr: '' })
  })
})
