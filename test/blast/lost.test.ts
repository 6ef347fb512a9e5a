// Two versions of some code, and which of the errors, cases and events of the old one the new one lacks.
import { describe, expect, test } from 'vitest'
import { lost } from './builders.ts'

describe('a thrown error', () => {
  const read = `export function read(text: string): unknown {
  try {
    return parse(text)
  } catch (error) {
    if (isOld(text)) note(text)
    else throw new SyntaxError('unreadable')
  }
  return new Promise((_, reject) => setTimeout(() => reject(new TimeoutError('late')), 9))
}
`

  test('is lost, also one that a promise is rejected with', () => {
    expect(lost(read, read.replace("else throw new SyntaxError('unreadable')", ''))).toEqual([
      '6: throw new SyntaxError',
    ])
    expect(lost(read, read.replace("reject(new TimeoutError('late'))", 'note()'))).toEqual([
      '8: throw new TimeoutError',
    ])
  })

  test('is lost where another type takes its place', () => {
    expect(lost(read, read.replace('new SyntaxError', 'new Error'))).toEqual(['6: throw new SyntaxError'])
  })

  test('stays with another message, in a function that is called, and as a rejection', () => {
    expect(lost(read, read.replace("'unreadable'", "'not readable'"))).toEqual([])
    const called = `${read.replace("throw new SyntaxError('unreadable')", "unreadable('x')")}
function unreadable(why: string): never { throw new SyntaxError(why) }
`
    expect(lost(read, called)).toEqual([])
    const twice = `${called}export function other(): unknown { throw new SyntaxError('z') }\n`
    expect(lost(twice, twice.replace("throw new SyntaxError('z')", "unreadable('z')"))).toEqual([])
    expect(
      lost(
        read,
        read
          .replace('throw new SyntaxError(', 'return Promise.reject(new SyntaxError(')
          .replace("unreadable')", "unreadable'))"),
      ),
    ).toEqual([])
  })

  test('that is only passed on is none', () => {
    const before = 'export function f(): unknown {\n  try { g() } catch (error) { throw error }\n}\n'
    expect(lost(before, before.replace('throw error', 'note(error)'))).toEqual([])
  })
})

describe('a case', () => {
  const reduce = `export function reduce(state: number, action: Action): unknown {
  switch (action.type) {
    case 'add':
      return state + 1
    case 'take':
      if (state === 0) throw new RangeError('empty')
      return state - 1
    default:
      return state
  }
}
`

  test('is lost, with what is in it', () => {
    expect(lost(reduce, reduce.replace(/ {4}case 'take':[^]*?- 1\n/, ''))).toEqual(["5: case 'take'"])
  })

  test('is lost under another name', () => {
    expect(lost(reduce, reduce.replace("case 'add'", "case 'plus'"))).toEqual(["3: case 'add'"])
  })

  test('stays as an if, and as a table, in the function or beside it', () => {
    const chain = `export function reduce(state: number, action: Action): unknown {
  if (action.type === 'add') return state + 1
  if (action.type === 'take') {
    if (state === 0) throw new RangeError('empty')
    return state - 1
  }
  return state
}
`
    expect(lost(reduce, chain)).toEqual([])
    const table = `const table = {
  add: (state: number) => state + 1,
  take: (state: number) => { if (state === 0) throw new RangeError('empty'); return state - 1 },
}
export function reduce(state: number, action: Action): unknown {
  return table[action.type]?.(state) ?? state
}
`
    expect(lost(reduce, table)).toEqual([])
    expect(lost(table, reduce)).toEqual([])
    expect(lost(table, table.replace(/ {2}take.*\n/, '  drop: (state: number) => 0,\n'))).toEqual([
      '3: take: a function',
    ])
  })
})

describe('an event', () => {
  const listen = `export function listen(socket: Socket): unknown {
  socket.on('data', (text) => read(text))
  socket.once('close', stop)
  socket.onerror = (error) => report(error)
}
`

  test.each([
    ["  socket.on('data', (text) => read(text))\n", "2: socket.on('data')"],
    ["  socket.once('close', stop)\n", "3: socket.once('close')"],
    ['  socket.onerror = (error) => report(error)\n', '4: socket.onerror'],
  ])('is lost: %j', (line, told) => {
    expect(lost(listen, listen.replace(line, ''))).toEqual([told])
  })

  test('stays in another spelling, on another line, in another function', () => {
    expect(
      lost(
        listen,
        listen.replace(
          'socket.onerror = (error) => report(error)',
          "socket.addEventListener('error', report)",
        ),
      ),
    ).toEqual([])
    expect(
      lost(
        listen,
        listen
          .replace("  socket.once('close', stop)\n", '')
          .replace(
            '}\n',
            "}\nexport function end(socket: Socket): unknown {\n  socket.on('close', stop)\n}\n",
          ),
      ),
    ).toEqual([])
  })

  test('is no call of a method that happens to be named so', () => {
    const before = 'export const f = (cache: Cache, key: string): unknown => {\n  cache.once(key, load)\n}\n'
    expect(lost(before, before.replace('  cache.once(key, load)\n', ''))).toEqual([])
  })

  test('of an element is lost with its attribute', () => {
    const before = 'export const B = (): unknown => <button onClick={go} title="x">Go</button>\n'
    expect(lost({ 'b.tsx': before }, { 'b.tsx': before.replace(' onClick={go}', '') })).toEqual([
      '1: onClick',
    ])
  })
})
