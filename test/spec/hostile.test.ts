// Whatever a file holds, reading it gives a value or findings: no crash, no hang, nothing run, nothing polluted.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defaultConfig } from '../../src/config/config.ts'
import { hasErrors } from '../../src/diagnostic/diagnostic.ts'
import { parseHead } from '../../src/spec/head.ts'
import { parseSpec } from '../../src/spec/parse.ts'
import { runs, sampled } from '../runs.ts'
import { encode, file, parsed, shown, withBody } from './build.ts'

const path = 'specs/features/login.md'

function check(bytes: Uint8Array): void {
  const result = parseSpec({ path, bytes }, defaultConfig)
  expect(hasErrors(result.diagnostics)).toBe(!result.ok)
  for (const { place, message } of result.diagnostics) {
    expect(place?.path).toBe(path)
    expect(message.length).toBeLessThan(1000)
  }
  expect(parseHead({ path, bytes }).ok || !result.ok).toBe(true)
  if (!result.ok) return
  const { requirements, sections, normative } = result.value
  const ids = requirements.map(({ id }) => id.toLowerCase())
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.every((id) => id !== '' && !/\p{Cs}/u.test(id))).toBe(true)
  expect(new Set(sections.map(({ key }) => key)).size).toBe(sections.length)
  expect(normative === '' || normative.endsWith('\n')).toBe(true)
  const lines = new TextDecoder().decode(bytes).split(/\r\n|\n|\r/).length
  for (const { place } of [...requirements, ...sections]) {
    expect(place.line).toBeGreaterThanOrEqual(1)
    expect(place.line).toBeLessThanOrEqual(lines)
    expect(place.endLine ?? 1).toBeLessThanOrEqual(lines)
  }
}

const anything = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.string({ unit: 'binary', maxLength: 4 }),
  fc.constantFrom(
    '\t',
    ' ',
    '\n',
    '\r\n',
    '\r',
    '\u0000',
    '\u001b[31m',
    '\uFEFF',
    '\u2028',
    '\ud800',
    '\u202e',
    'é',
    'e\u0301',
  ),
)

describe('front matter', () => {
  const value = fc.oneof(
    anything,
    fc.constantFrom(
      'src/a.ts',
      '[a, b]',
      '[[a]]',
      '{a: b}',
      '*a',
      '&a x',
      '&a [*a]',
      '!!js/function "x"',
      '!x y',
      '<<: *a',
    ),
    fc.constantFrom(
      '|\n  x',
      '>-\n  x\n\n  y',
      '"\\ud800"',
      "'",
      '"',
      '2026-01-01',
      '017',
      '1:30',
      'yes',
      'null',
      '~',
      '.inf',
    ),
    fc.constantFrom(
      '\n  - a\n  - b',
      '\n  - - a',
      '\n  a: b',
      '[',
      ']',
      '{',
      '}',
      ':',
      '? a',
      '# c',
      '---',
      '...',
      '%YAML 1.1',
    ),
    fc.nat({ max: 40 }).map((depth) => '['.repeat(depth * 10)),
    fc.nat({ max: 40 }).map((depth) => '- '.repeat(depth * 10)),
  )
  const key = fc.oneof(
    fc.constantFrom('targets', 'uses', 'context', 'tests', 'title', 'status', 'model', 'target', 'Targets'),
    fc.constantFrom(
      '__proto__',
      'constructor',
      'toString',
      '<<',
      '?',
      '- a',
      '  targets',
      '"a',
      '&a a',
      '*a',
      '',
    ),
    anything,
  )
  const entry = fc
    .tuple(key, value, fc.constantFrom('\n', '\r\n', ' # c\n', ''))
    .map(([k, v, end]) => `${k}: ${v}${end}`)
  const fence = fc.constantFrom(
    '---\n',
    '---\r\n',
    '--- \n',
    '---yaml\n',
    '---js\n',
    '---',
    '----\n',
    '--- js\n',
    '\n---\n',
    '',
  )

  test('of any kind is read or refused', () => {
    fc.assert(
      fc.property(fence, fc.array(entry, { maxLength: 6 }), fence, anything, (open, entries, close, body) => {
        check(encode(`${open}${entries.join('')}${close}${body}`))
      }),
      { numRuns: runs(10_000) },
    )
    expect(Object.hasOwn(Object.prototype, 'a')).toBe(false)
  }, 600_000)

  test('of random bytes is read or refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        check(bytes)
        check(Buffer.concat([encode('---\n'), bytes, encode('\n---\n')]))
      }),
      { numRuns: runs(2_000) },
    )
  }, 600_000)

  test.each([
    [
      'a bomb of aliases',
      `a: &a [x,x]\n${Array.from({ length: 30 }, (_, i) => `b${i}: &b${i} [*${i ? `b${i - 1}` : 'a'},*${i ? `b${i - 1}` : 'a'}]\n`).join('')}`,
    ],
    ['an alias to itself', 'title: &a [*a]\n'],
    ['ten thousand keys', Array.from({ length: 10_000 }, (_, i) => `k${i}: 1\n`).join('')],
    ['ten thousand brackets', `title: ${'['.repeat(10_000)}\n`],
    ['brackets, closed', `title: ${'['.repeat(5_000)}${']'.repeat(5_000)}\n`],
    ['ten thousand dashes', `${'- '.repeat(10_000)}a\n`],
    ['ten thousand question marks', `${'? '.repeat(10_000)}a\n`],
    ['deep indentation', Array.from({ length: 1_000 }, (_, i) => `${' '.repeat(i)}a:\n`).join('')],
    ['two hundred thousand spaces', `title:${' '.repeat(200_000)}a\n`],
    ['a hundred thousand empty lines', '\n'.repeat(100_000)],
  ])('with %s ends in reasonable time', (_, block) => {
    check(encode(`---\n${block}---\nText.\n`))
  })

  test('says __proto__ as a key like any other', () => {
    const result = parsed('---\n__proto__:\n  polluted: true\ntargets: [src/a.ts]\n---\n- R1: Text.\n')
    expect(shown(result.diagnostics)).toEqual(['spec-unknown-key 2:1 the key `__proto__` means nothing'])
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  })

  test('that is broken is broken the second time too', () => {
    const broken = '---\ntitle: [\n---\n'
    expect(parsed(broken).ok).toBe(false)
    expect(parsed(broken)).toEqual(parsed(broken))
  })
})

describe('Markdown', () => {
  const piece = fc.oneof(
    anything,
    fc.constantFrom(
      '# ',
      '## Requirements\n',
      '### Requirement: ',
      '## Notes\n',
      '===\n',
      '---\n',
      '\n\n',
      '    ',
      '\t',
    ),
    fc.constantFrom(
      '- ',
      '  - ',
      '* ',
      '1. ',
      '7) ',
      '- [x] ',
      '- R1: ',
      '- **A-1** ',
      '[B-2] ',
      'REQ-x: ',
      '> ',
      '>',
    ),
    fc.constantFrom(
      '```\n',
      '~~~ts x\n',
      '`',
      '``',
      '*',
      '**',
      '_',
      '~~',
      '\\',
      '&amp;',
      '&#0;',
      '&#xD800;',
      '<b>',
      '</b>',
    ),
    fc.constantFrom(
      '<!--',
      '-->',
      '<!-- x -->',
      '<!-->',
      '<!--\n',
      '<?',
      '<!A',
      '<![CDATA[',
      ']]>',
      '<div>\n',
      '<script>\n',
    ),
    fc.constantFrom(
      '[a]',
      '[a](b)',
      '![a](b "c")',
      '[a]: b\n',
      '[^1]',
      '[^1]: x\n',
      '](',
      '| a | b |\n',
      '|-|-|\n',
      'https://a.b',
    ),
    fc.constantFrom(
      '[@use](x.md)',
      '[@use](../architecture/a.md)',
      '[@test](a.ts)',
      'R1: ',
      'words and more words ',
    ),
  )

  test('of any kind is read or refused', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => check(encode(withBody(pieces.join(''))))),
      { numRuns: runs(10_000) },
    )
  }, 600_000)

  test('means the same with CRLF', () => {
    const tame = fc.array(
      piece.filter((text) => !/[\r\u0000\uFEFF\ud800-\udfff]/.test(text)),
      { maxLength: 30 },
    )
    fc.assert(
      fc.property(tame, (pieces) => {
        const text = withBody(pieces.join(''))
        const lf = parsed(text)
        const crlf = parsed(text.replaceAll('\n', '\r\n'))
        expect(crlf.ok).toBe(lf.ok)
        if (!lf.ok || !crlf.ok) return
        expect(crlf.value.digest).toBe(lf.value.digest)
        expect(crlf.value.normative).toBe(lf.value.normative)
      }),
      { numRuns: runs(2_000) },
    )
  }, 600_000)

  test.each([
    ['ten thousand brackets', '['.repeat(10_000)],
    ['ten thousand links that are none', '[a]('.repeat(10_000)],
    ['nested emphasis', '*a '.repeat(20_000) + 'a*'.repeat(20_000)],
    ['stars and underscores', '*_'.repeat(20_000)],
    ['comments that never end', `a ${'<!--'.repeat(20_000)}`],
    ['instructions that never end', `a ${'<?'.repeat(20_000)}`],
    ['ten thousand quotes in each other', `${'>'.repeat(10_000)}a`],
    ['ten thousand lists in each other', `${'- '.repeat(10_000)}a`],
    [
      'a thousand lists in each other, by indentation',
      Array.from({ length: 1_000 }, (_, i) => `${'  '.repeat(i)}- a`).join('\n'),
    ],
    ['five thousand numbers in each other', '1. '.repeat(5_000)],
    ['ten thousand quotes in a row', '> a\n\n'.repeat(15_000)],
    ['pictures in each other', `${'!['.repeat(3_000)}a${'](b)'.repeat(3_000)}`],
    ['comments in comments', `${'<!<!-- -->-- -->'.repeat(200)}`],
    ['equal requirements', `## Rules\n\n${'- a\n'.repeat(5_000)}`],
    ['backticks', '`'.repeat(100_000)],
  ])('with %s ends in reasonable time', (_, markdown) => {
    check(encode(withBody(markdown)))
  })
})

test('a spec of 50 MB is refused unread, and the limit is said', () => {
  const bytes = new Uint8Array(50 * 1024 * 1024).fill(97)
  const result = parseSpec({ path, bytes }, defaultConfig)
  expect(shown(result.diagnostics)).toEqual([
    'spec-unreadable -:- the spec has 50.0 MB, and a spec has at most 1 MB',
  ])
})

const words = 'Words that fill a paragraph.\n'
test.each(
  sampled(
    [
      ['long', `${words.repeat(100)}\n`.repeat(310)],
      ['short', `${words}\n`.repeat(30_000)],
    ],
    2,
  ),
)('a spec of just under 1 MB in %s paragraphs is read', (_, paragraphs) => {
  const text = withBody(`- R1: Text.\n\n${paragraphs}`)
  expect(parseSpec(file(text), defaultConfig).ok).toBe(true)
})
