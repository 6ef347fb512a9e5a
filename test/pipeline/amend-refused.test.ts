// A spec that cannot be amended as it stands, answers that are not taken, proposals that nobody agreed to: nothing is
// written, the message says what comes next, and what was paid for is kept.
import { describe, expect, it } from 'vitest'
import { amendOnTerminal, askAmend, modelWith } from '../support/amend-model.ts'
import {
  acceptedProject,
  amendWith,
  editedProject,
  greetingAmendment,
  greetingPath,
  amendmentTo,
  type ScriptedAmendment,
} from '../support/amending.ts'
import { greetingProject, greetingSpec } from '../support/greeting.ts'
import { snapshot } from '../support/lifecycle.ts'
import { madeUpToken } from '../support/made-up-secrets.ts'
import { apiError } from '../support/messages-server.ts'
import type { TestProject } from '../support/project.ts'

const wrong: ScriptedAmendment = { edits: [['- R9: nothing.', '- R9: something.']] }

async function expectRefused(project: TestProject, ...words: readonly string[]): Promise<void> {
  const before = snapshot(project)
  const ran = await amendWith(project, greetingAmendment)
  expect(ran.exit).not.toBe(0)
  for (const word of words) expect(ran.stderr).toContain(word)
  expect(snapshot(project)).toEqual(before)
}

describe('before anything is asked', () => {
  it('a spec whose own words changed as well is built or accepted first', async () => {
    const project = await editedProject()
    project.write(greetingPath, greetingSpec.replace('trims', 'trims and shortens'))
    await expectRefused(
      project,
      'R2 changed',
      'spec regen greeting merges it into the edit',
      'spec accept greeting',
    )
  })

  it('so is one whose shared spec changed', async () => {
    const project = await editedProject()
    project.write(
      'specs/architecture/style.md',
      project.read('specs/architecture/style.md').replace('never', 'rarely'),
    )
    await expectRefused(project, 'amend-refused', 'spec regen greeting')
  })

  it('a lost target comes back first', async () => {
    const project = await editedProject()
    project.remove('src/greet.ts')
    await expectRefused(project, 'src/greet.ts is lost', 'spec restore src/greet.ts')
  })

  it('merge markers are resolved first', async () => {
    const project = await editedProject('<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n')
    await expectRefused(project, 'src/names.ts is unresolved', 'after resolving the merge markers')
  })

  it('code that was never built is accepted first', async () => {
    const project = greetingProject({ 'src/names.ts': 'export const a = 1\n', 'src/greet.ts': '' })
    await expectRefused(project, 'greeting was never built', 'spec accept greeting --because')
  })

  it('a draft has nothing to amend', async () => {
    const project = await editedProject()
    project.write(greetingPath, greetingSpec.replace('title: Greeting', 'title: Greeting\nstatus: draft'))
    await expectRefused(project, 'greeting is a draft')
  })

  it('a secret in the code is not sent', async () => {
    const project = await editedProject(`export const token = '${madeUpToken}'\n`)
    await expectRefused(project, 'src/names.ts:1', 'secret-found')
  })

  it('an unknown spec and an architecture spec are trouble', async () => {
    const project = await acceptedProject()
    expect(await project.spec(['amend', 'greating'])).toMatchObject({ exit: 2 })
    const style = await project.spec(['amend', 'style'])
    expect(style).toMatchObject({ exit: 2 })
    expect(style.stderr).toContain('it owns no files')
  })
})

describe('an answer', () => {
  const [search, replace] = greetingAmendment.edits[0] ?? ['', '']
  const cases: readonly (readonly [edits: ScriptedAmendment['edits'], why: string])[] = [
    [[['- R9: nothing.', '- R9: something.']], 'stands nowhere'],
    [[[search, replace.replace('R4', 'R2')]], 'two requirements are called `R2`'],
    [[[search, replace.replace('R4', 'R9')]], 'the next free id is `R4`'],
    [[[search, `${replace}\n\nSee [@use](../architecture/style.md#Naming).`]], 'the spec says of `uses`'],
    [[[search, `${replace} ${madeUpToken}`]], 'secret'],
    [[['For people only.', 'For all.']], 'change no word'],
    [[[search, `${replace}\n<!-- `]], 'the comment is never closed'],
  ]

  it('that does not fit, brings a secret, or changes what it must not, is not taken', async () => {
    const project = await editedProject()
    const before = snapshot(project)
    const prompt = (await project.spec(['amend', 'greeting', '--prompt'])).stdout
    for (const [edits, why] of cases) {
      const stdin = amendmentTo(prompt, { edits })
      const ran = await project.spec(['amend', 'greeting', '--response', '-', '--yes'], { stdin })
      expect(ran, why).toMatchObject({ exit: 1 })
      expect(ran.stderr).toContain(why)
      expect(snapshot(project)).toEqual(before)
    }
  })

  it('that finds nothing to change is told with its reason, and the code can be accepted', async () => {
    const project = await editedProject()
    const before = snapshot(project)
    const ran = await amendWith(project, { edits: [], why: ['the names are only used inside'] })
    expect(ran.exit).toBe(1)
    expect(ran.stderr).toContain('the names are only used inside')
    expect(ran.stderr).toContain('spec accept greeting --because')
    expect(snapshot(project)).toEqual(before)
  })

  it('to an older version of the question is told as such', async () => {
    const project = await editedProject()
    const prompt = await project.spec(['amend', 'greeting', '--prompt'])
    project.write('src/names.ts', project.read('src/names.ts').replace('guest', 'visitor'))
    const ran = await project.spec(['amend', 'greeting', '--response', '-', '--yes'], {
      stdin: amendmentTo(prompt.stdout, greetingAmendment),
    })
    expect(ran.exit).toBe(1)
    expect(ran.stderr).toContain('answer-stale')
  })
})

describe('a model', () => {
  it('whose answer does not fit is told why, and asked once more', async () => {
    const project = await editedProject()
    const server = await modelWith(wrong, greetingAmendment)
    expect(await askAmend(project, server, '--yes')).toMatchObject({ exit: 0 })
    const second = JSON.stringify(server.asked()[1]?.body)
    expect(second).toContain('Your answer cannot be taken')
    expect(second).toContain('- R9: nothing.')
    expect(project.read(greetingPath)).toContain('R4: `shout(name)`')
    expect(server.violations).toEqual([])
    expect(await project.spec(['archive', 'verify'])).toMatchObject({ exit: 0 })
  })

  it('that fails twice changes nothing; its answers are kept and can be seen', async () => {
    const project = await editedProject()
    const before = snapshot(project)
    const server = await modelWith(wrong)
    const ran = await askAmend(project, server, '--yes')
    expect(ran.exit).toBe(1)
    expect(ran.stderr).toContain('stands nowhere')
    expect(server.asked()).toHaveLength(2)
    expect(snapshot(project)).toEqual(before)
    const digits = /spec show ([0-9a-f]{8})/.exec(ran.stderr)?.[1] ?? ''
    expect((await project.spec(['show', digits])).stdout).toMatch(
      /kind +amendment \(local: it did not land\)/,
    )
    expect((await project.spec(['log'])).stdout).toContain('[rejected, local]')
  })

  it('is not asked where the rest of a budget does not pay for it', async () => {
    const project = await editedProject()
    const server = await modelWith(greetingAmendment)
    const ran = await askAmend(project, server, '--yes', '--max-cost', '0.001')
    expect(ran.exit).toBe(1)
    expect(ran.stderr).toContain('over-budget')
    expect(server.asked()).toHaveLength(0)
    const enough = await askAmend(project, server, '--yes', '--max-cost', '2')
    expect(enough).toMatchObject({ exit: 0 })
    expect(enough.stdout).toMatch(/spent: \$\S+ of \$2/)
  })

  it('that cannot be reached is told in the words of every command', async () => {
    const project = await editedProject()
    const before = snapshot(project)
    const refused = await askAmend(
      project,
      await modelWith(apiError(401, 'authentication_error', 'no')),
      '--yes',
    )
    expect(refused).toMatchObject({ exit: 2 })
    expect(refused.stderr).toContain('check ANTHROPIC_API_KEY')
    const without = await project.spec(['amend', 'greeting', '--yes'])
    expect(without).toMatchObject({ exit: 2 })
    expect(without.stderr).toContain('spec amend greeting --model ')
    expect(without.stderr).toContain('spec amend greeting --prompt > p.md')
    expect(snapshot(project)).toEqual(before)
  })
})

describe('a proposal that nobody has agreed to yet', () => {
  it('of a dry run is taken up by the next run and not paid for again', async () => {
    const project = await editedProject()
    const server = await modelWith(greetingAmendment)
    const dry = await askAmend(project, server, '--dry-run')
    expect(dry).toMatchObject({ exit: 0 })
    expect(dry.stdout).toContain('R4: `shout(name)`')
    expect(project.read(greetingPath)).toBe(greetingSpec)
    const again = await askAmend(project, server)
    expect(again.exit).toBe(2)
    expect(again.stderr).toContain('run it again with --yes')
    expect(await askAmend(project, server, '--yes')).toMatchObject({ exit: 0 })
    expect(server.asked()).toHaveLength(1)
    // What waited is what landed, and is listed once.
    expect((await project.spec(['log', 'greeting'])).stdout.match(/amendment/g)).toHaveLength(1)
    expect(await project.spec(['archive', 'verify'])).toMatchObject({ exit: 0 })
  })

  it('and is turned down is not used again, and another is asked for', async () => {
    const project = await editedProject()
    const before = snapshot(project)
    const server = await modelWith(greetingAmendment)
    const ran = await amendOnTerminal(project, server, 'n')
    expect(ran.exit).toBe(1)
    expect(ran.stderr).toContain(`Amend ${greetingPath}? [y/N]`)
    expect(snapshot(project)).toEqual(before)
    expect(await amendOnTerminal(project, server, 'y')).toMatchObject({ exit: 0 })
    expect(server.asked()).toHaveLength(2)
    expect(project.read(greetingPath)).toContain('R4: `shout(name)`')
  })

  it('is asked for anew with --fresh, and is of no use once the code is another', async () => {
    const project = await editedProject()
    const server = await modelWith(greetingAmendment)
    await askAmend(project, server, '--dry-run')
    await askAmend(project, server, '--dry-run', '--fresh')
    expect(server.asked()).toHaveLength(2)
    project.write('src/names.ts', `${project.read('src/names.ts')}\nexport const more = 1\n`)
    await askAmend(project, server, '--dry-run')
    expect(server.asked()).toHaveLength(3)
  })
})
