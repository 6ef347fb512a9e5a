// Notes its process id in a file, says something, notes that in another file, and then takes for ever.
// Does not end on SIGTERM when told `stubborn`.
import { writeFileSync, writeSync } from 'node:fs'

const [pidFile, how] = process.argv.slice(2)
if (how === 'stubborn') process.on('SIGTERM', () => {})
writeFileSync(pidFile, String(process.pid))
writeSync(1, 'so far')
writeFileSync(`${pidFile}.said`, '')
// Whatever becomes of the test, nothing is left behind.
setTimeout(() => process.exit(1), 120_000)
