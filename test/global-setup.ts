// Builds dist/ once before the tests, for those that spawn dist/bin.js, and gives all of them a temporary folder in memory.
// SPEC_TEST_NO_BUILD=1 leaves the build out, to test one stage while another does not compile.
// SPEC_TEST_ON_DISK=1 leaves temporary files where the system puts them.

import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { memoryFolder } from './support/memory-folder.ts'

export default function setup(): void {
  if (!process.env.SPEC_TEST_NO_BUILD) {
    const script = fileURLToPath(new URL('../scripts/build.mjs', import.meta.url))
    execFileSync(process.execPath, [script], { stdio: 'inherit' })
  }
  const folder = process.env.SPEC_TEST_ON_DISK ? null : memoryFolder()
  if (folder === null) return
  // The workers are started with the environment of this process.
  process.env.TMPDIR = folder
  // Also when a person stops the run, which no teardown is told of.
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
}
