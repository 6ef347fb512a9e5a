// What the scripts of this action say to the runner: outputs, notices, and text that must not be taken for a command.
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
import { randomUUID } from 'node:crypto'
import { appendFileSync } from 'node:fs'

/** Values may hold anything: the delimiter of each is one that nobody can know before. */
export function setOutputs(outputs) {
  const file = process.env.GITHUB_OUTPUT
  for (const [name, value] of Object.entries(outputs)) {
    const delimiter = `spec_${randomUUID()}`
    const text = `${name}<<${delimiter}\n${value}\n${delimiter}\n`
    if (file) appendFileSync(file, text)
    else showAsText(text)
  }
}

/** Into the log, as text: paths and headings of a stranger's repository could be spelled like commands to the runner. */
export function showAsText(text) {
  if (text === '') return
  const token = randomUUID()
  process.stdout.write(`::stop-commands::${token}\n${text.endsWith('\n') ? text : `${text}\n`}::${token}::\n`)
}

export function notice(message) {
  process.stdout.write(
    `::notice title=spec drift::${message.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A')}\n`,
  )
}

/** Ends the script: `message` is what went wrong and what to do about it. */
export function stop(message) {
  showAsText(`spec drift: ${message}`)
  process.exit(2)
}
