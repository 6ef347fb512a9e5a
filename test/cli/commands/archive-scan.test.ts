// `spec archive scan`: what today's rules find in all that is kept.
import fs from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { blobPath } from '../../../src/archive/paths.ts'
import { digestBytes, digestText } from '../../../src/digest/digest.ts'
import { testFolder } from '../../support/git.ts'
import { madeUpToken } from '../../support/made-up-secrets.ts'
import { testProject, type TestProject } from '../../support/project.ts'
import { claudeFile, said, sessionId } from '../../support/sessions.ts'

const key = `claude-code/${sessionId}`

interface Scanned {
  readonly findings: readonly {
    readonly kind: string
    readonly id: string
    readonly record: number | null
    readonly message: number | null
    readonly line: number | null
    readonly path: string
    readonly rule: string
    readonly masked: string
    readonly digest: string
  }[]
  readonly found: number
}

async function scan(project: TestProject): Promise<Scanned & { readonly exit: number }> {
  const ran = await project.spec(['archive', 'scan', '--json'])
  return { ...(ran.json() as unknown as Scanned), exit: ran.exit } // The document of this command.
}

const archived = (project: TestProject): Record<string, string> =>
  Object.fromEntries(
    project
      .files()
      .filter((path) => path.startsWith('.spec/archive'))
      .map((path) => [path, project.read(path)]),
  )

/** A session that was kept before the pattern for customers was configured. */
async function before(): Promise<TestProject> {
  const project = testProject({ 'specs/features/.keep': '' })
  const lines = ['of CUST-123456 and others', 'I see.', 'and again CUST-777777, as JSON'].map((text, at) =>
    said(at + 1, at % 2 === 0 ? 'user' : 'assistant', text, { cwd: project.root }),
  )
  project.write(claudeFile, `${lines.join('\n')}\n`)
  expect((await project.spec(['archive', 'import'])).exit).toBe(0)
  return project
}

const customers = JSON.stringify({ redact: { patterns: [{ name: 'customer', pattern: 'CUST-[0-9]{6}' }] } })

describe('spec archive scan', () => {
  test('finds in sessions what a pattern finds that was configured later, and writes nothing', async () => {
    const project = await before()
    expect(await scan(project)).toMatchObject({ exit: 0, found: 0, findings: [] })
    project.write('spec.config.json', customers)
    const kept = archived(project)
    const { exit, findings } = await scan(project)
    expect(exit).toBe(1)
    expect(findings.filter(({ record }) => record !== null)).toEqual([
      {
        ...{ kind: 'session', id: key, record: 1, message: 1, line: null, what: null },
        ...{ path: 'message/content', rule: 'customer', masked: '(11 characters)' },
        digest: digestText('CUST-123456'),
      },
      expect.objectContaining({ record: 3, message: 3, digest: digestText('CUST-777777') }),
    ])
    // The title of a session is kept beside it.
    expect(findings.filter(({ record }) => record === null)).toMatchObject([
      { path: 'title', rule: 'customer' },
    ])
    expect(archived(project)).toEqual(kept)
    const shown = await project.spec(['archive', 'scan'])
    expect(shown.exit).toBe(1)
    expect(shown.stdout).toContain('record 3, message 3, message/content: customer (11 characters)')
    expect(shown.stdout).not.toMatch(/CUST/)
  })

  test('what was redacted is no finding, nor what is allowed', async () => {
    const project = await before()
    const allow = [{ digest: digestText('CUST-777777'), reason: 'made up' }]
    const config = { ...(JSON.parse(customers) as object), secrets: { allow } }
    project.write('spec.config.json', JSON.stringify(config))
    expect((await scan(project)).found).toBe(2)
    const redacted = await project.spec(['archive', 'redact', key, '--all-findings', '--yes', '--json'])
    expect(redacted.json()).toMatchObject({ removed: { customer: 1 } })
    expect(await scan(project)).toMatchObject({ exit: 0, found: 0 })
    const left = (await project.spec(['archive', 'export', key, '--format', 'jsonl'])).stdout
    expect(left).toContain('of [REDACTED:customer] and others')
    expect(left).toContain('CUST-777777')
  })

  test('finds secrets in blobs, by line', async () => {
    const project = testProject({ 'specs/features/.keep': '' })
    const text = `const a = 1\nconst token = '${madeUpToken}'\n`
    const digest = digestBytes(Buffer.from(text))
    project.write(blobPath(digest), text)
    const { exit, findings } = await scan(project)
    expect(exit).toBe(1)
    expect(findings).toMatchObject([
      { kind: 'blob', line: 2, rule: 'github', masked: 'ghp_… (40 characters)' },
    ])
  })

  test('what cannot be looked at is trouble', async () => {
    const project = await before()
    const chunk = project.files().find((path) => path.endsWith('.br')) ?? ''
    project.write(chunk, 'no chunk')
    const { exit } = await scan(project)
    expect(exit).toBe(2)
  })

  test.each(['.spec/archive/sessions', `.spec/archive/sessions/${key}`])(
    'so is a link: %s',
    async (folder) => {
      const project = await before()
      const elsewhere = join(testFolder(), 'elsewhere')
      fs.renameSync(join(project.root, folder), elsewhere)
      fs.symlinkSync(elsewhere, join(project.root, folder))
      expect((await scan(project)).exit).toBe(2)
    },
  )
})
