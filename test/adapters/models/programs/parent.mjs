// Starts a child that takes for ever and holds stdout open; ends itself at once, or waits for it when told `wait`.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const [pidFile, how] = process.argv.slice(2)
const slow = fileURLToPath(new URL('slow.mjs', import.meta.url))
const child = spawn(process.execPath, [slow, pidFile], { stdio: ['ignore', 'inherit', 'inherit'] })
if (how !== 'wait') {
  while (!existsSync(`${pidFile}.said`)) await new Promise((resolve) => setTimeout(resolve, 10))
  process.stdout.write(' and done')
  child.unref()
}
