// Pieces of what `git log -p` prints in, the patch id of each commit out: the same name for the same change, wherever it was
// rebased to (git-patch-id(1)).
import { spawn, type ChildProcessByStdio } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { gitEnvironment, safeGitFlags } from '../git.ts'
import { drained } from './git-stream.ts'

export class PatchIds {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>
  readonly #output: Promise<string>

  constructor(cwd: string) {
    this.#child = spawn('git', [...safeGitFlags, 'patch-id', '--stable'], {
      cwd,
      env: gitEnvironment(),
      stdio: ['pipe', 'pipe', 'ignore'],
      windowsHide: true,
    })
    // Where it ends early, the ids it gave are what there is.
    this.#child.stdin.on('error', () => {})
    this.#output = this.#read()
  }

  async #read(): Promise<string> {
    const chunks: Buffer[] = []
    const { stdout } = this.#child
    stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    await new Promise<void>((resolve) => {
      this.#child.on('error', () => resolve())
      this.#child.on('close', () => resolve())
    })
    return Buffer.concat(chunks).toString('latin1')
  }

  async push(piece: Uint8Array): Promise<void> {
    const { stdin } = this.#child
    if (stdin.destroyed || stdin.write(piece)) return
    await Promise.race([drained(stdin), this.#output])
  }

  /** Id of a commit → its patch id. Commits without a patch have none. */
  async end(): Promise<ReadonlyMap<string, string>> {
    this.#child.stdin.end()
    const ids = new Map<string, string>()
    for (const line of (await this.#output).split('\n')) {
      const [patch, commit] = line.split(' ')
      if (patch !== undefined && commit !== undefined) ids.set(commit, patch)
    }
    return ids
  }
}
