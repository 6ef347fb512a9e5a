// A recorded link is one file, named by the digest of all that it says; what is damaged is told, and links of several machines
// become one.
import { describe, expect, test } from 'vitest'
import type { CommitLink } from '../../src/link/link.ts'
import { decodeLink, encodeLink, linkPath } from '../../src/link/recorded.ts'
import { covers, unionOf } from '../../src/link/union.ts'

const link: CommitLink = {
  session: 'claude-code/3f2a',
  sessionId: '3f2a',
  commit: 'a'.repeat(40),
  patchId: 'b'.repeat(40),
  files: [{ path: 'src/a.ts', added: 4, same: 3, turns: [2, 7] }],
  evidence: [
    { kind: 'lines', same: 3, added: 4 },
    { kind: 'time', seconds: 90 },
  ],
  confidence: 0.9,
}

const codesOf = (text: string, path = linkPath(link)): readonly string[] =>
  decodeLink(text, path).diagnostics.map(({ code }) => code)

describe('a recorded link', () => {
  test('comes back as it was, from the path that its content names', () => {
    expect(decodeLink(encodeLink(link), linkPath(link))).toMatchObject({ ok: true, value: link })
    expect(linkPath(link)).toMatch(/^\.spec\/archive\/links\/claude-code\/3f2a\/[0-9a-f]{64}\.json$/)
    expect(linkPath({ ...link, confidence: 0.91 })).not.toBe(linkPath(link))
  })

  test.each([
    ['no JSON', '{'],
    ['no link', '{"linkVersion":1}'],
    ['other content', encodeLink({ ...link, confidence: 0.5 })],
    ['an evidence that nobody knows', encodeLink(link).replace('"lines"', '"stars"')],
    ['a session that is a path', encodeLink({ ...link, session: '../../x' })],
  ])('with %s is damaged', (_, text) => {
    expect(codesOf(text)).toEqual(['record-damaged'])
  })

  test('of a newer version is told as such', () => {
    expect(codesOf('{"linkVersion":2}')).toEqual(['record-newer'])
  })
})

describe('links of several sources', () => {
  const printed: CommitLink = { ...link, evidence: [{ kind: 'printed', turn: 9 }], confidence: 1 }

  test('become one for each conversation and commit, the surest, with the evidence of all', () => {
    const [only, ...more] = unionOf([link, printed, link])
    expect(more).toEqual([])
    expect(only?.confidence).toBe(1)
    expect(only?.evidence.map(({ kind }) => kind)).toEqual(['printed', 'lines', 'time'])
    expect(unionOf([printed, link])).toEqual(unionOf([link, printed]))
  })

  test('what is recorded covers what is found with no more behind it', () => {
    expect(covers(link, link)).toBe(true)
    expect(covers(link, { ...link, evidence: [...link.evidence, { kind: 'branch', name: 'main' }] })).toBe(
      true,
    )
    expect(covers(link, printed)).toBe(false)
    expect(covers(undefined, link)).toBe(false)
  })
})
