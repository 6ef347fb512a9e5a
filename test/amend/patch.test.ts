// Edits of a spec: the searched lines change, and every other byte stays as it was.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bodyOf, patchSpec } from '../../src/amend/patch.ts'
import type { Edit } from '../../src/answer/edits.ts'
import { runs } from '../runs.ts'

const edit = (search: string, replace: string, line = 1): Edit => ({ search, replace, line })
const frontMatter = '---\ntitle: Greeting\ntargets: [src/greet.ts]\n---\n'
const below = 5

function patched(text: string, edits: readonly Edit[], bodyLine = below): string {
  const result = patchSpec(new TextEncoder().encode(text), bodyLine, edits, 'answer.md')
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics))
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(result.value)
}

function refused(text: string, edits: readonly Edit[]): string {
  const result = patchSpec(new TextEncoder().encode(text), below, edits, 'answer.md')
  expect(result.ok).toBe(false)
  return result.diagnostics.map(({ code, message }) => `${code}: ${message}`).join('\n')
}

describe('an edit', () => {
  const spec = `${frontMatter}# Greeting\n\n- R1: hello.\n- R2: bye.\n`

  it('replaces the lines that it searches for', () => {
    expect(patched(spec, [edit('- R2: bye.\n', '- R2: goodbye.\n- R3: welcome.\n')])).toBe(
      spec.replace('- R2: bye.\n', '- R2: goodbye.\n- R3: welcome.\n'),
    )
  })

  it('deletes them where nothing takes their place', () => {
    expect(patched(spec, [edit('- R1: hello.\n', '')])).toBe(spec.replace('- R1: hello.\n', ''))
  })

  it('never finds a line of the front matter', () => {
    expect(refused(spec, [edit('targets: [src/greet.ts]\n', 'targets: [src/other.ts]\n')])).toContain(
      'answer-edit: ',
    )
  })

  it.each([
    ['stands nowhere', [edit('- R9: none.\n', '- R9: some.\n')], 'stands nowhere'],
    ['stands twice', [edit('same\n', 'other\n')], 'more than one place'],
    [
      'shares a line with another',
      [edit('same\nsame\n', 'a\n'), edit('same\nlast\n', 'b\n')],
      'two edits want',
    ],
    ['brings a control character', [edit('last\n', 'la\u001bst\n')], 'control characters'],
    ['turns the direction of text', [edit('last\n', 'la\u202est\n')], 'direction of text'],
  ] as const)('that %s is refused', (_, edits, why) => {
    expect(refused(`${frontMatter}same\nsame\nlast\n`, edits)).toContain(why)
  })
})

describe('the bytes of a file', () => {
  it('keep their CRLF line ends, and new lines get them', () => {
    const spec = `${frontMatter}# Greeting\n\n- R1: hello.\n`.replaceAll('\n', '\r\n')
    expect(patched(spec, [edit('- R1: hello.\n', '- R1: hello.\n- R2: bye.\n')])).toBe(
      `${spec}- R2: bye.\r\n`,
    )
  })

  it('keep a byte order mark, with and without front matter', () => {
    expect(patched(`\ufeff${frontMatter}one\n`, [edit('one\n', 'two\n')])).toBe(`\ufeff${frontMatter}two\n`)
    expect(patched('\ufeffone\nkept\n', [edit('one\n', 'two\n')], 1)).toBe('\ufefftwo\nkept\n')
  })

  it('keep white space at line ends and decomposed letters where nothing changes, also within an edit', () => {
    const spec = `${frontMatter}cafe\u0301  \nR1: bye\nlast \t\n`
    expect(patched(spec, [edit('caf\u00e9  \nR1: bye\n', 'caf\u00e9  \nR1: goodbye\n')])).toBe(
      spec.replace('bye', 'goodbye'),
    )
  })

  it('keep their missing final newline, whatever line is the last one then', () => {
    const spec = `${frontMatter}one\ntwo`
    expect(patched(spec, [edit('one\n', 'ONE\n')])).toBe(`${frontMatter}ONE\ntwo`)
    expect(patched(spec, [edit('two\n', 'two\nthree\n')])).toBe(`${frontMatter}one\ntwo\nthree`)
    expect(patched(spec, [edit('two\n', '')])).toBe(`${frontMatter}one`)
  })

  it('keep their bytes at both ends of a text that is rewritten almost whole', () => {
    const many = (word: string): string => Array.from({ length: 2000 }, (_, at) => `${word} ${at}\n`).join('')
    const spec = (middle: string): string => `${frontMatter}first  \r\n${middle}last\t\r\n`
    expect(patched(spec(many('old')), [edit(many('old'), many('new'))])).toBe(spec(many('new')))
  })

  it('property: outside the edited line they are what they were', () => {
    const line = fc.stringMatching(/^[a-zé\u0301 \t#*-]{0,12}$/u)
    const lines = fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n')), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(lines, fc.nat(), fc.boolean(), fc.boolean(), (drawn, at, mark, open) => {
        const place = at % drawn.length
        const text = drawn.map(([words, end], index) => `${index === place ? 'the one line' : words}${end}`)
        const whole = `${mark ? '\ufeff' : ''}${frontMatter}${text.join('')}`
        const before = open ? whole.replace(/\r?\n$/, '') : whole
        const after = patched(before, [edit('the one line\n', 'another\n')])
        const [kept, rest] = before.split('the one line')
        const [keptAfter, restAfter] = after.split('another')
        expect(keptAfter).toBe(kept)
        // The line that is new ends as the file does; what follows it is untouched.
        expect(restAfter?.replace(/^\r?\n/, '')).toBe(rest?.replace(/^\r?\n/, ''))
        expect(bodyOf(new TextEncoder().encode(after), below)).toBe(
          bodyOf(new TextEncoder().encode(before), below).replace('the one line', 'another'),
        )
      }),
      { numRuns: runs(100) },
    )
  })
})
