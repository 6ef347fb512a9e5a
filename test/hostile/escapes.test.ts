// A stranger's repository that speaks to the terminal, to the host's log and to whoever reads the comment: in paths, headings,
// requirements, keys, reasons, symbols and code. Every format shows it spelled out.
import { describe, expect, test } from 'vitest'
import { greetCode, greetingSpec, styleSpec } from '../support/greeting.ts'
import { byTurns } from '../runs.ts'
import { expectPlain } from '../support/built.ts'
import { checking, formats, hostileRepository, patience, type Hostile } from './hostile.ts'

/** A link that says another address, the clipboard, a title, the cursor, colours in one byte, reversed text, hidden letters. */
const sequences = [
  '\x1b]8;;http://evil.example/\x1b\\click\x1b]8;;\x1b\\',
  '\x1b]52;c;ZXZpbA==\x07',
  '\x1b]0;title\x07',
  '\x1b[2J\x1b[1;1H',
  '\x9b31m',
  '\u202e\u2066gnp\u2069',
  '\u200b\u{e0041}',
  '\r\x08',
]

/** What the hosts of jobs obey in a log. */
const commands = [
  '::set-output name=x::y',
  '::error file=x::y',
  '##vso[task.setvariable variable=x]y',
  '::stop-commands::x',
]

const inNames = sequences.join('')

/** One of the commands as a real process under watch, by turns, and the others in this process. */
async function expectEscaped(hostile: Hostile, turn: number): Promise<void> {
  const all = [...checking, ...formats]
  const spawned = byTurns(all, turn)
  for (const words of all) {
    const { stdout, stderr } = await (spawned.includes(words)
      ? hostile.check(words)
      : hostile.project.spec(words))
    expectPlain({ stdout, stderr })
    // No such character is there; no line begins with what a host obeys, either.
    for (const line of `${stdout}\n${stderr}`.split('\n')) {
      const isOurs = words.includes('github') && /^::(?:error|warning|notice) /.test(line)
      if (!isOurs) expect(line).not.toMatch(/^\s*(?:::[a-z-]+|##(?:vso)?\[)/)
    }
  }
}

describe('escape sequences and commands', { timeout: patience }, () => {
  test('in the names of specs and of targets', async () => {
    const hostile = await hostileRepository()
    const { project } = hostile
    const name = inNames.replaceAll('/', '')
    project.write(`specs/features/${name}.md`, '---\ntargets: [src/x.ts]\n---\n# X\n\n- R1: x\n')
    project.write(
      'specs/features/line\nbreak\n::error::x.md',
      '---\ntargets: [src/y.ts]\n---\n# Y\n\n- R1: y\n',
    )
    const targets = JSON.stringify(['src/greet.ts', `src/${name}.ts`, 'src/a\n::error::b.ts'])
    project.write('specs/features/greeting.md', `---\ntargets: ${targets}\n---\n# G\n\n- R1: x\n`)
    await expectEscaped(hostile, 0)
    await hostile.check(['drift', name])
    await hostile.check(['diff', '--no-index', `${name}/a`, 'nothing'])
  })

  test('in headings, titles, requirements, keys and names of requirements', async () => {
    const hostile = await hostileRepository()
    const { project } = hostile
    const said = commands.map((command) => `\n${command}`).join('')
    project.write(
      'specs/features/greeting.md',
      greetingSpec
        .replace(
          'title: Greeting',
          `title: ${JSON.stringify(`${inNames}${said}`)}\n${JSON.stringify(inNames)}: 1`,
        )
        .replace('- R1: ', `- R1: ${inNames}${said.replaceAll('\n', ' ')} `)
        .replace('## Requirements', `## ${inNames}\n\nWords.\n\n## Requirements`)
        .replace('- R2: ', `- **${inNames.slice(0, 20)}**: `),
    )
    project.write('specs/architecture/style.md', styleSpec.replace('## Naming', `## ${inNames}`))
    await expectEscaped(hostile, 6)
  })

  test('in code that was edited, in its symbols and its signatures', async () => {
    const hostile = await hostileRepository()
    const { project } = hostile
    const said = JSON.stringify(`${inNames}\n${commands.join('\n')}`)
    // As they are in a comment and a string; the members have them as their names.
    const members = `export class Evil { ${JSON.stringify(inNames)} = 1; [${said}](a: ${said}) { return a } }\n`
    project.write('src/greet.ts', `${greetCode}// ${inNames.replace('\r', '')}\n${members}`)
    project.write('src/count.ts', `${commands.join('\n')}\n${inNames}`)
    await expectEscaped(hostile, 8)
  })

  test('in the reason and the words that a lock keeps', async () => {
    const hostile = await hostileRepository()
    const { project } = hostile
    project.write('src/greet.ts', `${greetCode}export const more = 1\n`)
    const because = `${inNames}\n${commands.join('\n')}`
    expect((await project.spec(['accept', 'greeting', '--because', because, '--yes'])).exit).toBe(0)
    const path = '.spec/lock/greeting.json'
    project.write(
      path,
      project
        .read(path)
        .replaceAll('R3', JSON.stringify(inNames).slice(1, -1))
        .replaceAll('returns', JSON.stringify(because).slice(1, -1)),
    )
    await expectEscaped(hostile, 9)
    project.write('src/names.ts', 'export const other = 1\n')
    await expectEscaped(hostile, 10)
  })

  test('in the configuration', async () => {
    const hostile = await hostileRepository()
    const evil = `${inNames}\n${commands.join('\n')}`
    hostile.project.write(
      'spec.config.json',
      JSON.stringify({ [evil]: 1, models: { [evil]: { kind: evil } } }),
    )
    await expectEscaped(hostile, 11)
    hostile.project.write('spec.config.json', `{ "${inNames}`)
    await expectEscaped(hostile, 4)
  })
})
