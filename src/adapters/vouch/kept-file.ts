// Words and a text in, a file of them out, and back: what is kept from one run to the next. Whoever reads sees the old
// file or the new one; a damaged one, one of another build or of another folder is none.
import { createHash, randomBytes, webcrypto } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { GitFolder } from './git-folder.ts'
import type { Stamp } from './signature.ts'

/** Changes with what is kept or how. */
const format = 1

export interface Content {
  readonly words: BigUint64Array
  readonly text: string
}

interface Header {
  readonly format: number
  readonly owner: string
  readonly words: number
}

export class KeptFile {
  readonly #file: string
  readonly #owner: string

  constructor(file: string, owner: string) {
    this.#file = file
    this.#owner = owner
  }

  read(): Content | null {
    try {
      const bytes = fs.readFileSync(this.#file)
      const rest = bytes.subarray(sumLength)
      if (bytes.toString('latin1', 0, sumLength) !== sumOf(rest)) return null
      const end = rest.indexOf(0x0a)
      // Written below: its sum was just compared.
      const header = JSON.parse(rest.toString('utf8', 0, end)) as Header
      if (header.format !== format || header.owner !== this.#owner) return null
      const body = rest.subarray(end + 1)
      const words = new BigUint64Array(header.words)
      body.copy(Buffer.from(words.buffer), 0, 0, header.words * 8)
      return { words, text: body.toString('utf8', header.words * 8) }
    } catch {
      return null // What cannot be read is not there.
    }
  }

  /** Takes the sum and writes beside other work; resolves when the file is there, or could not be made. */
  async write(words: readonly BigUint64Array[], text: string): Promise<void> {
    const parts = words.map((some) => Buffer.from(some.buffer, some.byteOffset, some.byteLength))
    const count = words.reduce((all, some) => all + some.length, 0)
    const header: Header = { format, owner: this.#owner, words: count }
    const rest = Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), ...parts, Buffer.from(text)])
    const temporary = this.#temporary()
    try {
      const sum = Buffer.from(await webcrypto.subtle.digest('SHA-256', rest)).toString('hex')
      const file = await fs.promises.open(temporary, 'wx', 0o600)
      try {
        await file.writeFile(sum)
        await file.writeFile(rest)
      } finally {
        await file.close()
      }
      await fs.promises.rename(temporary, this.#file)
    } catch {
      remove(temporary) // Nothing is kept then, and the next run looks again.
    }
  }

  /** The present moment by the clock of this file system; null where nothing can be written here. */
  stamp(): Stamp | null {
    const probe = this.#temporary()
    try {
      fs.mkdirSync(path.dirname(this.#file), { recursive: true })
      fs.writeFileSync(probe, '', onlyNew)
      const { dev, ctimeNs } = fs.lstatSync(probe, { bigint: true })
      fs.unlinkSync(probe)
      return { device: dev, ns: ctimeNs }
    } catch {
      return null // As above.
    }
  }

  #temporary(): string {
    return `${this.#file}.${randomBytes(6).toString('hex')}`
  }
}

const onlyNew = { flag: 'wx', mode: 0o600 } as const

function remove(file: string): void {
  try {
    fs.rmSync(file, { force: true })
  } catch {
    // It was never made.
  }
}

/** SHA-256 in hex stands in front of all that it is of. */
const sumLength = 64
const sumOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** The files of the project at `root`: in the git directory, where no commit can put one. They may be deleted at any time. */
export function keptFile(kind: string, root: string, { own, prefix }: GitFolder): KeptFile {
  const name = createHash('sha256').update(prefix).digest('hex').slice(0, 16)
  return new KeptFile(path.join(own, 'spec', `${kind}-${name}`), ownerOf(root))
}

/** What a file belongs to: this very folder and this very build. A copy of either is another one. */
function ownerOf(root: string): string {
  const { dev, ino, birthtimeNs } = fs.lstatSync(root, { bigint: true })
  const self = fileURLToPath(import.meta.url)
  const { size, mtimeMs } = fs.statSync(self)
  return [fs.realpathSync.native(root), dev, ino, birthtimeNs, self, size, mtimeMs].join('\n')
}
