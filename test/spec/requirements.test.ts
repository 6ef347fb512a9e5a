// Rule 8: what is a requirement, what it is called, where it stands, and what belongs to it.
import { describe, expect, test } from 'vitest'
import { parsed, specOf, withBody } from './build.ts'

const ids = (markdown: string): string[] => specOf(markdown).requirements.map(({ id }) => id)

describe('an id that is written down', () => {
  test.each([
    ['- R1: Text.', 'R1'],
    ['- R12.3: Text.', 'R12.3'],
    ['- REQ-LOGIN: Text.', 'REQ-LOGIN'],
    ['- **R1** Text.', 'R1'],
    ['- **R1:** Text.', 'R1'],
    ['- **R1: Name.** Text.', 'R1'],
    ['- **AUTH-1** Text.', 'AUTH-1'],
    ['- __AUTH-1__: Text.', 'AUTH-1'],
    ['- [AUTH-1] Text.', 'AUTH-1'],
    ['- \\[AUTH-1\\] Text.', 'AUTH-1'],
    ['- [x] R1: Text.', 'R1'],
    ['1. R1: Text.', 'R1'],
    ['R1: A paragraph.', 'R1'],
    ['### R1: A heading', 'R1'],
    ['### REQ-1', 'REQ-1'],
    ['### [AUTH-1] A heading', 'AUTH-1'],
    ['### Requirement: R1: A name', 'R1'],
  ])('%j makes a requirement', (markdown, id) => {
    expect(specOf(`# Log in\n\n${markdown}\n`).requirements).toMatchObject([{ id, explicit: true }])
  })

  test.each([
    '- S3: uploads are kept.',
    '- SHA256: the digest.',
    '- R1 without a colon.',
    '- **NOTE** for readers.',
    '- **WHEN** it rains',
    '- [link](a.md) text',
    '- [x] done',
    '# R1: The title',
    '> - R1: quoted',
    '```\n- R1: code\n```',
    '<!-- - R1: hidden -->',
    'See R1: it says so, R2: too.',
  ])('is not seen in %j', (markdown) => {
    expect(ids(`Text.\n\n${markdown}\n`)).toEqual([])
  })

  test('is left out of the text and of the digest', () => {
    const texts = [
      '- R1: The words.',
      '- **R7** The words.',
      '- [A-1]: The words.',
      '- **R2:** The words.',
      '- R3: The\n  words.',
    ]
    const found = texts.map((markdown) => specOf(markdown).requirements[0])
    expect(found.map((one) => one?.text)).toEqual(texts.map(() => 'The words.'))
    expect(new Set(found.map((one) => one?.digest)).size).toBe(1)
  })
})

describe('list items without an id', () => {
  test.each(['Requirements', 'rules', 'BEHAVIOUR', 'Acceptance criteria', '3.1 Requirements', 'Rules:'])(
    'below the heading %j are requirements, called after their words',
    (heading) => {
      expect(ids(`## ${heading}\n\n- Log in with **one** click.\n- Ünïcode & 漢字!\n`)).toEqual([
        'log-in-with-one-click',
        'ünïcode-漢字',
      ])
    },
  )

  test('below a heading inside such a part are too, elsewhere they are not', () => {
    expect(ids('## Rules\n\n### Small\n\n- One.\n\n## Examples\n\n- Two.\n')).toEqual(['one'])
  })

  test('have the section in front where two are equal, and a number where that is not enough', () => {
    const markdown =
      '## Login\n\n### Rules\n\n- Be quick.\n- Be quick.\n\n## Logout\n\n### Requirements\n\n- Be quick.\n'
    expect(ids(markdown)).toEqual(['rules-be-quick', 'rules-be-quick-2', 'requirements-be-quick'])
  })

  test('have an id even without words', () => {
    expect(ids('## Rules\n\n- !!!\n- ```\n  code\n  ```\n')).toEqual(['rules-item', 'rules-item-2'])
  })

  test('stand beside those with one', () => {
    expect(ids('## Rules\n\n- R1: One.\n- Two.\n')).toEqual(['R1', 'two'])
  })
})

describe('what belongs to a requirement', () => {
  test('nested items do, unless they have an id themselves', () => {
    const spec = specOf(
      '## Rules\n\n- R1: One:\n  - detail\n  - R2: Two\n    - its detail\n  - more\n\n  A second paragraph.\n',
    )
    expect(spec.requirements.map(({ id, text }) => [id, text])).toEqual([
      ['R1', 'One:\n\n- detail\n- more\n\nA second paragraph.'],
      ['R2', 'Two\n\n- its detail'],
    ])
  })

  test('the scenarios of a requirement in a heading do', () => {
    const spec = specOf(
      '# A\n\n## Requirements\n\n### Requirement: Log in\n\nIt SHALL work.\n\n#### Scenario: Fine\n\n- **WHEN** asked\n- **THEN** done\n\n### Requirement: Log out\n\nToo.\n\n## API\n\nText.\n',
    )
    expect(spec.requirements).toMatchObject([
      {
        id: 'log-in',
        explicit: false,
        section: 'requirements',
        text: 'Log in\n\nIt SHALL work.\n\n#### Scenario: Fine\n\n- **WHEN** asked\n- **THEN** done',
        place: { line: 9, column: 1, endLine: 16 },
      },
      { id: 'log-out', text: 'Log out\n\nToo.' },
    ])
    expect(spec.sections.map(({ key, text }) => [key, text])).toEqual([
      ['', ''],
      ['requirements', ''],
      ['api', 'Text.'],
    ])
  })

  test('a heading with an id ends where the next of its level starts', () => {
    const spec = specOf(
      '## R1: One\n\nText.\n\n### R2: Two\n\nMore.\n\n#### Example\n\nx\n\n### Aside\n\nStill one.\n\n## Other\n\nNo.\n',
    )
    expect(spec.requirements.map(({ id, text }) => [id, text])).toEqual([
      ['R1', 'One\n\nText.\n\n### Aside\n\nStill one.'],
      ['R2', 'Two\n\nMore.\n\n#### Example\n\nx'],
    ])
    expect(spec.sections.map(({ key }) => key)).toEqual(['other'])
  })

  test('how deep its heading stands does not count', () => {
    const digest = (level: string): string | undefined =>
      specOf(`${level} R1: One\n\n${level}# Scenario\n\nText.\n`).requirements[0]?.digest
    expect(digest('##')).toBe(digest('###'))
  })
})

describe('sections', () => {
  test('have keys from their headings, and the title is in none', () => {
    const spec = specOf('Before.\n\n# Title\n\nBelow.\n\n## A\n\n### B\n\n## A\n\n### B\n\n## !\n')
    expect(spec.sections.map(({ key, heading, text }) => [key, heading, text])).toEqual([
      ['', 'Title', 'Before.\n\nBelow.'],
      ['a', 'A', ''],
      ['a/b', 'B', ''],
      ['a-2', 'A', ''],
      ['a-2/b', 'B', ''],
      ['section', '!', ''],
    ])
  })

  test('hold the prose around requirements, without them', () => {
    const spec = specOf('## Rules\n\nBefore.\n\n- R1: One.\n- R2: Two.\n\nAfter.\n')
    expect(spec.sections).toMatchObject([{ text: 'Before.\n\nAfter.' }])
  })

  test('keep plain items of a list that also holds requirements', () => {
    expect(specOf('## A\n\n- R1: One.\n- Plain.\n').sections).toMatchObject([{ text: '- Plain.' }])
  })

  test('that are called like properties of objects are sections', () => {
    expect(specOf('## constructor\n\na\n\n## __proto__\n\nb\n').sections.map(({ key }) => key)).toEqual([
      'constructor',
      'proto',
    ])
  })
})

describe('places', () => {
  test('are lines of the file, comments counted', () => {
    const spec = specOf('# A\n\n<!-- one\ntwo -->\n\n- R1: One\n  goes on.\n<!-- x -->\n- R2: Two.\n')
    expect(spec.requirements.map(({ id, place }) => [id, place.line, place.endLine])).toEqual([
      ['R1', 10, 11],
      ['R2', 13, 13],
    ])
    expect(withBody('').split('\n')).toHaveLength(5)
  })
})

describe('parts for people only', () => {
  test('end at the next heading of the same or a higher level', () => {
    const spec = specOf(
      '# A\n\n## B\n\n### Notes\n\nx\n\n#### More\n\ny\n\n### Rest\n\nz\n\n## Rationale\n\nq\n\n## C\n\nc\n',
    )
    expect(spec.normative).toBe('# A\n\n## B\n\n### Rest\n\nz\n\n## C\n\nc\n')
  })

  test('may stand inside a requirement', () => {
    const spec = specOf('### R1: One\n\nText.\n\n#### Notes\n\nx\n\n#### Scenario\n\ny\n')
    expect(spec.requirements[0]?.text).toBe('One\n\nText.\n\n#### Scenario\n\ny')
  })

  test('are listed in the configuration', () => {
    const spec = specOf('## Anmerkungen\n\nText.\n')
    expect(spec.sections).toHaveLength(1)
  })
})

test('the normative text reads in one style and keeps what was written', () => {
  const markdown =
    'Title\n===\n\n* R1: `a`, _b_, __c__, ~~d~~ and [e][x]\n  wrapped.\n\n      code\n\n  1) one\n  2) two\n\n| a |b|\n|-|:-:|\n| 1\\|2 | ![p](q.png "t") |\n\n> quoted\n> - x\n\n~~~ts\n```\n~~~\n\n<b>html</b>\n\na\\\nb &lt; c\n\nnote[^1]\n\n[^1]: footnote\n\n[x]: https://e.org "E"\n'
  expect(specOf(markdown).normative).toBe(
    [
      '# Title',
      '- R1: `a`, *b*, **c**, ~~d~~ and [e](https://e.org "E") wrapped.\n\n  ```\n  code\n  ```\n\n  1. one\n  1. two',
      '| a | b |\n| --- | --- |\n| 1\\|2 | ![p](q.png "t") |',
      '> quoted\n>\n> - x',
      '````ts\n```\n````',
      '<b>html</b>',
      'a b &lt; c',
      'note[^1]',
      '[^1]: footnote\n',
    ].join('\n\n'),
  )
})

test('links as Tessl writes them count as front matter', () => {
  const markdown =
    'Uses [@use](../architecture/data-model.md), [@use](auth#R1) and [@test](../../test/login.test.ts).\n\n```\n[@use](code)\n```\n\n`[@use](inline)` <!-- [@use](comment) -->\n\n- R1: Text.\n'
  const spec = parsed(withBody(markdown))
  expect(spec).toMatchObject({
    ok: true,
    value: {
      head: {
        uses: [
          { id: 'data-model', requirement: null, place: { line: 5, column: 6 } },
          { id: 'auth', requirement: 'R1' },
        ],
        tests: ['test/login.test.ts'],
      },
    },
  })
})
