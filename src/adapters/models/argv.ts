// A command line as a person writes it in; program and arguments out. Quotes are understood, nothing is expanded.
import { diagnostic, fail, ok, type Result } from '../../diagnostic/diagnostic.ts'
import { oneLine } from './printable.ts'

/** What a shell would act on. Outside quotes they are refused: silently plain text would not be what was meant. */
const shellCharacters = /[|&;<>()$`*?[\]{}\n]/
/** What a shell expands inside double quotes as well. */
const expandedInQuotes = /[$`]/
/** What a backslash outside quotes takes literally; before anything else it is plain (`C:\tools\model.exe`). */
const escapable = /[\s'"\\|&;<>()$`*?[\]{}]/

/**
 * Splits `claude -p --model "my model"` into words. Single quotes keep everything; in double quotes `\"` and `\\` are
 * escapes. Refused, with the place: shell syntax, an open quote, a variable before the program.
 */
export function parseArgv(line: string): Result<readonly [string, ...string[]]> {
  const words: string[] = []
  let word: string | null = null
  for (let i = 0; i < line.length; i += 1) {
    const character = line.charAt(i)
    if (/\s/.test(character) && character !== '\n') {
      if (word !== null) words.push(word)
      word = null
    } else if (character === "'") {
      const end = line.indexOf("'", i + 1)
      if (end < 0) return refused(line, i, 'this quote is not closed')
      word = (word ?? '') + line.slice(i + 1, end)
      i = end
    } else if (character === '"') {
      const quoted = readDoubleQuoted(line, i)
      if ('problem' in quoted) return refused(line, quoted.at, quoted.problem)
      word = (word ?? '') + quoted.text
      i = quoted.end
    } else if (character === '\\' && escapable.test(line.charAt(i + 1))) {
      word = (word ?? '') + line.charAt(i + 1)
      i += 1
    } else if (
      shellCharacters.test(character) ||
      (word === null && (character === '~' || character === '#'))
    ) {
      return refused(
        line,
        i,
        `no shell runs this, so ${oneLine(JSON.stringify(character))} would not do its work`,
      )
    } else word = (word ?? '') + character
  }
  if (word !== null) words.push(word)
  const [program, ...rest] = words
  if (program === undefined || program === '') {
    return fail(
      diagnostic('usage', 'the model command is empty', {
        hint: "name a program: --model-command 'claude -p'",
      }),
    )
  }
  if (/^[A-Za-z_]\w*=/.test(program)) {
    return refused(
      line,
      line.indexOf(program),
      'a variable cannot be set here',
      `use env: 'env ${oneLine(line, 60)}'`,
    )
  }
  return ok([program, ...rest])
}

function readDoubleQuoted(
  line: string,
  start: number,
): { readonly text: string; readonly end: number } | { readonly problem: string; readonly at: number } {
  let text = ''
  for (let i = start + 1; i < line.length; i += 1) {
    const character = line.charAt(i)
    if (character === '"') return { text, end: i }
    if (expandedInQuotes.test(character)) {
      return { problem: `nothing is expanded, so ${character} in double quotes would stay as it is`, at: i }
    }
    if (character === '\\' && /["\\$`]/.test(line.charAt(i + 1))) {
      i += 1
      text += line.charAt(i)
    } else text += character
  }
  return { problem: 'this quote is not closed', at: start }
}

function refused(line: string, at: number, problem: string, hint?: string): Result<never> {
  const found = `in the model command at character ${at + 1} (${oneLine(line.slice(at, at + 12), 20)}): ${problem}`
  const advice = 'put single quotes around text that is meant literally, or name a script that does the rest'
  return fail(diagnostic('usage', found, { hint: hint ?? advice }))
}

/**
 * A command line for people: `claude -p`. Of absolute paths only the last part is shown, so that a record never says
 * where somebody's home folder is.
 */
export function showArgv(argv: readonly string[]): string {
  return argv
    .map((word) => (/^([A-Za-z]:[\\/]|\/)/.test(word) ? (word.split(/[\\/]/).at(-1) ?? word) : word))
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${oneLine(word, 80)}'`))
    .join(' ')
}
