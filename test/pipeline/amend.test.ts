// Code was edited by hand and is right: the spec is amended, and spec, lock and code agree again.
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  acceptedProject,
  amendWith,
  editedNames,
  editedProject,
  greetingAmendment,
  greetingPath,
  type ScriptedAmendment,
} from '../support/amending.ts'
import { greetingSpec, namesCode } from '../support/greeting.ts'
import { snapshot, states } from '../support/lifecycle.ts'
import { repository, testProject, type TestProject } from '../support/project.ts'

const [search, replace] = greetingAmendment.edits[0] ?? ['', '']
const amendedSpec = greetingSpec.replace(search, replace)

const authSpec = 'specs/features/auth-flow.md'
const login = 'src/auth/login.ts'

/** An address is locked after four failures, for 20 minutes. */
const stricter: ScriptedAmendment = {
  edits: [
    [
      `- **AUTH-9** After five failed logins in a row for one address, the address is locked for 15 minutes, counted from the
  fifth failure. The fifth failure itself is still \`unauthenticated\`. While the lock lasts, \`login\` answers`,
      `- **AUTH-9** After four failed logins in a row for one address, the address is locked for 20 minutes, counted from the
  fourth failure. The fourth failure itself is still \`unauthenticated\`. While the lock lasts, \`login\` answers`,
    ],
  ],
  why: ['AUTH-9: one attempt less, and a longer lock'],
  trace: { 'AUTH-9': [`${login}#Lockouts.recordFailure`, `${login}#gone`] },
}

function editedShop(): TestProject {
  const project = testProject()
  cpSync(join(repository, 'examples', 'shop'), project.root, {
    recursive: true,
    filter: (path) => !path.includes('node_modules'),
  })
  project.write(
    login,
    project
      .read(login)
      .replace('MAX_FAILURES = 5', 'MAX_FAILURES = 4')
      .replace('LOCK_MS = 15', 'LOCK_MS = 20'),
  )
  return project
}

interface Lock {
  readonly question: { readonly requirements: Readonly<Record<string, unknown>> }
  readonly trace: Readonly<Record<string, readonly string[]>>
  readonly targets: Readonly<
    Record<
      string,
      {
        readonly generated: { readonly blob: string } | null
        readonly written: { readonly blob: string }
        readonly accepted: { readonly because: string; readonly record: string } | null
      }
    >
  >
}
const lockOf = (project: TestProject, id = 'greeting'): Lock =>
  JSON.parse(project.read(`.spec/lock/${id}.json`)) as Lock // As the lock's encoding documents it.

describe('a hand edit whose spec is amended', () => {
  it('is in sync afterwards, and only the proposed words of the spec are others; all is shown before', async () => {
    const project = await editedProject()
    expect((await states(project))['src/names.ts']).toBe('edited')
    const ran = await amendWith(project, greetingAmendment)
    expect(ran).toMatchObject({ exit: 0 })
    expect(ran.stdout).toContain('added      shout (exported)')
    expect(ran.stdout).toContain(`-${search}\n+${replace.split('\n').join('\n+')}`)
    expect(ran.stdout).toContain('why: R4: callers can use `shout`')
    expect(ran.stdout).toContain('this will make farewell stale')
    expect(project.read(greetingPath)).toBe(amendedSpec)
    expect(project.read('src/names.ts')).toBe(editedNames)
    const drift = await project.spec(['drift', 'greeting'])
    expect(drift).toMatchObject({ exit: 0 })
    expect(drift.stdout).toContain('amended: R3 changed, R4 added')
    expect(await states(project)).toMatchObject({ 'src/names.ts': 'accepted', 'src/greet.ts': 'accepted' })
  })

  it('has the reason that was given, and the trace of the answer', async () => {
    const project = await editedProject()
    await amendWith(project, greetingAmendment, ['--yes', '--because', 'guests are what they are called'])
    const { targets, question, trace } = lockOf(project)
    expect(targets['src/names.ts']?.accepted?.because).toBe('guests are what they are called')
    expect(targets['src/greet.ts']?.accepted?.because).toBe('written by hand')
    expect(Object.keys(question.requirements).filter((id) => /^R\d/.test(id))).toEqual([
      'R1',
      'R2',
      'R3',
      'R4',
    ])
    expect(trace).toMatchObject({ R3: ['src/names.ts#cleanName'], R4: ['src/names.ts#shout'] })
  })

  it('is in the archive with both sides of the spec, and the archive is whole', async () => {
    const project = await editedProject()
    await amendWith(project, greetingAmendment, ['--yes', '--answered-by', 'a colleague'])
    expect(await project.spec(['archive', 'verify'])).toMatchObject({ exit: 0 })
    const log = (await project.spec(['log', 'greeting'])).stdout
    expect(log).toMatch(/amendment +greeting +response a colleague: amended: R3 changed, R4 added/)
    const record = lockOf(project).targets['src/names.ts']?.accepted?.record.slice('sha256:'.length) ?? ''
    const show = async (...words: string[]): Promise<string> =>
      (await project.spec(['show', record, ...words])).stdout
    expect(await show()).toContain('R4 → src/names.ts#shout')
    expect(await show('--file', greetingPath)).toBe(amendedSpec)
    expect(await show('--file', 'src/names.ts')).toBe(editedNames)
    expect(await show('--prompt')).toContain("return clean === '' ? 'guest' : clean")
    expect(await show('--answer')).toContain('=== EDIT')
    const blobs = project.files().filter((path) => path.startsWith('.spec/archive/blobs/'))
    expect(blobs.map(project.read)).toEqual(expect.arrayContaining([greetingSpec, amendedSpec, editedNames]))
  })

  it('is not amended twice', async () => {
    const project = await editedProject()
    await amendWith(project, greetingAmendment)
    const before = snapshot(project)
    const again = await project.spec(['amend', 'greeting'])
    expect(again).toMatchObject({ exit: 0 })
    expect(again.stderr).toContain('nothing to amend in greeting: its code is as it was written')
    expect(snapshot(project)).toEqual(before)
  })

  it('comes back when it is lost, and the next edit is drift again', async () => {
    const project = await editedProject()
    await amendWith(project, greetingAmendment)
    project.remove('src/names.ts')
    expect(await project.spec(['regen', 'greeting', '--offline'])).toMatchObject({ exit: 0 })
    expect(project.read('src/names.ts')).toBe(editedNames)
    project.write('src/names.ts', editedNames.replace('guest', 'visitor'))
    expect((await states(project))['src/names.ts']).toBe('edited')
  })

  it('is told for programs', async () => {
    const project = await editedProject()
    const ran = await amendWith(project, greetingAmendment, ['--yes', '--json'])
    expect(ran.json()).toMatchObject({
      applied: true,
      dryRun: false,
      amendment: {
        id: 'greeting',
        path: greetingPath,
        parts: [
          { kind: 'requirement', name: 'R3', change: 'changed' },
          { kind: 'requirement', name: 'R4', change: 'added' },
        ],
        why: greetingAmendment.why,
        targets: [{ path: 'src/names.ts', level: 'api' }],
        willMakeStale: ['farewell'],
        model: { kind: 'response', name: 'stdin' },
      },
    })
  })
})

describe('what counts as an edit', () => {
  it('a difference of form is none', async () => {
    const project = await editedProject(namesCode.replaceAll('  ', '    '))
    const ran = await project.spec(['amend', 'greeting'])
    expect(ran).toMatchObject({ exit: 0 })
    expect(ran.stderr).toContain('differs in form only')
    expect(ran.stderr).toContain('accept greeting --format-only')
  })

  it('a file that differs only in form is taken over with the others', async () => {
    const project = await editedProject()
    project.write('src/greet.ts', project.read('src/greet.ts').replaceAll('  ', '    '))
    await amendWith(project, greetingAmendment)
    expect(await states(project)).toMatchObject({ 'src/greet.ts': 'accepted', 'src/names.ts': 'accepted' })
  })
})

describe('a spec file of another checkout', () => {
  it('keeps CRLF and its byte order mark, and is vouched for as it then stands', async () => {
    const project = await editedProject()
    const asCheckedOut = (text: string): string => `\ufeff${text.replaceAll('\n', '\r\n')}`
    project.write(greetingPath, asCheckedOut(greetingSpec))
    expect(await amendWith(project, greetingAmendment)).toMatchObject({ exit: 0 })
    expect(project.read(greetingPath)).toBe(asCheckedOut(amendedSpec))
    expect(await project.spec(['drift', 'greeting'])).toMatchObject({ exit: 0 })
    expect(await project.spec(['archive', 'verify'])).toMatchObject({ exit: 0 })
  })
})

describe('a changed test or declaration', () => {
  it('is taken as answered by the code that was edited with it', async () => {
    const project = await testProjectWithTest()
    project.write('test/names.test.ts', 'export const expected = ["guest"]\n')
    project.write('src/names.ts', project.read('src/names.ts').replace('stranger', 'guest'))
    expect((await states(project))['src/names.ts']).toBe('conflict')
    const prompt = await project.spec(['amend', 'greeting', '--prompt'])
    expect(prompt.stdout).toContain('["guest"]')
    const ran = await amendWith(project, {
      edits: [[greetingAmendment.edits[0]?.[0] ?? '', '- R3: An empty name is greeted as "guest".']],
    })
    expect(ran).toMatchObject({ exit: 0 })
    expect(ran.stdout).toContain('taken as answered by the code: test')
    expect(await project.spec(['drift', 'greeting'])).toMatchObject({ exit: 0 })
  })
})

/** Built, with an acceptance test that the lock knows. */
async function testProjectWithTest(): Promise<TestProject> {
  const project = await acceptedProject({ 'test/names.test.ts': 'export const expected = ["stranger"]\n' })
  project.write(greetingPath, greetingSpec.replace('uses:', 'tests: [test/names.test.ts]\nuses:'))
  const accepted = await project.spec(['accept', 'greeting', '--because', 'a test was added', '--yes'])
  expect(accepted).toMatchObject({ exit: 0 })
  return project
}

const amendShop = (project: TestProject): ReturnType<typeof amendWith> =>
  amendWith(project, stricter, ['--yes'], 'auth-flow', authSpec)

describe('an edit of the shop', () => {
  it('is drift, then part of the spec, and then the project is clean', async () => {
    const project = editedShop()
    const [specBefore, codeBefore, before] = [
      project.read(authSpec),
      project.read(login),
      lockOf(project, 'auth-flow'),
    ]
    expect((await states(project))[login]).toBe('edited')
    const ran = await amendShop(project)
    expect(ran).toMatchObject({ exit: 0 })
    expect(ran.stdout).toContain('amended: AUTH-9 changed')
    // The words that the answer named, and nothing else.
    const [words, newWords] = stricter.edits[0] ?? ['', '']
    expect(project.read(authSpec)).toBe(specBefore.replace(words, newWords))
    expect(project.read(login)).toBe(codeBefore)
    expect(await project.spec(['drift'])).toMatchObject({ exit: 0 })
    expect(await project.spec(['archive', 'verify'])).toMatchObject({ exit: 0 })

    const after = lockOf(project, 'auth-flow')
    // The base of merges stays what the model gave, and other files are not spoken of.
    expect(after.targets[login]?.generated).toEqual(before.targets[login]?.generated)
    expect(after.targets['src/auth/api.ts']).toEqual(before.targets['src/auth/api.ts'])
    // The trace of the answer, without what is not in the code; of other requirements as it was.
    expect(after.trace).toEqual({ ...before.trace, 'AUTH-9': [`${login}#Lockouts.recordFailure`] })
    expect(ran.stderr).toContain('AUTH-9 is traced to `gone`, which is not in src/auth/login.ts')
  })

  it('that was accepted with a reason alone is still to be said by the spec, once', async () => {
    const project = editedShop()
    expect(await project.spec(['amend', 'payment-integration'])).toMatchObject({ exit: 0 })
    await project.spec(['accept', 'auth-flow', '--because', 'security asked for it', '--yes'])
    expect(await project.spec(['drift', 'auth-flow'])).toMatchObject({ exit: 0 })
    expect(await amendShop(project)).toMatchObject({ exit: 0 })
    expect((await project.spec(['drift', 'auth-flow'])).stdout).toContain('amended: AUTH-9 changed')
    expect((await project.spec(['amend', 'auth-flow'])).stderr).toContain('nothing to amend in auth-flow')
  })
})
