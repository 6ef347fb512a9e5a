// How a command that builds or amends may be told who answers.
import type { ArgsDef } from './args.ts'

export const answeringArgs = {
  model: {
    type: 'string',
    hint: 'name',
    completes: 'model',
    conflicts: ['modelCommand', 'response'],
    description: 'A model of the configuration, a preset (see spec models), or an id of the API',
  },
  modelCommand: {
    type: 'string',
    hint: 'command',
    conflicts: ['response'],
    description: 'A program that reads the prompt on stdin and prints the answer',
  },
  answeredBy: {
    type: 'string',
    hint: 'name',
    description: 'Who gave the answer of --response, for the record',
  },
} as const satisfies ArgsDef
