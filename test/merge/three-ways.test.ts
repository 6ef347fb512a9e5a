// Code and JSON, merged by what they hold.
import { describe, expect, it, test } from 'vitest'
import type { Merge } from '../../src/merge/merge.ts'
import { mergeThreeWays, saysTheSame } from '../../src/merge/three-ways.ts'

const merge = (base: string, ours: string, theirs: string, path = 'a.ts'): Merge =>
  mergeThreeWays({ path, base, ours, theirs })

/** The text of a clean merge. */
function clean(base: string, ours: string, theirs: string, path = 'a.ts'): string {
  const found = merge(base, ours, theirs, path)
  if (found.kind === 'conflict') throw new Error(found.text)
  return found.text
}

const clashes = (found: Merge): readonly string[] =>
  found.kind === 'clean' ? [] : found.conflicts.map(({ symbol }) => symbol)

const base = `import { a, b } from './x.ts'

/** Logs in. */
export function login(name: string): string {
  const id = a(name)
  const token = b(id)

  if (token === '') {
    throw new Error('no')
  }
  return token
}

export class Session {
  id = 1

  open(): void {
    a('open')
  }

  close(): void {
    a('close')
  }
}

export const limit = 3
export const api = { list: 1, get: 2 }
`

describe('symbols', () => {
  it('next to each other are changed apart from each other', () => {
    const text = clean(base, base.replace('limit = 3', 'limit = 4'), base.replace('list: 1', 'list: 5'))
    expect(text).toBe(base.replace('limit = 3', 'limit = 4').replace('list: 1', 'list: 5'))
  })

  it('are followed where they move', () => {
    const [start, end] = [base.indexOf('export class'), base.indexOf('export const limit')]
    const moved = base.slice(0, start) + base.slice(end) + '\n' + base.slice(start, end).trimEnd() + '\n'
    expect(clean(base, moved, base.replace("a('close')", "b('close')"))).toBe(
      moved.replace("a('close')", "b('close')"),
    )
  })

  it('are followed where they get another name', () => {
    const text = clean(
      base,
      base.replace('login', 'signIn'),
      base.replace('return token', 'return token + id'),
    )
    expect(text).toBe(base.replace('login', 'signIn').replace('return token', 'return token + id'))
  })

  it('that both add stand one behind the other, ours first', () => {
    const text = clean(base, `${base}\nfunction one() {}\n`, `${base}\nfunction two() {}\n`)
    expect(text).toBe(`${base}\nfunction one() {}\n\nfunction two() {}\n`)
  })

  it('that both add under one name clash, unless they are the same', () => {
    expect(
      clashes(merge(base, `${base}\nfunction one() {}\n`, `${base}\nfunction one() { a('') }\n`)),
    ).toEqual(['one'])
    expect(clean(base, `${base}\nfunction one() {}\n`, `${base}\nfunction one() {}\n// End.\n`)).toBe(
      `${base}\nfunction one() {}\n// End.\n`,
    )
  })

  it('that one side deletes and the other changes clash, and nothing else does', () => {
    const gone = base
      .replace("\n  close(): void {\n    a('close')\n  }\n", '')
      .replace('limit = 3', 'limit = 4')
    const found = merge(base, gone, base.replace("a('close')", "b('close')"))
    expect(clashes(found)).toEqual(['Session.close'])
    expect(found.text).toContain(`
<<<<<<< ours
||||||| base
  close(): void {
    a('close')
  }
=======
  close(): void {
    b('close')
  }
>>>>>>> theirs
}

export const limit = 4
`)
  })

  it('that both move elsewhere come where each was put', () => {
    const parts = ['function a() {}', 'function b() {}', 'function c() {}', 'function d() {}']
    const file = (order: string): string =>
      [...order].map((name) => parts['abcd'.indexOf(name)]).join('\n') + '\n'
    expect(clean(file('abcd'), file('bacd'), file('abdc'))).toBe(file('badc'))
  })
})

describe('orders and places that cannot be told', () => {
  const parts = ['function a() {}', 'function b() {}', 'function c() {}']
  const file = (order: string): string =>
    [...order].map((name) => parts['abc'.indexOf(name)]).join('\n') + '\n'

  it('clash: moves that go round in a circle', () => {
    expect(merge(file('abc'), file('bac'), file('acb')).kind).toBe('conflict')
  })

  it('clash: statements that both add behind the same one', () => {
    const start = 'start()\n\nfunction end() {}\n'
    const found = merge(
      start,
      start.replace('start()\n', 'start()\none()\n'),
      start.replace('start()\n', 'start()\ntwo()\n'),
    )
    expect(found.kind).toBe('conflict')
    expect(found.text).toBe(`start()
<<<<<<< ours
one()
||||||| base
=======
two()
>>>>>>> theirs

function end() {}
`)
  })
})

describe('statements of one body', () => {
  const body = (...lines: readonly string[]): string =>
    `function f() {\n${lines.map((line) => `  ${line}\n`).join('')}}\n`

  it('apart from each other are changed both', () => {
    expect(
      clean(
        body('one()', 'two()', 'three()'),
        body('one(1)', 'two()', 'three()'),
        body('one()', 'two()', 'three(3)'),
      ),
    ).toBe(body('one(1)', 'two()', 'three(3)'))
  })

  it('next to each other clash, as neighbouring lines do for git', () => {
    const found = merge(body('one()', 'two()'), body('one(1)', 'two()'), body('one()', 'two(2)'))
    expect(clashes(found)).toEqual(['f'])
    expect(found.text).toBe(`function f() {
<<<<<<< ours
  one(1)
  two()
||||||| base
  one()
  two()
=======
  one()
  two(2)
>>>>>>> theirs
}
`)
  })

  it('next to each other do not clash where both changed the one alike', () => {
    expect(clean(body('one()', 'two()'), body('one(1)', 'two(2)'), body('one(1)', 'two()'))).toBe(
      body('one(1)', 'two(2)'),
    )
  })

  it('that both change clash, on whatever lines of it', () => {
    const call = (x: string, y: string): string =>
      `const value = call(\n  '${x}',\n  'between',\n  'and',\n  '${y}',\n)\n`
    const found = merge(call('x', 'y'), call('X', 'y'), call('x', 'Y'))
    expect(clashes(found)).toEqual(['value'])
  })

  it('deep inside others are changed apart from each other', () => {
    const nested = (x: number, y: number): string =>
      `run(() => {\n  if (ready) {\n    one(${x})\n\n    two()\n  } else {\n    three(${y})\n  }\n})\n`
    expect(clean(nested(1, 2), nested(3, 2), nested(1, 4))).toBe(nested(3, 4))
  })

  it('are merged by line where one side puts something around them', () => {
    const plain = 'function f() {\n  if (a) {\n    one()\n    two()\n    three()\n  }\n}\n'
    const more = plain.replace('  }\n}', '  } else {\n    four()\n  }\n}')
    expect(clean(plain, more, plain.replace('one()', 'one(1)'))).toBe(more.replace('one()', 'one(1)'))
  })
})

describe('what begins with a bracket', () => {
  it('never becomes a part of what did not stand before it', () => {
    const file = 'const z = g;\n\nfunction c() {}\n\n(b);\n'
    const found = merge(file, file.replace('function c() {}\n\n', ''), file.replaceAll(';', ''))
    expect(found.kind).toBe('conflict')
  })

  it('behind a member that ends with a brace is no danger', () => {
    const file = 'class A {\n  f() {\n    one()\n\n    two()\n  }\n\n  [key]() {\n    three()\n  }\n}\n'
    expect(
      clean(
        file,
        file.replace('one()', 'one(1)').replace('three()', 'three(3)'),
        file.replace('two()', 'two(2)'),
      ),
    ).toBe(file.replace('one()', 'one(1)').replace('two()', 'two(2)').replace('three()', 'three(3)'))
  })
})

describe('imports', () => {
  it('are sets of names', () => {
    const text = clean(base, base.replace('{ a, b }', '{ a, b, c }'), base.replace('{ a, b }', '{ a, b, d }'))
    expect(text).toBe(base.replace('{ a, b }', '{ a, b, c, d }'))
  })

  it('of one module that both add are united', () => {
    expect(clean(base, `import { c } from 'm'\n${base}`, `import { d } from 'm'\n${base}`)).toBe(
      `import { c, d } from 'm'\n${base}`,
    )
  })

  it('that one side let go of stay where the other uses them', () => {
    const less = base.replace('{ a, b }', '{ a }').replace('const token = b(id)', 'const token = id')
    const more = base.replace('limit = 3', "limit = b('3')")
    expect(clean(base, less, more)).toBe(
      less.replace('{ a }', '{ a, b }').replace('limit = 3', "limit = b('3')"),
    )
  })

  it('of another form clash with what they are changed to', () => {
    const found = merge(
      `import a from 'm'\na()\n`,
      `import * as a from 'm'\na()\n`,
      `import a, { b } from 'm'\na()\n`,
    )
    expect(found.kind).toBe('conflict')
  })
})

describe('comments', () => {
  it('travel with what they stand before', () => {
    const told = base.replace('/** Logs in. */', '/** Logs a person in. */')
    expect(clean(base, told, base.replace('return token', 'return id'))).toBe(
      told.replace('return token', 'return id'),
    )
  })

  it('that one side adds and the other does not see stay', () => {
    const told = base.replace('export const limit', '// Of attempts.\nexport const limit')
    expect(clean(base, told, base.replace('limit = 3', 'limit = 4'))).toBe(
      told.replace('limit = 3', 'limit = 4'),
    )
  })

  it('that a blank line sets apart stay where they are when what follows moves away', () => {
    const file = '// Part one.\n\nfunction a() {}\n\nfunction b() {}\n'
    const moved = '// Part one.\n\nfunction b() {}\n\nfunction a() {}\n'
    expect(clean(file, moved, file.replace('a() {}', 'a() { b() }'))).toBe(
      moved.replace('a() {}', 'a() { b() }'),
    )
  })

  it('alone are a change too', () => {
    const told = base.replace("a('close')", "a('close') // Twice is fine.")
    expect(clean(base, told, base.replace('limit = 3', 'limit = 4'))).toContain('// Twice is fine.')
    expect(saysTheSame('a.ts', base, told)).toBe(false)
  })

  it('behind the last statement and at the end of the file stay', () => {
    const told = `${base.replace('return token\n', 'return token\n  // Done.\n')}\n// End.\n`
    expect(clean(base, told, base.replace('limit = 3', 'limit = 4'))).toBe(
      told.replace('limit = 3', 'limit = 4'),
    )
  })
})

describe('form', () => {
  const wide = base.replaceAll("'", '"').replaceAll('\n  ', '\n    ')

  it('that one side changed gives way to the edit of the other; the rest keeps it', () => {
    const text = clean(base, wide, base.replace('limit = 3', 'limit = 4'))
    expect(text).toBe(wide.replace('limit = 3', 'limit = 4'))
    expect(clean(base, base.replace('limit = 3', 'limit = 4'), wide)).toBe(text)
  })

  it('of an edited statement is that of who edited it', () => {
    const text = clean(base, wide, base.replace("a('close')", "b('close')"))
    expect(text).toContain("b('close')")
    expect(text).toContain('a("open")')
  })

  it('is no difference', () => {
    expect(saysTheSame('a.ts', base, wide)).toBe(true)
  })

  it('is LF, whatever the versions have', () => {
    const crlf = base.replaceAll('\n', '\r\n')
    expect(
      clean(crlf, base.replace('limit = 3', 'limit = 4'), crlf.replace('list: 1', 'list: 5')),
    ).not.toContain('\r')
  })
})

describe('what fits in the text and not in the code is a clash', () => {
  it('a name that one side changed and the other uses', () => {
    const use = `${base}\nexport function more(): string {\n  return login('x')\n}\n`
    expect(clashes(merge(base, base.replace('login', 'signIn'), use))).toEqual(['more'])
  })

  it('a local name that one side changed and the other uses', () => {
    const renamed = base.replace('const id = a(name)', 'const key = a(name)').replace('b(id)', 'b(key)')
    expect(clashes(merge(base, renamed, base.replace('return token', 'return token + id')))).toEqual([
      'login',
    ])
  })

  it('one name that both declare in one body', () => {
    const ours = base.replace('  const id = a', "  const key = a('')\n  const id = a")
    const theirs = base.replace('  return token', "  const key = b('')\n  return token")
    expect(clashes(merge(base, ours, theirs))).toEqual(['login'])
  })

  it('a parameter more, and a call without it', () => {
    const more = base.replace('login(name: string)', 'login(name: string, password: string)')
    const call = `${base}\nexport const guest = login('guest')\n`
    expect(clashes(merge(base, more, call))).toEqual(['guest'])
  })

  it('a version that does not parse', () => {
    const broken = base.replace('limit = 3', 'limit = = 3')
    expect(merge(base, broken, base.replace('list: 1', 'list: 5')).kind).toBe('conflict')
  })
})

test.each(['a.ts', 'a.tsx', 'a.mts', 'a.js', 'a.jsx', 'a.cjs'])('%s is merged by symbol', (path) => {
  const file = 'export const a = 1\nexport const b = 2\n'
  expect(clean(file, file.replace('1', '3'), file.replace('2', '4'), path)).toBe(
    'export const a = 3\nexport const b = 4\n',
  )
})

test('elements of markup on lines of their own are merged by line', () => {
  const page = (x: string, y: string): string =>
    `export const Page = () => (\n  <main>\n    <h1>${x}</h1>\n    <hr />\n    <p>between</p>\n    <p>${y}</p>\n  </main>\n)\n`
  expect(clean(page('a', 'b'), page('A', 'b'), page('a', 'B'), 'page.tsx')).toBe(page('A', 'B'))
})

describe('JSON', () => {
  const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

  it('is merged by member, on neighbouring lines too', () => {
    expect(clean(json({ a: 1, b: 2 }), json({ a: 3, b: 2 }), json({ a: 1, b: 4 }), 'a.json')).toBe(
      json({ a: 3, b: 4 }),
    )
  })

  it('gets the members that both add, and stays JSON', () => {
    const text = clean(json({ a: 1 }), json({ a: 1, b: 2 }), json({ a: 1, c: { d: 3 } }), 'a.json')
    expect(JSON.parse(text)).toEqual({ a: 1, b: 2, c: { d: 3 } })
  })

  it('on one line is merged as well', () => {
    expect(clean('{"a":1,"b":2}\n', '{"a":3,"b":2}\n', '{"a":1,"b":4}\n', 'a.json')).toBe('{"a":3,"b":4}\n')
  })

  it('clashes in one member', () => {
    const found = merge(json({ a: 1, b: 2 }), json({ a: 3, b: 2 }), json({ a: 4, b: 5 }), 'a.json')
    expect(found).toMatchObject({ kind: 'conflict', conflicts: [{ symbol: 'a' }] })
    expect(found.text).toContain('"b": 5')
  })

  it('with comments keeps them where they may stand', () => {
    const file = '{\n  // First.\n  "a": 1,\n  "b": 2, // Second.\n}\n'
    expect(clean(file, file.replace('1', '3'), file.replace(': 2', ': 4'), 'tsconfig.json')).toBe(
      '{\n  // First.\n  "a": 3,\n  "b": 4, // Second.\n}\n',
    )
  })
})

test('what only one side changed, and what both changed alike, is taken as it is', () => {
  const edited = base.replace('limit = 3', 'limit = 4')
  for (const [ours, theirs] of [
    [edited, base],
    [base, edited],
    [edited, edited],
  ] as const)
    expect(merge(base, ours, theirs)).toEqual({ kind: 'clean', text: edited })
})
