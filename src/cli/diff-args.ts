// What `spec diff` may be told, and which of its ways to compare is meant.
import type { ArgsDef, ParsedArgs } from './args.ts'
import { flagName } from './args.ts'
import type { Diagnostic } from '../diagnostic/diagnostic.ts'
import { usageError } from './usage-error.ts'

export const diffArgs = {
  id: {
    type: 'positional',
    variadic: true,
    completes: 'spec',
    description: 'Specs; all where none is named. With --no-index, two files',
  },
  noIndex: {
    type: 'boolean',
    conflicts: ['fresh', 'all'],
    description: 'Compare two files, of any project or none; - is stdin',
  },
  failOn: {
    type: 'string',
    hint: 'level',
    options: ['format', 'implementation', 'api'],
    description:
      'The least level that ends with 1; else drift.failOn of the configuration, else implementation',
  },
  types: {
    type: 'boolean',
    conflicts: ['noIndex', 'fresh'],
    description: 'Also tell exports whose type changed through an import; decides nothing',
  },
  summary: { type: 'boolean', description: 'Only what changed, without the lines' },
  pager: {
    type: 'boolean',
    negatable: true,
    description: 'On a terminal, show a result in $PAGER or less; with --no-pager never',
  },
  all: { type: 'boolean', description: 'Every active feature' },
  fresh: {
    type: 'boolean',
    description: 'Ask a model for a new build and compare that with the code; nothing is written',
  },
  model: {
    type: 'string',
    hint: 'name',
    completes: 'model',
    conflicts: ['modelCommand', 'response'],
    description: 'With --fresh: a model of the configuration, a preset, or an id of the API',
  },
  modelCommand: {
    type: 'string',
    hint: 'command',
    conflicts: ['response'],
    description: 'With --fresh: a program that reads the prompt on stdin and prints the answer',
  },
  response: {
    type: 'string',
    hint: 'file|-',
    completes: 'file',
    description: 'With --fresh: an answer to spec prompt <id> --fresh that was made elsewhere',
  },
  offline: {
    type: 'boolean',
    conflicts: ['response', 'modelCommand', 'model'],
    description: 'With --fresh: compare with a recorded answer; no model is asked',
  },
  tests: {
    type: 'boolean',
    negatable: true,
    description:
      'With --fresh: run tests, linters, commands and the formatter of the project, on copies of it (default)',
  },
  concurrency: { type: 'number', hint: 'n', min: 1, max: 64, description: 'With --fresh: specs at a time' },
  format: {
    type: 'string',
    hint: 'format',
    options: ['text', 'markdown'],
    description: 'With --fresh: text, or markdown for the summary of a job',
  },
} as const satisfies ArgsDef

export type DiffArgs = typeof diffArgs

const onlyFresh = ['model', 'modelCommand', 'response', 'offline', 'tests', 'concurrency', 'format'] as const

/** The first thing that does not fit together; null where all does. */
export function misuse(args: ParsedArgs<DiffArgs>): Diagnostic | null {
  const stray = onlyFresh.find((key) => args[key] !== undefined && (args[key] !== false || key === 'tests'))
  if (!args.fresh && stray !== undefined)
    return usageError(`--${flagName(stray)} goes with --fresh`, 'spec diff auth-flow --fresh')
  if (args.noIndex && args.id.length !== 2)
    return usageError(
      `--no-index compares two files, and ${args.id.length} ${args.id.length === 1 ? 'was' : 'were'} given`,
      'spec diff --no-index old.ts new.ts',
    )
  if (args.all && args.id.length > 0)
    return usageError('--all and named specs cannot be given together', 'leave one of them out')
  // Every answer is paid for.
  if (args.fresh && !args.all && args.id.length === 0)
    return usageError('say which specs to ask for', 'spec diff <id…> --fresh, or spec diff --all --fresh')
  if (args.response !== undefined && args.id.length !== 1)
    return usageError(
      '--response is the answer to one spec',
      'spec diff auth-flow --fresh --response answer.md',
    )
  return null
}
