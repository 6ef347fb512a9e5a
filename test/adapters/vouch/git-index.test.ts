// The index as git itself writes it, in every version and with every flag: what our reader finds is what git lists.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readIndex, type GitIndex } from '../../../src/adapters/vouch/git-index.ts'
import { testRepository, type Repository } from '../../support/git.ts'

const paths = ['a', 'a.ts', 'a/b.ts', 'src/deep/.gitattributes', 'src/ä ö.ts', 'src/b.ts', 'src/bb.ts', 'z']

function filled(): Repository {
  const repository = testRepository()
  for (const path of paths.filter((one) => one !== 'a')) repository.write(path, `content of ${path}\n`)
  repository.write('copy.ts', 'content of src/b.ts\n')
  repository.git('add', 'copy.ts')
  // Long enough that its length does not fit into the flags.
  repository.git('update-index', '--add', '--cacheinfo', `100644,${blobOf(repository)},${long}`)
  repository.git('add', '--all', '--', ...paths.filter((one) => one !== 'a'))
  return repository
}

const long = `${'folder/'.repeat(700)}file.ts`
const blobOf = (repository: Repository): string => {
  repository.write('some', 'some\n')
  return repository.git('hash-object', '-w', 'some')
}

/** Size of what has the same content and is below `src/`. */
function storedSize(path: string): number | null {
  if (path === 'copy.ts') return 'content of src/b.ts\n'.length
  return path.startsWith('src/') ? Buffer.byteLength(`content of ${path}\n`) : null
}

const indexOf = (repository: Repository): Buffer => readFileSync(join(repository.root, '.git/index'))

function read(repository: Repository): GitIndex {
  const index = readIndex(indexOf(repository), 'src/')
  if (index === null) throw new Error('the index was not read')
  return index
}

/** Path → blob, by git. */
function listed(repository: Repository): ReadonlyMap<string, string> {
  const entries = repository.git('ls-files', '-s', '-z').split('\0').filter(Boolean)
  return new Map(
    entries.map((line) => [line.slice(line.indexOf('\t') + 1), line.slice(7, line.indexOf(' ', 8))]),
  )
}

describe('an index', () => {
  test.each(['2', '3', '4'])('of version %s is read as git lists it', (version) => {
    const repository = filled()
    if (version === '3') {
      repository.write('later.ts', 'later\n')
      repository.git('add', '--intent-to-add', 'later.ts')
    } else repository.git('update-index', '--index-version', version)
    expect(indexOf(repository).readUInt32BE(4)).toBe(Number(version))

    const index = read(repository)
    for (const [path, blob] of listed(repository)) {
      const expected = path === 'later.ts' ? undefined : blob
      expect(index.find(path)?.blob, path).toBe(expected)
      expect(index.find(path)?.stored ?? null, path).toBe(storedSize(path))
    }
    for (const path of ['', 'a', 'src', 'src/b.t', 'src/b.tss', 'zz', 'A.ts'])
      expect(index.find(path)).toBeNull()
    expect(index.attributes).toEqual(['src/deep/.gitattributes'])
  })

  test('holds the state that the file had when git looked at it', () => {
    const repository = filled()
    const entry = read(repository).find('src/b.ts')
    expect(entry).toMatchObject({ size: 'content of src/b.ts\n'.length })
  })

  test.each([
    ['assume-unchanged', (r: Repository) => r.git('update-index', '--assume-unchanged', 'src/b.ts')],
    ['skip-worktree', (r: Repository) => r.git('update-index', '--skip-worktree', 'src/b.ts')],
    [
      'only meant to be added',
      (r: Repository) => {
        r.git('rm', '-q', '--cached', 'src/b.ts')
        return r.git('add', '--intent-to-add', 'src/b.ts')
      },
    ],
    [
      'in conflict',
      (r: Repository) => {
        r.commit('base')
        for (const branch of ['one', 'two']) {
          r.git('checkout', '-q', '-B', branch, 'main')
          r.write('src/b.ts', branch)
          r.commit(branch)
        }
        expect(() => r.git('merge', '-q', 'one')).toThrow()
        return ''
      },
    ],
    [
      'a link',
      (r: Repository) => {
        const blob = r.git('hash-object', '-w', 'src/bb.ts')
        return r.git('update-index', '--cacheinfo', `120000,${blob},src/b.ts`)
      },
    ],
  ])('gives no entry for a file that is %s', (_, change) => {
    const repository = filled()
    change(repository)
    expect(read(repository).find('src/b.ts')).toBeNull()
    expect(read(repository).find('src/bb.ts')).not.toBeNull()
  })

  test('in two files (split index), of SHA-256, cut or spoilt is not read', () => {
    const split = filled()
    split.git('update-index', '--split-index')
    expect(readIndex(indexOf(split), 'src/')).toBeNull()

    const other = testRepository()
    other.git('init', '-q', '--object-format=sha256', 'inner')
    other.write('inner/a.ts', 'a\n')
    other.git('-C', 'inner', 'add', 'a.ts')
    expect(readIndex(readFileSync(join(other.root, 'inner/.git/index')), 'src/')).toBeNull()

    const whole = indexOf(filled())
    for (let at = 0; at < whole.length; at += 7) {
      expect(readIndex(whole.subarray(0, at), 'src/')).toBeNull()
      const spoilt = Buffer.from(whole)
      spoilt[at] = (spoilt[at] ?? 0) ^ 1
      expect(readIndex(spoilt, 'src/')).toBeNull()
    }
  })

  test('without a checksum (index.skipHash) is read, and cut nowhere read beyond its end', () => {
    const whole = indexOf(filled())
    const unsummed = Buffer.concat([whole.subarray(0, -20), Buffer.alloc(20)])
    expect(readIndex(unsummed, 'src/')?.find('src/b.ts')).not.toBeNull()
    for (let at = 12; at < unsummed.length - 20; at += 5) {
      const cut = Buffer.concat([unsummed.subarray(0, at), Buffer.alloc(20)])
      // Whatever it makes of it, it neither throws nor hangs.
      expect(() => readIndex(cut, 'src/')?.find('src/b.ts')).not.toThrow()
    }
  })
})
