// `spec show`: one record, readable, and its texts byte for byte.
import { describe, expect, test } from 'vitest'
import { recordDigest, encodeRecord } from '../../../src/archive/encode.ts'
import { recordPath } from '../../../src/archive/paths.ts'
import type { StoredRecord } from '../../../src/archive/record.ts'
import type { SpecId } from '../../../src/spec/spec.ts'
import { run as runOnTerminal } from '../../cli/frame/recorded.ts'
import { greetCode } from '../../support/greeting.ts'
import { builtProject } from '../../support/lifecycle.ts'
import type { TestProject } from '../../support/project.ts'

async function digestOf(project: TestProject, spec: string): Promise<string> {
  const { entries } = (await project.spec(['log', spec, '--json'])).json() as {
    entries: { digest: string }[]
  }
  return entries[0]?.digest.slice('sha256:'.length) ?? ''
}

/** Records that are only there: nothing else names them. */
function putRecord(project: TestProject, reason: string): string {
  const record: StoredRecord = {
    recordVersion: 1,
    kind: 'overwritten',
    spec: 'greeting' as SpecId,
    at: '2026-01-01T00:00:00Z',
    previous: null,
    tool: '0',
    body: { reason, files: {} },
  }
  const digest = recordDigest(record)
  project.write(recordPath(digest), encodeRecord(record))
  return digest.slice('sha256:'.length)
}

describe('spec show', () => {
  test('shows everything that a generation keeps', async () => {
    const project = await builtProject()
    const digest = await digestOf(project, 'greeting')
    const { exit, stdout } = await project.spec(['show', digest.slice(0, 8)])
    expect(exit).toBe(0)
    for (const line of [
      `record    sha256:${digest}`,
      'kind      generation',
      'spec      greeting',
      'outcome   landed',
      'model     response stdin',
      'checks    complete: passed',
      'trace     R1 → src/greet.ts#greet',
    ]) {
      expect(stdout).toContain(`${line}\n`)
    }
    expect(stdout).toMatch(/files +src\/greet\.ts  [0-9a-f]{12}\n/)
    expect(stdout).toMatch(/inputs +specs\/architecture\/style\.md  [0-9a-f]{12}\n/)
  })

  test('as a document has the record as the archive has it', async () => {
    const project = await builtProject()
    const digest = await digestOf(project, 'greeting')
    const document = (await project.spec(['show', `sha256:${digest}`, '--json'])).json()
    expect(document).toMatchObject({ schema: 'spec.show/1', digest: `sha256:${digest}`, local: false })
    expect(recordDigest(document.record as StoredRecord)).toBe(`sha256:${digest}`)
  })

  test('--file prints a file of the record, byte for byte', async () => {
    const project = await builtProject()
    const digest = await digestOf(project, 'greeting')
    expect((await project.spec(['show', digest, '--file', 'src/greet.ts'])).stdout).toBe(greetCode)
    const spec = project.read('specs/features/greeting.md')
    expect((await project.spec(['show', digest, '--file', 'specs/features/greeting.md'])).stdout).toBe(spec)
    const wrong = await project.spec(['show', digest, '--file', 'src/gret.ts'])
    expect(wrong.exit).toBe(2)
    expect(wrong.stderr).toContain('did you mean src/greet.ts?')
  })

  test('--answer and --prompt print the conversation', async () => {
    const project = await builtProject()
    const digest = await digestOf(project, 'greeting')
    expect((await project.spec(['show', digest, '--answer'])).stdout).toContain('=== END ')
    const { stdout } = await project.spec(['show', digest, '--prompt'])
    expect(stdout).toContain('──── system 1\n')
    expect(stdout).toContain('──── user\n# Spec `greeting`: Greeting\n')
    const both = await project.spec(['show', digest, '--prompt', '--answer'])
    expect(both.exit).toBe(2)
  })

  test('an acceptance shows its reason and both sides, and has no conversation', async () => {
    const project = await builtProject()
    project.write('src/bye.ts', `${project.read('src/bye.ts')}export const more = '\u001b[2J'\n`)
    await project.spec(['accept', 'farewell', '--because', 'line\u001b[1mfeed', '--yes'])
    const digest = await digestOf(project, 'farewell')
    const { stdout } = await project.spec(['show', digest])
    expect(stdout).toContain('because   line\\x1b[1mfeed\n')
    expect(stdout).toMatch(/files +src\/bye\.ts  [0-9a-f]{12} → [0-9a-f]{12}\n/)
    expect((await project.spec(['show', digest, '--answer'])).stderr).toContain('no model was asked')
    // A terminal is never told what to do by a file; a pipe gets the bytes.
    const words = ['show', digest, '--file', 'src/bye.ts']
    const onTerminal = await runOnTerminal(words, {
      cwd: project.root,
      stdoutIsTTY: true,
      env: { NO_COLOR: '1' },
    })
    expect(onTerminal.stdout).toContain("'\\x1b[2J'")
    expect((await project.spec(words)).stdout).toBe(project.read('src/bye.ts'))
  })

  test.each([
    ['less than four digits', 'abc', 'at least 4'],
    ['no digits', 'greeting', 'not the beginning of a digest'],
    ['digits that no record has', '0000000000000000', 'no record has a digest that begins with'],
  ])('%s are a mistake of the caller', async (_, typed, told) => {
    const { exit, stderr } = await (await builtProject()).spec(['show', typed])
    expect(exit).toBe(2)
    expect(stderr).toContain(told)
  })

  test('digits of several records: each is told', async () => {
    const project = await builtProject()
    const seen = new Map<string, string>()
    let [one, two] = ['', '']
    // By the birthday paradox some hundred records share four digits.
    for (let index = 0; two === ''; index++) {
      const digest = putRecord(project, String(index))
      one = seen.get(digest.slice(0, 4)) ?? ''
      if (one === '') seen.set(digest.slice(0, 4), digest)
      else two = digest
    }
    const { exit, stderr } = await project.spec(['show', one.slice(0, 4)])
    expect(exit).toBe(2)
    expect(stderr).toContain(one.slice(0, 16))
    expect(stderr).toContain(two.slice(0, 16))
    expect(stderr).toContain('give more digits')
  })

  test('bytes that are gone are told', async () => {
    const project = await builtProject()
    const digest = await digestOf(project, 'greeting')
    for (const path of project.files()) if (path.startsWith('.spec/archive/blobs/')) project.remove(path)
    const { exit, stderr } = await project.spec(['show', digest, '--file', 'src/greet.ts'])
    expect(exit).toBe(2)
    expect(stderr).toContain('record-missing')
  })
})
