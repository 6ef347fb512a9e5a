// `--help` at each level, and what the real commands say of themselves.
import { describe, expect, test } from 'vitest'
import { isGroup, type Command } from '../../../src/cli/command.ts'
import { flagName } from '../../../src/cli/args.ts'
import { globalArgs } from '../../../src/cli/globals.ts'
import { parseCommandArgs } from '../../../src/cli/parse.ts'
import { registry, type Registry } from '../../../src/cli/registry.ts'
import { madeUp } from './made-up.ts'
import { hasEscapes, run } from './recorded.ts'

describe('help', () => {
  test.each([
    ['of the tool', ['--help']],
    ['of the tool by -h', ['-h']],
    ['of the tool by its name', ['help']],
  ])('%s lists the commands without loading one', async (_, words) => {
    const closed: Registry = Object.fromEntries(
      Object.entries(madeUp).map(([name, { summary }]) => [
        name,
        { summary, load: () => Promise.reject(new Error('loaded')) },
      ]),
    )
    const { exit, stdout, stderr } = await run(words, { registry: closed })
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' })
    expect(stdout).toContain('USAGE spec [OPTIONS] <command>')
    expect(stdout).toMatch(/build +Build specs\n/)
    expect(stdout).toContain('spec drift --json')
  })

  test.each([
    ['last', ['build', 'auth-flow', '--help']],
    ['first', ['--help', 'build']],
    ['by -h', ['build', '-h']],
    ['by its name', ['help', 'build']],
    ['although other words are wrong', ['build', '--dryrun', '--because', '--help']],
  ])('of a command, %s, shows arguments, description and example', async (_, words) => {
    const { exit, stdout, stderr } = await run(words, { registry: madeUp })
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' })
    expect(stdout).toBe(
      `Build specs (spec build)

USAGE spec build [OPTIONS] [ID…]

ARGUMENTS

  ID…    Specs to build

OPTIONS

              --dry-run    Change nothing
            -f, --force    Overwrite
               --verify    Check what comes back
     --because=<reason>    Why
  --model=<large|small>    Which model (Default: small)
          --only=<path>    Only these (may be repeated)
  -n, --concurrency=<n>    Specs at a time

Builds what it is told to build.

EXAMPLE

  spec build auth-flow --because "it moved"

Every command takes --json, --cwd, --color, --help, --version; spec --help explains them.
`,
    )
  })

  test('of a group lists its commands; of one of them names both', async () => {
    const group = await run(['archive', '--help'], { registry: madeUp })
    expect(group.stdout).toContain('USAGE spec archive <command>')
    expect(group.stdout).toMatch(/verify +Re-derive every digest\n/)
    const verify = await run(['archive', 'verify', '--help'], { registry: madeUp })
    expect(verify.stdout).toContain('USAGE spec archive verify [OPTIONS] <RECORD> [KIND]')
    expect(verify.stdout).toContain('(blob, lock)')
  })

  test('after -- is a word', async () => {
    const { stdout } = await run(['build', '--json', '--', '--help'], { registry: madeUp })
    expect(JSON.parse(stdout)).toMatchObject({ args: { ids: ['--help'] } })
  })

  test('is coloured on a terminal and plain elsewhere', async () => {
    // citty decides by CI when it is loaded; what is ours is coloured whatever it decides.
    const terminal = await run(['build', '--help'], { registry: madeUp, stdoutIsTTY: true })
    expect(hasEscapes(terminal.stdout)).toBe(true)
    expect(hasEscapes((await run(['build', '--help'], { registry: madeUp })).stdout)).toBe(false)
  })

  test('and the version are documents with --json', async () => {
    const help = await run(['build', '--help', '--json'], { registry: madeUp })
    expect(JSON.parse(help.stdout)).toMatchObject({
      schema: 'spec.help/1',
      text: expect.stringContaining('USAGE'),
    })
    const version = await run(['--version', '--json'], { registry: madeUp })
    expect(JSON.parse(version.stdout)).toMatchObject({
      schema: 'spec.version/1',
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    })
    expect((await run(['build', '--version'], { registry: madeUp })).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})

describe('each command', async () => {
  const loaded = await Promise.all(
    Object.entries(registry).map(async ([name, entry]) => ({ name, entry, command: await entry.load() })),
  )
  const leaves: readonly (readonly [string, Command])[] = loaded.flatMap(({ command }) =>
    isGroup(command)
      ? command.subcommands.map((sub) => [`${command.name} ${sub.name}`, sub] as const)
      : [[command.name, command] as const],
  )

  test.each(loaded)('$name has the name and the summary of the table', ({ name, entry, command }) => {
    expect({ name: command.name, summary: command.summary }).toEqual({ name, summary: entry.summary })
    expect(command.summary).not.toMatch(/\.$/)
  })

  test.each(leaves)('%s declares arguments that can be given', (_, command) => {
    const defs = Object.entries(command.args)
    const flags = defs.filter(([, def]) => def.type !== 'positional')
    for (const [key, def] of flags) {
      expect(Object.keys(globalArgs)).not.toContain(key)
      // `--no-x` is how a flag is taken back; git's own name for a comparison outside of an index is the exception.
      if (key !== 'noIndex') expect(flagName(key)).toMatch(/^(?!no-)[a-z]+(-[a-z]+)*$/)
      if ('conflicts' in def)
        for (const other of def.conflicts ?? []) expect(flags.map(([k]) => k)).toContain(other)
    }
    const aliases = flags.flatMap(([, def]) => ('alias' in def && def.alias !== undefined ? [def.alias] : []))
    expect(new Set(['h', ...aliases]).size).toBe(aliases.length + 1)
    const positionals = defs.flatMap(([, def]) => (def.type === 'positional' ? [def] : []))
    // Only the last one can take all the rest, and none is needed after one that is not.
    positionals.forEach((def, at) => {
      if (def.variadic) expect(at).toBe(positionals.length - 1)
      if (def.required && at > 0) expect(positionals[at - 1]?.required).toBe(true)
    })
  })

  test.each(leaves)('%s has examples that its own arguments accept', (typed, command) => {
    const lines = command.example.split('\n').filter((line) => line.includes(`spec ${typed}`))
    expect(lines).not.toEqual([])
    for (const line of lines) {
      const words = shellWords(line.slice(line.indexOf(`spec ${typed}`) + `spec ${typed}`.length))
      const parsed = parseCommandArgs(words, { ...command.args, ...globalArgs }, `spec ${typed}`)
      expect(parsed.diagnostics, line).toEqual([])
    }
  })
})

/** Words of a line of an example, up to a redirection, a pipe or a closing bracket. */
function shellWords(line: string): string[] {
  const words = [...line.matchAll(/"([^"]*)"|'([^']*)'|([^\s"'<>|()]+)|([<>|()])/g)]
  const end = words.findIndex((word) => word[4] !== undefined)
  return words.slice(0, end < 0 ? words.length : end).map((word) => word[1] ?? word[2] ?? word[3] ?? '')
}
