// `spec drift`: how much an edit matters, and from where on it fails the check.
import { describe, expect, test } from 'vitest'
import { builtProject } from '../../support/lifecycle.ts'

interface Target {
  readonly path: string
  readonly state: string
  readonly level: string | null
  readonly changes: readonly { readonly kind: string; readonly symbol: string }[]
}

const edits = {
  form: (code: string) => code.replaceAll("'", '"'),
  body: (code: string) => code.replace('Hello, ', 'Good day, '),
  signature: (code: string) => code.replace('name: string', 'name: string, title = 0'),
} as const

async function edited(how: keyof typeof edits): Promise<Awaited<ReturnType<typeof builtProject>>> {
  const project = await builtProject()
  project.write('src/greet.ts', edits[how](project.read('src/greet.ts')))
  return project
}

describe('spec drift tells how much an edit matters', () => {
  test.each([
    ['form', 'format', 'format', []],
    ['body', 'edited', 'implementation', [{ kind: 'body', symbol: 'greet' }]],
    ['signature', 'edited', 'api', [{ kind: 'signature', symbol: 'greet' }]],
  ] as const)('a changed %s is %s at level %s', async (how, state, level, changes) => {
    const project = await edited(how)
    const { json } = await project.spec(['drift', '--json'])
    const specs = json().specs as readonly { readonly targets: readonly Target[] }[] // As documented.
    const target = specs.flatMap(({ targets }) => targets).find(({ path }) => path === 'src/greet.ts')
    expect(target).toMatchObject({ state, level, changes })
  })

  test('in the text, with the signature before and after', async () => {
    const project = await edited('signature')
    const { stdout } = await project.spec(['drift'])
    expect(stdout).toMatch(/^ {2}edited {6}src\/greet\.ts {2}\(api\)$/m)
    expect(stdout).toContain('        - export function greet(name: string): string\n')
    expect(stdout).toContain('        + export function greet(name: string, title?: number): string\n')
  })

  test('also where the archive has lost the written text', async () => {
    const project = await edited('signature')
    project.remove('.spec/archive')
    const { json, exit } = await project.spec(['drift', '--json'])
    expect(exit).toBe(1)
    expect(JSON.stringify(json())).toContain('"level":"api"')
  })
})

describe('the level that fails the check', () => {
  test.each([
    ['form', 'format', 1],
    ['form', 'implementation', 0],
    ['body', 'implementation', 1],
    ['body', 'api', 0],
    ['signature', 'api', 1],
  ] as const)('a changed %s with --fail-on %s ends with %i', async (how, level, exit) => {
    const project = await edited(how)
    expect((await project.spec(['drift', '--fail-on', level])).exit).toBe(exit)
    project.write('spec.config.json', JSON.stringify({ drift: { failOn: level } }))
    const configured = await project.spec(['drift', '--json'])
    expect(configured.exit).toBe(exit)
    expect(configured.json()).toMatchObject({ clean: exit === 0, failOn: level })
  })

  test('is nothing to what is lost', async () => {
    const project = await edited('body')
    project.remove('src/greet.ts')
    expect((await project.spec(['drift', '--fail-on', 'api'])).exit).toBe(1)
  })
})

test('many files accepted for one reason are one line', async () => {
  const project = await edited('body')
  project.write('src/names.ts', `${project.read('src/names.ts')}export const most = 9\n`)
  await project.spec(['accept', 'greeting', '--because', 'politer', '--yes'])
  const { stdout } = await project.spec(['drift'])
  expect(stdout).toContain('accepted    src/greet.ts and 1 more  (politer)')
})

describe('the formats that hosts read', () => {
  test.each([
    ['sarif', /^\{[^]*"version": ?"2\.1\.0"/],
    ['github', /^::error file=src\/greet\.ts,line=3,/m],
    ['junit', /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites [^]*failures="1"/],
    ['markdown', /^<!-- spec-drift -->\n/],
    ['json', /^\{\n {2}"schema": "spec\.drift\/1"/],
  ] as const)('%s, with the exit of the check', async (format, shape) => {
    const project = await edited('signature')
    const { stdout, exit } = await project.spec(['drift', '--format', format])
    expect(exit).toBe(1)
    expect(stdout).toMatch(shape)
  })

  test('github adds the job summary to the file that the runner names', async () => {
    const project = await edited('signature')
    const file = `${project.root}/summary.md`
    await project.spec(['drift', '--format', 'github'], { env: { GITHUB_STEP_SUMMARY: file } })
    expect(project.read('summary.md')).toContain('src/greet.ts')
  })
})

test('the shards of a check are the whole check', async () => {
  const project = await edited('signature')
  const parts = await Promise.all(
    ['1/2', '2/2'].map((shard) => project.spec(['drift', '--shard', shard, '--json'])),
  )
  const specs = parts.flatMap(({ json }) => json().specs as readonly { readonly spec: string }[]) // As documented.
  expect(specs.map(({ spec }) => spec).sort()).toEqual(['farewell', 'greeting'])
  expect(Math.max(...parts.map(({ exit }) => exit))).toBe(1)
  expect((await project.spec(['drift', '--shard', '3/2'])).exit).toBe(2)
})
