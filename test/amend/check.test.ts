// What an amendment must leave as it is: settings, ids, what other specs use. And that it changes something that counts.
import { describe, expect, it } from 'vitest'
import { checkAmended, type Known } from '../../src/amend/check.ts'
import type { Use } from '../../src/spec/spec.ts'
import { headOf, specOf } from '../spec/build.ts'

const before = `# Login

## Requirements

- R1: Five failed logins lock the account.
- R2: A session ends after 30 minutes.
- R7: Names ignore case.

## Notes

For people.
`
const nobody: Known = { taken: [], users: [] }
const faults = (after: string, known: Known = nobody, from = before): string[] =>
  checkAmended(specOf(from), specOf(after), known).map(({ message, hint }) => `${message}; ${hint ?? ''}`)

describe('an amendment', () => {
  it('may reword, add and remove requirements, and change prose', () => {
    expect(faults(before.replace('Five', 'Four'))).toEqual([])
    expect(faults(before.replace('case.', 'case.\n- R8: Names are trimmed.\n- R9: They are short.'))).toEqual(
      [],
    )
    expect(faults(before.replace('- R2: A session ends after 30 minutes.\n', ''))).toEqual([])
    expect(faults(before.replace('# Login\n', '# Login\n\nFor everybody.\n'))).toEqual([])
  })

  it('that only changes notes, or only line breaks, changes nothing', () => {
    expect(faults(before.replace('For people.', 'For all.'))).toEqual([
      expect.stringContaining('change no word'),
    ])
    expect(faults(before.replace('failed logins', 'failed\n  logins'))).toEqual([
      expect.stringContaining('change no word'),
    ])
  })

  it('gives new requirements the next free ids, in the style of the spec', () => {
    expect(faults(before.replace('case.', 'case.\n- R9: trimmed.'))).toEqual([
      'a new requirement has the id `R9`; the next free id is `R8`',
    ])
    expect(faults(before.replace('case.', 'case.\n- REQ-8: trimmed.'))).toEqual([
      expect.stringContaining('`REQ-8`'),
    ])
    const padded = before.replaceAll(/R(\d):/g, '**AUTH-0$1**')
    expect(faults(padded.replace('case.', 'case.\n- **AUTH-08** trimmed.'), nobody, padded)).toEqual([])
  })

  it('takes no id that was used before, though it is gone', () => {
    const known = { ...nobody, taken: ['R8', 'R12'] }
    expect(faults(before.replace('case.', 'case.\n- R8: trimmed.'), known)).toEqual([
      'a new requirement has the id `R8`; the next free id is `R13`',
    ])
  })

  it('keeps ids with their words', () => {
    const renumbered = before.replace('- R2: A session', '- R2: New.\n- R3: A session').replace('R7', 'R4')
    expect(faults(renumbered)).toEqual(
      expect.arrayContaining([
        expect.stringContaining('`R3` now says what `R2` said'),
        expect.stringContaining('`R4` now says what `R7` said'),
      ]),
    )
    const swapped = before.replace('R1:', 'R0:').replace('R2:', 'R1:').replace('R0:', 'R2:')
    expect(faults(swapped)).toHaveLength(2)
  })

  it('keeps what another spec uses', () => {
    const user = headOf('---\ntargets: [src/a.ts]\nuses: [login#R2]\n---\nText.\n', 'specs/features/user.md')
    const users = user.uses.map((use: Use) => ({ path: user.path, use }))
    const gone = before.replace('- R2: A session ends after 30 minutes.\n', '')
    expect(faults(gone, { taken: [], users })).toEqual([
      expect.stringContaining('specs/features/user.md uses it'),
    ])
    expect(faults(before.replace('Five', 'Four'), { taken: [], users })).toEqual([])
  })

  it('adds no link that counts as a setting', () => {
    expect(faults(before.replace('# Login\n', '# Login\n\nSee [@use](./other.md).\n'))).toEqual([
      expect.stringContaining('of `uses`'),
    ])
    expect(faults(before.replace('case.', 'case, see [@test](../../test/a.test.ts).'))).toEqual([
      expect.stringContaining('of `tests`'),
    ])
  })
})
