// Words in, a name made of them out; and names that are all different.

/** Lower-case letters and digits of any script, joined with `-`: at most so many words, at most 80 characters. */
export function slugOf(text: string, words = Infinity): string {
  const slug = text
    .toLowerCase()
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter((word) => word !== '')
    .slice(0, words)
    .join('-')
  return slug.length <= 80 ? slug : [...slug].slice(0, 80).join('').replace(/-$/, '')
}

/** Gives each name once, ignoring case: a second `login` becomes `login-2`. */
export class Names {
  readonly #taken = new Set<string>()
  readonly #next = new Map<string, number>()

  /** Keeps a name from being given; false where it was taken. */
  reserve(name: string): boolean {
    const folded = name.toLowerCase()
    if (this.#taken.has(folded)) return false
    this.#taken.add(folded)
    return true
  }

  give(name: string): string {
    if (this.reserve(name)) return name
    let count = this.#next.get(name) ?? 2
    while (!this.reserve(`${name}-${count}`)) count++
    this.#next.set(name, count + 1)
    return `${name}-${count}`
  }
}
