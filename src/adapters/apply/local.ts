// Makes `.spec/local` and `.spec/cache`, which git must never see, even where `spec init` was never run.
import { ConfinedReader } from '../confined.ts'
import type { Disk } from './disk.ts'
import { attempt, Fault } from './fault.ts'
import {
  answerBlobFolder,
  answerFolder,
  applyFolder,
  cacheFolder,
  claimFolder,
  localFolder,
  overwrittenFolder,
} from './folders.ts'

const ignoreAll = new TextEncoder().encode('*\n')
const inUse = [
  localFolder,
  cacheFolder,
  applyFolder,
  claimFolder,
  overwrittenFolder,
  answerFolder,
  answerBlobFolder,
]

export function ensureLocalFolders(disk: Disk): void {
  const reader = attempt(localFolder, () => new ConfinedReader(disk.root))
  // A repository may hold one of them as a link, to have files written elsewhere.
  for (const folder of inUse) if (reader.locate(folder).kind === 'other') throw new Fault(folder, 'ENOTDIR')
  for (const folder of [localFolder, cacheFolder]) {
    disk.makeFolder(folder)
    const file = `${folder}/.gitignore`
    const found = disk.standing(file)
    // An empty one is what a kill between making and filling it left.
    if (found.kind === 'absent' || (found.kind === 'file' && found.bytes.length === 0)) {
      disk.write(file, ignoreAll, null, 'w')
    }
  }
}
