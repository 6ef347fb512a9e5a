// What is known of batches in, lines for people and members for programs out.
import type { BatchCounts, Submission } from '../batch/batch.ts'
import { nameOf, openAsks, stageOf, tallyOf, type Stage } from '../batch/standing.ts'
import type { Colours } from './colours.ts'
import { escapeText } from './escape.ts'

/** One line of what it is, one of how it stands, one of what to do next. */
export function renderSubmission(submission: Submission, colours: Colours): string {
  const stage = stageOf(submission)
  const lines = [
    `${colours.bold(escapeText(nameOf(submission)))}  ${words(stage, submission)}`,
    `  ${counted(submission.asks.length, 'request')}, submitted ${escapeText(submission.at)} to ${hostOf(submission)}`,
  ]
  const tally = tallyText(submission)
  if (tally !== '') lines.push(`  ${tally}`)
  const next = nextStep(submission)
  if (next !== null) lines.push(`  ${colours.dim(next)}`)
  return lines.join('\n')
}

const stageWords: Readonly<Record<Stage, string>> = {
  unclear: 'its reply was lost: whether it was accepted is not known',
  'under-way': 'under way',
  collectable: 'ended, answers wait',
  gone: 'ended, its results are gone',
  collected: 'collected',
}

function words(stage: Stage, { seen, batch }: Submission): string {
  const progress = stage === 'under-way' && seen !== null ? ` (${countsText(seen.counts)})` : ''
  const cancelling = stage === 'under-way' && seen?.status === 'canceling' ? ', being cancelled' : ''
  const unsure = batch?.sure === false ? ', taken for ours by its size' : ''
  const expires = stage === 'under-way' ? (seen?.expiresAt ?? null) : null
  const until = expires === null ? '' : `, expires ${escapeText(expires)}`
  return `${stageWords[stage]}${cancelling}${progress}${until}${unsure}`
}

export function countsText(counts: BatchCounts): string {
  const parts = Object.entries(counts).filter(([, count]) => count > 0)
  return parts.map(([name, count]) => `${count} ${name}`).join(', ')
}

function tallyText(submission: Submission): string {
  const parts = [...tallyOf(submission)].map(([standing, count]) => `${count} ${standing}`)
  const open = openAsks(submission).length
  if (parts.length > 0 && open > 0) parts.push(`${open} to come`)
  return parts.join(', ')
}

export function nextStep(submission: Submission): string | null {
  const name = escapeText(nameOf(submission))
  switch (stageOf(submission)) {
    case 'unclear':
      return `next: spec batch list looks again; spec batch adopt ${name} <batch id>; spec batch forget ${name}`
    case 'under-way':
      return `next: spec batch wait ${name} --collect`
    case 'collectable':
      return `next: spec batch collect ${name}`
    case 'gone':
      return `next: spec batch collect ${name}; spec regen --changed --batch asks again`
    case 'collected':
      return null
  }
}

export function submissionMembers(submission: Submission): Readonly<Record<string, unknown>> {
  const { token, at, baseUrl, batch, seen, asks, settled } = submission
  return {
    batch: batch?.id ?? null,
    sure: batch?.sure ?? false,
    submission: token,
    stage: stageOf(submission),
    submittedAt: at,
    server: baseUrl,
    status: seen?.status ?? null,
    counts: seen?.counts ?? null,
    expiresAt: seen?.expiresAt ?? null,
    requests: asks.map(({ customId, spec, model }) => ({
      id: customId,
      spec,
      model,
      standing: settled[customId]?.standing ?? null,
      note: settled[customId]?.note ?? null,
    })),
  }
}

export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}

const hostOf = ({ baseUrl }: Submission): string => escapeText(new URL(baseUrl).host)
