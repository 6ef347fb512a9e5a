// Prints what it is told to: `out` and `err` are JSON texts or base64 bytes, `times` repeats stdout, `code` is the exit code;
// `deaf` closes stdin unread and stays for a while.
import { closeSync } from 'node:fs'

const { out = '', bytes, err = '', times = 1, code = 0, deaf = false } = JSON.parse(process.argv[2])
process.stderr.write(err)
if (deaf) {
  closeSync(0)
  await new Promise((resolve) => setTimeout(resolve, 300))
}
const chunk = bytes === undefined ? Buffer.from(out) : Buffer.from(bytes, 'base64')
const write = (data) => new Promise((resolve) => process.stdout.write(data, resolve))
for (let i = 0; i < times; i++) await write(chunk)
process.exitCode = code
