// A command with an argument of every kind, which answers with the values it was given.
import { defineCommand, type CommandGroup } from '../../../src/cli/command.ts'
import { registryOf } from './recorded.ts'

const build = defineCommand({
  name: 'build',
  summary: 'Build specs',
  description: 'Builds what it is told to build.',
  example: 'spec build auth-flow --because "it moved"',
  args: {
    ids: { type: 'positional', hint: 'id', variadic: true, completes: 'spec', description: 'Specs to build' },
    dryRun: { type: 'boolean', description: 'Change nothing', conflicts: ['force'] },
    force: { type: 'boolean', alias: 'f', description: 'Overwrite' },
    verify: { type: 'boolean', negatable: true, description: 'Check what comes back' },
    because: { type: 'string', hint: 'reason', description: 'Why' },
    model: {
      type: 'string',
      hint: 'name',
      description: 'Which model',
      options: ['large', 'small'],
      default: 'small',
    },
    only: { type: 'string', hint: 'path', repeatable: true, completes: 'file', description: 'Only these' },
    concurrency: { type: 'number', hint: 'n', alias: 'n', min: 1, max: 64, description: 'Specs at a time' },
  },
  async run({ args, document, io }) {
    document({ args, cwd: io.cwd })
    return 0
  },
})

const archive: CommandGroup = {
  name: 'archive',
  summary: 'Look after the archive',
  example: 'spec archive verify',
  subcommands: [
    defineCommand({
      name: 'verify',
      summary: 'Re-derive every digest',
      example: 'spec archive verify',
      args: {
        record: { type: 'positional', required: true, description: 'The record' },
        kind: { type: 'positional', options: ['blob', 'lock'], description: 'What it is' },
      },
      async run({ args, document, print }) {
        document({ record: args.record, kind: args.kind ?? null })
        print(args.record)
        return 0
      },
    }),
  ],
}

export const madeUp = registryOf(build, archive)
