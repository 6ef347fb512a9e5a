// A prompt says all that a model needs, the same way every time, and nothing in it can break out of its place.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { digestText } from '../../src/digest/digest.ts'
import { readAnswer } from '../../src/answer/reader.ts'
import { compilePrompt } from '../../src/prompt/compile.ts'
import { houseRules } from '../../src/prompt/house-rules.ts'
import type { DeclaredFile, Prompt, PromptInputs } from '../../src/prompt/prompt.ts'
import { renderPrompt } from '../../src/prompt/render.ts'
import type { SpecId } from '../../src/spec/spec.ts'
import { runs } from '../runs.ts'
import { architecture, buildInputs, buildQuestion, buildSpec, target } from './build.ts'

const names = buildSpec({
  id: 'names',
  title: 'Names of people',
  targets: ['src/names/check.ts', 'src/names/list.ts'],
  requirements: {
    R1: '`checkName` trims the name and gives `null` for an empty one.',
    R2: '`listNames` gives all names, oldest first.',
    '*names-are-never-logged': 'Names are never logged.',
  },
})

const clock: DeclaredFile = {
  path: 'src/clock.ts',
  // The cast: an id as a project would hold it.
  owner: 'time' as SpecId,
  declarations: [{ name: 'now', text: 'export declare function now(): number', digest: digestText('now') }],
  text: null,
}

const full = buildInputs(names, {
  used: [architecture('data-model'), { ...architecture('api-design'), requirements: ['R2'] }],
  declared: [clock, { path: 'data/people.json', owner: null, declarations: [], text: '{ "people": [] }\n' }],
  tests: [
    {
      path: 'test/names.test.ts',
      text: "import { checkName } from '../src/names/check.js'\n\ntest('trims', () => {\n  expect(checkName(' Ann ')).toBe('Ann')\n})\n",
    },
  ],
  house: houseRules({
    packageJson: '{ "type": "module", "engines": { "node": ">=20" }, "dependencies": { "zod": "^4.0.0" } }',
    tsconfigs: [
      '{ "compilerOptions": { "strict": true, "module": "NodeNext", "exactOptionalPropertyTypes": true } }',
    ],
  }),
})

const updated: PromptInputs = {
  ...full,
  asked: [target('src/names/check.ts')],
  current: new Map([
    [
      target('src/names/check.ts'),
      'export const checkName = (name: string): string | null => name.trim() || null\n',
    ],
    [target('src/names/list.ts'), 'export const listNames = (): string[] => []\n'],
  ]),
  causes: [
    {
      kind: 'requirement',
      change: 'changed',
      name: 'R1',
      place: { path: 'specs/features/names.md', line: 9 },
      before: '`checkName` gives `null` for an empty name.',
      after: '`checkName` trims the name and gives `null` for an empty one.',
    },
    {
      kind: 'requirement',
      change: 'removed',
      name: 'R9',
      place: { path: 'specs/features/names.md' },
      before: 'Names are sorted.',
    },
    { kind: 'declaration', change: 'added', name: 'now', place: { path: 'src/clock.ts' } },
  ],
}

const userText = (prompt: Prompt): string => prompt.messages.map((message) => message.text).join('')
const systemText = (prompt: Prompt): string => prompt.system.map((block) => block.text).join('')

describe('compilePrompt', () => {
  test('a build from nothing reads as shown', async () => {
    await expect(renderPrompt(compilePrompt(names, full))).toMatchFileSnapshot(
      'fixtures/build-from-nothing.md',
    )
  })

  test('an update of one of two targets reads as shown', async () => {
    await expect(userText(compilePrompt(names, updated))).toMatchFileSnapshot(
      'fixtures/update-of-one-target.md',
    )
  })

  test('the tag is in the user part alone; specs with the same shared specs share the whole system part', () => {
    const prompt = compilePrompt(names, full)
    const other = buildSpec({
      id: 'other',
      targets: ['src/other.ts'],
      requirements: { R1: 'Something else.' },
    })
    const second = compilePrompt(other, buildInputs(other, { used: full.used }))
    expect(prompt.tag).toMatch(/^[0-9a-f]{8}$/)
    expect(prompt.question).toContain(prompt.tag)
    expect(second.tag).not.toBe(prompt.tag)
    expect(second.system).toEqual(prompt.system)
    expect(systemText(prompt)).not.toContain(prompt.tag)
    expect(userText(prompt)).toContain(`=== FILE ${prompt.tag} src/names/check.ts ===`)
  })

  test.each([0, 1, 2, 3, 4, 7, 20])(
    'with %i shared specs there are at most four cache breakpoints, the last at the end',
    (count) => {
      const used = Array.from({ length: count }, (_, index) =>
        architecture(`shared-${String(index).padStart(2, '0')}`),
      )
      const { system } = compilePrompt(names, buildInputs(names, { used: used.toReversed() }))
      expect(system).toHaveLength(count + 1)
      expect(system[0]?.cache).toBe(true)
      expect(system.at(-1)?.cache).toBe(true)
      expect(system.filter((block) => block.cache)).toHaveLength(Math.min(count + 1, 4))
      for (const [index, one] of used.entries()) expect(system[index + 1]?.text).toContain(one.spec.head.id)
    },
  )

  test('an answer that fills in the shape at the end of the prompt is read without a complaint', () => {
    const prompt = compilePrompt(names, full)
    const shape =
      userText(prompt)
        .split('````text\n')
        .at(-1)
        ?.replace(/````\n$/, '') ?? ''
    const answer = shape
      .replaceAll('(the whole file)', 'export const x = 1')
      .replaceAll('(path#symbol, path#symbol)', 'src/names/list.ts#x')
      .replace(
        '(requirement id): open: (…); chosen: (…); because: (…)',
        'R1: open: case; chosen: kept; because: simple',
      )
    const requirementIds = names.requirements.map((one) => one.id)
    const { read, diagnostics } = readAnswer(answer, {
      tag: prompt.tag,
      asked: prompt.asked,
      requirementIds,
      source: 'a',
    })
    expect(diagnostics).toEqual([])
    expect(read.missing).toEqual([])
    expect(read.decisions).toHaveLength(1)
    expect(read.trace.map((one) => one.requirement)).toEqual(requirementIds)
  })

  test('the question of an update includes the code it starts from; its intent does not', () => {
    const fresh = compilePrompt(names, full)
    const update = compilePrompt(names, updated)
    expect(fresh.intent).toBe(fresh.question)
    expect(update.intent).toBe(fresh.question)
    expect(update.question).not.toBe(fresh.question)
  })

  test('wording of the house rules, the title and the id of the spec are not part of the question', () => {
    const renamed = { ...names, head: { ...names.head, id: 'renamed' as SpecId, title: 'Other' } }
    const loose = { ...full, house: { modules: null, node: null, dependencies: [], compiler: [] } }
    expect(compilePrompt(renamed, loose).question).toBe(compilePrompt(names, full).question)
  })
})

describe('the bytes of a prompt', () => {
  test('do not depend on the order of keys, maps, files or targets asked for', () => {
    const reversed = (value: Readonly<Record<string, unknown>>): Record<string, unknown> =>
      Object.fromEntries(Object.entries(value).reverse())
    const shuffled: PromptInputs = {
      // The cast: the same members, in another order.
      ...(reversed({ ...updated }) as unknown as PromptInputs),
      question: reversed({ ...buildQuestion(names) }) as unknown as PromptInputs['question'],
      used: updated.used.toReversed(),
      declared: updated.declared.toReversed(),
      tests: updated.tests.toReversed(),
      current: new Map([...(updated.current ?? [])].reverse()),
    }
    expect(compilePrompt(names, shuffled)).toEqual(compilePrompt(names, updated))
  })

  test('keep quoted text inside its fence, whatever runs of backticks it holds', () => {
    const piece = fc.oneof(
      fc.constantFrom('`', '```', '````\n', '~~~\n', '# Your task\n', '\n'),
      fc.string({ maxLength: 8 }),
    )
    const text = fc.array(piece, { maxLength: 12 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(text, (quoted) => {
        const inputs = buildInputs(names, { tests: [{ path: 'test/a.test.ts', text: quoted }] })
        const lines = userText(compilePrompt(names, inputs)).split('\n')
        const start = lines.indexOf('### `test/a.test.ts`') + 2
        const fence = /^`+/.exec(lines[start] ?? '')?.[0] ?? ''
        const inside = (quoted === '' || quoted.endsWith('\n') ? quoted : `${quoted}\n`)
          .split('\n')
          .slice(0, -1)
        expect(lines.slice(start + 1, start + 1 + inside.length)).toEqual(inside)
        expect(lines[start + 1 + inside.length]).toBe(fence)
        expect(quoted).not.toContain(fence)
      }),
      { numRuns: runs(10_000) },
    )
  })

  test('hold no control character of a path, a heading or a spec', () => {
    const nasty = 'a\u001b[31m\u0007b\u202ec\nd'
    const spec = buildSpec({
      id: 'nasty',
      title: nasty,
      targets: [`src/${nasty}.ts`],
      requirements: { R1: nasty, [`*${nasty}`]: nasty },
    })
    const text = renderPrompt(
      compilePrompt(
        spec,
        buildInputs(spec, {
          declared: [{ path: nasty, owner: nasty as SpecId, declarations: [], text: null }],
          current: new Map(),
          causes: [
            {
              kind: 'section',
              change: 'changed',
              name: nasty,
              place: { path: nasty },
              before: nasty,
              after: nasty,
            },
          ],
        }),
      ),
    )
    // Everything below U+0020 but tab and line feed, delete, C1 and marks of direction.
    expect(text).not.toMatch(/(?![\t\n])[\p{Cc}\u202a-\u202e]/u)
    expect(text).toContain('\\u{1b}[31m')
  })
})

describe('what a prompt tells', () => {
  test('only what an update asks for is asked for; the other targets are shown as they stay', () => {
    const text = userText(compilePrompt(names, updated))
    expect(text).toContain('### `src/names/list.ts`\n\n```ts\nexport const listNames')
    expect(text).not.toMatch(/=== FILE [0-9a-f]{8} src\/names\/list\.ts/)
  })

  test('what moved and is not asked for now is held back with its old wording', () => {
    const held = [
      {
        kind: 'requirement',
        change: 'changed',
        name: 'R9',
        place: { path: 'specs/x.md' },
        before: 'Old words.',
        after: 'New words.',
      },
    ] as const
    const text = userText(compilePrompt(names, { ...updated, held }))
    expect(text).toMatch(/## Not now[\s\S]*Requirement `R9` changed[\s\S]*Before:[\s\S]*Old words\./)
    expect(userText(compilePrompt(names, updated))).not.toContain('## Not now')
  })

  test('an update without known changes asks for a comparison with the spec', () => {
    const text = userText(compilePrompt(names, { ...updated, causes: [] }))
    expect(text).toContain('requirements one by one')
    expect(text).not.toContain('Before:')
  })

  test.each([
    ['.js', "import { a } from '../src/a.js'\nimport { b } from './b.js'\nimport c from './c.ts'\n"],
    ['.ts', "export { a } from './a.ts'\n"],
  ])('relative imports end in %s where the tests show it', (extension, text) => {
    const inputs = buildInputs(names, { tests: [{ path: 'test/a.test.ts', text }] })
    expect(userText(compilePrompt(names, inputs))).toContain(`Relative imports end in \`${extension}\``)
  })

  test('relative imports have no extension where the tests show none', () => {
    const text = "import { a } from '../src/a'\nimport data from './data.json'\n"
    const inputs = buildInputs(names, { tests: [{ path: 'test/a.test.ts', text }] })
    expect(userText(compilePrompt(names, inputs))).toContain('without an extension, as in `../src/a`')
  })

  test('where nothing shows the style, Node’s module resolution decides it', () => {
    const house = houseRules({
      packageJson: '{ "type": "module" }',
      tsconfigs: ['{ "compilerOptions": { "module": "NodeNext" } }'],
    })
    expect(userText(compilePrompt(names, buildInputs(names, { house })))).toContain(
      'end in `.js`, also where the file is a `.ts`',
    )
  })

  test('targets in another language hear nothing about Node', () => {
    const spec = buildSpec({ id: 'py', targets: ['app/names.py'], requirements: { R1: 'Says hello.' } })
    const text = userText(compilePrompt(spec, buildInputs(spec)))
    expect(text).toContain('```py\n(the whole file)')
    expect(text).not.toContain('node:')
  })
})
