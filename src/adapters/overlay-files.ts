// Texts to lay over the disk in, the file system as the compiler would then see it out. Nothing is written.
import { readFileSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/** Absolute paths with `/`. */
export interface OverlaidFiles {
  fileExists(path: string): boolean
  readFile(path: string): string | undefined
  directoryExists(path: string): boolean
  entries(folder: string): { readonly files: string[]; readonly directories: string[] }
  realpath(path: string): string
}

/** `overlay` maps absolute paths to texts; null means that the file is gone. Links are followed, as the compiler does. */
export function overlaidFiles(overlay: ReadonlyMap<string, string | null>): OverlaidFiles {
  const folders = new Set<string>()
  for (const [path, text] of overlay) {
    if (text === null) continue
    for (let folder = dirname(path); !folders.has(folder); folder = dirname(folder)) folders.add(folder)
  }
  const kind = (path: string): 'file' | 'folder' | null => {
    const stat = statSync(path, { throwIfNoEntry: false })
    return stat === undefined ? null : stat.isDirectory() ? 'folder' : stat.isFile() ? 'file' : null
  }
  // The compiler asks for thousands of paths that are not there; what cannot be looked at is not there either.
  const quiet = <T>(look: () => T, otherwise: T): T => {
    try {
      return look()
    } catch {
      return otherwise
    }
  }
  return {
    fileExists: (path) => {
      const text = overlay.get(path)
      return text === undefined ? quiet(() => kind(path) === 'file', false) : text !== null
    },
    readFile: (path) => {
      const text = overlay.get(path)
      return text === undefined ? quiet(() => readFileSync(path, 'utf8'), undefined) : (text ?? undefined)
    },
    directoryExists: (path) => folders.has(path) || quiet(() => kind(path) === 'folder', false),
    entries: (folder) => {
      const names = quiet(() => readdirSync(folder), [])
      const files = new Set<string>()
      const directories = new Set<string>()
      for (const name of names) {
        const found = quiet(() => kind(`${folder}/${name}`), null)
        if (found === 'folder') directories.add(name)
        else if (found === 'file' && overlay.get(`${folder}/${name}`) !== null) files.add(name)
      }
      for (const [path, text] of overlay) {
        if (text !== null && dirname(path) === folder) files.add(path.slice(folder.length + 1))
      }
      for (const other of folders) {
        if (other !== folder && dirname(other) === folder) directories.add(other.slice(folder.length + 1))
      }
      return { files: [...files].sort(), directories: [...directories].sort() }
    },
    realpath: (path) => quiet(() => realpathSync.native(path).replaceAll('\\', '/'), path),
  }
}
