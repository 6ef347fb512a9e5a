// The executable: `--version` at the price of starting Node; everything else is loaded when it is needed.
import * as nodeModule from 'node:module'
import { writeSync } from 'node:fs'

declare const __SPEC_VERSION__: string

if (process.argv.length === 3 && process.argv[2] === '--version') printVersion()
else {
  // From Node 22.1 on; not in the types of Node 20.
  const { enableCompileCache } = nodeModule as { readonly enableCompileCache?: () => unknown }
  enableCompileCache?.()
  const { main } = await import('./main.ts')
  await main()
}

/** By the descriptor: setting up `process.stdout` costs more than all the rest. */
function printVersion(): void {
  try {
    writeSync(1, `${__SPEC_VERSION__}\n`)
  } catch {
    process.exitCode = 2
  }
}
