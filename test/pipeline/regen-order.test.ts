// In which order many specs are built, and what a change of one means for those that use it.
import { describe, expect, it } from 'vitest'
import { builtProject, countCode, countSpec } from '../support/built.ts'
import { greetCode, greetingAnswer, greetingProject, greetingSpec, namesCode } from '../support/greeting.ts'
import { buildWith, type ScriptedAnswer, type TestProject } from '../support/project.ts'
import { answers, askedFor, asking, countAnswer, driftOf, modelOf } from '../support/scripted-model.ts'

const greeting = 'specs/features/greeting.md'
const farewell = 'specs/features/farewell.md'

describe('--all', () => {
  const three = { 'specs/features/count.md': countSpec }

  it('builds what is used before what uses it, each once', async () => {
    const project = greetingProject(three)
    const server = await modelOf(answers)
    const ran = await asking(project, server, ['regen', '--all'])
    expect(ran, ran.stderr).toMatchObject({ exit: 0 })
    const order = askedFor(server)
    expect([...order].sort()).toEqual(['count', 'farewell', 'greeting'])
    expect(order.indexOf('greeting')).toBeLessThan(order.indexOf('farewell'))
    expect((await project.spec(['drift'])).exit).toBe(0)
  })

  it('a failed spec stops those that use it and no other', async () => {
    const project = greetingProject(three)
    const bad = {
      ...greetingAnswer,
      files: { ...greetingAnswer.files, 'src/greet.ts': 'export const greet: number = "x"\n' },
    }
    const server = await modelOf({ ...answers, greeting: bad })
    const ran = await asking(project, server, ['regen', '--all'])
    expect(ran.exit).toBe(1)
    expect(ran.stderr).toContain('farewell was not built: it uses greeting, which failed')
    expect(ran.stdout).toContain('count: built')
    expect(askedFor(server)).not.toContain('farewell')
    expect((await driftOf(project)).states).toEqual({
      'src/bye.ts': 'never-built',
      'src/count.ts': 'in-sync',
      'src/greet.ts': 'never-built',
      'src/names.ts': 'never-built',
    })
  })

  it.each([1, 2, 3])('--concurrency %i: as many at a time, and no more', async (most) => {
    const ids = ['a', 'b', 'c', 'd', 'e']
    const specs = ids.map((id) => [
      `specs/features/${id}.md`,
      `---\ntargets: [${id}.txt]\n---\n# ${id}\n\n- R1: x\n`,
    ])
    const project = greetingProject(Object.fromEntries(specs) as Record<string, string>)
    for (const path of [greeting, farewell]) project.remove(path)
    project.write('model.mjs', barrierModel(project.root, most, ids.length))
    const command = ['--model-command', `${process.execPath} ${project.root}/model.mjs`]
    const ran = await project.spec(['regen', '--all', '--concurrency', String(most), ...command])
    expect(ran, ran.stderr).toMatchObject({ exit: 0 })
    let [active, peak] = [0, 0]
    for (const event of project.read('log').trim().split('\n')) {
      active += event === 'begin' ? 1 : -1
      peak = Math.max(peak, active)
    }
    expect(peak).toBe(most)
  })

  it('a context file of another spec orders the builds', async () => {
    const project = greetingProject({
      'specs/features/about.md':
        '---\ntargets: [src/about.ts]\ncontext: [src/count.ts]\n---\n# About\n\n- R1: `about` is the count.\n',
      ...three,
    })
    const about: ScriptedAnswer = {
      files: { 'src/about.ts': "import { count } from './count.js'\n\nexport const about = count([])\n" },
      trace: { R1: ['src/about.ts#about'] },
    }
    const server = await modelOf({ ...answers, about })
    const ran = await asking(project, server, ['regen', 'about', 'count'])
    expect(ran, ran.stderr).toMatchObject({ exit: 0 })
    expect(askedFor(server)).toEqual(['count', 'about'])
    // What it saw of the file is what its owner declares: a change of body makes it no older.
    project.write('specs/features/count.md', countSpec.replace('how many there are', 'their number'))
    const counting = countCode.replace('names.length', '[...names].length')
    expect(
      await buildWith(project, 'count', { ...countAnswer, files: { 'src/count.ts': counting } }),
    ).toMatchObject({ exit: 0 })
    expect((await project.spec(['drift', 'about', 'count'])).exit).toBe(0)
  })
})

/** A program that answers with one text file, and logs so that as many as may run at once are seen to. */
function barrierModel(root: string, most: number, total: number): string {
  return `import { appendFileSync, readFileSync } from 'node:fs'
const log = ${JSON.stringify(`${root}/log`)}
const text = readFileSync(0, 'utf8')
const tag = /The tag of this task is \`([0-9a-f]{8})\`/.exec(text)[1]
const id = /^# Spec \`([^\`]+)\`/m.exec(text)[1]
const count = (event) => readFileSync(log, 'utf8').split('\\n').filter((line) => line === event).length
appendFileSync(log, 'begin\\n')
// Waits for company: until as many as may be here have begun, or all the others have.
while (count('begin') < Math.min(${most} + count('end'), ${total})) await new Promise((done) => setTimeout(done, 5))
process.stdout.write(\`=== FILE \${tag} \${id}.txt ===
\\\`\\\`\\\`
\${id}
\\\`\\\`\\\`
=== END \${tag} ===

=== DECISIONS \${tag} ===
- none

=== TRACE \${tag} ===
R1: \${id}.txt

=== DONE \${tag} ===
\`)
appendFileSync(log, 'end\\n')
`
}

describe('a change upstream', () => {
  async function rebuilt(
    files: Readonly<Record<string, string>>,
    flags: readonly string[] = [],
  ): Promise<TestProject> {
    const project = await builtProject()
    project.write(greeting, greetingSpec.replace('trims white space', 'trims all white space'))
    const ran = await buildWith(project, 'greeting', { ...greetingAnswer, files }, flags)
    expect(ran, ran.stdout + ran.stderr).toMatchObject({ exit: 0 })
    return project
  }

  it('of a body makes no dependent stale', async () => {
    const project = await rebuilt({
      'src/greet.ts': greetCode,
      'src/names.ts': namesCode.replace('name.trim()', 'name.trim().trim()'),
    })
    expect((await driftOf(project)).states).toMatchObject({ 'src/bye.ts': 'in-sync' })
    expect((await project.spec(['drift'])).exit).toBe(0)
  })

  it('of a declaration does, and is named', async () => {
    const wider = namesCode.replace('cleanName(name: string)', 'cleanName(name: string, _also?: string)')
    const project = await rebuilt({ 'src/greet.ts': greetCode, 'src/names.ts': wider })
    const { states, causes } = await driftOf(project)
    expect(states).toMatchObject({ 'src/bye.ts': 'stale', 'src/names.ts': 'in-sync' })
    expect(causes.farewell).toEqual(['declaration cleanName'])
    const { stdout } = await project.spec(['drift'])
    expect(stdout).toContain('because declaration cleanName changed, src/names.ts')
    expect(stdout).toContain('next: spec regen farewell')
  })

  it('by hand makes nobody stale before it is accepted, and says whom it will', async () => {
    const project = await builtProject()
    project.write(
      'src/names.ts',
      namesCode.replace('cleanName(name: string)', 'cleanName(name: string, _also?: string)'),
    )
    const { stdout } = await project.spec(['drift'])
    expect(stdout).toContain('accepting it will make farewell stale')
    expect((await driftOf(project)).states).toMatchObject({
      'src/bye.ts': 'in-sync',
      'src/names.ts': 'edited',
    })
    project.remove('src/names.ts')
    expect((await driftOf(project)).states).toMatchObject({ 'src/bye.ts': 'in-sync', 'src/names.ts': 'lost' })
  })
})

describe('a target that is added to a spec', () => {
  it('is never built, and the others stay in sync', async () => {
    const project = await builtProject()
    project.write(greeting, greetingSpec.replace('  - src/names.ts\n', '  - src/names.ts\n  - src/new.ts\n'))
    const { states, causes } = await driftOf(project)
    expect(states).toMatchObject({
      'src/greet.ts': 'in-sync',
      'src/names.ts': 'in-sync',
      'src/new.ts': 'never-built',
    })
    expect(causes.greeting).toEqual([])
  })
})
