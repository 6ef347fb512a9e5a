// The bytes of a transcript, piece by piece, and paths in; whether it may say anything of one of these files out. A look at bytes
// costs a tenth of reading the records, and most conversations are about other files.

/** So many names cost more than reading does. */
const mostNames = 200

/** False only where none of the files can be meant: by name, as JSON spells it. */
export type Mentions = (pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) => Promise<boolean>

export function mentionsOf(paths: Iterable<string>): Mentions {
  const names = new Set([...paths].map((path) => path.slice(path.lastIndexOf('/') + 1)))
  // Other letters and signs can be spelled in several ways.
  const isPlain = [...names].every((name) => /^[\w .@()+,;=~-]+$/.test(name))
  if (!isPlain || names.size > mostNames) return () => Promise.resolve(true)
  const words = [...names].map((name) => Buffer.from(name))
  const longest = Math.max(1, ...words.map(({ length }) => length))
  return async (pieces) => {
    let before: Buffer = Buffer.alloc(0)
    for await (const piece of pieces) {
      const bytes = Buffer.concat([before, piece])
      if (words.some((word) => bytes.includes(word))) return true
      // A name may go over the end of a piece. A copy: pieces may be overwritten.
      before = Buffer.from(bytes.subarray(Math.max(0, bytes.length - longest)))
    }
    return false
  }
}
