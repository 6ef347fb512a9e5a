// What the commands of `spec batch` may be told.
import type { ArgsDef } from './args.ts'
import { regenArgs } from './regen-args.ts'

const { model, modelCommand, merge, force, allowRemoval, tests, yes, maxCost, concurrency } = regenArgs

export const batchId = {
  type: 'positional',
  hint: 'batch',
  description: "A batch's id, as `spec batch list` shows it, or how it begins",
} as const

export const collectArgs = {
  id: batchId,
  again: { type: 'boolean', description: 'Check answers again that did not land before' },
  repairs: {
    type: 'number',
    hint: 'n',
    min: 0,
    max: 10,
    description:
      'How often what the checks found goes back to the model, by ordinary calls at their full price (default 0)',
  },
  model: { ...model, conflicts: ['modelCommand'], description: 'The model for --repairs' },
  modelCommand: { ...modelCommand, conflicts: ['model'], description: 'The program for --repairs' },
  merge,
  force,
  allowRemoval,
  tests,
  yes,
  maxCost: { ...maxCost, conflicts: ['modelCommand'], description: 'Spend at most so much on --repairs' },
  concurrency,
} as const satisfies ArgsDef
