// The lines that `git log -p --format='commit %H'` prints in; the files of each commit with the tokens of their patches out.
import type { CommitFile } from './history.ts'
import { PatchWriter, type Sign } from './patch-tokens.ts'

export interface CommitPatch {
  readonly id: string
  readonly files: readonly CommitFile[]
}

/** What is kept of a conversation or made by tools is no work on the code: it may hold all of it. */
const passedOver =
  /^(?:\.spec|\.specstory|\.claude\/conversation-archive|\.entire)\/|(?:^|\/)(?:\.aider[^/]*|node_modules\/.*|package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|Cargo\.lock|go\.sum|poetry\.lock|composer\.lock|Gemfile\.lock)$/

/** Numbers of one commit's patches; more are counted and not kept. */
const mostOfCommit = 1_000_000
const mostOfFile = 100_000

export function isPassedOver(path: string): boolean {
  return passedOver.test(path)
}

interface OpenFile {
  path: string
  from: string | null
  added: number
  removed: number
  writer: PatchWriter | null
}

/**
 * Lines of a hunk are taken by the counts in its head, so that no text in them is read as the head of something. Names with odd
 * characters are quoted by git (core.quotePath), so that no name is either.
 */
export class PatchReader {
  #id: string | null = null
  #files: CommitFile[] = []
  #file: OpenFile | null = null
  #left = { old: 0, new: 0 }
  #numbers = 0

  /** Gives the commit that ended with this line. */
  take(line: Uint8Array): CommitPatch | null {
    const first = line[0]
    if (this.#left.old > 0 || this.#left.new > 0) {
      if (first === 0x2b) this.#take('+', line)
      else if (first === 0x2d) this.#take('-', line)
      else if (first === 0x20 || first === undefined) this.#take(' ', line)
      return null
    }
    // `\ No newline at end of file`
    if (first === undefined || first === 0x5c) return null
    const text = Buffer.from(line.buffer, line.byteOffset, line.byteLength).toString('utf8')
    const commit = /^commit ([0-9a-f]{40,64})$/.exec(text)
    if (commit !== null) {
      const ended = this.end()
      this.#id = commit[1] ?? null
      return ended
    }
    this.#head(text)
    return null
  }

  end(): CommitPatch | null {
    this.#close()
    const ended = this.#id === null ? null : { id: this.#id, files: this.#files }
    this.#id = null
    this.#files = []
    this.#numbers = 0
    return ended
  }

  #head(text: string): void {
    if (text.startsWith('diff --git ')) {
      this.#close()
      const path = bothNames(text.slice('diff --git '.length))
      this.#file = { path: path ?? '', from: null, added: 0, removed: 0, writer: null }
      return
    }
    const file = this.#file
    if (file === null) return
    const [, word, name = ''] = /^(rename from|rename to|---|\+\+\+) (.*)$/s.exec(text) ?? []
    if (word === 'rename from') file.from = unquoted(name)
    else if (word === 'rename to') file.path = unquoted(name)
    else if (word !== undefined) {
      const path = withoutPrefix(unquoted(name.replace(/\t$/, '')))
      if (path !== null) file.path = path
    } else {
      const hunk = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(text)
      if (hunk === null) return
      this.#left = { old: Number(hunk[1] ?? 1), new: Number(hunk[2] ?? 1) }
      file.writer ??= new PatchWriter(file.path, Math.min(mostOfFile, mostOfCommit - this.#numbers))
      file.writer.hunk()
    }
  }

  #take(sign: Sign, line: Uint8Array): void {
    if (sign !== '+') this.#left.old -= 1
    if (sign !== '-') this.#left.new -= 1
    const file = this.#file
    if (file === null) return
    if (sign === '+') file.added += 1
    if (sign === '-') file.removed += 1
    if (isPassedOver(file.path)) return
    file.writer?.line(
      sign,
      Buffer.from(line.buffer, line.byteOffset + 1, Math.max(0, line.byteLength - 1)).toString('utf8'),
    )
  }

  #close(): void {
    const file = this.#file
    this.#file = null
    this.#left = { old: 0, new: 0 }
    if (file === null || file.path === '' || isPassedOver(file.path)) return
    const patch = file.writer?.end() ?? new Uint32Array()
    this.#numbers += patch.length
    const { path, from, added, removed } = file
    this.#files.push({ path, from, added, removed, patch })
  }
}

/** `a/x b/x`: git writes both the same where nothing was moved. */
function bothNames(text: string): string | null {
  if (text.startsWith('"')) {
    const end = /^"(?:[^"\\]|\\.)*"/.exec(text)?.[0]
    return end === undefined ? null : withoutPrefix(unquoted(end))
  }
  const half = (text.length - 1) / 2
  return Number.isInteger(half) && text.slice(2, half) === text.slice(half + 3) ? text.slice(2, half) : null
}

/** `/dev/null` is no name. */
function withoutPrefix(name: string): string | null {
  return name.startsWith('a/') || name.startsWith('b/') ? name.slice(2) : null
}

const escapes: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 }

/** As quote_c_style writes it (git, quote.c): bytes as octal numbers. */
function unquoted(name: string): string {
  if (!name.startsWith('"') || !name.endsWith('"') || name.length < 2) return name
  const bytes: Buffer[] = []
  for (const [whole, octal, sign] of name.slice(1, -1).matchAll(/\\([0-3][0-7]{2})|\\(.)|[^\\]+/gs)) {
    if (octal !== undefined) bytes.push(Buffer.from([Number.parseInt(octal, 8)]))
    else if (sign !== undefined) bytes.push(Buffer.from([escapes[sign] ?? sign.charCodeAt(0)]))
    else bytes.push(Buffer.from(whole))
  }
  return Buffer.concat(bytes).toString('utf8')
}
