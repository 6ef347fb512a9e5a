// The flags that every command takes.
import type { ArgsDef } from './args.ts'

export const globalArgs = {
  json: { type: 'boolean', description: 'Print one JSON document on stdout, and nothing else' },
  cwd: {
    type: 'string',
    hint: 'dir',
    description: 'Work as if started in this folder',
    completes: 'directory',
  },
  color: {
    type: 'boolean',
    negatable: true,
    description: 'Colours always, or with --no-color never; otherwise only on a terminal',
  },
  help: { type: 'boolean', alias: 'h', description: 'Show what the command does, with an example' },
  version: { type: 'boolean', description: 'Print the version of spec' },
} as const satisfies ArgsDef
