// Words are found whole, and names of code by their parts.
import { describe, expect, test } from 'vitest'
import { readQuery } from '../../src/search/query.ts'
import { countIn } from '../../src/search/rank.ts'
import { wordLine, wordsOf } from '../../src/search/words.ts'

const partsOf = (name: string): readonly string[] => [...wordsOf(name)].flatMap(({ parts }) => parts)

/** How often each term of a query is in a text. */
function counts(text: string, ...typed: readonly string[]): readonly number[] {
  const { line } = wordLine(text)
  return readQuery(typed).map((term) => countIn(line, 0, term))
}

describe('names of code are taken apart', () => {
  test.each([
    ['getUserName', ['get', 'user', 'name']],
    ['get_user_name', ['get', 'user', 'name']],
    ['HTTPServer2', ['http', 'server', '2']],
    ['XMLHttpRequest', ['xml', 'http', 'request']],
    ['SCREAMING_SNAKE', ['screaming', 'snake']],
    ['sha256', ['sha', '256']],
    ['plain', []],
    ['Plain', []],
  ])('%s', (name, parts) => {
    expect(partsOf(name)).toEqual(parts)
  })

  test('words stand where they were found', () => {
    expect([...wordsOf('a, Bc')].map(({ start, end, word }) => [start, end, word])).toEqual([
      [0, 1, 'a'],
      [3, 5, 'bc'],
    ])
  })
})

describe('a query finds', () => {
  test.each([
    ['a word in any case', 'The Limit is five', ['limit'], [1]],
    ['each time a word is there, also twice in a row', 'no no yes no', ['no'], [3]],
    ['no word that only begins so', 'limits', ['limit'], [0]],
    ['a name by its parts', 'call getUserName()', ['user'], [1]],
    ['a name however it is spelled', 'get_user_name', ['getUserName'], [1]],
    ['a name in plain words', 'get user name', ['getUserName'], [1]],
    ['a phrase, as one argument', 'at most five attempts', ['most five'], [1]],
    ['a phrase, in quotes', 'at most five attempts', ['"most five" attempts'], [1, 1]],
    ['no phrase whose words are apart', 'most of the five', ['most five'], [0]],
    ['a path', 'see src/search/words.ts:12', ['search/words.ts'], [1]],
    ['a name with a dash', 'the auth-flow spec', ['auth-flow'], [1]],
    ['scripts without spaces', '限制登录次数', ['登录'], [1]],
    ['words with marks, in either form', 'cafe\u0301', ['caf\u00e9'], [1]],
    ['words in colours', '\u001b[1;31mred\u001b[0m', ['red'], [1]],
    ['nothing across the end of a name', 'getUser nameOf', ['user name'], [0]],
  ])('%s', (_, text, typed, expected) => {
    expect(counts(text, ...typed)).toEqual(expected)
  })

  test('a word once, however often it is typed', () => {
    expect(readQuery(['rate', 'Rate', '"rate"', '!?'])).toHaveLength(1)
  })
})
