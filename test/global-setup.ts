// Builds dist/ once before the tests, for those that spawn dist/bin.js.
// SPEC_TEST_NO_BUILD=1 leaves it out, to test one stage while another does not compile.

import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export default function setup(): void {
  if (process.env.SPEC_TEST_NO_BUILD) return
  const script = fileURLToPath(new URL('../scripts/build.mjs', import.meta.url))
  execFileSync(process.execPath, [script], { stdio: 'inherit' })
}
