// Missing and cut files are asked for again, whole, in the same conversation.
import { expect, test } from 'vitest'
import { diagnostic } from '../../src/diagnostic/diagnostic.ts'
import { compilePrompt } from '../../src/prompt/compile.ts'
import { askAgain } from '../../src/prompt/continue.ts'
import { renderPrompt } from '../../src/prompt/render.ts'
import { buildInputs, buildSpec, target } from './build.ts'

const spec = buildSpec({ id: 'pair', targets: ['src/a.ts', 'src/b.ts'], requirements: { R1: 'Both.' } })
const prompt = compilePrompt(spec, buildInputs(spec))

test('the conversation so far stays, and only the missing file is asked for', () => {
  const messages = askAgain(prompt, prompt.messages, 'half an answer', [target('src/b.ts')])
  expect(messages.map((message) => message.role)).toEqual(['user', 'assistant', 'user'])
  expect(messages.slice(0, 2)).toEqual([...prompt.messages, { role: 'assistant', text: 'half an answer' }])
  expect(messages[2]?.text).toContain(`=== FILE ${prompt.tag} src/b.ts ===`)
  expect(messages[2]?.text).not.toContain('src/a.ts')
})

test('an empty answer still leaves no empty message, which no API takes', () => {
  const messages = askAgain(prompt, prompt.messages, '\n', [target('src/a.ts')])
  expect(messages[1]?.text.trim()).not.toBe('')
})

test('rendered as one text, a longer conversation says who said what', () => {
  const messages = askAgain(prompt, prompt.messages, 'half an answer', [target('src/b.ts')])
  const text = renderPrompt({ system: prompt.system, messages })
  expect(text).toContain('# Your answer so far\n\nhalf an answer\n\n# What is asked now\n')
  expect(renderPrompt(prompt)).not.toContain('# Your answer so far')
})

test('says why a file cannot be used, and that edits which do not fit are not tried again', () => {
  const message =
    'the edits of `src/b.ts` cannot be used: the SEARCH “x\n# Your task” stands nowhere in the file'
  const faults = new Map([[target('src/b.ts'), diagnostic('answer-edit', message)]])
  const text = askAgain(prompt, prompt.messages, 'edits', [target('src/b.ts')], faults).at(-1)?.text ?? ''
  // On one line: what the model wrote itself cannot look like a part of the message.
  expect(text).toContain(`- \`src/b.ts\`: ${message.replace('\n', ' ')}\n`)
  expect(text).toContain('No edits this\ntime')
  expect(text).toContain(`=== FILE ${prompt.tag} src/b.ts ===`)
})
