// A spec file's bytes in; its text, the front matter's keys with places, and the Markdown below out.
import matter from 'gray-matter'
import { diagnostic, fail, ok, type Result } from '../diagnostic/diagnostic.ts'
import { decodeText, normalText } from '../digest/text.ts'
import { maxFrontMatterBlank, maxSpecBytes } from './limits.ts'
import type { SpecFile } from './spec.ts'
import { readYamlBlock, type WrittenEntry } from './yaml-block.ts'

export interface FrontMatter {
  readonly entries: readonly WrittenEntry[]
  /** The Markdown: LF, NFC, no BOM. */
  readonly body: string
  /** Line of the file on which the body's first line stands, from 1. */
  readonly bodyLine: number
}

/**
 * Front matter and body. Findings: `spec-unreadable` (not UTF-8, NUL bytes, too large), `spec-engine` (a language other
 * than YAML behind the fence: nothing in a spec is ever run), `spec-yaml` (no closing fence, broken YAML).
 */
export function readFrontMatter(file: SpecFile): Result<FrontMatter> {
  const text = readText(file)
  if (!text.ok) return text
  const fences = findFences(text.value, file.path)
  if (!fences.ok) return fences
  if (fences.value === null) return ok({ entries: [], body: text.value, bodyLine: 1 })
  const parsed = parseMatter(text.value, file.path)
  if (!parsed.ok) return parsed
  return ok({ ...parsed.value, bodyLine: fences.value.bodyLine })
}

function readText(file: SpecFile): Result<string> {
  const place = { path: file.path }
  const { bytes } = file
  if (bytes.length > maxSpecBytes) {
    const found = (bytes.length / 1024 / 1024).toFixed(1)
    return fail(
      diagnostic('spec-unreadable', `the spec has ${found} MB, and a spec has at most 1 MB`, {
        place,
        hint: 'split it into several specs, and move data out of it',
      }),
    )
  }
  const text = decodeText(bytes)
  if (text === null) {
    const found = bytes.includes(0) ? 'a NUL byte' : 'bytes that are not UTF-8'
    return fail(
      diagnostic('spec-unreadable', `the spec holds ${found}; a spec is UTF-8 text`, {
        place: { path: file.path, line: lineOfFault(bytes) },
        hint: 'save the file as UTF-8',
      }),
    )
  }
  return ok(normalText(text).normalize('NFC'))
}

/** Line of the first NUL, or of the first bytes that do not decode. */
function lineOfFault(bytes: Uint8Array): number {
  let line = 1
  let start = 0
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
    if (decodeText(bytes.subarray(start, end)) === null) return line
    start = end + 1
    line++
  }
  return line
}

/** The two fences, or null where the text does not start with one. What gray-matter would take for a fence is refused if it is none. */
function findFences(text: string, path: string): Result<{ readonly bodyLine: number } | null> {
  if (!text.startsWith('---') || text.startsWith('----')) return ok(null)
  const firstEnd = text.indexOf('\n')
  const language = text.slice(3, firstEnd < 0 ? undefined : firstEnd).trim()
  if (language !== '' && !/^ya?ml$/i.test(language)) {
    return fail(
      diagnostic(
        'spec-engine',
        `the front matter is marked as \`${language.slice(0, 40)}\`; only YAML is read, and nothing is run`,
        {
          place: { path, line: 1, column: 4 },
          hint: 'write the front matter as YAML between two lines of `---`',
        },
      ),
    )
  }
  const close = text.indexOf('\n---', 3)
  if (close < 0) {
    return fail(
      diagnostic('spec-yaml', 'the front matter is never closed', {
        place: { path, line: 1 },
        hint: 'put a line of `---` below the last key',
      }),
    )
  }
  const block = text.slice(3, close)
  const line = block.split('\n').length + 1
  const closeEnd = text.indexOf('\n', close + 1)
  const closing = text.slice(close + 1, closeEnd < 0 ? undefined : closeEnd)
  if (!/^---[ \t]*$/.test(closing)) {
    return fail(
      diagnostic(
        'spec-yaml',
        `the front matter is closed by \`${closing.slice(0, 40)}\`, expected \`---\` alone`,
        {
          place: { path, line },
        },
      ),
    )
  }
  if (block.match(/\s+/g)?.some((blank) => blank.length > maxFrontMatterBlank)) {
    return fail(
      diagnostic('spec-yaml', `the front matter holds more than ${maxFrontMatterBlank} blanks in a row`, {
        place: { path, line: 1 },
        hint: 'delete the empty lines',
      }),
    )
  }
  return ok({ bodyLine: line + 1 })
}

/** The one place where gray-matter is called. It evaluates `---js` by itself, so every engine but YAML is replaced. */
function parseMatter(
  text: string,
  path: string,
): Result<{ readonly entries: readonly WrittenEntry[]; readonly body: string }> {
  let entries: Result<readonly WrittenEntry[]> = ok([])
  const refuse = (): never => {
    throw new Error('only YAML front matter is read')
  }
  const yaml = (block: string): object => {
    entries = readYamlBlock(block, path)
    return {}
  }
  const engines = {
    yaml,
    json: refuse,
    javascript: refuse,
    js: refuse,
    coffee: refuse,
    cson: refuse,
    toml: refuse,
  }
  // Options are always given: without them gray-matter caches by content, and broken YAML reads as {} the second time.
  const { content } = matter(text, { engines })
  if (!entries.ok) return entries
  return ok({ entries: entries.value, body: content })
}
