// `spec plan`: what would be asked and what it would cost, without asking; the server's count where there is a key.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { globSync } from 'tinyglobby'
import { describe, expect, onTestFinished, test } from 'vitest'
import { countSpec } from '../../support/built.ts'
import { farewellSpec, greetingProject, greetingSpec, styleSpec } from '../../support/greeting.ts'
import {
  apiError,
  startMessagesServer,
  type MessagesServer,
  type ServerOptions,
} from '../../support/messages-server.ts'
import { repository, testProject, type TestProject } from '../../support/project.ts'
import { tokensOfRequest } from '../../support/tokenizer.ts'

const key = 'sk-ant-made-up-for-this-test-0123456789'

async function server(options: ServerOptions = {}): Promise<MessagesServer> {
  const started = await startMessagesServer({ models: null, ...options })
  onTestFinished(() => started.close())
  return started
}

const envOf = (at: MessagesServer): Record<string, string> => ({
  ANTHROPIC_BASE_URL: at.url,
  ANTHROPIC_API_KEY: key,
})

interface Planned {
  readonly specs: readonly {
    readonly id: string
    readonly kind: string
    readonly model: { readonly name: string } | null
    readonly input: { readonly input: number; readonly cacheWrite: number; readonly cacheRead: number } | null
    readonly counted: boolean | null
    readonly output: { readonly low: number; readonly expected: number; readonly high: number } | null
    readonly money: { readonly low: number; readonly expected: number; readonly high: number } | null
  }[]
  readonly total: {
    readonly calls: number
    readonly mayFollow: number
    readonly inSync: number
    readonly restored: number
    readonly replayed: number
    readonly unpriced: readonly string[]
    readonly money: { readonly low: number; readonly high: number } | null
  }
}

async function planOf(
  project: TestProject,
  words: readonly string[],
  at?: MessagesServer,
): Promise<Planned & { readonly exit: number }> {
  const ran = await project.spec(['plan', ...words, '--json'], at === undefined ? {} : { env: envOf(at) })
  return { ...(ran.json() as unknown as Planned), exit: ran.exit }
}

const kindsOf = ({ specs }: Planned): Record<string, string> =>
  Object.fromEntries(specs.map(({ id, kind }) => [id, kind]))
const inputOf = ({ specs }: Planned): number =>
  specs.reduce(
    (sum, { input }) => sum + (input?.input ?? 0) + (input?.cacheWrite ?? 0) + (input?.cacheRead ?? 0),
    0,
  )

/** Three features, built and in sync, the second and the third using the first. */
function shopProject(): TestProject {
  const shop = join(repository, 'examples/shop')
  const paths = globSync(['**/*', '.spec/{lock,archive}/**/*'], { cwd: shop, dot: true })
  return testProject(Object.fromEntries(paths.map((path) => [path, readFileSync(join(shop, path))])))
}

/** Long enough for the cache of the default model. */
const longStyle = `${styleSpec}\n${Array.from({ length: 60 }, (_, at) => `- R${at}: Rule ${at} says how errors of kind ${at} are named.`).join('\n')}\n`

const files = (project: TestProject): string[] =>
  project.files().filter((path) => !path.startsWith('.spec/cache'))

describe('a plan', () => {
  test('tells what is asked, what follows, what the archive has, and asks and writes nothing', async () => {
    const project = shopProject()
    const spec = 'specs/features/auth-flow.md'
    project.write(spec, project.read(spec).replace('12 to 128 characters', '10 to 100 characters'))
    const before = files(project)
    const at = await server()
    const plan = await planOf(project, ['--all', '--offline'], at)
    expect(plan.exit).toBe(0)
    expect(kindsOf(plan)).toMatchObject({ 'auth-flow': 'asked', 'payment-integration': 'follows' })
    expect(plan.total).toMatchObject({ calls: 1, mayFollow: 2, inSync: 0 })
    expect(plan.total.money?.high).toBeGreaterThan(plan.specs[0]?.money?.high ?? Infinity)
    expect(at.requests).toEqual([])
    expect(files(project)).toEqual(before)
  })

  test('of a project in sync has nothing to pay for; lost code and recorded answers cost nothing', async () => {
    const project = shopProject()
    const clean = await project.spec(['plan'])
    expect(clean).toMatchObject({ exit: 0, stdout: 'nothing to pay for: everything is in sync\n' })
    project.remove('src/auth/login.ts')
    expect(kindsOf(await planOf(project, []))).toMatchObject({ 'auth-flow': 'restored' })
    project.remove('src/auth')
    project.remove('.spec/lock/auth-flow.json')
    expect(kindsOf(await planOf(project, ['auth-flow']))).toEqual({ 'auth-flow': 'replayed' })
    expect(kindsOf(await planOf(project, ['auth-flow', '--fresh']))).toEqual({ 'auth-flow': 'asked' })
  })

  test('of specs that were never built foresees the declarations that they will see of each other', async () => {
    const project = greetingProject({ 'specs/features/count.md': countSpec })
    const plan = await planOf(project, ['--all'])
    expect(kindsOf(plan)).toEqual({ greeting: 'asked', farewell: 'asked', count: 'asked' })
    project.write('specs/features/farewell.md', farewellSpec.replace('uses: [greeting]\n', ''))
    expect(inputOf(await planOf(project, ['--all']))).toBeLessThan(inputOf(plan))
  })

  test('counts the shared prefix once to the cache, then from it, and its money is a range', async () => {
    const project = greetingProject({
      'specs/architecture/style.md': longStyle,
      'specs/features/count.md': countSpec.replace('---\ntargets', '---\nuses: [style]\ntargets'),
    })
    project.write('spec.config.json', '{ "regen": { "repairs": 0 } }')
    const { specs, total } = await planOf(project, ['greeting', 'count'])
    const [first, second] = specs
    expect(first?.input?.cacheRead).toBe(0)
    expect(second?.input?.cacheRead).toBe(first?.input?.cacheWrite)
    expect(second?.input?.cacheRead).toBeGreaterThan(1000)
    for (const { money, output } of specs) {
      expect(money?.low).toBeGreaterThan(0)
      expect(money?.high).toBeGreaterThan(money?.expected ?? Infinity)
      expect(output?.expected).toBeGreaterThan(output?.low ?? Infinity)
    }
    const batch = await planOf(project, ['greeting', 'count', '--batch'])
    expect(batch.total.money?.high).toBeLessThan((total.money?.high ?? 0) * 0.75)
    const text = await project.spec(['plan', 'greeting', 'count'])
    expect(text.stdout).toMatch(
      /^count: [\d,]+ tokens in \([\d,]+ into the cache\), [\d,]+ to [\d,]+ out, \$0\.\d+ to \$0\.\d+ \(anthropic claude-sonnet-5-5\)$/m,
    )
    expect(text.stdout).toMatch(/^2 calls: [\d,]+ tokens in \([\d,]+ from the cache, [\d,]+ into it\)/m)
    expect(text.stdout).toContain('input tokens: estimated')
  })

  test('says that a price is not known, and takes one from the configuration', async () => {
    const project = greetingProject()
    const model = 'claude-made-up-1'
    const unknown = await project.spec(['plan', 'greeting', '--model', model])
    expect(unknown).toMatchObject({ exit: 0 })
    expect(unknown.stdout).toContain(`price not known: ${model}`)
    expect(unknown.stdout).not.toContain('$')
    project.write('spec.config.json', JSON.stringify({ prices: { [model]: { input: 1, output: 2 } } }))
    const known = await planOf(project, ['greeting', '--model', model])
    expect(known.total.unpriced).toEqual([])
    expect(known.total.money?.low).toBeGreaterThan(0)
  })

  test('of a spec that could not be written says why, and is a finding', async () => {
    const project = greetingProject({ 'src/bye.ts': 'export const mine = 1\n' })
    const plan = await planOf(project, ['--all'])
    expect(plan.exit).toBe(1)
    expect(kindsOf(plan)).toEqual({ greeting: 'asked', farewell: 'refused' })
  })
})

describe('tokens', () => {
  test('are counted by the server where there is a key; the estimate is never below and at most 40 % above', async () => {
    const project = greetingProject({
      'specs/features/count.md': countSpec,
      'specs/architecture/style.md': longStyle,
    })
    const at = await server({ count: ({ body }) => tokensOfRequest(body) })
    const counted = await planOf(project, ['--all'], at)
    expect(counted.specs.map((one) => one.counted)).toEqual([true, true, true])
    expect(at.requests.map(({ path }) => path)).toEqual(Array(3).fill('/v1/messages/count_tokens'))
    const estimated = await planOf(project, ['--all', '--offline'], at)
    expect(estimated.specs.map((one) => one.counted)).toEqual([false, false, false])
    expect(at.requests).toHaveLength(3)
    const ratio = inputOf(estimated) / inputOf(counted)
    expect(ratio).toBeGreaterThanOrEqual(1)
    expect(ratio).toBeLessThanOrEqual(1.4)
  })

  test('of a prompt that holds a secret are not counted by anybody else', async () => {
    const secret = ['ghp', 'aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3xY5'].join('_')
    const project = greetingProject()
    project.write('specs/features/greeting.md', `${greetingSpec}\n## More\n\nUse the token ${secret}.\n`)
    const at = await server({ count: 1 })
    const ran = await project.spec(['plan', 'greeting'], { env: envOf(at) })
    expect(ran.exit).toBe(1)
    expect(ran.stderr).toContain('secret-found')
    expect(at.requests).toEqual([])
  })

  test('are estimated where the server does not count, and that is said once', async () => {
    const project = greetingProject({ 'specs/features/count.md': countSpec })
    const at = await server({ count: () => apiError(401, 'authentication_error', `invalid key ${key}`) })
    const ran = await project.spec(['plan', '--all'], { env: envOf(at) })
    expect(ran).toMatchObject({ exit: 0 })
    expect(ran.stderr.match(/not-counted/g)).toHaveLength(1)
    expect(at.asked()).toEqual([])
    expect(ran.stdout + ran.stderr).not.toContain(key)
    expect(ran.stdout).toBe((await project.spec(['plan', '--all'])).stdout)
  })
})
