// Starts the loopback server as a process of its own: `node test/support/messages-server-main.mjs [script.json]`.
// script.json: { replies?: Reply[], answers?: string[], otherwise?: Reply, key?, models?, count?, lacks?, lifetimeMs?, log? }
// (`answers` are texts of healthy answers; `log` is a file that gets one JSON line a request). Prints its address as the
// first line of stdout. Ends with SIGTERM, when stdin is a pipe and closes, or after lifetimeMs (2 minutes).
import { appendFileSync, fstatSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

// Node 20 cannot load TypeScript, so the server is bundled in memory.
const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL('messages-server.ts', import.meta.url))],
  bundle: true,
  write: false,
  format: 'esm',
  platform: 'node',
})
const code = Buffer.from(outputFiles[0].contents).toString('base64')
const { answer, startMessagesServer } = await import(`data:text/javascript;base64,${code}`)

const {
  answers = [],
  replies = [],
  log,
  ...options
} = process.argv[2] ? JSON.parse(readFileSync(process.argv[2], 'utf8')) : {}
const server = await startMessagesServer({
  ...options,
  replies: [...replies, ...answers.map((text) => answer(text))],
  ...(log ? { log: (request) => appendFileSync(log, `${JSON.stringify(request)}\n`) } : {}),
})
console.log(server.url)

const stop = () => void server.close().then(() => process.exit(0))
process.once('SIGTERM', stop)
// A pipe that closes says that the starter is gone; /dev/null is closed from the start and says nothing.
const stdin = fstatSync(0)
if (stdin.isFIFO() || stdin.isSocket()) process.stdin.once('end', stop).once('error', stop).resume()
setTimeout(stop, options.lifetimeMs ?? 120_000)
