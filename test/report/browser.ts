// A real browser without a window, where this machine has one: a page in, what stands in it after everything ran, out.
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { browserNames } from '../../scripts/browser.mjs'

/** Null where there is none. `SPEC_TEST_BROWSER` names one. */
export function findBrowser(): string | null {
  const named = process.env.SPEC_TEST_BROWSER
  if (named !== undefined && named !== '') return named
  const folders = (process.env.PATH ?? '').split(delimiter)
  const files = browserNames.flatMap((name) => folders.map((folder) => join(folder, name)))
  return files.find((file) => existsSync(file)) ?? null
}

/** The document as HTML. With a profile of its own; every address but this machine's leads nowhere. */
export async function domOf(browser: string, address: string, more: readonly string[] = []): Promise<string> {
  const profile = mkdtempSync(join(tmpdir(), 'spec-browser-'))
  const flags = [
    '--headless',
    // A container has no room for the sandbox's own namespaces; the page comes from the test itself.
    '--no-sandbox',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--no-first-run',
    '--disable-background-networking',
    '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    `--user-data-dir=${profile}`,
    ...more,
    '--dump-dom',
    address,
  ]
  try {
    return await new Promise((resolve, reject) => {
      execFile(browser, flags, { timeout: 60_000, maxBuffer: 50_000_000 }, (error, stdout) => {
        if (error === null) resolve(stdout)
        else reject(new Error(`${browser} failed`, { cause: error }))
      })
    })
  } finally {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  }
}
