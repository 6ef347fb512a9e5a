// Markdown and the file that GitHub Actions names in GITHUB_STEP_SUMMARY in; the Markdown added to that file out.
import { appendFile, stat } from 'node:fs/promises'
import { diagnostic, fail, ok, type Result } from '../diagnostic/diagnostic.ts'
import { errnoOf, inWords } from './errno.ts'

/**
 * Of a step's summary more is not cut but rejected whole:
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits
 */
export const summaryBytes = 1024 * 1024

/**
 * Adds whole lines, as many as the summary takes beside what the step wrote before; a fold that is cut open is closed.
 *
 * @param file a path of the runner, outside of the project
 * @param markdown ends with LF
 * @returns `write-failed` where the file cannot be written; otherwise ok, with a warning where something was cut
 */
export async function appendJobSummary(file: string, markdown: string): Promise<Result<null>> {
  try {
    const taken = await sizeOf(file)
    const text = withinBytes(markdown, summaryBytes - taken)
    // Written even where it is empty: a path that cannot be written is told in any case.
    await appendFile(file, text)
    if (text === markdown) return ok(null)
    const message = 'the job summary was cut: GitHub takes no more than 1 MiB of a step'
    return ok(null, [diagnostic('report-cut', message, { hint: 'spec drift has all of it' })])
  } catch (thrown) {
    const errno = errnoOf(thrown)
    if (errno === null) throw thrown
    return fail(
      diagnostic('write-failed', `the job summary could not be written: ${inWords(errno)}`, {
        hint: 'GITHUB_STEP_SUMMARY names the file; inside a container it has to be mounted',
      }),
    )
  }
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size
  } catch (thrown) {
    if (errnoOf(thrown) === 'ENOENT') return 0
    throw thrown
  }
}

const notice = '\n**Cut here: GitHub takes no more than 1 MiB of a step.**\n'
const closing = '\n</details>\n'

function withinBytes(markdown: string, room: number): string {
  if (Buffer.byteLength(markdown) <= room) return markdown
  const kept: string[] = []
  let open = 0
  let left = room - Buffer.byteLength(notice) - Buffer.byteLength(closing)
  for (const line of markdown.split('\n')) {
    left -= Buffer.byteLength(line) + 1
    if (left < 0) break
    // Of reports these lines are the only tags: all that comes from files is in code spans.
    if (line.startsWith('<details>')) open += 1
    if (line === '</details>') open -= 1
    kept.push(`${line}\n`)
  }
  if (kept.length === 0) return Buffer.byteLength(notice) <= room ? notice : ''
  return `${kept.join('')}${open > 0 ? closing : ''}${notice}`
}
