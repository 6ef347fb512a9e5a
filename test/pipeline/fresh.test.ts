// A fresh build against the code that is there: each difference is told for what it is, and what the checks say of both
// sides is told apart.
import { describe, expect, test } from 'vitest'
import { builtProject } from '../support/built.ts'
import { freshOf, told, withFiles } from '../support/fresh.ts'
import { greetCode, greetingAnswer, namesCode } from '../support/greeting.ts'
import type { ScriptedAnswer } from '../support/project.ts'

/** A fresh build from a spec whose code has `limit` as a parameter with a default. */
const withDefault = (
  limit: number,
): string => `export function cleanName(name: string, most = ${limit}): string {
  const clean = name.trim().slice(0, most)
  return clean === '' ? 'stranger' : clean
}
`

describe('a fresh build', () => {
  test('that is the same changes nothing, and asks from nothing', async () => {
    const project = await builtProject()
    const { text, json, prompts } = await freshOf(project, greetingAnswer)
    expect(text.exit, text.stderr).toBe(0)
    expect(text.stdout).toContain('a rebuild changes nothing that matters')
    expect(text.stdout).toContain('fresh: 0 of 1 would change at implementation or above')
    expect(told(json)).toMatchObject({ differs: false, specs: [{ id: 'greeting', level: 'identical' }] })
    // The present code would be repeated to please; none of it is in the prompt.
    expect(prompts).toHaveLength(2)
    for (const prompt of prompts) expect(prompt).not.toContain("clean === '' ? 'stranger' : clean")
  })

  test('that is only written in another form is told as format', async () => {
    const project = await builtProject()
    const formatted = greetCode
      .replaceAll("'", '"')
      .replace('): string {', ')  :  string\n{')
      .replace('\n}', ';\n}')
    const { text, json } = await freshOf(project, withFiles({ 'src/greet.ts': formatted }))
    expect(text.exit, text.stdout).toBe(0)
    expect(told(json)).toMatchObject({
      differs: false,
      specs: [
        {
          level: 'format',
          files: [
            { path: 'src/greet.ts', level: 'format', changes: [] },
            { path: 'src/names.ts', level: 'identical', changes: [] },
          ],
        },
      ],
    })
    const strict = await freshOf(project, withFiles({ 'src/greet.ts': formatted }), [
      ...['diff', 'greeting', '--fresh', '--fail-on', 'format'],
    ])
    expect(strict.text.exit).toBe(1)
  })

  test('that gives an export another name is told as a rename, with the requirement it belongs to', async () => {
    const project = await builtProject()
    const renamed: ScriptedAnswer = {
      ...withFiles({ 'src/greet.ts': greetCode.replace('function greet(', 'function welcome(') }),
      trace: { ...greetingAnswer.trace, R1: ['src/greet.ts#welcome'] },
    }
    const { text, json } = await freshOf(project, renamed)
    expect(text.exit).toBe(1)
    const [file, other] = told(json).specs[0]?.files ?? []
    expect(file).toMatchObject({
      path: 'src/greet.ts',
      level: 'api',
      changes: [
        { kind: 'renamed', before: 'greet', symbol: 'welcome', exported: true, requirements: ['R1'] },
      ],
    })
    expect(other).toMatchObject({ level: 'identical' })
    expect(text.stdout).toContain('greet to welcome')
    expect(text.stdout).toContain('[R1]')
    expect(text.stdout).toContain('-export function greet(name: string): string {')
  })

  test('that gives a parameter another default is told as that: importers see it', async () => {
    const project = await builtProject()
    project.write('src/names.ts', withDefault(20))
    expect(await project.spec(['accept', 'greeting', '--because', 'a limit', '--yes'])).toMatchObject({
      exit: 0,
    })
    const { text, json } = await freshOf(project, withFiles({ 'src/names.ts': withDefault(30) }))
    expect(text.exit).toBe(1)
    const file = told(json).specs[0]?.files.find(({ path }) => path === 'src/names.ts')
    expect(file?.changes).toHaveLength(1)
    expect(file?.changes[0]).toMatchObject({ symbol: 'cleanName', requirements: ['R2', 'R3'] })
    expect(['implementation', 'api']).toContain(file?.level)
    expect(text.stdout).toContain('+export function cleanName(name: string, most = 30): string {')
  })

  test('that puts a function into another file of the spec is told as a move', async () => {
    const project = await builtProject()
    const shout = `export function shout(name: string): string {
  const loud = name.toUpperCase()
  return \`\${loud}!\`
}
`
    project.write('src/greet.ts', greetCode + shout)
    expect(await project.spec(['accept', 'greeting', '--because', 'loud', '--yes'])).toMatchObject({
      exit: 0,
    })
    const { json } = await freshOf(project, withFiles({ 'src/names.ts': namesCode + shout }))
    const changes = told(json).specs[0]?.files.flatMap((file) => file.changes) ?? []
    expect(changes.map(({ kind, symbol, before }) => ({ kind, symbol, before }))).toEqual([
      { kind: 'moved', symbol: 'shout', before: 'src/greet.ts' },
    ])
  })

  test('that only does it otherwise is told by statements, and passes with --fail-on api', async () => {
    const project = await builtProject()
    const other = namesCode.replace("clean === ''", 'clean.length === 0')
    const { text, json } = await freshOf(project, withFiles({ 'src/names.ts': other }), [
      ...['diff', 'greeting', '--fresh', '--fail-on', 'api'],
    ])
    expect(text.exit).toBe(0)
    expect(told(json)).toMatchObject({ failOn: 'api', differs: false, specs: [{ level: 'implementation' }] })
  })
})

describe('the checks', () => {
  test('say what is wrong with the fresh code alone', async () => {
    const project = await builtProject()
    const wrong = namesCode.replace("'stranger'", '1')
    const { text, json } = await freshOf(project, withFiles({ 'src/names.ts': wrong }))
    expect(text.exit).toBe(1)
    const { findings } = told(json).specs[0] ?? { findings: { fresh: [], current: [], both: [] } }
    expect(findings.fresh.map(({ code }) => code)).toContain('check-types')
    expect(findings.current).toEqual([])
    expect(text.stdout).toContain('findings only in the fresh code:\n    src/names.ts:')
  })

  test('say what is wrong with the present code alone: a rebuild would mend it', async () => {
    const project = await builtProject()
    project.write('src/names.ts', namesCode.replace("'stranger'", '1'))
    const { text, json } = await freshOf(project, greetingAnswer)
    expect(text.exit).toBe(1)
    const { findings } = told(json).specs[0] ?? { findings: { fresh: [], current: [], both: [] } }
    expect(findings.current.map(({ code }) => code)).toEqual(['check-types'])
    expect(findings.fresh).toEqual([])
  })

  test('tell a finding of both once', async () => {
    const project = await builtProject()
    const reaching = `${greetCode}export { count } from './count.js'\n`
    project.write('src/greet.ts', reaching)
    const { text, json } = await freshOf(project, withFiles({ 'src/greet.ts': reaching }))
    const { findings } = told(json).specs[0] ?? { findings: { fresh: [], current: [], both: [] } }
    expect(findings.both.map(({ code }) => code)).toEqual(['check-import'])
    expect([findings.fresh, findings.current]).toEqual([[], []])
    // It stays as it is, so a rebuild changes nothing.
    expect(text.exit).toBe(0)
  })
})
