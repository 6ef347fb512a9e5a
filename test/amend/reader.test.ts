// An answer that amends a spec: what is read of it, and why one is not taken.
import { describe, expect, it } from 'vitest'
import { readAmendment } from '../../src/amend/reader.ts'
import { amendShape } from '../../src/amend/instructions.ts'
import { markers } from '../../src/answer/format.ts'
import { amendmentTo, greetingAmendment, greetingPath } from '../support/amending.ts'

const tag = '0123abcd'
const prompt = `The tag of this task is \`${tag}\``
const answer = amendmentTo(prompt, greetingAmendment)
const read = (text: string) => readAmendment(text, { tag, path: greetingPath, source: 'answer.md' })
const codes = (text: string): string[] => read(text).diagnostics.map(({ code }) => code)

describe('an answer', () => {
  it('gives its edits, its reasons and its trace lines', () => {
    const { ok, value } = read(answer) as Extract<ReturnType<typeof read>, { ok: true }>
    expect(ok).toBe(true)
    expect(value.edits).toMatchObject([
      {
        search: '- R3: An empty name is greeted as "stranger".\n',
        replace:
          '- R3: An empty name is greeted as "guest".\n- R4: `shout(name)` is the clean name in upper case.\n',
      },
    ])
    expect(value.why).toEqual(greetingAmendment.why)
    expect(value.traceLines.map(({ text }) => text)).toContain('R4: src/names.ts#shout')
  })

  it('without code fences, and in one fence as a whole, reads the same', () => {
    const bare = answer.replaceAll('```md\n', '').replaceAll('```\n', '')
    const edits = (text: string): unknown => {
      const found = read(text)
      return found.ok ? found.value.edits.map(({ search, replace }) => [search, replace]) : found.diagnostics
    }
    expect(edits(bare)).toEqual(edits(answer))
    expect(edits(`Here it is:\n\n~~~\n${answer}~~~\n`)).toEqual(edits(answer))
  })

  it('pasted together with its prompt reads as the answer', () => {
    expect(read(`${amendShape(tag, greetingPath)}\n\n${answer}`)).toMatchObject({
      ok: true,
      value: { edits: [{}], why: greetingAmendment.why },
    })
  })

  it('with an EDIT and no pair says that no word has to change', () => {
    const none = [
      markers.edit(tag, greetingPath),
      markers.endFile(tag),
      markers.decisions(tag),
      '- only renamed',
    ].join('\n')
    expect(read(none)).toMatchObject({ ok: true, value: { edits: [], why: ['only renamed'] } })
  })
})

describe('an answer that is not taken', () => {
  const editLine = markers.edit(tag, greetingPath)
  it.each([
    ['empty', '', 'answer-unreadable'],
    ['prose', 'I would change R3.', 'answer-unreadable'],
    ['the prompt alone', amendShape(tag, greetingPath), 'answer-unreadable'],
    ['of another tag', answer.replaceAll(tag, 'ffff0000'), 'answer-stale'],
    ['cut within an edit', answer.slice(0, answer.indexOf(markers.endFile(tag))), 'answer-cut'],
    ['of another file', answer.replace(greetingPath, 'src/names.ts'), 'answer-extra-file'],
    ['of a file outside', answer.replace(greetingPath, '../../etc/passwd'), 'answer-extra-file'],
    [
      'the whole spec',
      `${markers.file(tag, greetingPath)}\n# All of it\n${markers.endFile(tag)}\n`,
      'answer-extra-file',
    ],
    ['a SEARCH alone', answer.replace(markers.replace(tag), ''), 'answer-unreadable'],
    ['text between the parts', answer.replace(editLine, `${editLine}\nso:`), 'answer-unreadable'],
  ])('%s', (_, text, code) => {
    expect(codes(text)).toEqual([code])
  })
})
