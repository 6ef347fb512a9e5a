// Which commands there are. A table that loads nothing: `spec --help` reads it without opening a command's module.
import type { AnyCommand } from './command.ts'

export interface Entry {
  /** The command's own summary, repeated here so that lists need not load it; a test compares the two. */
  readonly summary: string
  readonly load: () => Promise<AnyCommand>
}

export type Registry = Readonly<Record<string, Entry>>

/** No prototype: `spec constructor` must not find one. In the order in which help shows them. */
export const registry: Registry = Object.freeze(
  Object.assign(Object.create(null) as Record<string, Entry>, {
    init: {
      summary: 'Set up the folders, an example and the continuous check in a project',
      load: async () => (await import('./commands/init.ts')).command,
    },
    new: {
      summary: 'Write a new spec from a template',
      load: async () => (await import('./commands/new.ts')).command,
    },
    check: {
      summary: 'Check the specs themselves: front matter, requirements, owners, uses',
      load: async () => (await import('./commands/check.ts')).command,
    },
    list: {
      summary: 'List specs with their targets and how those stand',
      load: async () => (await import('./commands/list.ts')).command,
    },
    drift: {
      summary: 'Check that code, specs and locks agree',
      load: async () => (await import('./commands/drift.ts')).command,
    },
    coverage: {
      summary: 'List source files that no spec owns, and how much specs own',
      load: async () => (await import('./commands/coverage.ts')).command,
    },
    plan: {
      summary: 'Print what building would ask a model, and what it would cost',
      load: async () => (await import('./commands/plan.ts')).command,
    },
    regen: {
      summary: 'Build code from specs, or bring lost code back',
      load: async () => (await import('./commands/regen.ts')).command,
    },
    batch: {
      summary: 'Look after questions that were asked in a batch',
      load: async () => (await import('./commands/batch.ts')).command,
    },
    prompt: {
      summary: 'Print the prompt of a spec',
      load: async () => (await import('./commands/prompt.ts')).command,
    },
    models: {
      summary: 'Show which model a call would ask, why, and what is set up here',
      load: async () => (await import('./commands/models.ts')).command,
    },
    accept: {
      summary: 'Let hand-edited code stand, with a reason',
      load: async () => (await import('./commands/accept.ts')).command,
    },
    amend: {
      summary: 'Change a spec to say what its hand-edited code does',
      load: async () => (await import('./commands/amend.ts')).command,
    },
    diff: {
      summary: 'Show how code differs from what was written, by meaning',
      load: async () => (await import('./commands/diff.ts')).command,
    },
    restore: {
      summary: 'Bring back a target as it was last written, or as a record has it',
      load: async () => (await import('./commands/restore.ts')).command,
    },
    forget: {
      summary: 'Take targets out of a lock and keep their files',
      load: async () => (await import('./commands/forget.ts')).command,
    },
    remove: {
      summary: 'Delete targets that no spec names any more',
      load: async () => (await import('./commands/remove.ts')).command,
    },
    move: {
      summary: 'Rename a target or a spec, without a model',
      load: async () => (await import('./commands/move.ts')).command,
    },
    log: {
      summary: 'List generations, acceptances and overwritten code, newest first',
      load: async () => (await import('./commands/log.ts')).command,
    },
    show: {
      summary: 'Print a record of the archive: question, model, checks, decisions, trace, files',
      load: async () => (await import('./commands/show.ts')).command,
    },
    why: {
      summary: 'Say which requirement, commit and conversation a line is from',
      load: async () => (await import('./commands/why.ts')).command,
    },
    search: {
      summary: 'Find words in specs, records and conversations',
      load: async () => (await import('./commands/search.ts')).command,
    },
    archive: {
      summary: 'Keep sessions of coding agents; look after the archive',
      load: async () => (await import('./commands/archive.ts')).command,
    },
    hook: {
      summary: 'Check what is about to be committed, keep the conversations behind it',
      load: async () => (await import('./commands/hook.ts')).command,
    },
    hooks: {
      summary: 'Have agents and git keep conversations by themselves',
      load: async () => (await import('./commands/hooks.ts')).command,
    },
    completions: {
      summary: 'Print a script that completes commands, flags and specs in a shell',
      load: async () => (await import('./commands/completions.ts')).command,
    },
  } satisfies Record<string, Entry>),
)
