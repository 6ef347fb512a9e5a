// A project, its configuration and the environment in; the folder below which its sessions lie out (`.spec/archive/sessions`),
// and what there is to do after something was written there.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Config } from '../../config/config.ts'
import {
  isBranchName,
  readOwnPlace,
  readSessionsPlace,
  type SessionsPlace,
} from '../../config/sessions-place.ts'
import { diagnostic, fail, ok, type Diagnostic, type Result } from '../../diagnostic/diagnostic.ts'
import { digestText, hexOf } from '../../digest/digest.ts'
import type { SessionArchive } from '../../ports.ts'
import { hold } from '../apply/claims.ts'
import { Disk } from '../apply/disk.ts'
import { Fault, writeFailed } from '../apply/fault.ts'
import { localFolder } from '../apply/folders.ts'
import { ensureLocalFolders } from '../apply/local.ts'
import { ConfinedReader } from '../confined.ts'
import { errnoOf, inWords } from '../errno.ts'
import { folderInRepository } from '../root.ts'
import { BranchMirror, type Published } from './branch/branch-mirror.ts'
import { repositoryName } from './repository.ts'

/** A person's own place for sessions: `repository`, `local`, `branch:<name>`, or a folder (absolute, or from `~`). */
export const placeVariable = 'SPEC_SESSIONS'

export interface SessionsHere {
  readonly place: SessionsPlace
  /** Absolute: what functions of `adapters/sessions` take as the root. */
  readonly root: string
  /** An archive whose `hold` also brings in what others put on the branch. */
  guarded(archive: SessionArchive): SessionArchive
  /** After writing, before letting go of the hold. Null where there is nothing to put anywhere. */
  publish(): Promise<Result<Published | null>>
  /** What is damaged or missing there, with what helps there. */
  told(diagnostics: readonly Diagnostic[]): readonly Diagnostic[]
}

export interface PlaceOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Named on the command line: goes before the environment, which goes before the configuration. */
  readonly branch?: string | undefined
}

/** How long a reader waits for a writer, before it reads what the mirror has. Milliseconds. */
const readerPatience = 300

/** @param workspaceRoot absolute. Trouble: `sessions-place`, `sessions-branch`, `write-failed`. */
export async function sessionsRoot(
  workspaceRoot: string,
  config: Pick<Config, 'archive'>,
  options: PlaceOptions,
): Promise<Result<SessionsHere>> {
  const place = placeOf(config, options)
  if (!place.ok) return place
  try {
    switch (place.value.kind) {
      case 'repository':
        return ok(plain(place.value, workspaceRoot, null))
      case 'local':
        return ok(plain(place.value, localRoot(workspaceRoot), inLocal))
      case 'folder':
        return await folderPlace(workspaceRoot, place.value, options.env)
      case 'branch':
        return await branchPlace(workspaceRoot, place.value)
    }
  } catch (error) {
    if (error instanceof Fault) return fail(writeFailed(error, 'nothing was read'))
    throw error
  }
}

function placeOf({ archive }: Pick<Config, 'archive'>, { env, branch }: PlaceOptions): Result<SessionsPlace> {
  if (branch !== undefined) {
    if (isBranchName(branch)) return ok({ kind: 'branch', branch })
    return fail(
      diagnostic('usage', `--branch ${branch} is no name that a branch of sessions can have`, {
        hint: 'letters, digits, `.`, `_`, `-` and `/`: for instance --branch spec-archive',
      }),
    )
  }
  const own = env[placeVariable] ?? ''
  const place = own === '' ? readSessionsPlace(archive.sessions) : readOwnPlace(own)
  if (place !== null) return ok(place)
  return fail(
    diagnostic(
      'sessions-place',
      `${own === '' ? 'archive.sessions' : placeVariable} names no place for sessions`,
      {
        hint: '`repository`, `local` or `branch:<name>`; in the environment also an absolute folder',
      },
    ),
  )
}

function plain(place: SessionsPlace, root: string, hint: string | null): SessionsHere {
  return {
    place,
    root,
    guarded: (archive) => archive,
    publish: () => Promise.resolve(ok(null)),
    told: (diagnostics) => (hint === null ? diagnostics : diagnostics.map((one) => hinted(one, hint))),
  }
}

const inLocal = 'it is in no commit: take it from a backup, or import it again'

function hinted(told: Diagnostic, hint: string): Diagnostic {
  return told.code === 'record-damaged' || told.code === 'record-missing' ? { ...told, hint } : told
}

/** Beside what else is nobody else's. */
function localRoot(workspaceRoot: string): string {
  const disk = new Disk(workspaceRoot)
  ensureLocalFolders(disk)
  const folder = `${localFolder}/kept`
  const found = new ConfinedReader(workspaceRoot).locate(folder)
  if (found.kind === 'inside' ? found.real !== folder : found.kind !== 'absent')
    throw new Fault(folder, 'ENOTDIR')
  disk.makeFolder(folder)
  return disk.at(folder)
}

/**
 * A folder for each project in it, the same for all clones of a repository: by its remote, else by its first commit, else by
 * where it lies.
 */
async function folderPlace(
  workspaceRoot: string,
  place: SessionsPlace & { readonly kind: 'folder' },
  env: PlaceOptions['env'],
): Promise<Result<SessionsHere>> {
  const home = env.HOME ?? os.homedir()
  const folder = path.resolve(place.folder.replace(/^~(?=$|[/\\])/, () => home))
  const { remote, rootCommit } = await repositoryName(workspaceRoot)
  const readable =
    /([a-z0-9][a-z0-9._-]{0,59})$/i.exec(remote ?? path.basename(workspaceRoot))?.[1] ?? 'project'
  const known = remote ?? rootCommit ?? fs.realpathSync.native(workspaceRoot)
  const within = remote === null && rootCommit === null ? null : folderInRepository(workspaceRoot)
  const name = hexOf(digestText(JSON.stringify([known, within]))).slice(0, 12)
  const root = path.join(folder, remote === null && rootCommit !== null ? name : `${readable}-${name}`)
  try {
    // What was said is nobody else's on this machine.
    fs.mkdirSync(root, { recursive: true, mode: 0o700 })
  } catch (error) {
    const errno = errnoOf(error)
    if (errno === null) throw error
    return fail(
      diagnostic(
        'sessions-place',
        `${placeVariable} names ${folder}, where nothing can be made: ${inWords(errno)}`,
        {
          hint: 'name a folder that is yours',
        },
      ),
    )
  }
  return ok(plain(place, root, inLocal))
}

async function branchPlace(
  workspaceRoot: string,
  place: SessionsPlace & { readonly kind: 'branch' },
): Promise<Result<SessionsHere>> {
  const mirror = new BranchMirror(workspaceRoot, place.branch)
  const behind = await mirror.isBehind()
  if (!behind.ok) return behind
  if (behind.value) {
    const held = await hold(new Disk(mirror.root), 'sessions', 'the sessions of this project', readerPatience)
    if (held.ok) {
      try {
        const refreshed = await mirror.refresh(false)
        if (!refreshed.ok) return refreshed
      } finally {
        held.value()
      }
    } else if (held.diagnostics.some(({ code }) => code !== 'claim-held')) return held
    // Who holds it brings it in line; until then it has what it had.
  }
  const hint = `${path.relative(workspaceRoot, mirror.root).replaceAll(path.sep, '/')} is a copy of the branch ${place.branch}: delete it, and it is made anew`
  return ok({
    ...plain(place, mirror.root, hint),
    guarded: (archive) => ({
      ...archive,
      async hold() {
        const held = await archive.hold()
        if (!held.ok) return held
        const swept = mirror.sweep()
        const refreshed = swept.ok ? await mirror.refresh(true) : swept
        if (refreshed.ok) return held
        held.value()
        return refreshed
      },
    }),
    publish: () => mirror.publish(),
  })
}
