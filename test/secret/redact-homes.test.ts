// Home directories become `~`, user names go inside of such paths only, and JSON stays JSON.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { homes } from '../../src/secret/redact-homes.ts'
import { runs } from '../runs.ts'

describe('home directories', () => {
  test.each([
    ['/home/ann/shop/a.ts', '~/shop/a.ts'],
    ['cd /home/ann && ls', 'cd ~ && ls'],
    ['"/Users/ann.lee/x"', '"~/x"'],
    ['a\n/home/ann/x\n/home/ann/y', 'a\n~/x\n~/y'],
    ['PATH=/home/ann/bin:/usr/bin:/home/bob/bin', 'PATH=~/bin:/usr/bin:~/bin'],
    ['file:///home/ann/x', 'file://~/x'],
    ['gcc -I/home/ann/include', 'gcc -I~/include'],
    ['C:\\Users\\ann\\x', '~\\x'],
    ['c:/Users/ann/x', '~/x'],
    ['C:\\Users\\Ann Lee\\x', '~\\x'],
    ['/mnt/c/Users/ann/x and /var/home/ann', '~/x and ~'],
    ['in /home/ann.', 'in ~.'],
    ['~/.claude/projects/-home-ann-shop/a.jsonl', '~/.claude/projects/~-shop/a.jsonl'],
    ['/home/ann-lee/.claude/projects/-home-ann-lee-shop', '~/.claude/projects/~-shop'],
    ['.claude\\projects\\C--Users-ann-shop\\a', '.claude\\projects\\~-shop\\a'],
    ['.cursor/projects/Users-ann-shop/x', '.cursor/projects/~-shop/x'],
  ])('%j becomes %j', (before, after) => {
    expect(homes().replace(before)).toBe(after)
    expect(homes().replace(after)).toBe(after)
    const text = JSON.stringify({ a: [before], [before]: 1 })
    expect(homes().inJson({ value: JSON.parse(text), text })).toEqual({
      value: { a: [after], [after]: 1 },
      text: JSON.stringify({ a: [after], [after]: 1 }),
    })
    const nested = JSON.stringify({ a: JSON.stringify([before]) })
    expect(homes().inJson({ value: JSON.parse(nested), text: nested }).text).toBe(
      JSON.stringify({ a: JSON.stringify([after]) }),
    )
  })

  test.each([
    'src/home/page.tsx',
    'https://a.net/home/ann',
    '/home/$USER',
    '/Users/Shared/x',
    'ann said',
    '/users/42',
    'my-home-page',
    'x+/home/abc==',
  ])('%j stays', (text) => {
    expect(homes().replace(text)).toBe(text)
  })

  test('what stands behind a replaced path is judged as it will stand there', () => {
    const once = homes().replace('/home/ann\\/x/home/ann')
    expect(homes().replace(once)).toBe(once)
  })

  test('value and text of a record say the same afterwards, whatever they hold', () => {
    const part = fc.constantFrom(
      '/home/ann',
      '/Users/b',
      'C:\\Users\\c',
      '/',
      '\\',
      '\n',
      '→',
      'é',
      'x',
      ' ',
      '"',
      '/projects/-home-ann-',
      '\u001b',
    )
    const string = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(
        fc.dictionary(string, fc.array(string, { maxLength: 3 })),
        fc.boolean(),
        (record, escaped) => {
          const plain = JSON.stringify(record)
          const text = escaped
            ? plain
                .replace(/[^\x20-\x7e]/gu, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)
                .replaceAll('/', '\\/')
            : plain
          const after = homes().inJson({ value: JSON.parse(text), text })
          expect(JSON.parse(after.text)).toEqual(after.value)
          expect(homes().inJson(after).text).toBe(after.text)
        },
      ),
      { numRuns: runs(5000, 500) },
    )
  })
})
