// What a commit changes in, the specs that may be concerned and all that these use out. Found by searching texts, so that
// a commit of three files opens three specs of a thousand; what is found too much is left out later.
import { digestBytes } from '../digest/digest.ts'
import { decodeLock, specOfLock } from '../lock/decode.ts'
import { headOfLock } from '../lock/head.ts'
import type { Lock } from '../lock/lock.ts'
import { lockFolder, lockPath } from '../lock/path.ts'
import { isVouched } from '../lock/vouch.ts'
import type { Staging } from '../ports.ts'
import { addressOf } from '../spec/ids.ts'
import type { SpecHead, SpecId } from '../spec/spec.ts'
import { architectureHeads } from './known-heads.ts'

/** Each word is looked for in each line of each lock: from here on, reading them all is cheaper. */
const mostWords = 40

export async function findConcerned(
  staging: Staging,
  changed: ReadonlySet<string>,
): Promise<ReadonlySet<SpecId>> {
  const search = new Search(staging)
  const direct = search.named(changed)
  await search.load(direct)
  const words = new Set(changed)
  for (const id of direct) for (const word of await search.wordsOf(id)) words.add(word)
  const found = new Set(direct)
  for (const id of await search.mentioning([...words], direct)) found.add(id)
  // A twin of an id in another case, or of the other kind, is told beside it.
  for (const id of search.twins(found)) found.add(id)
  await search.addUsed(found)
  return found
}

class Search {
  readonly #staging: Staging
  readonly #paths = new Map<SpecId, string[]>()
  readonly #locked: ReadonlySet<SpecId>
  readonly #heads = new Map<string, Promise<SpecHead | null>>()
  readonly #locks = new Map<SpecId, Lock | null>()

  constructor(staging: Staging) {
    this.#staging = staging
    for (const folder of ['specs/architecture', 'specs/features']) {
      for (const path of staging.list(folder, '.md')) {
        const id = addressOf(path)?.id
        if (id !== undefined) this.#paths.set(id, [...(this.#paths.get(id) ?? []), path])
      }
    }
    this.#locked = new Set(staging.list(lockFolder, '.json').map(specOfLock))
  }

  /** Specs whose own file or lock is among the paths. */
  named(paths: ReadonlySet<string>): ReadonlySet<SpecId> {
    const ids = new Set<SpecId>()
    for (const path of paths) {
      const address = addressOf(path)
      if (address !== null) ids.add(address.id)
      else if (path.startsWith(`${lockFolder}/`) && path.endsWith('.json')) ids.add(specOfLock(path))
    }
    return ids
  }

  async load(ids: Iterable<SpecId>): Promise<void> {
    await this.#staging.load([...ids].flatMap((id) => [...(this.#paths.get(id) ?? []), lockPath(id)]))
  }

  /** Its targets, which another spec may own or look at, and the id itself where the spec is gone. */
  async wordsOf(id: SpecId): Promise<readonly string[]> {
    const heads = await this.#headsOf(id)
    return [
      ...heads.flatMap((head) => head.targets.map((target) => target.path)),
      ...Object.keys(this.#lock(id)?.targets ?? {}),
      ...(heads.length === 0 ? [id] : []),
    ]
  }

  /** Specs whose lock names one of the words, and specs without a lock that say one. */
  async mentioning(words: readonly string[], gone: Iterable<SpecId>): Promise<readonly SpecId[]> {
    const unlocked = [...this.#paths]
      .filter(([id]) => !this.#locked.has(id))
      .filter(([, paths]) => paths.some(isFeature))
      .map(([id]) => id)
    if (words.length > mostWords) return [...this.#locked, ...unlocked]
    const quoted = words.map((word) => JSON.stringify(word))
    // `"auth-flow#R2"` uses a part of it.
    const parts = [...gone].map((id) => `${JSON.stringify(id).slice(0, -1)}#`)
    const locks = await this.#staging.holding(lockFolder, '.json', [...quoted, ...parts])
    const found = locks.map(specOfLock)
    if (unlocked.length === 0) return found
    const saying = new Set(await this.#staging.holding('specs/features', '.md', words))
    const says = (id: SpecId): boolean => (this.#paths.get(id) ?? []).some((path) => saying.has(path))
    return [...found, ...unlocked.filter(says)]
  }

  twins(ids: ReadonlySet<SpecId>): readonly SpecId[] {
    const folded = new Set([...ids].map((id) => id.toLowerCase()))
    return [...this.#paths.keys()].filter((id) => !ids.has(id) && folded.has(id.toLowerCase()))
  }

  /** Adds what the specs use, and what that uses. */
  async addUsed(ids: Set<SpecId>): Promise<void> {
    let open = [...ids]
    let looking = true
    while (open.length > 0) {
      await this.load(open)
      const heads = (await Promise.all(open.map((id) => this.#headsOf(id)))).flat()
      const used = heads.flatMap((head) => head.uses.map((use) => use.id))
      // Whose files a spec looks at decides what it asks; of what it uses, only the declarations are seen.
      if (looking) used.push(...(await this.#ownersOf(heads.flatMap((head) => head.context))))
      looking = false
      open = [...new Set(used)].filter((id) => !ids.has(id) && (this.#paths.has(id) || this.#locked.has(id)))
      for (const id of open) ids.add(id)
    }
  }

  async #ownersOf(patterns: readonly string[]): Promise<readonly SpecId[]> {
    if (patterns.length === 0) return []
    const files = await this.#staging.glob([...new Set(patterns)])
    return files.length === 0 ? [] : this.mentioning(files, [])
  }

  async #headsOf(id: SpecId): Promise<readonly SpecHead[]> {
    const heads = await Promise.all((this.#paths.get(id) ?? []).map((path) => this.#head(id, path)))
    return heads.filter((head) => head !== null)
  }

  #head(id: SpecId, path: string): Promise<SpecHead | null> {
    const known = this.#heads.get(path)
    if (known !== undefined) return known
    const head = this.#readHead(id, path)
    this.#heads.set(path, head)
    return head
  }

  /** From the lock where it vouches for the bytes; null where the spec cannot be read, which is told later. */
  async #readHead(id: SpecId, path: string): Promise<SpecHead | null> {
    const state = this.#staging.read(path)
    if (state.kind !== 'file') return null
    const raw = digestBytes(state.bytes)
    const lock = this.#lock(id)
    if (lock !== null && lock.spec.path === path && isVouched(lock, raw)) return headOfLock(lock, raw)
    const locks = [...this.#locks.values()].filter((one) => one !== null)
    const known = architectureHeads(locks)(path, raw)
    if (known !== null) return known
    // The front matter is enough here; the Markdown of a spec takes most of the time of a hook.
    const { parseHead } = await import('../spec/head.ts')
    const head = parseHead({ path, bytes: state.bytes })
    return head.ok ? head.value : null
  }

  #lock(id: SpecId): Lock | null {
    const before = this.#locks.get(id)
    if (before !== undefined) return before
    const state = this.#locked.has(id) ? this.#staging.read(lockPath(id)) : null
    const decoded =
      state?.kind === 'file' ? decodeLock(Buffer.from(state.bytes).toString('utf8'), lockPath(id)) : null
    const lock = decoded?.ok === true ? decoded.value : null
    this.#locks.set(id, lock)
    return lock
  }
}

function isFeature(path: string): boolean {
  return addressOf(path)?.kind === 'feature'
}
