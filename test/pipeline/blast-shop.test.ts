// examples/shop with one requirement changed: what is asked, what the plan says, and each planted fault told by name.
import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { answerTo, repository, testProject, type Ran, type TestProject } from '../support/project.ts'

const id = 'notification-system'
const spec = 'specs/features/notification-system.md'
const names = ['templates', 'preferences', 'outbox', 'notifier'] as const
type Files = Readonly<Record<string, string>>
const pathOf = (name: (typeof names)[number]): string => `src/notifications/${name}.ts`

/** Text that has to be there, replaced: a fault that is not planted would be found by nobody. */
function edited(text: string, ...edits: readonly (readonly [string, string])[]): string {
  return edits.reduce((before, [from, to]) => {
    expect(before).toContain(from)
    return before.replace(from, to)
  }, text)
}

function shop(): TestProject {
  const project = testProject()
  cpSync(join(repository, 'examples', 'shop'), project.root, {
    recursive: true,
    filter: (path) => !path.includes('node_modules'),
  })
  // What the type checker says is told elsewhere; here it would only take time.
  project.write('tsconfig.json', '{ "extends": "./not-there.json" }')
  return project
}

const filesOf = (project: TestProject): Files =>
  Object.fromEntries(names.map((name) => [pathOf(name), project.read(pathOf(name))]))

/** The shop's own code throws nothing and listens to nothing: here it does. */
function withErrorAndEvent(files: Files): Files {
  return {
    ...files,
    [pathOf('templates')]: edited(files[pathOf('templates')] ?? '', [
      "  return new Date(wholeMinute).toISOString().replace('T', ' ').replace(':00.000Z', ' UTC')",
      `  try {
    return new Date(wholeMinute).toISOString().replace('T', ' ').replace(':00.000Z', ' UTC')
  } catch {
    throw new RangeError('The time is no date')
  }`,
    ]),
    [pathOf('notifier')]: edited(files[pathOf('notifier')] ?? '', [
      '  const queuedEvents = new Set<string>()\n',
      "  const queuedEvents = new Set<string>()\n  process.on('exit', () => queuedEvents.clear())\n",
    ]),
  }
}

const trace = {
  R2: ['src/notifications/templates.ts#contentOf', 'src/notifications/templates.ts#formatTime'],
  R5: ['src/notifications/notifier.ts#createNotifier', 'src/notifications/notifier.ts#recipientOf'],
  R9: ['src/notifications/outbox.ts#RETRY_DELAYS_MS', 'src/notifications/outbox.ts#attempt'],
}

const prompts = new WeakMap<TestProject, string>()

/** The prompt stays the same until an answer lands. */
async function promptOf(project: TestProject): Promise<string> {
  const prompt = prompts.get(project) ?? (await project.spec(['prompt', id])).stdout
  prompts.set(project, prompt)
  return prompt
}

async function answer(project: TestProject, files: Files, decisions: readonly string[] = []): Promise<Ran> {
  const stdin = answerTo(await promptOf(project), { files, trace, decisions })
  return project.spec(['regen', id, '--response', '-', '--no-tests'], { stdin })
}

let built: Promise<Readonly<Record<string, Uint8Array>>> | undefined

/** The shop as it is built from an answer that throws and listens, with R9 changed since. Built once, copied from then on. */
async function changedShop(config = '{}'): Promise<{ project: TestProject; code: Files }> {
  built ??= (async () => {
    const project = shop()
    const ran = await answer(project, withErrorAndEvent(filesOf(project)))
    expect(ran).toMatchObject({ exit: 0 })
    return Object.fromEntries(project.files().map((path) => [path, readFileSync(join(project.root, path))]))
  })()
  const project = testProject(await built)
  project.write('spec.config.json', config)
  project.write(
    spec,
    edited(project.read(spec), ['again 1, 5, 30\n  and 120 minutes', 'again 1, 5, 30\n  and 60 minutes']),
  )
  return { project, code: filesOf(project) }
}

/** What R9 asks for now. */
const right = (code: Files): Files => withEdits(code, 'outbox', ['  120 * MINUTE_MS,', '  60 * MINUTE_MS,'])

function withEdits(
  code: Files,
  name: (typeof names)[number],
  ...edits: readonly (readonly [string, string])[]
): Files {
  return { ...code, [pathOf(name)]: edited(code[pathOf(name)] ?? '', ...edits) }
}

describe('a requirement of the shop that changed', () => {
  it('is asked for as an update, and the plan says what it reached', async () => {
    const { project, code } = await changedShop()
    const prompt = await promptOf(project)
    expect(prompt).toContain('and 120 minutes')
    expect(prompt).toContain('and 60 minutes')
    expect(prompt).toContain('RETRY_DELAYS_MS')
    const ran = await answer(project, right(code))
    expect(ran).toMatchObject({ exit: 0 })
    expect(ran.stdout).toContain('R9 changed: `RETRY_DELAYS_MS` body; collateral: none')
    expect((await project.spec(['drift', id])).exit).toBe(0)
  })

  it('does not land with the old code, nor with another change; it does with a decision', async () => {
    const { project, code } = await changedShop()
    const same = await answer(project, code)
    expect(same.exit).toBe(1)
    expect(same.stderr).toContain('R9 changed, and the answer changes no code')
    const other = withEdits(code, 'preferences', ['?.delete(category)', '?.delete(category) // gone'])
    expect((await answer(project, other)).stderr).toContain('R9 changed, and the answer changes no code')
    const elsewhere = withEdits(code, 'preferences', ['?? false', '=== true'])
    const ran = await answer(project, elsewhere)
    expect(ran.exit).toBe(1)
    expect(ran.stderr).toContain('R9 changed, and `RETRY_DELAYS_MS`, `attempt` did not')
    expect(ran.stdout).toContain('R9 changed: no code')
    expect(ran.stdout).toContain(`collateral: \`Preferences.isMuted\` body (${pathOf('preferences')}:22)`)
    expect((await project.spec(['drift', id])).exit).toBe(1)
    const because = ['- R9: no change needed, because the delays are read from elsewhere']
    expect(await answer(project, code, because)).toMatchObject({ exit: 0 })
    expect((await project.spec(['drift', id])).exit).toBe(0)
  })

  it('lands with no collateral change where the project refuses them, and each is named', async () => {
    const { project, code } = await changedShop(JSON.stringify({ regen: { collateral: 'refuse' } }))
    const more = withEdits(right(code), 'preferences', ['?? false', '=== true'])
    const ran = await answer(project, more)
    expect(ran.exit).toBe(1)
    expect(ran.stderr).toContain(
      '`Preferences.isMuted` body in src/notifications/preferences.ts, and no changed requirement',
    )
    expect(ran.stderr).toContain('[check-collateral]')
    expect(project.read(pathOf('outbox'))).toBe(code[pathOf('outbox')])
    expect(await answer(project, right(code))).toMatchObject({ exit: 0 })
  })

  it('loses no export, error, guard, case or event on the way, each told with its line', async () => {
    const { project, code } = await changedShop()
    let files = withEdits(
      right(code),
      'templates',
      ["throw new RangeError('The time is no date')", "return ''"],
      ['export interface MailContent', 'interface MailContent'],
      [
        "    case 'payment_failed':\n    case 'payment_refunded':\n      return 'payments'",
        "    default:\n      return 'payments'",
      ],
    )
    files = withEdits(
      files,
      'notifier',
      ["  process.on('exit', () => queuedEvents.clear())\n", ''],
      ['    if (options.preferences.isMuted(recipient.userId, category)) return undefined\n', ''],
    )
    const ran = await answer(project, files)
    expect(ran.exit).toBe(1)
    const said = ran.stderr
      .split('\n')
      .flatMap((line) => /finding {2}(.*?), and no changed/.exec(line)?.[1] ?? [])
    expect(said).toEqual([
      "the event `process.on('exit')` of createNotifier (src/notifications/notifier.ts), line 19 of the old code, would disappear",
      'the guard `if (options.preferences.isMuted(recipient.userId, category)) return` of createNotifier (src/notifications/notifier.ts), line 27 of the old code, would disappear',
      "the branch `case 'payment_failed'` of categoryOf (src/notifications/templates.ts), line 23 of the old code, would disappear",
      "the branch `case 'payment_refunded'` of categoryOf (src/notifications/templates.ts), line 24 of the old code, would disappear",
      'the error `throw new RangeError` of formatTime (src/notifications/templates.ts), line 78 of the old code, would disappear',
      'MailContent is exported by src/notifications/templates.ts, line 8 of the old code, and would disappear',
    ])
    expect(await project.spec(['drift', id])).toMatchObject({ exit: 1 })
  })
})
