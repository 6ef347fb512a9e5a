// Paths below the root in, durable changes on disk out. Each method is one step that a kill may fall before or after.
import fs from 'node:fs'
import path from 'node:path'
import { digestBytes, type Digest } from '../../digest/digest.ts'
import { ConfinedReader, entryAt } from '../confined.ts'
import { attempt, Fault } from './fault.ts'

/** What stands at a path, links in its last part not followed. */
export type Standing =
  | { readonly kind: 'file'; readonly bytes: Uint8Array; readonly digest: Digest }
  | { readonly kind: 'absent' }
  | { readonly kind: 'other'; readonly what: string }

/** Calls go through the `fs` object, so that tests can kill or fail each of them from outside. */
export class Disk {
  readonly root: string

  constructor(root: string) {
    this.root = root
  }

  at(relative: string): string {
    return path.join(this.root, relative)
  }

  /** Reads afresh: nothing that an earlier look remembered decides what is overwritten. */
  standing(relative: string): Standing {
    if (this.#entry(relative)?.isSymbolicLink() === true) return { kind: 'other', what: 'a link' }
    const reading = attempt(relative, () => new ConfinedReader(this.root).read(relative))
    switch (reading.kind) {
      case 'file':
        return { ...reading, digest: digestBytes(reading.bytes) }
      case 'absent':
      case 'other':
        return reading
      case 'failed':
        throw new Fault(relative, reading.errno)
      case 'too-large':
        return { kind: 'other', what: `a file of ${reading.size} bytes` }
    }
  }

  /** Permission bits of an existing file. */
  mode(relative: string): number {
    return attempt(relative, () => fs.statSync(this.at(relative)).mode & 0o7777)
  }

  /**
   * Writes a whole file and waits until the disk has it.
   *
   * @param mode permission bits to keep; null for the default.
   * @param flag `wx` refuses a file that is there, `w` replaces it.
   */
  write(relative: string, bytes: Uint8Array, mode: number | null, flag: 'w' | 'wx'): void {
    attempt(relative, () => {
      const fd = fs.openSync(this.at(relative), flag, mode ?? 0o666)
      try {
        for (let offset = 0; offset < bytes.length;) {
          offset += fs.writeSync(fd, bytes, offset, bytes.length - offset, null)
        }
        // The mask of the process cut the mode that was asked for.
        if (mode !== null) fs.fchmodSync(fd, mode)
        fs.fsyncSync(fd)
      } finally {
        fs.closeSync(fd)
      }
    })
  }

  rename(from: string, to: string): void {
    attempt(to, () => fs.renameSync(this.at(from), this.at(to)))
  }

  /** Removes a file; fine where there is none. */
  remove(relative: string): void {
    attempt(relative, () => {
      if (this.exists(relative)) fs.unlinkSync(this.at(relative))
    })
  }

  exists(relative: string): boolean {
    return this.#entry(relative) !== null
  }

  /** Milliseconds since 1970; null where nothing stands. */
  changedAt(relative: string): number | null {
    return this.#entry(relative)?.mtimeMs ?? null
  }

  #entry(relative: string): fs.Stats | null {
    return attempt(relative, () => entryAt(this.at(relative)))
  }

  /** Makes a folder and those above it. */
  makeFolder(relative: string): void {
    if (fs.existsSync(this.at(relative))) return
    attempt(relative, () => fs.mkdirSync(this.at(relative), { recursive: true }))
  }

  /** Removes a folder if nothing is in it. Whether it could is nobody's worry: an empty folder harms nobody. */
  removeEmptyFolder(relative: string): boolean {
    try {
      fs.rmdirSync(this.at(relative))
      return true
    } catch {
      return false
    }
  }

  /** Names in a folder; none where it is not there. */
  names(relative: string): readonly string[] {
    if (!fs.existsSync(this.at(relative))) return []
    return attempt(relative, () => fs.readdirSync(this.at(relative)))
  }

  /** Makes renames in a folder survive a power loss, as far as the system can: Windows and some disks cannot. */
  syncFolder(relative: string): void {
    try {
      const fd = fs.openSync(this.at(relative), 'r')
      try {
        fs.fsyncSync(fd)
      } finally {
        fs.closeSync(fd)
      }
    } catch {
      // A kill at any instant stays safe without it; only a power loss could tell.
    }
  }
}
