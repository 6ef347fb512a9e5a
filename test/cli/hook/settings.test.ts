// Commands at the events of an agent, put into its settings and taken out again: all else stays byte for byte.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { agentHooks } from '../../../src/cli/hook/agents.ts'
import { eventsWith, newSettings, withCommands, withoutCommands } from '../../../src/cli/hook/settings.ts'
import { runs } from '../../runs.ts'

const { commands, isOurs } = agentHooks('claude-code', '')

const installed = (text: string): string => {
  const edit = withCommands(text, commands, isOurs)
  if (edit.kind !== 'edited') throw new Error(`it is ${edit.kind}`)
  return edit.text
}
const removed = (text: string): string => {
  const edit = withoutCommands(text, isOurs)
  if (edit.kind !== 'edited') throw new Error(`it is ${edit.kind}`)
  return edit.text
}
const ours = Object.fromEntries(
  commands.map(({ event, command, timeout }) => [
    event,
    [{ hooks: [{ type: 'command', command, timeout }] }],
  ]),
)
const linter = { matcher: 'Edit', hooks: [{ type: 'command', command: 'npm run lint' }] }

describe('put in', () => {
  test('as people write settings: indented like the rest, at the end', () => {
    const text = '{\n    "model": "opus",\n    "permissions": { "allow": ["Bash(ls)"] }\n}\n'
    const after = installed(text)
    expect(JSON.parse(after)).toEqual({ ...JSON.parse(text), hooks: ours })
    expect(after.startsWith(text.slice(0, -3))).toBe(true)
    expect(after).toContain(
      ',\n    "hooks": {\n        "SessionEnd": [\n            {\n                "hooks": [',
    )
    expect(after.endsWith('\n    }\n}\n')).toBe(true)
  })

  test('behind what runs at the same event already', () => {
    const text = JSON.stringify({ hooks: { Stop: [linter], PreToolUse: [linter] } }, null, '\t')
    expect(JSON.parse(installed(text))).toEqual({
      hooks: { ...ours, PreToolUse: [linter], Stop: [linter, ...(ours['Stop'] ?? [])] },
    })
    expect(installed(text)).not.toMatch(/^ /m)
  })

  test('once; one of an older version is brought up to date where it stands, with what its writer added', () => {
    const once = installed('{}')
    expect(withCommands(once, commands, isOurs)).toEqual({ kind: 'same' })
    const old = { type: 'command', command: 'npx --no-install spec hook session', timeout: 5, async: true }
    const text = JSON.stringify({ hooks: { Stop: [{ hooks: [old] }, linter] } }, null, 2)
    const [now] = commands
    expect(JSON.parse(installed(text))).toMatchObject({
      hooks: { Stop: [{ hooks: [{ ...old, command: now?.command, timeout: now?.timeout }] }, linter] },
    })
  })

  test('says at which events they run', () => {
    expect([...eventsWith(newSettings(commands), commands, isOurs)]).toEqual([
      ['SessionEnd', 'current'],
      ['PreCompact', 'current'],
      ['Stop', 'current'],
    ])
    expect(eventsWith('{"hooks":{"Stop":[]}}', commands, isOurs).size).toBe(0)
  })

  test.each([
    ['no JSON', '{ "model": "opus", // mine\n}', 'it is not valid JSON'],
    ['nothing', '', 'it is not valid JSON'],
    ['a list', '[]', 'it is no object of settings'],
    ['no object of events', '{"hooks":[]}', '`hooks` in it is no object of events'],
    ['an event without a list', '{"hooks":{"Stop":{}}}', '`hooks.Stop` in it is no list'],
  ])('not into a file with %s', (_, text, why) => {
    expect(withCommands(text, commands, isOurs)).toEqual({ kind: 'foreign', why })
    expect(withoutCommands(text, isOurs)).toEqual({ kind: 'foreign', why })
  })
})

describe('taken out', () => {
  test('of settings that hold nothing else, nothing is left', () => {
    expect(withoutCommands(newSettings(commands), isOurs)).toEqual({ kind: 'empty' })
    expect(withoutCommands('{"a":1}', isOurs)).toEqual({ kind: 'same' })
  })

  test('what came after them stays, and so does what shares a group with one', () => {
    const { hooks } = JSON.parse(newSettings(commands)) as { hooks: Record<string, (typeof linter)[]> }
    hooks['Stop']?.[0]?.hooks.push({ type: 'command', command: 'say done' })
    hooks['SessionEnd']?.push(linter)
    const text = JSON.stringify({ hooks, model: 'opus' }, null, 2)
    expect(JSON.parse(removed(text))).toEqual({
      hooks: {
        SessionEnd: [linter],
        Stop: [{ hooks: [{ type: 'command', command: 'say done' }] }],
      },
      model: 'opus',
    })
  })

  test('whatever was there comes back, byte for byte', () => {
    const space = fc.constantFrom('', '', ' ', '\n', '\n  ', '\t', '\r\n    ', ' \n')
    const event = fc.constantFrom('Stop', 'PreCompact', 'SessionEnd', 'PreToolUse')
    const groups = fc.array(fc.constantFrom<unknown>(linter, { hooks: [] }, { matcher: '"}]' }), {
      maxLength: 2,
    })
    const value = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom('\\"{', '}'))
    const settings = fc.record(
      {
        model: value,
        hooks: fc.dictionary(event, groups, { maxKeys: 3 }),
        env: fc.dictionary(fc.string(), value, { maxKeys: 2 }),
      },
      { requiredKeys: [] },
    )
    const style = fc.oneof(
      fc
        .constantFrom('', '  ', '    ', '\t')
        .map((unit) => (one: unknown) => JSON.stringify(one, null, unit)),
      fc.array(space, { minLength: 1, maxLength: 7 }).map((spaces) => (one: unknown) => written(one, spaces)),
    )
    fc.assert(
      fc.property(
        settings,
        style,
        fc.constantFrom('', '\n', '\r\n'),
        fc.boolean(),
        (one, write, end, bom) => {
          const text = `${bom ? '\ufeff' : ''}${write(one)}${end}`
          const after = installed(text)
          const parsed = JSON.parse(after.replace('\ufeff', '')) as { hooks: Record<string, unknown[]> }
          for (const { event: name } of commands) expect(parsed.hooks[name]?.at(-1)).toEqual(ours[name]?.[0])
          expect(withCommands(after, commands, isOurs)).toEqual({ kind: 'same' })
          expect(removed(after)).toBe(text)
        },
      ),
      { numRuns: runs(3000, 100) },
    )
  })
})

/** JSON with these spaces, by turns, wherever there may be some. */
function written(value: unknown, spaces: readonly string[]): string {
  let turn = 0
  return JSON.stringify(value).replace(/"(?:[^"\\]|\\.)*"|[{}[\],:]/g, (token) => {
    const space = (): string => spaces[turn++ % spaces.length] ?? ''
    return token.startsWith('"') ? token : `${space()}${token}${space()}`
  })
}
