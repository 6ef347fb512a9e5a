// What `spec regen` may be told.
import { answeringArgs } from './answering-args.ts'
import type { ArgsDef } from './args.ts'

export const regenArgs = {
  id: { type: 'positional', variadic: true, completes: 'spec', description: 'Specs to build' },
  all: { type: 'boolean', description: 'Every active feature, in dependency order' },
  changed: {
    type: 'boolean',
    description: 'Every feature that is not in sync, then those that use it and become stale',
  },
  withDependents: {
    type: 'boolean',
    conflicts: ['response'],
    description: 'Then every feature that uses a named one and is stale',
  },
  only: {
    type: 'string',
    hint: 'requirement|target',
    description: 'Build one requirement or one target; the rest stays byte-identical',
  },
  model: answeringArgs.model,
  modelCommand: answeringArgs.modelCommand,
  response: {
    type: 'string',
    hint: 'file|-',
    completes: 'file',
    description: 'An answer that was made elsewhere',
  },
  answeredBy: answeringArgs.answeredBy,
  offline: {
    type: 'boolean',
    conflicts: ['fresh', 'response', 'modelCommand'],
    description: 'Only the archive may answer',
  },
  fresh: { type: 'boolean', description: 'Ask anew and build from nothing' },
  merge: {
    type: 'boolean',
    conflicts: ['force'],
    description: 'Where a hand edit and the new code clash, write both with merge markers',
  },
  force: { type: 'boolean', description: 'Replace hand edits and unmanaged files; they are stored first' },
  allowRemoval: {
    type: 'boolean',
    description:
      'Let exports, errors, guards, cases and events disappear and signatures change without a requirement',
  },
  reuseRejected: { type: 'boolean', description: 'Check an answer again that did not pass before' },
  verify: { type: 'boolean', description: 'Run the checks on restored files too' },
  tests: {
    type: 'boolean',
    negatable: true,
    description: 'Run tests, linters, commands and the formatter of the project, on a copy of it (default)',
  },
  repairs: {
    type: 'number',
    hint: 'n',
    min: 0,
    max: 10,
    conflicts: ['response'],
    description: 'How often what the checks found goes back to the model',
  },
  yes: {
    type: 'boolean',
    description: 'Agree to changes that no changed requirement explains, where the project wants to be asked',
  },
  dryRun: { type: 'boolean', description: 'Print the plan and stop' },
  maxCost: {
    type: 'string',
    hint: 'dollars',
    conflicts: ['response', 'modelCommand'],
    description: 'Spend at most so much in all, repairs included; a call that could exceed it is not made',
  },
  batch: {
    type: 'boolean',
    conflicts: ['response', 'modelCommand', 'offline', 'only', 'repairs'],
    description: 'Ask in a batch, at half the price, and end: answers come within a day (spec batch)',
  },
  concurrency: { type: 'number', hint: 'n', min: 1, max: 64, description: 'Specs built at a time' },
} as const satisfies ArgsDef

export type RegenArgs = typeof regenArgs
