import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { withSessionsPlace } from '../../src/cli/scaffold-place.ts'
import { runs } from '../runs.ts'

describe('the place of sessions in a configuration', () => {
  test.each([
    ['{}', '{\n  "archive": { "sessions": "local" }\n}'],
    [
      '\ufeff{\r\n\t"model": "m"\r\n}\r\n',
      '\ufeff{\r\n\t"model": "m",\r\n\t"archive": { "sessions": "local" }\r\n}\r\n',
    ],
    ['{"model":"m"}', '{"model":"m", "archive": { "sessions": "local" }}'],
    ['{\n  "archive": {},\n  "model": "m"\n}', '{\n  "archive": { "sessions": "local" },\n  "model": "m"\n}'],
    ['{ "archive": { "sessions" : "branch:x" } }', '{ "archive": { "sessions" : "local" } }'],
    ['{ "archive": { "sessions": "local" } }', '{ "archive": { "sessions": "local" } }'],
    ['[]', null],
    ['{ "archive": 1 }', null],
    ['{ "model": }', null],
  ])('%j becomes %j', (before, after) => {
    expect(withSessionsPlace(before, 'local')).toBe(after)
  })

  test('is all that changes, in whatever form the file is', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.constantFrom(undefined, 1, 2, '\t'),
        (config, indent) => {
          const { archive: _archive, ['__proto__']: _proto, ...rest } = config
          const text = withSessionsPlace(JSON.stringify(rest, null, indent), 'branch:a/b')
          expect(JSON.parse(text ?? '')).toEqual(
            JSON.parse(JSON.stringify({ ...rest, archive: { sessions: 'branch:a/b' } })),
          )
        },
      ),
      { numRuns: runs(300, 50) },
    )
  })
})
