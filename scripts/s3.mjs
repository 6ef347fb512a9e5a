// `npm run s3`: syncing with real servers (OpenStack Swift, a daemon of rsync, rclone), with figures. What cannot be had on this
// machine is left out, and told. As root with apt-get, Swift is installed first.

import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs')
const { status } = spawnSync(process.execPath, [vitest, 'run', 'test/adapters/sync/real-servers.test.ts'], {
  cwd: root,
  env: { ...process.env, SPEC_TEST_FULL: '1', SPEC_SYNC_FIGURES: '1' },
  stdio: 'inherit',
})
process.exitCode = status ?? 1
