import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as {
  version: string
}

export default defineConfig({
  define: { __SPEC_VERSION__: JSON.stringify(version) },
  test: {
    environment: 'node',
    include: ['test/**/*.test.ts'],
    exclude: ['test/fixtures/**', 'node_modules/**'],
    globalSetup: ['test/global-setup.ts'],
    setupFiles: ['test/seed.ts'],
    pool: 'forks',
    // vitest leaves a core free, which on two halves the speed; and many tests wait for processes and limits.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    // One module graph a worker: loading ts-morph again for each of 30 files takes 26 s instead of 1 s. So a test
    // puts back what it changes outside itself (environment, directory, globals).
    isolate: false,
    testTimeout: process.env.SPEC_TEST_FULL === undefined ? 60_000 : 900_000,
    hookTimeout: 120_000,
    // On a machine that others use too, a process can be slower than a limit under test. What fails twice has failed; what
    // fails once is shown as tried again.
    retry: process.env.CI ? 1 : 0,
  },
})
