// Two versions of some code, and which of the guards of the old one the new one lacks.
import { describe, expect, test } from 'vitest'
import { lost } from './builders.ts'

const pay = `export function pay(amount: number, user?: User): unknown {
  if (user === undefined) return null
  if (amount <= 0) throw new RangeError('amount')
  const key = user.id
  if (seen.has(key)) {
    log(key)
    return null
  }
  return charge(user, amount)
}
`

describe('a guard', () => {
  test.each([
    ['that returns', '  if (user === undefined) return null\n', '2: if (user === undefined) return'],
    [
      'that throws, told once',
      "  if (amount <= 0) throw new RangeError('amount')\n",
      '3: if (amount <= 0) throw new RangeError',
    ],
    [
      'with more in its branch',
      '  if (seen.has(key)) {\n    log(key)\n    return null\n  }\n',
      '5: if (seen.has(key)) return',
    ],
  ])('%s is lost', (_, line, told) => {
    expect(lost(pay, pay.replace(line, ''))).toEqual([told])
  })

  test('is lost where another one, on other values, came in its place', () => {
    const other = pay.replace('if (amount <= 0) throw new RangeError', 'if (day === 7) throw new RangeError')
    expect(lost(pay, other)).toEqual(['3: if (amount <= 0) throw new RangeError'])
  })

  test('is lost by one of two functions that have the same', () => {
    const two = `${pay}${pay.replace('function pay', 'function refund')}`
    const after = `${pay}${pay.replace('function pay', 'function refund').replace('  if (user === undefined) return null\n', '')}`
    expect(lost(two, after)).toEqual(['12: if (user === undefined) return'])
  })

  test.each([
    ['no change', (text: string) => text],
    ['another limit', (text: string) => text.replace('amount <= 0', 'amount < 1')],
    [
      'another result',
      (text: string) => text.replace('undefined) return null', 'undefined) return undefined'),
    ],
    [
      'braces',
      (text: string) =>
        text
          .replace('return null\n  if', 'return null;\n  if')
          .replace(
            "(amount <= 0) throw new RangeError('amount')",
            '(amount <= 0) { throw new RangeError("amount") }',
          ),
    ],
    [
      'another order of a comparison',
      (text: string) => text.replace('user === undefined', 'undefined === user'),
    ],
    [
      'one condition for both',
      (text: string) =>
        text
          .replace(/ {2}if \(user === undefined\).*\n/, '')
          .replace('amount <= 0)', 'amount <= 0 || user === undefined)'),
    ],
    [
      'the rest inside an if',
      (text: string) =>
        text
          .replace('  if (user === undefined) return null\n', '  if (user !== undefined) {\n')
          .replace(/}\n$/, '}\n  return null\n}\n'),
    ],
    [
      'a conditional',
      (text: string) =>
        text
          .replace('  if (user === undefined) return null\n', '')
          .replace('return charge(user, amount)', 'return user === undefined ? null : charge(user, amount)'),
    ],
    [
      'a try around it',
      (text: string) =>
        text
          .replace('  const key', '  try {\n  const key')
          .replace(
            'return charge(user, amount)\n',
            'return charge(user, amount)\n  } catch { return null }\n',
          ),
    ],
    ['another name of the function', (text: string) => text.replace('function pay', 'function settle')],
    [
      'a function that the old place calls, with other names',
      (text: string) =>
        `${text.replace("  if (amount <= 0) throw new RangeError('amount')\n", '  checkAmount(amount)\n')}
function checkAmount(value: number) {
  if (value <= 0) throw new RangeError('value')
}
`,
    ],
    [
      'one function for two places',
      (text: string) =>
        `${text.replace("  if (amount <= 0) throw new RangeError('amount')\n", '  const checked = checkAmount(amount)\n')}
const checkAmount = (value: number) => {
  if (value <= 0) throw new RangeError('value')
  return value
}
`,
    ],
  ])('stays with %s', (_, edit) => {
    expect(lost(pay, edit(pay))).toEqual([])
  })

  test('stays where the function that held it is written out in its caller', () => {
    const before = `export function go(a: number): unknown {
  check(a)
  return a
}
function check(value: number) {
  if (value > 9) throw new Error('too much')
}
`
    const after = `export function go(a: number): unknown {
  if (a > 9) throw new Error('too much')
  return a
}
`
    expect(lost(before, after)).toEqual([])
    expect(lost(before, after.replace(/ {2}if.*\n/, ''))).toEqual(['6: if (value > 9) throw new Error'])
  })

  test('stays with what moved to another file, as a whole or by itself', () => {
    const helper = "function check(a: number) {\n  if (a > 9) throw new Error('x')\n}\n"
    const main = 'export function go(a: number): unknown {\n  check(a)\n}\n'
    const moved = { 'a.ts': `import { check } from './b.ts'\n${main}`, 'b.ts': `export ${helper}` }
    expect(lost({ 'a.ts': main + helper, 'b.ts': '' }, moved)).toEqual([])
    const alone = {
      ...moved,
      'b.ts':
        "export function check(a: number): unknown {\n  note(a)\n  if (a > 9) throw new Error('x')\n}\n",
    }
    expect(lost({ 'a.ts': main + helper, 'b.ts': '' }, alone)).toEqual([])
  })

  test('of a method, of a function inside another, and of the file', () => {
    const before = `if (!process.env.KEY) throw new Error('no key')
export class Box {
  open(): unknown {
    if (this.closed) return
    run(function inner() {
      if (late) return 1
      return 2
    })
  }
}
`
    const after = before.replace(/.*if \(.*\n/g, '')
    expect(lost(before, after)).toEqual([
      '1: if (!process.env.KEY) throw new Error',
      '4: if (this.closed) return',
      '6: if (late) return',
    ])
  })
})

test('files that are new, go, hold no code or do not parse lose nothing', () => {
  expect(lost({ 'a.ts': pay }, { 'b.ts': 'export {}\n' })).toEqual([])
  expect(lost({ 'a.ts': pay }, { 'a.ts': 'export const = 1\n' })).toEqual([])
  expect(lost({ 'a.md': 'if (a) return\n' }, { 'a.md': '\n' })).toEqual([])
})
