// A command's context and the project's root → the ports that batches work through, and what a normal run tells of them.
import type { NoReply } from '../batch/batch.ts'
import { nameOf, specsUnderWay } from '../batch/standing.ts'
import { diagnostic } from '../diagnostic/diagnostic.ts'
import type { BatchPorts } from '../pipeline/batch-unclear.ts'
import type { RegenPorts } from '../pipeline/regen-options.ts'
import type { BatchApi } from '../ports.ts'
import { escapeText } from '../report/escape.ts'
import type { CommandContext } from './command.ts'
import type { OpenedFolder, OpenedHere } from './open.ts'

type Context = Pick<CommandContext, 'io' | 'signal'>

/** One line to each server, opened when it is needed: without a key the state on disk can still be read. */
export async function wireBatches(
  { io, signal }: Context,
  { workspace }: Pick<OpenedFolder, 'workspace'>,
): Promise<BatchPorts> {
  const { openBatchBook } = await import('../adapters/batches/book.ts')
  const { createClock } = await import('../adapters/clock.ts')
  const lines = new Map<string | undefined, Promise<BatchApi | NoReply>>()
  return {
    api: (baseUrl) => {
      const known = lines.get(baseUrl) ?? openLine(io.env, baseUrl)
      lines.set(baseUrl, known)
      return known
    },
    book: openBatchBook(workspace.root),
    clock: createClock(),
    signal,
    say: (line) => io.stderr.write(`${escapeText(line)}\n`),
  }
}

async function openLine(
  env: CommandContext['io']['env'],
  baseUrl: string | undefined,
): Promise<BatchApi | NoReply> {
  const { openBatchApi } = await import('../adapters/batches/api.ts')
  const opened = await openBatchApi({ env, baseUrl })
  return opened.ok ? opened.value : opened
}

/** Models that tell, before they are asked, that the same spec is in a batch under way: the call is paid besides. */
export async function tellingOfBatches(
  context: Pick<CommandContext, 'report'>,
  { workspace }: Pick<OpenedHere, 'workspace'>,
  ports: RegenPorts,
): Promise<RegenPorts> {
  const { openBatchBook } = await import('../adapters/batches/book.ts')
  const read = openBatchBook(workspace.root).read()
  const underWay = read.ok ? specsUnderWay(read.value) : new Map<string, never>()
  if (underWay.size === 0) return ports
  return {
    ...ports,
    model: async (spec, named) => {
      const submission = underWay.get(spec)
      if (submission !== undefined) {
        const name = nameOf(submission)
        const words = `${spec} is in the batch ${name} already; asking it now is paid besides`
        const hint = `spec batch wait ${name} --collect`
        context.report([diagnostic('batch-under-way', words, { hint })])
      }
      return ports.model(spec, named)
    },
  }
}
