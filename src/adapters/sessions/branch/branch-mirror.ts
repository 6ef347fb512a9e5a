// A project and the name of a branch in; a folder that holds what the branch holds out, and what is written into that folder
// put on the branch: by commits that no working tree sees.
import { digestOfChunk, digestOfHead } from '../../../archive/session-paths.ts'
import { nameOf, sameTree, type Tree } from '../../../archive/tree-merge.ts'
import { fail, ok, type Diagnostic, type Result } from '../../../diagnostic/diagnostic.ts'
import { Fault, writeFailed } from '../../apply/fault.ts'
import { folderInRepository } from '../../root.ts'
import {
  checkedOutIn,
  commitTree,
  contentsOf,
  hasOrigin,
  moveBranch,
  objectsOfFiles,
  tipsOf,
  unpushed,
  writeTree,
  type FoundTips,
  type Tips,
} from './branch-git.ts'
import { isOwnMessage, messageOf, onlyGrew, sessionsNamed, sessionsOf } from './branch-commit.ts'
import { incomplete, inUse, notMoved, notWritten, otherName, withoutRepository } from './branch-faults.ts'
import { branchTree, longestFile, merged, type BranchTree } from './branch-trees.ts'
import { archiveFolder, isPlainPath, MirrorFiles, type MirrorState } from './mirror-files.ts'

/** What became of the branch. */
export interface Published {
  readonly branch: string
  readonly commit: string
  /** Files that the commit before did not have. */
  readonly files: number
  /** Is there a remote that it can be pushed to? */
  readonly pushable: boolean
}

/** A commit that nobody else has is replaced for so long by the next one. Seconds. */
const longestCommit = 3600

/** How often two writers may get in each other's way before it is given up. */
const mostTries = 40

const nothing: Tree = new Map()

export class BranchMirror {
  readonly #files: MirrorFiles
  readonly #branch: string
  /** Of paths in the branch: a project may stand below the top of its repository. As git gives it, bytes. */
  readonly #prefix: string

  /** @throws Fault */
  constructor(projectRoot: string, branch: string) {
    this.#files = new MirrorFiles(projectRoot, branch)
    this.#branch = branch
    const below = folderInRepository(projectRoot)
    this.#prefix = below === null ? '' : Buffer.from(`${below}/`).toString('latin1')
  }

  /** Absolute: `.spec/archive/sessions` lies below. */
  get root(): string {
    return this.#files.root
  }

  /** Does the branch hold something that the mirror does not have yet? Only looks. */
  async isBehind(): Promise<Result<boolean>> {
    const tips = await this.#tips()
    return tips.ok ? ok(!sameTips(this.#files.state()?.tips ?? null, tips.value)) : tips
  }

  /**
   * Brings the mirror in line with the branch. What was written into it and is not on the branch yet stays.
   *
   * @param whole also what is missing in the mirror comes back: for who is about to write, and to publish what it took away.
   */
  refresh(whole: boolean): Promise<Result<null>> {
    return guarded(async () => {
      const tips = await this.#tips()
      if (!tips.ok) return tips
      const state = this.#files.state()
      if (!whole && sameTips(state?.tips ?? null, tips.value)) return ok(null)
      const found = await this.#held(tips.value)
      if (!found.ok) return found
      const base = state?.files ?? nothing
      const mine = await this.#mine(base, false)
      if (!mine.ok) return mine
      // What is gone from the mirror was lost, not taken away: who takes something away publishes at once.
      const kept = new Map([...base, ...mine.value])
      const wanted = await merged(this.root, base, kept, this.#scope(found.value.tree))
      return this.#write(mine.value, wanted, { tips: tips.value, files: this.#scope(found.value.tree) })
    })
  }

  /** Puts what the mirror holds on the branch. Null where the branch has it already. */
  publish(): Promise<Result<Published | null>> {
    return guarded(async () => {
      // Cut short before: what is not there may be lost, and was not taken away.
      if ((this.#files.state()?.tips ?? null) === null) {
        const refreshed = await this.refresh(true)
        if (!refreshed.ok) return refreshed
      }
      for (let tries = 1; ; tries++) {
        const tips = await this.#tips()
        if (!tips.ok) return tips
        const refused = await this.#refusal(tips.value)
        if (refused !== null) return fail(refused)
        const found = await this.#held(tips.value)
        if (!found.ok) return found
        const published = await this.#publishOn(tips.value, found.value)
        if (!published.ok || 'done' in published.value) {
          return published.ok && 'done' in published.value
            ? ok(published.value.done)
            : fail(...published.diagnostics)
        }
        const now = await this.#tips()
        const moved = now.ok && !sameTips(now.value, tips.value)
        if (tries >= (moved ? mostTries : 4)) return fail(notMoved(this.#branch, published.value.complaint))
        await new Promise((resolve) => setTimeout(resolve, 5 + Math.random() * 20 * tries))
      }
    })
  }

  async #publishOn(
    tips: FoundTips,
    found: BranchTree,
  ): Promise<Result<{ readonly done: Published | null } | { readonly complaint: string }>> {
    const base = this.#files.state()?.files ?? nothing
    const mine = await this.#mine(base, true)
    if (!mine.ok) return mine
    const theirs = this.#scope(found.tree)
    const wanted = await merged(this.root, base, mine.value, theirs)
    const [only, ...others] = found.parents
    const isNew = !sameTree(wanted, theirs)
    const finish = async (commit: string, files: number): Promise<Result<{ readonly done: Published }>> => {
      const state = { tips: { local: commit, remote: tips.remote }, files: wanted }
      const written = await this.#write(mine.value, wanted, state)
      if (!written.ok) return written
      return ok({ done: { branch: this.#branch, commit, files, pushable: await hasOrigin(this.root) } })
    }
    if (!isNew && others.length === 0) {
      // Behind `origin`: it only has to follow. A branch that is there and not here is not made for nothing.
      const follows = tips.local !== null && only !== undefined && only !== tips.local
      if (!follows) {
        const written = await this.#write(mine.value, wanted, { tips, files: wanted })
        return written.ok ? ok({ done: null }) : written
      }
      const complaint = await moveBranch(this.root, this.#branch, tips.local, only)
      return complaint === null ? finish(only, 0) : ok({ complaint })
    }
    const whole = new Map([...found.tree].filter(([path]) => !theirs.has(this.#below(path))))
    for (const [path, entry] of wanted) whole.set(this.#prefix + path, entry)
    const added = [...wanted].filter(([path, entry]) => theirs.get(path) !== entry).map(([path]) => path)
    const mayReplace = others.length === 0 && only === tips.local && onlyGrew(theirs, wanted)
    const before = mayReplace ? await this.#replaced(only) : null
    const parents = before?.parents ?? found.parents
    const message = messageOf(new Set([...sessionsOf(added), ...(before?.sessions ?? [])]), others.length > 0)
    const tree = await writeTree(this.root, whole)
    if (tree === null) return fail(notWritten(this.#branch, 'git cannot write a tree'))
    const made = await commitTree(this.root, tree, parents, message)
    if ('complaint' in made) return fail(notWritten(this.#branch, made.complaint))
    const complaint = await moveBranch(this.root, this.#branch, tips.local, made.commit)
    return complaint === null ? finish(made.commit, added.length) : ok({ complaint })
  }

  /** Hooks keep a session after each turn: what nobody else has yet is one commit an hour, not one a turn. */
  async #replaced(
    tip: string | null,
  ): Promise<{ readonly parents: readonly string[]; readonly sessions: readonly string[] } | null> {
    const last = tip === null ? null : await unpushed(this.root, tip)
    if (last === null || last.parents.length > 1 || !isOwnMessage(last.message)) return null
    const isFresh = Math.abs(Date.now() / 1000 - last.at) < longestCommit
    return isFresh ? { parents: last.parents, sessions: sessionsNamed(last.message) } : null
  }

  async #tips(): Promise<Result<FoundTips>> {
    const tips = await tipsOf(this.root, this.#branch)
    return tips === null ? fail(withoutRepository(this.#branch)) : ok(tips)
  }

  async #held(tips: Tips): Promise<Result<BranchTree>> {
    const found = await branchTree(this.root, tips)
    return found === null ? fail(incomplete(this.#branch)) : ok(found)
  }

  async #refusal({ alias }: FoundTips): Promise<Diagnostic | null> {
    if (alias) return otherName(this.#branch)
    const folder = await checkedOutIn(this.root, this.#branch)
    return folder === null ? null : inUse(this.#branch, folder)
  }

  /** What of a branch is of this project and of its archive, by path below the mirror. */
  #scope(tree: Tree): Tree {
    const scope = new Map<string, string>()
    for (const [path, entry] of tree) {
      const below = this.#below(path)
      const [, object] = /^100(?:644|755) (.+)$/.exec(entry) ?? []
      if (object !== undefined && isPlainPath(below)) scope.set(below, `100644 ${object}`)
    }
    return scope
  }

  /** '' for what is not below the project. */
  #below(path: string): string {
    return path.startsWith(this.#prefix) ? path.slice(this.#prefix.length) : ''
  }

  /** What stands in the mirror. Of a file that is named by what is in it, the name tells. */
  async #mine(known: Tree, write: boolean): Promise<Result<Tree>> {
    const names = this.#files.names()
    const isTold = (file: string): boolean =>
      known.has(file) && (digestOfChunk(nameOf(file)) !== null || digestOfHead(nameOf(file)) !== null)
    const unknown = names.filter((file) => !isTold(file))
    const objects = await objectsOfFiles(this.root, unknown, write)
    if (objects === null)
      return fail(notWritten(this.#branch, `git cannot read ${archiveFolder} of the mirror`))
    const entries = new Map(unknown.map((file, at) => [file, `100644 ${objects[at] ?? ''}`]))
    return ok(new Map(names.map((file) => [file, entries.get(file) ?? known.get(file) ?? ''])))
  }

  /** Makes the mirror what is wanted; where that is cut short, the next one goes on. */
  async #write(mine: Tree, wanted: Tree, state: MirrorState): Promise<Result<null>> {
    const missing = [...wanted].filter(([path, entry]) => objectOf(mine.get(path)) !== objectOf(entry))
    const spare = [...mine.keys()].filter((path) => !wanted.has(path))
    if (missing.length > 0 || spare.length > 0) {
      // Told before: what is written now and taken off the branch later was the branch's, and goes.
      const before = this.#files.state()?.files ?? nothing
      this.#files.setState({ tips: null, files: new Map([...state.files, ...before]) })
    }
    const paths = new Map<string, string[]>()
    for (const [path, entry] of missing) {
      const object = objectOf(entry)
      paths.set(object, [...(paths.get(object) ?? []), path])
    }
    let lost = 0
    for await (const { object, bytes } of contentsOf(this.root, [...paths.keys()], longestFile)) {
      if (bytes === null) lost++
      else for (const path of paths.get(object) ?? []) this.#files.write(path, bytes)
    }
    for (const path of spare) this.#files.remove(path)
    if (lost > 0) return fail(incomplete(this.#branch))
    this.#files.setState(state)
    return ok(null)
  }

  /** Takes away what a killed process left. */
  sweep(): Result<null> {
    try {
      this.#files.sweep()
      return ok(null)
    } catch (error) {
      return fail(told(error))
    }
  }
}

function objectOf(entry: string | undefined): string {
  return entry?.split(' ')[1] ?? ''
}

function sameTips(one: Tips | null, other: Tips): boolean {
  return one !== null && one.local === other.local && one.remote === other.remote
}

async function guarded<T>(run: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await run()
  } catch (error) {
    return fail(told(error))
  }
}

function told(error: unknown): Diagnostic {
  if (error instanceof Fault) return writeFailed(error, 'the branch is as it was')
  throw error
}
