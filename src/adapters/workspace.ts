// The root of a project in, its files out: specs, locks, single paths, globs. Confined to the root.
import { diagnostic, ok, type Diagnostic } from '../diagnostic/diagnostic.ts'
import { lockTextOf } from '../lock/decode.ts'
import { lockFolder } from '../lock/path.ts'
import type { LockFile, PathState, Workspace } from '../ports.ts'
import type { SpecFile } from '../spec/spec.ts'
import { interruptedSpecs } from './apply/interrupted.ts'
import { ConfinedReader, type Reading } from './confined.ts'
import { inWords } from './errno.ts'
import { createGlob } from './glob.ts'
import { listFiles, type Listing } from './listing.ts'

/** Bytes of a spec file. Nobody writes more by hand, and a stray log file must not fill the memory. */
export const specSizeLimit = 1024 * 1024

const specFolders = ['specs/architecture', 'specs/features']

/** @param root absolute, as `findRoot` gives it. */
export function createWorkspace(root: string): Workspace {
  const reader = new ConfinedReader(root)
  const glob = createGlob(root, reader)
  return {
    root,
    readSpecs: (paths) => Promise.resolve(readSpecs(reader, found(paths) ?? listSpecs(root))),
    readLocks: (paths) => Promise.resolve(readLocks(reader, found(paths) ?? listLocks(root))),
    read: (path) => stateOf(reader.read(path)),
    glob,
    interrupted: () => interruptedSpecs(root),
  }
}

/** Every spec file, in order of path. */
export function listSpecs(root: string): Listing {
  const listings = specFolders.map((folder) => listFiles(root, folder, '.md'))
  return {
    paths: listings.flatMap(({ paths }) => paths),
    diagnostics: listings.flatMap(({ diagnostics }) => diagnostics),
  }
}

/** Every lock file, in order of path. */
export function listLocks(root: string): Listing {
  return listFiles(root, lockFolder, '.json')
}

/** Paths that somebody has listed before. */
function found(paths: readonly string[] | undefined): Listing | null {
  return paths === undefined ? null : { paths, diagnostics: [] }
}

function readSpecs(reader: ConfinedReader, listing: Listing): ReturnType<typeof ok<readonly SpecFile[]>> {
  const files: SpecFile[] = []
  const diagnostics: Diagnostic[] = [...listing.diagnostics]
  for (const path of listing.paths) {
    const reading = reader.read(path, specSizeLimit)
    if (reading.kind === 'file') files.push({ path, bytes: reading.bytes })
    else if (reading.kind !== 'absent') diagnostics.push(unreadableSpec(path, reading))
  }
  return ok(files, diagnostics)
}

function unreadableSpec(path: string, reading: Exclude<Reading, { kind: 'file' | 'absent' }>): Diagnostic {
  const place = { path }
  switch (reading.kind) {
    case 'too-large': {
      const limit = specSizeLimit / 1024 / 1024
      const found = Math.ceil(reading.size / 1024 / 1024)
      return diagnostic(
        'spec-unreadable',
        `the spec ${path} has ${found} MB; a spec has at most ${limit} MB (${specSizeLimit} bytes)`,
        { place, hint: 'split it into several specs, or move what is not a spec out of specs/' },
      )
    }
    case 'failed':
      return diagnostic('spec-unreadable', `the spec ${path} cannot be read: ${inWords(reading.errno)}`, {
        place,
      })
    case 'other':
      return diagnostic(
        'spec-unreadable',
        `the spec ${path} is ${reading.what}, not a file of this project`,
        {
          place,
          hint: 'put the file itself there, or remove the link',
        },
      )
  }
}

/** A lock that cannot be read is given as a text that is no lock, so that its spec counts as unreadable, not as unbuilt. */
function readLocks(reader: ConfinedReader, listing: Listing): ReturnType<typeof ok<readonly LockFile[]>> {
  const diagnostics: Diagnostic[] = [...listing.diagnostics]
  const files: LockFile[] = []
  for (const path of listing.paths) {
    const reading = reader.read(path)
    if (reading.kind === 'absent') continue
    if (reading.kind === 'file') {
      files.push({ path, text: lockTextOf(reading.bytes) })
      continue
    }
    const why =
      reading.kind === 'failed'
        ? inWords(reading.errno)
        : reading.kind === 'other'
          ? reading.what
          : 'too large'
    diagnostics.push(
      diagnostic('read-failed', `the lock ${path} cannot be read: ${why}`, { place: { path } }),
    )
    files.push({ path, text: '' })
  }
  return ok(files, diagnostics)
}

function stateOf(reading: Reading): PathState {
  switch (reading.kind) {
    case 'file':
    case 'absent':
    case 'other':
      return reading
    case 'failed':
      return { kind: 'other', what: `a file that cannot be read: ${inWords(reading.errno)}` }
    case 'too-large': {
      const megabytes = Math.ceil(reading.size / 1024 / 1024)
      return { kind: 'other', what: `a file of ${megabytes} MB, too large to be read` }
    }
  }
}
