// The text of a lock in, a place in it that only moves forward out.

export class Cursor {
  readonly text: string
  at = 0

  constructor(lock: string) {
    this.text = lock
  }

  skip(expected: string): boolean {
    if (!this.text.startsWith(expected, this.at)) return false
    this.at += expected.length
    return true
  }

  /** Moves behind what a sticky pattern finds here. What it captures is not made into texts: most is looked at nowhere. */
  matches(pattern: RegExp): boolean {
    pattern.lastIndex = this.at
    if (!pattern.test(this.text)) return false
    this.at = pattern.lastIndex
    return true
  }

  /** The JSON up to a text that holds a line feed; moves behind that. Throws where it is none. */
  value(end: string): unknown {
    const to = this.text.indexOf(end, this.at)
    const value: unknown = JSON.parse(to < 0 ? '' : this.text.slice(this.at, to))
    this.at = to + end.length
    return value
  }

  isAtEnd(rest: string): boolean {
    return this.at + rest.length === this.text.length && this.text.endsWith(rest)
  }
}

/** Not an end mark, not a number (which an object puts first), not what an assignment would take for something else. */
export function isPlainName(name: string): boolean {
  return !name.startsWith('~') && name !== '__proto__' && !/^\d+$/.test(name)
}
