// Works of conversations in; histories of a repository that people and tools made of them, and who is behind each commit, out.
import { format } from 'prettier'
import { applied, baseOf, type Step, type Tree, type Work } from './links-replay.ts'

export const variants = [
  'plain',
  'formatter',
  'partial staging',
  'squash',
  'rebase',
  'amend',
  'foreign commits',
] as const

export type Variant = (typeof variants)[number]

export interface MadeCommit {
  readonly files: ReadonlyMap<string, string>
  /** Seconds since 1970. */
  readonly authored: number
  readonly committed: number
  readonly message: string
  /** Works with a line in it that was new. */
  readonly by: ReadonlySet<Work>
  /**
   * Works that are in it, and of which nothing new is to be seen; and works that wrote a line of it first, which was then
   * left out of their own commits.
   */
  readonly silent: ReadonlySet<Work>
}

type Random = () => number

export async function historyOf(
  works: readonly Work[],
  variant: Variant,
  random: Random,
): Promise<readonly MadeCommit[]> {
  const maker = new Maker(works, variant, random)
  await maker.run()
  return maker.commits
}

class Maker {
  readonly commits: MadeCommit[] = []
  readonly #works: readonly Work[]
  readonly #variant: Variant
  readonly #random: Random
  /** What people see in their editor, and what is committed. */
  #tree: Tree
  readonly #seen = new Set<string>()
  /** Path and line → works that wrote it there. */
  readonly #writers = new Map<string, Set<Work>>()
  readonly #waiting: { readonly work: Work; readonly step: Step }[] = []
  #clock: number

  constructor(works: readonly Work[], variant: Variant, random: Random) {
    this.#works = [...works].sort((a, b) => a.start - b.start)
    this.#variant = variant
    this.#random = random
    this.#tree = baseOf(this.#works)
    this.#clock = Math.min(...works.map(({ start }) => start)) - 30 * 24 * 3600
  }

  async run(): Promise<void> {
    await this.#commit(new Map(), 'Begin', 0, true)
    this.#clock = Math.max(this.#clock, Math.min(...this.#works.map(({ start }) => start)) - 3600)
    const group: Work[] = []
    for (const [at, work] of this.#works.entries()) {
      if (this.#variant === 'squash') {
        group.push(work)
        if (group.length < 2 + Math.floor(this.#random() * 3) && at + 1 < this.#works.length) continue
        await this.#take(group.splice(0).flatMap((one) => one.steps.map((step) => ({ work: one, step }))))
      } else if (this.#variant === 'partial staging') await this.#partly(work)
      else {
        const parts = Math.min(work.steps.length, 1 + Math.floor(this.#random() * 3))
        const size = Math.ceil(work.steps.length / parts)
        for (let from = 0; from < work.steps.length; from += size)
          await this.#take(work.steps.slice(from, from + size).map((step) => ({ work, step })))
      }
      const foreign = this.#variant === 'foreign commits' ? 2 : this.#random() < 0.4 ? 1 : 0
      for (let count = 0; count < foreign; count++) await this.#foreign()
    }
    if (this.#waiting.length > 0) await this.#take(this.#waiting.splice(0))
    if (this.#variant === 'formatter') await this.#commit(new Map(this.#tree), 'Format', 0, false, 50)
  }

  /** Some of the hunks now, the others with the next commit. */
  async #partly(work: Work): Promise<void> {
    const now = this.#waiting.splice(0)
    for (const step of work.steps) (this.#random() < 0.5 ? now : this.#waiting).push({ work, step })
    if (now.length > 0) await this.#take(now)
  }

  async #take(steps: readonly { readonly work: Work; readonly step: Step }[]): Promise<void> {
    if (this.#variant === 'rebase') await this.#foreign()
    const before = this.#tree
    const lines = new Map<Work, Set<string>>()
    let last = 0
    for (const { work, step } of steps) {
      const next = applied(this.#tree, step)
      if (next === null) continue
      const old = new Set(this.#tree.get(step.path) ?? [])
      const own = lines.get(work) ?? new Set()
      lines.set(work, own)
      for (const line of step.after ?? []) if (!old.has(line)) own.add(line)
      this.#tree = next
      last = Math.max(last, step.at ?? 0)
    }
    for (const { work, step } of steps)
      for (const line of step.after ?? []) {
        const key = `${step.path}\n${line.trim()}`
        if (step.before.includes(line)) continue
        const known = this.#writers.get(key)
        if (known) known.add(work)
        else this.#writers.set(key, new Set([work]))
      }
    const changed = changedIn(before, this.#tree)
    if (changed.size === 0) return
    const now = new Set([...changed.values()].flat())
    const by = new Set<Work>()
    const silent = new Set<Work>()
    for (const [work, own] of lines) {
      const told = [...own].some((line) => now.has(line) && isTelling(line) && !this.#seen.has(line.trim()))
      ;(told ? by : silent).add(work)
    }
    if (this.#variant === 'amend') this.#touchUp(changed)
    for (const [path, now] of changed) {
      const old = new Set(before.get(path) ?? [])
      for (const line of now)
        if (!old.has(line) && isTelling(line) && !this.#seen.has(line.trim()))
          for (const work of this.#writers.get(`${path}\n${line.trim()}`) ?? [])
            if (!by.has(work)) silent.add(work)
    }
    await this.#commit(changed, 'Work', last, true, 0, by, silent)
  }

  /** A person changes a word in some of the lines before the commit is amended. */
  #touchUp(changed: Map<string, readonly string[]>): void {
    for (const [path, lines] of changed)
      changed.set(
        path,
        lines.map((line) =>
          this.#seen.has(line.trim()) || this.#random() > 0.15 ? line : this.#otherWord(line),
        ),
      )
    this.#tree = new Map([...this.#tree, ...changed])
  }

  #otherWord(line: string): string {
    const words = line.match(/[A-Za-z_]{4,}/g) ?? []
    const word = words[Math.floor(this.#random() * words.length)]
    return word === undefined ? line : line.replace(word, `${word}${Math.floor(this.#random() * 100)}`)
  }

  /** Somebody else, by hand. */
  async #foreign(): Promise<void> {
    const paths = [...this.#tree.keys()]
    const path = paths[Math.floor(this.#random() * paths.length)]
    const lines = path === undefined ? undefined : this.#tree.get(path)
    if (path === undefined || lines === undefined) return
    const place = Math.floor(this.#random() * (lines.length + 1))
    const kind = Math.floor(this.#random() * 5)
    const next = new Map(this.#tree)
    const name = path.slice(path.lastIndexOf('/') + 1)
    if (kind === 0)
      next.set(path, [...lines.slice(0, place), ...this.#handLines(lines), ...lines.slice(place)])
    else if (kind === 1)
      next.set(
        path,
        lines.map((line, at) => (Math.abs(at - place) < 2 ? this.#otherWord(line) : line)),
      )
    else if (kind === 2) next.set(`legacy${this.commits.length}/${name}`, lines)
    else if (kind === 3) next.set(`notes/by-hand-${this.commits.length}.ts`, this.#handLines(lines))
    else next.set(path, [...lines.slice(0, place), ...lines.slice(place + 1)])
    const changed = changedIn(this.#tree, next)
    this.#tree = next
    if (changed.size > 0) await this.#commit(changed, 'By hand', 0, true)
  }

  #handLines(like: readonly string[]): readonly string[] {
    const words = like
      .slice(0, 200)
      .join(' ')
      .match(/[A-Za-z_]{4,}/g) ?? ['total']
    const word = (): string => words[Math.floor(this.#random() * words.length)] ?? 'total'
    return Array.from(
      { length: 3 + Math.floor(this.#random() * 6) },
      () => `const ${word()}${Math.floor(this.#random() * 1000)} = ${word()}(${word()}, ${word()})`,
    )
  }

  async #commit(
    changed: ReadonlyMap<string, readonly string[]>,
    message: string,
    after: number,
    counts: boolean,
    width = 0,
    by: ReadonlySet<Work> = new Set(),
    silent: ReadonlySet<Work> = new Set(),
  ): Promise<void> {
    this.#clock = Math.max(this.#clock + 60, after + 90)
    const authored = this.#clock
    if (this.#variant === 'rebase') this.#clock += 1800
    if (this.#variant === 'amend') this.#clock += 600
    const files = new Map<string, string>()
    const given = this.commits.length === 0 ? this.#tree : changed
    for (const [path, lines] of given) {
      const text = lines.length === 0 ? '' : `${lines.join('\n')}\n`
      const formatted =
        this.#variant === 'formatter' || width > 0 ? await formattedText(path, text, width) : text
      files.set(path, formatted)
      if (counts) for (const line of lines) this.#seen.add(line.trim())
    }
    this.commits.push({ files, authored, committed: this.#clock, message, by, silent })
  }
}

function changedIn(before: Tree, after: Tree): Map<string, readonly string[]> {
  const changed = new Map<string, readonly string[]>()
  for (const [path, lines] of after) {
    const old = before.get(path)
    if (old === undefined || old.join('\n') !== lines.join('\n')) changed.set(path, lines)
  }
  return changed
}

/** Two words, or it is a bracket, a blank line, a lone keyword. */
function isTelling(line: string): boolean {
  return (line.match(/[\p{L}\p{N}_]+/gu) ?? []).length >= 2
}

async function formattedText(path: string, text: string, width: number): Promise<string> {
  const options =
    width === 0
      ? { semi: true, singleQuote: false, printWidth: 100, tabWidth: 4 }
      : { semi: false, singleQuote: true, printWidth: width, tabWidth: 2 }
  try {
    return await format(text, { ...options, filepath: path })
  } catch {
    return wrapped(text, width === 0 ? 100 : width)
  }
}

/** For what prettier does not read: other quotes, and long lines broken after commas and opening brackets. */
function wrapped(text: string, width: number): string {
  return text
    .split('\n')
    .flatMap((line) => {
      const plain = line.replaceAll("'", '"')
      if (plain.length <= width) return [plain]
      const indent = /^\s*/.exec(plain)?.[0] ?? ''
      return plain
        .trim()
        .replace(/([,(]) ?/g, `$1\n${indent}    `)
        .split('\n')
        .map((part, at) => (at === 0 ? indent + part : part))
    })
    .join('\n')
}
