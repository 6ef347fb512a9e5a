// A project's git directory in, which files say how git converts out; null where git vouches for nothing.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { askGit } from '../git.ts'
import type { GitFolder } from './git-folder.ts'
import type { Env } from './vouchers.ts'

/** Plain data: it is sent to threads. */
export interface GitSource extends GitFolder {
  /** Files with attributes outside the working tree, see gitattributes(5). Absolute; not all exist. */
  readonly attributes: readonly string[]
}

/** Asks git one question about its configuration; no file of the project is looked at and nothing is run for it. */
export async function gitSource(root: string, folder: GitFolder, env: Env): Promise<GitSource | null> {
  if (isOtherFormat(folder)) return null
  const asked = await askGit(root, ['config', '--type=path', '--get-all', '-z', 'core.attributesFile'])
  // 1: it is not set. Anything else: no git, or a repository that it does not speak of.
  if (asked === null || asked.exit > 1) return null
  const user = env['XDG_CONFIG_HOME'] ?? path.join(env['HOME'] ?? os.homedir(), '.config')
  const named = asked.stdout.split('\0').filter((file) => file !== '')
  const known = [path.join(folder.common, 'info', 'attributes'), path.join(user, 'git', 'attributes')]
  return { ...folder, attributes: [...known, '/etc/gitattributes', ...named] }
}

/** Object names of SHA-256: locks name blobs by SHA-1. */
function isOtherFormat(folder: GitFolder): boolean {
  try {
    return /objectformat\s*=\s*"?sha256/i.test(fs.readFileSync(path.join(folder.common, 'config'), 'utf8'))
  } catch {
    return true
  }
}
