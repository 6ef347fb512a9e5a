// Answers with what it was asked, where it is, and what it sees of the environment.
import { readFileSync, readdirSync } from 'node:fs'

const prompt = readFileSync(0, 'utf8')
const seen = {
  prompt,
  cwd: process.cwd(),
  files: readdirSync('.'),
  args: process.argv.slice(2),
  env: process.env,
}
process.stdout.write(JSON.stringify(seen))
