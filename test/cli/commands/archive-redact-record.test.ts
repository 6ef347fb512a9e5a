// `spec archive redact` of a record: a prompt, an answer or a reason goes; locks and records go on naming it.
import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { greetCode } from '../../support/greeting.ts'
import { builtProject } from '../../support/lifecycle.ts'
import type { TestProject } from '../../support/project.ts'

const redact = (project: TestProject, ...args: readonly string[]) =>
  project.spec(['archive', 'redact', ...args, '--yes'])

async function recordOf(project: TestProject, spec: string): Promise<string> {
  const log = (await project.spec(['log', spec, '--json'])).json() as {
    readonly records?: readonly { readonly digest: string }[]
    readonly entries?: readonly { readonly digest: string }[]
  }
  const [first] = log.records ?? log.entries ?? []
  return (first?.digest ?? '').replace('sha256:', '').slice(0, 12)
}

describe('a record', () => {
  test('a text of its prompt takes the message out; whoever asks is told, and the code comes back as before', async () => {
    const project = await builtProject()
    const id = await recordOf(project, 'farewell')
    const ran = await redact(
      project,
      id,
      '--text',
      'and the clean name',
      '--because',
      'it names a customer',
      '--json',
    )
    expect(ran.stderr).toBe('')
    expect(ran.exit).toBe(0)
    const prompt = await project.spec(['show', id, '--prompt'])
    expect(prompt.exit).toBe(2)
    expect(prompt.stderr).toMatch(/redacted on \d{4}-\d\d-\d\d because it names a customer/)
    const verify = await project.spec(['archive', 'verify'])
    expect(verify.exit).toBe(0)
    expect(verify.stdout).toContain('whole')
    expect(verify.stderr).toContain('it names a customer')
    const archive = project.files().filter((path) => path.startsWith('.spec/archive'))
    expect(archive.filter((path) => project.read(path).includes('and the clean name'))).toEqual([])
    project.remove('src/bye.ts')
    expect((await project.spec(['restore', 'src/bye.ts'])).exit).toBe(0)
    expect(project.exists('src/bye.ts')).toBe(true)
    expect((await project.spec(['drift'])).exit).toBe(0)
    expect((await redact(project, id, '--text', 'and the clean name')).exit).toBe(2)
  })

  test('what a lock needs to bring code back stays, unless that is to be lost', async () => {
    const project = await builtProject()
    const id = await recordOf(project, 'greeting')
    const before = project.files()
    const ran = await redact(project, id, '--text', 'cleanName(name)}')
    expect(ran.exit).toBe(1)
    expect(ran.stderr).toContain('redact-refused')
    expect(ran.stderr).toContain('.spec/lock/greeting.json')
    expect(project.files()).toEqual(before)
    expect((await redact(project, id, '--text', 'cleanName(name)}', '--lose-restore')).exit).toBe(0)
    expect((await project.spec(['archive', 'verify'])).exit).toBe(0)
    project.remove('src/greet.ts')
    const restored = await project.spec(['restore', 'src/greet.ts'])
    expect(restored.exit).toBe(2)
    expect(restored.stderr).toContain('redacted on')
  })

  test('all that was said in it goes, and its code stays', async () => {
    const project = await builtProject()
    const id = await recordOf(project, 'greeting')
    expect((await redact(project, id, '--whole', '--because', 'not ours to keep')).exit).toBe(0)
    const shown = await project.spec(['show', id])
    expect(shown.exit).toBe(0)
    expect((await project.spec(['show', id, '--answer'])).stderr).toContain('not ours to keep')
    expect((await project.spec(['show', id, '--file', 'src/greet.ts'])).stdout).toBe(greetCode)
    expect((await project.spec(['archive', 'verify'])).exit).toBe(0)
    expect((await project.spec(['drift'])).exit).toBe(0)
    expect((await project.spec(['search', 'stranger', '--kind', 'record'])).exit).toBe(0)
  })

  test('a record that says it was redacted and is not as it was left then is damaged', async () => {
    const project = await builtProject()
    project.write('src/bye.ts', 'export const bye = 1\n')
    expect((await project.spec(['accept', 'farewell', '--because', 'for Jane Roe', '--yes'])).exit).toBe(0)
    const id = await recordOf(project, 'farewell')
    expect((await redact(project, id, '--text', 'Jane Roe')).exit).toBe(0)
    const shown = await project.spec(['show', id])
    expect(shown.stdout).toContain('for [REDACTED:removed]')
    expect((await project.spec(['log', 'farewell'])).stdout).toContain(id.slice(0, 8))
    const [folder, rest] = [id.slice(0, 2), id.slice(2)]
    const name = readdirSync(`${project.root}/.spec/archive/records/${folder}`).find((one) =>
      one.startsWith(rest),
    )
    const path = `.spec/archive/records/${folder}/${name ?? ''}`
    expect((await project.spec(['archive', 'verify'])).exit).toBe(0)
    project.write(path, project.read(path).replace('for [REDACTED', 'by [REDACTED'))
    expect((await project.spec(['archive', 'verify'])).exit).toBe(2)
  })
})
