// A file's text in, a digest with form left out: two texts that a formatter turns into each other have the same.
import { createHash, type Hash } from 'node:crypto'
import { digestText, type Digest } from '../digest/digest.ts'
import { normalText } from '../digest/text.ts'
import type { ts } from 'ts-morph'
import { writeForm } from './form-walk.ts'
import { readJson } from './json.ts'
import { languageOf } from './language.ts'
import { parser, type Parser } from './parser.ts'
import { parseClean } from './typescript.ts'

/**
 * Digest of what a file says, form left out.
 *
 * Form, for TypeScript and JavaScript: white space, comments, semicolons, trailing commas, redundant parentheses, quote
 * style and escapes, quotes of keys, spelling of numbers, empty statements, a leading `|`, order of regular expression
 * flags, and the layout of JSX text. For JSON: white space, and the escapes in strings; in settings files comments and
 * trailing commas. Everything else counts, the order of imports and the text of directives included. Other files, and
 * files that do not parse, count as text with LF line ends.
 *
 * @param ts with what it is parsed: for a test.
 */
export function formDigest(path: string, text: string, ts?: Parser): Digest {
  const normal = normalText(text)
  switch (languageOf(path)) {
    case 'typescript':
    case 'javascript': {
      const compiler = ts ?? parser()
      const source = parseClean(path, normal, compiler)
      return (source === null ? null : formOf(source, compiler)) ?? digestText(normal)
    }
    case 'json': {
      const stream = new PieceDigest('json')
      return readJson(normal, true, (piece) => stream.write(` ${piece}`)) === null
        ? stream.digest()
        : digestText(normal)
    }
    case 'text':
      return digestText(normal)
  }
}

/** Digest of a tree, form left out; null where it nests too deep. */
function formOf(source: ts.SourceFile, ts: Parser): Digest | null {
  const stream = new PieceDigest('code')
  return writeForm(source, [source], (piece) => stream.write(piece), {}, ts) ? stream.digest() : null
}

/** SHA-256 over pieces, fed in batches: one call a token would cost more than the hashing. */
export class PieceDigest {
  readonly #hash: Hash = createHash('sha256')
  #batch: string

  /** `what` keeps digests of different kinds of content apart. */
  constructor(what: string) {
    this.#batch = `${what}\n`
  }

  write(piece: string): void {
    this.#batch += piece
    if (this.#batch.length > 16_384) this.#flush()
  }

  digest(): Digest {
    this.#flush()
    // The one spelling of a digest: see Digest.
    return `sha256:${this.#hash.digest('hex')}` as Digest
  }

  #flush(): void {
    this.#hash.update(this.#batch, 'utf8')
    this.#batch = ''
  }
}
