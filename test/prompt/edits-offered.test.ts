// Which files a prompt asks back as edits, and what it says of them.
import { describe, expect, test } from 'vitest'
import { readAnswer } from '../../src/answer/reader.ts'
import { editsFrom } from '../../src/answer/instructions.ts'
import { compilePrompt } from '../../src/prompt/compile.ts'
import type { Prompt } from '../../src/prompt/prompt.ts'
import type { SpecId } from '../../src/spec/spec.ts'
import { buildInputs, buildSpec, target } from './build.ts'

const long = target('src/long.ts')
const short = target('src/short.ts')
const spec = buildSpec({ id: 'pair', targets: [long, short], requirements: { R1: 'There is a.' } })

/** `export const n0 = 0`, one a line. */
const lines = (count: number): string =>
  Array.from({ length: count }, (_, index) => `export const n${index} = ${index}\n`).join('')

const compiled = (...current: readonly (readonly [string, string])[]): Prompt =>
  compilePrompt(
    spec,
    buildInputs(spec, { current: new Map(current.map(([path, text]) => [target(path), text])) }),
  )
const textOf = ({ messages }: Prompt): string => messages.map(({ text }) => text).join('')

describe('an update', () => {
  test(`asks for edits of files from ${editsFrom} lines on, and for the others whole`, () => {
    const prompt = compiled([long, lines(editsFrom)], [short, lines(editsFrom - 1)])
    expect(textOf(prompt)).toContain('This file is long, and most of it stays.')
    expect(textOf(prompt)).toContain(`=== EDIT ${prompt.tag} src/long.ts ===\n=== SEARCH ${prompt.tag} ===`)
    expect(textOf(prompt)).toContain(`=== FILE ${prompt.tag} src/short.ts ===`)
    expect(prompt.bases.map(({ path }) => path)).toEqual([long, short])
  })

  test('without long files says nothing of edits, and a file that does not exist is asked for whole', () => {
    const prompt = compiled([short, lines(3)])
    expect(textOf(prompt)).not.toMatch(/SEARCH|=== EDIT/)
    expect(prompt.bases).toEqual([{ path: short, text: lines(3) }])
  })

  test('tells each spec about edits in the same words, in the user part alone', () => {
    const other = { ...spec, head: { ...spec.head, id: 'other' as SpecId } }
    const inputs = buildInputs(other, { current: new Map([[long, lines(editsFrom)]]) })
    const section = (prompt: Prompt): string | undefined =>
      /## Long files come back as edits[^]*?(?=\n## )/.exec(textOf(prompt))?.[0]
    const [one, two] = [compiled([long, lines(editsFrom)]), compilePrompt(other, inputs)]
    expect(section(one)).toContain('SEARCH')
    expect(section(two)).toBe(section(one))
    expect(one.system).toEqual(compilePrompt(spec, buildInputs(spec)).system)
  })

  test('shows a shape that reads without a complaint once it is filled in', () => {
    const base = lines(editsFrom)
    const prompt = compiled([long, base], [short, lines(2)])
    const shape =
      textOf(prompt)
        .split('````text\n')
        .at(-1)
        ?.replace(/````\n$/, '') ?? ''
    const filled = shape
      .replace('(lines of the file, exactly as they stand)', 'export const n7 = 7')
      .replace('(the lines that take their place)', 'export const n7 = 70')
      .replace('(the whole file)', 'export const x = 1')
      .replaceAll('(path#symbol, path#symbol)', 'src/long.ts#n7')
      .replace('- (requirement id): open: (…); chosen: (…); because: (…)', '- none')
    const options = {
      tag: prompt.tag,
      asked: prompt.asked,
      bases: prompt.bases,
      requirementIds: ['R1'],
      source: 'a',
    }
    const { read, diagnostics } = readAnswer(filled, options)
    expect(diagnostics).toEqual([])
    expect(read.files[0]?.text).toBe(base.replace('n7 = 7\n', 'n7 = 70\n'))
    // Pasted together with the whole prompt it reads the same.
    expect(readAnswer(`${textOf(prompt)}\n${filled}`, options).read.files[0]?.text).toBe(read.files[0]?.text)
  })
})

test('a build from nothing has no text that edits could start from', () => {
  const prompt = compilePrompt(spec, buildInputs(spec))
  expect(prompt.bases).toEqual([])
  expect(textOf(prompt)).not.toContain('SEARCH')
})
