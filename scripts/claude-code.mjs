// The hooks that `spec hooks install` writes, tried with the real Claude Code: fetches the client (360 MB) into a folder that git
// ignores, where it is not there yet, and runs the test. Where it cannot be had, it says so and ends well.
//
//   node scripts/claude-code.mjs

import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { env, execPath } from 'node:process'
import { fileURLToPath } from 'node:url'

const version = '2.1.329'
const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, '.bench/claude-code', version)
const program = join(folder, 'node_modules/@anthropic-ai/claude-code/cli-wrapper.cjs')

if (!existsSync(program)) {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
  // Its own script after installing only copies the program, which the wrapper finds where it is.
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-save', '--engine-strict=false']
  spawnSync('npm', ['install', ...flags, `@anthropic-ai/claude-code@${version}`], {
    cwd: folder,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
}
if (existsSync(program)) {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const { status } = spawnSync(execPath, [vitest, 'run', 'test/cli/hook/claude-code.test.ts'], {
    cwd: root,
    env: { ...env, SPEC_TEST_CLAUDE_CODE: program },
    stdio: 'inherit',
  })
  process.exitCode = status ?? 1
} else
  console.log(
    `Claude Code ${version} cannot be fetched from npm here: the test with the real client was left out`,
  )
