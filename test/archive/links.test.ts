// What a record of an amendment needs to be whole: both sides of the spec, the code it was accepted with, what was said.
import { expect, test } from 'vitest'
import { linksOfRecord } from '../../src/archive/links.ts'
import { digest } from '../lock/sample.ts'
import { amendment } from './sample.ts'

test('an amendment names both sides of the spec, and of the code the side that was accepted', () => {
  const named = linksOfRecord(amendment).map((link) => link.digest)
  for (const text of [
    'spec text',
    'amended text',
    'edit',
    'api text',
    'system',
    'message',
    'answer',
    'previous',
  ])
    expect(named, text).toContain(digest(text))
  // It is what the lock named before, and in the record of that.
  expect(named).not.toContain(digest('login'))
})
