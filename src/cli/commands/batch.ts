// `spec batch list | wait | collect | cancel | adopt | forget`: questions that were asked in a batch. JSON: `batches`
// (batch, submission, stage, status, counts, requests with their standing); `collect` adds `specs` as `spec regen` has them.
import type { Submission } from '../../batch/batch.ts'
import { chosen, stageOf } from '../../batch/standing.ts'
import {
  diagnostic,
  exitCodeOf,
  fail,
  ok,
  type Diagnostic,
  type Result,
} from '../../diagnostic/diagnostic.ts'
import { adoptBatch, cancelBatch, forgetBatch } from '../../pipeline/batch-decide.ts'
import { refresh } from '../../pipeline/batch-download.ts'
import type { BatchPorts } from '../../pipeline/batch-unclear.ts'
import { progressOf, waitForBatches } from '../../pipeline/batch-wait.ts'
import { renderSubmission, submissionMembers } from '../../report/batch.ts'
import { batchId, collectArgs } from '../batch-args.ts'
import { collectBatches } from '../collect-batch.ts'
import type { CommandContext, CommandGroup, ExitCode } from '../command.ts'
import { defineCommand } from '../command.ts'
import { openFolder } from '../open.ts'
import { stop } from '../stop.ts'
import { wireBatches } from '../wire-batch.ts'

const list = defineCommand({
  name: 'list',
  summary: 'List batches: under way, ended, collected',
  description:
    'What this machine knows, brought up to date from the server where there is a key. Exit 2: of some it is not known\n' +
    'whether they were accepted, or the server gave nothing.',
  example: 'spec batch list',
  args: {},
  async run(context) {
    const batches = await openBatches(context)
    if (!batches.ok) return stop(context, batches.diagnostics)
    const { ports, all } = batches.value
    const told: Diagnostic[] = [...batches.diagnostics]
    // Somebody who submits or collects just now knows better: then nothing is touched.
    const held = await ports.book.hold()
    const now: Submission[] = []
    try {
      for (const one of all) {
        const stage = stageOf(one)
        const isOpen = stage === 'under-way' || stage === 'unclear'
        const fresh = held.ok && isOpen ? await refresh(one, all, ports) : ok(one)
        told.push(...fresh.diagnostics.filter(({ code }) => code !== 'model-no-key' || stage === 'unclear'))
        const seen = fresh.ok ? fresh.value : one
        if (seen !== null) now.push(seen)
      }
    } finally {
      if (held.ok) held.value()
    }
    return show(context, now, told, 'no question was asked in a batch here')
  },
})

const wait = defineCommand({
  name: 'wait',
  summary: 'Wait until batches have ended',
  description:
    'Ends by itself; Ctrl-C stops the waiting and nothing else. Most batches end within an hour, all in a day.',
  example: 'spec batch wait --collect',
  args: {
    ...collectArgs,
    collect: { type: 'boolean', description: 'Then collect, as `spec batch collect` does' },
  },
  async run(context) {
    const batches = await openBatches(context)
    if (!batches.ok) return stop(context, batches.diagnostics)
    const { ports, all } = batches.value
    const meant = choose(all, context.args.id)
    if (!meant.ok) return stop(context, meant.diagnostics)
    const { realTiming } = await import('../../adapters/models/patience.ts')
    const waited = await waitForBatches(meant.value, all, ports, {
      sleep: realTiming.sleep,
      looked: (submission) => ports.say(progressOf(submission)),
    })
    const told = [...batches.diagnostics, ...waited.diagnostics]
    if (!context.args.collect || exitCodeOf(told) !== 0 || context.signal.aborted)
      return show(context, waited.submissions, told, 'there is no batch to wait for')
    context.report(told)
    return collectBatches(context, (now) => choose(now, context.args.id))
  },
})

const collect = defineCommand({
  name: 'collect',
  summary: 'Download answers, check them and write the code',
  description:
    'Each answer is kept on this machine before anything is made of it, then checked and landed as `spec regen` does. What\n' +
    'does not pass is kept and told; it goes back to a model only with --repairs. Safe to interrupt and to repeat.\n' +
    'Exit 0: all that came landed. 1: some did not, and which. 2: the server or the state of a batch gave nothing.',
  example: 'spec batch collect\nspec batch collect msgbatch_01 --again --repairs 2',
  args: collectArgs,
  run: (context) => collectBatches(context, (all) => choose(all, context.args.id)),
})

const cancel = defineCommand({
  name: 'cancel',
  summary: 'Cancel a batch; what is answered by then can be collected',
  example: 'spec batch cancel msgbatch_01',
  args: { id: { ...batchId, required: true } },
  run: (context) => decide(context, context.args.id, (one, { ports }) => cancelBatch(one, ports)),
})

const adopt = defineCommand({
  name: 'adopt',
  summary: 'Say which batch a submission became whose reply was lost',
  example: 'spec batch adopt 0123456789abcdef msgbatch_01',
  args: {
    id: { ...batchId, hint: 'submission', required: true },
    batch: { type: 'positional', hint: 'batch', required: true, description: 'Its id, from the console' },
  },
  run: (context) =>
    decide(context, context.args.id, (one, { ports, all }) =>
      adoptBatch(one, context.args.batch, all, ports),
    ),
})

const forget = defineCommand({
  name: 'forget',
  summary: 'Put a submission aside: its questions may be asked again, and are paid again',
  example: 'spec batch forget 0123456789abcdef',
  args: { id: { ...batchId, hint: 'submission', required: true } },
  run: (context) => decide(context, context.args.id, (one, { ports }) => forgetBatch(one, ports)),
})

interface Batches {
  readonly ports: BatchPorts
  readonly all: readonly Submission[]
}

async function openBatches(context: Pick<CommandContext, 'io' | 'signal'>): Promise<Result<Batches>> {
  const folder = await openFolder(context)
  if (!folder.ok) return folder
  const ports = await wireBatches(context, folder.value)
  const all = ports.book.read()
  const before = [...folder.diagnostics, ...all.diagnostics]
  return all.ok ? ok({ ports, all: all.value }, before) : fail(...before)
}

function choose(all: readonly Submission[], word: string | undefined): Result<readonly Submission[]> {
  const found = chosen(all, word ?? null)
  if (word === undefined || found.length === 1) return ok(found)
  const why = found.length === 0 ? `no batch is called ${word}` : `${found.length} batches begin with ${word}`
  return fail(diagnostic('batch-unknown', why, { hint: 'spec batch list shows all' }))
}

/** One that is named, while nobody else works with batches. */
async function decide(
  context: Telling,
  word: string,
  work: (submission: Submission, batches: Batches) => Promise<Result<Submission | null>>,
): Promise<ExitCode> {
  const batches = await openBatches(context)
  if (!batches.ok) return stop(context, batches.diagnostics)
  const { ports } = batches.value
  const held = await ports.book.hold()
  if (!held.ok) return stop(context, held.diagnostics)
  try {
    const meant = choose(batches.value.all, word)
    const [only] = meant.ok ? meant.value : []
    if (only === undefined) return stop(context, meant.diagnostics)
    const done = await work(only, batches.value)
    const told = [...batches.diagnostics, ...done.diagnostics]
    return show(context, done.ok && done.value !== null ? [done.value] : [], told, '')
  } finally {
    held.value()
  }
}

type Telling = Pick<CommandContext, 'io' | 'signal' | 'report' | 'print' | 'document' | 'colours'>

function show(
  context: Telling,
  submissions: readonly Submission[],
  told: readonly Diagnostic[],
  none: string,
): ExitCode {
  for (const one of submissions) context.print(renderSubmission(one, context.colours.stdout))
  if (submissions.length === 0 && none !== '') context.print(none)
  context.report(told)
  context.document({ batches: submissions.map(submissionMembers) })
  return exitCodeOf(told)
}

export const command: CommandGroup = {
  name: 'batch',
  summary: 'Look after questions that were asked in a batch',
  example: 'spec regen --all --batch\nspec batch wait --collect',
  subcommands: [list, wait, collect, cancel, adopt, forget],
}
