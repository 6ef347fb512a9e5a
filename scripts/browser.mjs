// Gets a browser without a window for the tests that open pages in a real one, where this machine has none: from Debian's
// packages, for whoever may install them. Ends well in any case: without a browser those tests skip, and say so.
//
//   node scripts/browser.mjs

import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { argv } from 'node:process'
import { fileURLToPath } from 'node:url'

/** As they are called on Debian, Ubuntu, Fedora, Arch; the first that is found is used. */
export const browserNames = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
]

if (argv[1] === fileURLToPath(import.meta.url)) main()

function main() {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const has = (name) => folders.some((folder) => existsSync(join(folder, name)))
  if (process.env.SPEC_TEST_BROWSER || browserNames.some(has)) return
  if (process.getuid?.() !== 0 || !has('apt-get')) {
    console.log(`no browser: install one of ${browserNames.join(', ')}; tests that need one are skipped`)
    return
  }
  for (const args of [
    ['install', '-y', '-q', '--no-install-recommends', 'chromium-headless-shell'],
    ['update', '-q'],
    ['install', '-y', '-q', '--no-install-recommends', 'chromium-headless-shell'],
    ['install', '-y', '-q', '--no-install-recommends', 'chromium'],
  ]) {
    if (browserNames.some(has)) return
    try {
      execFileSync('apt-get', args, {
        stdio: ['ignore', 'ignore', 'ignore'],
        timeout: 300_000,
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      })
    } catch {
      // The next way may work; without any, tests skip.
    }
  }
  if (!browserNames.some(has)) console.log('no browser could be installed; tests that need one are skipped')
}
