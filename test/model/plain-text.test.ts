// A request as one text, for programs and chat windows.
import { expect, test } from 'vitest'
import { requestAsText } from '../../src/model/plain-text.ts'

test('the system part comes first, then the message, and one line end last', () => {
  const system = [
    { text: 'rules\n', cache: true },
    { text: '', cache: false },
    { text: 'architecture', cache: true },
  ]
  expect(requestAsText({ system, messages: [{ role: 'user', text: 'write\n\n' }] })).toBe(
    'rules\n\narchitecture\n\nwrite\n',
  )
})

test('what was said before is told from what is asked now', () => {
  const text = requestAsText({
    system: [],
    messages: [
      { role: 'user', text: 'write two files' },
      { role: 'assistant', text: 'one' },
      { role: 'user', text: 'and the other' },
    ],
  })
  expect(text).toBe(
    'write two files\n\n=== YOUR ANSWER SO FAR ===\n\none\n\n=== ASKED NEXT ===\n\nand the other\n',
  )
})

test('nothing said is no text', () => {
  expect(requestAsText({ system: [], messages: [] })).toBe('')
})
