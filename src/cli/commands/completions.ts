// `spec completions <shell>`: every command and flag → a script for the shell.
import { bashScript } from '../completion/bash.ts'
import { fishScript } from '../completion/fish.ts'
import { completionTable } from '../completion/table.ts'
import { zshScript } from '../completion/zsh.ts'
import { defineCommand } from '../command.ts'
import { registry } from '../registry.ts'

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript }

export const command = defineCommand({
  name: 'completions',
  summary: 'Print a script that completes commands, flags and specs in a shell',
  description: [
    'The script needs neither Node nor a network to complete: it holds all commands and flags of this version, and',
    'finds the specs of the project around the current folder by their names.',
  ].join('\n'),
  example: 'source <(spec completions bash)',
  args: {
    shell: {
      type: 'positional',
      required: true,
      options: ['bash', 'zsh', 'fish'],
      description: 'The shell to write for',
    },
  },
  async run({ args, print, document }) {
    const script = scripts[args.shell](await completionTable(registry))
    document({ shell: args.shell, script })
    print(script)
    return 0
  },
})
