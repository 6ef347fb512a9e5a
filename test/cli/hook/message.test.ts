// Where the message of a commit names conversations: what is a comment, what says nothing, what a person took out.
import { describe, expect, test } from 'vitest'
import {
  commentedKeys,
  commentOf,
  namesNone,
  saysSomething,
  unusedPrefix,
  withComments,
} from '../../../src/cli/hook/message.ts'

const template = '\n# Please enter the commit message.\n#\n# On branch main\n'
const scissors = '# ------------------------ >8 ------------------------\n'

test('merges and what is to be melted into another commit name none', () => {
  expect(namesNone('Merge branch x', 'merge')).toBe(true)
  for (const word of ['fixup', 'squash', 'amend']) expect(namesNone(`${word}! add it`, 'message')).toBe(true)
  expect(namesNone('fixup the parser', 'message')).toBe(false)
  expect(namesNone('add it', undefined)).toBe(false)
})

test('a message of comments, of what is cut off, and of a sign-off says nothing', () => {
  expect(saysSomething(template, '#')).toBe(false)
  expect(saysSomething(`\n${scissors}diff --git a b\n+code\n`, '#')).toBe(false)
  expect(saysSomething(`\n\nSigned-off-by: a <a@b>\n${template}`, '#')).toBe(false)
  expect(saysSomething(`add it\n${template}`, '#')).toBe(true)
  expect(saysSomething('#12', unusedPrefix('#12'))).toBe(true)
})

test('how comments begin: as it is set, as git chose it, or with what no line begins with', () => {
  expect(commentOf(template, '//')).toBe('//')
  expect(commentOf('# a heading\n; Please enter\n;\n', null)).toBe(';')
  expect(commentOf('add it\n', null)).toBe('#')
  expect(unusedPrefix('add\n#1\n;2\n')).toBe('@')
})

describe('conversations as comments', () => {
  test('stand behind the comments of git, and are read back', () => {
    const text = withComments(`${template}\nmore\n`, ['claude-code/1', 'codex/2'], '#')
    expect(text).toBe(
      `${template}# In the message, unless you take the line out:\n` +
        '# Conversation: claude-code/1\n# Conversation: codex/2\n\nmore\n',
    )
    expect(commentedKeys(text, '#')).toEqual(['claude-code/1', 'codex/2'])
    expect(commentedKeys(text.replace('# Conversation: codex/2\n', ''), '#')).toEqual(['claude-code/1'])
  })

  test('stand below the scissors, where a message keeps its comments', () => {
    const text = withComments(`\n${scissors}# Do not modify\ndiff\n`, ['codex/2'], '#')
    expect(text.indexOf('codex/2')).toBeGreaterThan(text.indexOf('>8'))
    expect(text.indexOf('codex/2')).toBeLessThan(text.indexOf('diff'))
  })

  test('are none where git wrote no comment, and none are read from anything else', () => {
    expect(withComments('\n', ['codex/2'], '#')).toBe('\n')
    expect(commentedKeys('+# Conversation: codex/2\nConversation: codex/3\n#Conversation: x\n', '#')).toEqual(
      [],
    )
  })
})
