// Rule 5, both directions: what must not move any digest of a spec, and what must move the right one.
import { describe, expect, test } from 'vitest'
import type { Spec } from '../../src/spec/spec.ts'
import { parsed, specOf, valueOf, withBody, encode } from './build.ts'
import { parseSpec } from '../../src/spec/parse.ts'
import { defaultConfig } from '../../src/config/config.ts'

const body = `# Log in

People log in with an address and a password. See the [list of *errors*](errors.md "Errors") for
what can go wrong, and **never** tell the two apart.

## Requirements

- R1: The address is trimmed, and lower-cased with the rules of \`en\`, before
  it is compared.
- R2: After five failures the address is locked:
  - for 15 minutes, and
  - for nobody else.
- A token has 32 random bytes.
- [ ] R4: The café is open.

## API

\`\`\`ts title=login.ts
export function login(address: string): Token
  // indented
\`\`\`

1. First look up.
2. Then compare.

| input | result |
| --- | --- |
| right | token |
| wrong | error |

> A quoted line, that
> goes on.

### Details

Costs R&D five \\* stars. https://example.org/a is an address.

## Notes

Written on a Monday.

- A note.
`

const original = specOf(body)

/** Every digest, named; ids that are made of words are left out on purpose. */
function digests(spec: Spec): Record<string, string> {
  return Object.fromEntries([
    ['spec', spec.digest],
    ...spec.sections.map((section) => [`section ${section.heading}`, section.digest]),
    ...spec.requirements.map((requirement, index) => [`requirement ${index + 1}`, requirement.digest]),
  ])
}

const moved = (before: Spec, after: Spec): string[] => {
  const a = digests(before)
  const b = digests(after)
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter(
    (key) => a[key] !== b[key] && key !== 'spec',
  )
}

const swap =
  (from: string | RegExp, to: string) =>
  (text: string): string => {
    const changed = text.replace(from, to)
    if (changed === text) throw new Error(`the mutation ${String(from)} changes nothing`)
    return changed
  }

/** The prompt's Markdown is the same as well, except where the way a character is spelt shows in it. */
const unmoved: readonly (readonly [what: string, mutate: (text: string) => string, spelling?: 'spelling'])[] =
  [
    ['line ends are CRLF', (text) => text.replaceAll('\n', '\r\n')],
    ['a paragraph is wrapped elsewhere', swap('password. See the', 'password.\nSee the')],
    ['a paragraph is on one line', swap('for\nwhat', 'for what')],
    ['a list item is wrapped elsewhere', swap('before\n  it', 'before it')],
    ['a list item goes on without indentation', swap('before\n  it', 'before\nit')],
    ['code in a line is wrapped', swap('rules of `en`', 'rules\n  of `en`')],
    ['two blanks after a full stop', swap('password. See', 'password.  See')],
    ['a tab between words', swap('five failures', 'five\tfailures')],
    ['a no-break space between words', swap('five failures', 'five\u00A0failures'), 'spelling'],
    ['blanks at the end of a line', swap('compared.\n', 'compared.   \n')],
    ['a hard break by blanks', swap('for\nwhat', 'for  \nwhat')],
    ['a hard break by a backslash', swap('for\nwhat', 'for\\\nwhat')],
    ['more empty lines between blocks', swap('## Requirements\n\n', '## Requirements\n\n\n\n')],
    ['no empty line below a heading', swap('## Requirements\n\n', '## Requirements\n')],
    ['no line end at the end', (text) => text.trimEnd()],
    ['letters are decomposed (NFD)', swap('café', 'cafe\u0301')],
    ['a comment between paragraphs', swap('## Requirements', '<!-- later -->\n\n## Requirements')],
    ['a comment in a paragraph', swap('an address and', 'an address <!-- which? --> and')],
    ['a comment at the end of a line', swap('compared.\n', 'compared. <!-- how? -->\n')],
    ['a comment line inside a paragraph', swap('for\nwhat', 'for\n<!-- really? -->\nwhat')],
    ['a comment line inside a quote', swap('that\n> goes', 'that\n> <!-- c -->\n> goes')],
    ['a comment over several lines', swap('## API', '<!-- one\n\n- R9: two\n-->\n## API')],
    ['a comment that splits a list', swap('- A token', '\n<!-- the rest is new -->\n\n- A token')],
    ['a comment that splits a list without empty lines', swap('- A token', '<!-- new -->\n- A token')],
    ['a comment in an item of a list', swap('locked:\n', 'locked:\n  <!-- c -->\n')],
    ['list marker *', (text) => text.replaceAll('\n- ', '\n* ').replaceAll('\n  - ', '\n  + ')],
    ['one item has another marker', swap('- A token', '* A token')],
    ['the list is loose', swap('- A token', '\n- A token')],
    ['the nested list is loose', swap('minutes, and\n', 'minutes, and\n\n')],
    ['items are indented further', swap(/\n {2}- for/g, '\n     - for')],
    ['a numbered list starts elsewhere', swap('1. First look up.\n2.', '7. First look up.\n8.')],
    ['a numbered list has brackets', swap('1. First look up.\n2.', '1) First look up.\n2)')],
    ['a box is ticked', swap('[ ] R4', '[x] R4')],
    ['an item has no box', swap('[ ] R4', 'R4')],
    ['emphasis by underscores', swap('*errors*', '_errors_')],
    ['strong emphasis by underscores', swap('**never**', '__never__')],
    ['a heading is closed', swap('## API', '## API ##')],
    ['a heading is underlined', swap('## API', 'API\n---')],
    ['the title is underlined', swap('# Log in', 'Log in\n===')],
    [
      'a link by reference',
      (text) => swap('(errors.md "Errors")', '[e]')(text) + '\n[e]: errors.md "Errors"\n',
    ],
    ['a link with brackets round its address', swap('(errors.md', '(<errors.md>')],
    ['an address in angle brackets', swap('https://example.org/a', '<https://example.org/a>')],
    ['a table is lined up', swap('| right | token |', '|    right |token          |')],
    ['a table has long dashes', swap('| --- | --- |', '|----------|-----|')],
    ['a table has colons', swap('| --- | --- |', '|:---|---:|')],
    ['a table has no outer bars', swap('| right | token |', 'right | token')],
    ['a fence has tildes', (text) => text.replaceAll('```', '~~~')],
    ['a fence is longer', (text) => text.replaceAll('```', '`````')],
    ['a quote marks its first line only', swap('\n> goes', '\ngoes')],
    ['a character is escaped', swap('password.', 'password\\.'), 'spelling'],
    ['a character is an entity', swap('R&D', 'R&amp;D'), 'spelling'],
    ['a character is a numbered entity', swap('R&D', 'R&#38;D'), 'spelling'],
    ['a line across the page', swap('## API', '---\n\n## API')],
    ['a note is reworded', swap('on a Monday', 'on a Tuesday')],
    ['the notes are gone', (text) => text.slice(0, text.indexOf('## Notes'))],
    ['a part below the notes', (text) => `${text}\n### Older\n\nMore.\n`],
    ['another part for people', (text) => `${text}\n## Open Questions\n\n- Why?\n`],
    ['an id has another spelling', swap('- R1: The', '- **R1** The'), 'spelling'],
    ['an id in brackets', swap('- R1: The', '- [R1]: The'), 'spelling'],
    ['an id is another one', swap('- R1: The', '- R17: The'), 'spelling'],
  ]

describe('no digest moves when', () => {
  const cases = unmoved.map(([what, mutate, spelling]) => ({ what, mutate, spelling }))
  test.each(cases)('$what', ({ mutate, spelling }) => {
    const after = specOf(mutate(body))
    expect(moved(original, after)).toEqual([])
    expect(after.digest).toBe(original.digest)
    if (spelling === undefined) {
      expect(after.normative).toBe(original.normative)
      expect(after.requirements.map(({ text }) => text)).toEqual(
        original.requirements.map(({ text }) => text),
      )
      expect(after.sections.map(({ text }) => text)).toEqual(original.sections.map(({ text }) => text))
    }
  })

  test('the file starts with a byte order mark', () => {
    const bytes = encode(`\uFEFF${withBody(body)}`)
    const after = valueOf(parseSpec({ path: 'specs/features/login.md', bytes }, defaultConfig))
    expect(after.digest).toBe(original.digest)
    expect(after.normative).toBe(original.normative)
  })

  test('front matter changes: it is compared key by key', () => {
    const after = valueOf(
      parsed(`---\ntitle: Sign in\nstatus: draft\ntargets: [src/a.ts, src/b.ts]\n---\n${body}`),
    )
    expect(after.digest).toBe(original.digest)
  })
})

const changed: readonly (readonly [
  what: string,
  mutate: (text: string) => string,
  moves: readonly string[],
])[] = [
  ['a word of a paragraph', swap('People', 'Users'), ['section Log in']],
  ['a comma of a paragraph', swap('can go wrong, and', 'can go wrong and'), ['section Log in']],
  ['the case of a word', swap('People', 'people'), ['section Log in']],
  ['two paragraphs out of one', swap('password. See', 'password.\n\nSee'), ['section Log in']],
  ['the title', swap('# Log in', '# Sign in'), ['section Log in', 'section Sign in']],
  ['a word of a requirement', swap('trimmed', 'cut'), ['requirement 1']],
  ['code in a requirement', swap('`en`', '`de`'), ['requirement 1']],
  ['words that become code', swap('five failures', '`five` failures'), ['requirement 2']],
  ['a nested item', swap('15 minutes', '30 minutes'), ['requirement 2']],
  ['the order of nested items', swap(/( {2}- for 15.*\n)( {2}- for nobody.*\n)/, '$2$1'), ['requirement 2']],
  ['a requirement without an id', swap('32 random', '64 random'), ['requirement 3']],
  ['a requirement behind a box', swap('is open', 'is closed'), ['requirement 4']],
  ['an accent', swap('café', 'cafe'), ['requirement 4']],
  ['emphasis that was not there', swap('five failures', '*five* failures'), ['requirement 2']],
  ['strong emphasis that is gone', swap('**never**', 'never'), ['section Log in']],
  ['strong emphasis made weak', swap('**never**', '*never*'), ['section Log in']],
  ['where a link leads', swap('errors.md', 'faults.md'), ['section Log in']],
  ['the text of a link', swap('[list of', '[table of'), ['section Log in']],
  ['the title of a link', swap('"Errors"', '"Faults"'), ['section Log in']],
  ['code', swap('login(address', 'login(mail'), ['section API']],
  ['white space in code', swap('  // indented', '// indented'), ['section API']],
  ['the language of code', swap('```ts', '```js'), ['section API']],
  ['what stands behind the language', swap('title=login.ts', 'title=auth.ts'), ['section API']],
  [
    'steps that become a list without order',
    swap('1. First look up.\n2. Then', '- First look up.\n- Then'),
    ['section API'],
  ],
  [
    'the order of steps',
    swap('1. First look up.\n2. Then compare.', '1. Then compare.\n2. First look up.'),
    ['section API'],
  ],
  ['a cell', swap('| wrong | error |', '| wrong | 401 |'), ['section API']],
  [
    'the order of rows',
    swap('| right | token |\n| wrong | error |', '| wrong | error |\n| right | token |'),
    ['section API'],
  ],
  ['the head of a table', swap('| input |', '| entry |'), ['section API']],
  ['a quoted word', swap('A quoted line', 'A cited line'), ['section API']],
  [
    'a quote that is none any more',
    swap('> A quoted line, that\n> goes on.', 'A quoted line, that\ngoes on.'),
    ['section API'],
  ],
  ['a heading', swap('### Details', '### Particulars'), ['section Details', 'section Particulars']],
  ['the level of a heading', swap('### Details', '#### Details'), ['section Details']],
  ['what a character is', swap('R&D', 'R&amp;amp;D'), ['section Details']],
  ['an address', swap('example.org/a', 'example.org/b'), ['section Details']],
  ['notes that count, under another heading', swap('## Notes', '## Remarks'), ['section Remarks']],
  ['a new section', swap('## Notes', '## Limits\n\nNone.\n\n## Notes'), ['section Limits']],
  ['a section gone', swap(/### Details[^]*?(?=## Notes)/, ''), ['section Details']],
  [
    'a new requirement',
    swap('- A token', '- R9: New.\n- A token'),
    ['requirement 3', 'requirement 4', 'requirement 5'],
  ],
  ['code that looks like a comment', swap('  // indented', '  <!-- indented -->'), ['section API']],
  ['struck words', swap('People log in', 'People ~~log in~~'), ['section Log in']],
  ['a picture', swap('## API\n', '## API\n\n![flow](flow.png)\n'), ['section API']],
  ['HTML', swap('five \\*', 'five<sup>2</sup> \\*'), ['section Details']],
  ['an image instead of its text', swap('Costs', '![Costs](c.png)'), ['section Details']],
]

describe('exactly the right digests move with', () => {
  test.each(changed)('%s', (_, mutate, moves) => {
    const after = specOf(mutate(body))
    expect(moved(original, after).sort()).toEqual([...moves].sort())
    expect(after.digest).not.toBe(original.digest)
    expect(after.normative).not.toBe(original.normative)
  })
})

test('the table is long enough to mean something', () => {
  expect(unmoved.length).toBeGreaterThanOrEqual(25)
  expect(changed.length).toBeGreaterThanOrEqual(20)
})

test('the digests themselves are pinned: another value makes every spec of every user stale (rule 14)', () => {
  expect(digests(original)).toEqual({
    spec: 'sha256:022efe5e8e44176a0ef091e7a8eb2e2955f937018e737aebc3202a8b7b70a35b',
    'section Log in': 'sha256:57a47700820104df9cf3441fa2d84ec8fd8df62912e1d43012966c40b838eab9',
    'section Requirements': 'sha256:cf4fd02ac617c2f5755c139f2dfc2c119bc630bfcd7ecfd48149e63084bf01c0',
    'section API': 'sha256:aa302c065148a1f8eb35b3ddc5331e7975f053dc8e24e04ddd5c69f54049cbcf',
    'section Details': 'sha256:9a983326623a643e27d227404b6f638512eb91c916111cf85d71b0684aa182d2',
    'requirement 1': 'sha256:509459133e5471cbe11a93a2bce00e8a62f11e63b5e3390d165fb225d92e5f4d',
    'requirement 2': 'sha256:9e134954ddbfb6d29b3505879e30429e7c4bdf76154dde220c3a394d4704c06e',
    'requirement 3': 'sha256:caadf015015d629d7747e66c90b2b884dcf44aa1e2abaa6838aa5e892e68e96d',
    'requirement 4': 'sha256:98730e3ee64294e77533e690050b87c1bb971b9a27d663c36b743a8a1e51867a',
  })
})
