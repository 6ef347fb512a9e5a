// The root of a project in; texts that a person wants to be taken out of every import on this machine, out. They never leave it:
// a file that git does not see and nobody else may read.
import { diagnostic, ok, fail, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import { decodeText } from '../digest/text.ts'
import { Disk } from './apply/disk.ts'
import { Fault, writeFailed } from './apply/fault.ts'
import { localFolder } from './apply/folders.ts'
import { ensureLocalFolders } from './apply/local.ts'
import { ConfinedReader } from './confined.ts'

/** Relative to the root. */
export const rememberedFile = `${localFolder}/removed-texts.json`

const longest = 1024 * 1024

/** None where the file is not there, or damaged. */
export function rememberedTexts(root: string): readonly string[] {
  return read(root) ?? []
}

/** Null where something stands there that was not written here. */
function read(root: string): readonly string[] | null {
  const reading = new ConfinedReader(root).read(rememberedFile, longest)
  if (reading.kind === 'absent') return []
  const text = reading.kind === 'file' ? decodeText(reading.bytes) : null
  try {
    const parsed: unknown = JSON.parse(text ?? '')
    return Array.isArray(parsed) ? parsed.filter((one): one is string => typeof one === 'string') : null
  } catch {
    return null
  }
}

export function rememberText(root: string, text: string): Result<null> {
  const known = read(root)
  if (known === null)
    return fail(
      notRemembered(
        `${rememberedFile} is damaged, and what it held would be lost`,
        'look at it; then move it away',
      ),
    )
  if (known.includes(text)) return ok(null)
  const disk = new Disk(root)
  const temp = `${rememberedFile}.${process.pid}.tmp`
  try {
    ensureLocalFolders(disk)
    const written = new TextEncoder().encode(`${JSON.stringify([...known, text], null, 2)}\n`)
    if (written.length > longest)
      return fail(
        notRemembered(`${rememberedFile} is full`, 'write what such texts look like into redact.patterns'),
      )
    // It is nobody else's from the first byte, and never what a link leads to.
    disk.remove(temp)
    disk.write(temp, written, 0o600, 'wx')
    disk.rename(temp, rememberedFile)
    return ok(null)
  } catch (error) {
    if (error instanceof Fault) return fail(writeFailed(error, 'the text is not remembered'))
    throw error
  }
}

function notRemembered(why: string, hint: string): Diagnostic {
  return diagnostic('write-failed', `the text is not remembered: ${why}`, {
    place: { path: rememberedFile },
    hint,
  })
}
