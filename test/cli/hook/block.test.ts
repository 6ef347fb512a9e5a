// The check of the specs in the text of a shell hook: put in, brought up to date, taken out.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { newHook, shellBlock, withBlock, withoutBlock } from '../../../src/cli/hook/block.ts'
import { runs } from '../../runs.ts'

const edited = (edit: ReturnType<typeof withBlock>): string => {
  if (edit.kind !== 'edited') throw new Error(`it is ${edit.kind}`)
  return edit.text
}

describe('the check in a hook that is there', () => {
  test('stands behind the interpreter line, before what may end the script', () => {
    expect(edited(withBlock('#!/bin/sh\nexec npm test\n', ''))).toBe(
      `#!/bin/sh\n${shellBlock('')}exec npm test\n`,
    )
  })

  test('stands first where there is no interpreter line, as in a hook of husky 9', () => {
    expect(edited(withBlock('npm test', ''))).toBe(`${shellBlock('')}npm test`)
  })

  test('stands behind the line by which husky 8 starts the file again', () => {
    const husky = '#!/usr/bin/env sh\n. "$(dirname -- "$0")/_/husky.sh"\n'
    expect(edited(withBlock(`${husky}\nnpm test\n`, ''))).toBe(`${husky}${shellBlock('')}\nnpm test\n`)
  })

  test('is put in once, and an older one is replaced', () => {
    const once = edited(withBlock('#!/bin/bash\ntrue\n', ''))
    expect(withBlock(once, '')).toEqual({ kind: 'same' })
    const older = once.replace('|| exit $?', '|| exit 7')
    expect(edited(withBlock(older, ''))).toBe(once)
  })

  test('stands there once for each project of a repository', () => {
    const both = edited(withBlock(newHook('packages/a'), 'packages/b'))
    expect(both).toContain(shellBlock('packages/a'))
    expect(both).toContain(shellBlock('packages/b'))
    expect(edited(withoutBlock(both, 'packages/b'))).toBe(newHook('packages/a'))
  })

  test('keeps line ends of Windows', () => {
    expect(edited(withBlock('#!/bin/sh\r\ntrue\r\n', ''))).not.toMatch(/[^\r]\n/)
  })

  test.each(['#!/usr/bin/env python3\nprint(1)\n', '#!/usr/bin/node\n', '#!/usr/bin/env fish\n', 'ELF\0\0'])(
    'is not put into what no POSIX shell reads: %j',
    (text) => {
      expect(withBlock(text, '')).toMatchObject({ kind: 'foreign' })
    },
  )

  test.each(['#!/bin/sh', '#!/usr/bin/env bash', '#! /bin/dash -e', '#!/usr/local/bin/zsh'])(
    'is for %s',
    (line) => {
      expect(withBlock(`${line}\n`, '').kind).toBe('edited')
    },
  )

  test('leaves nothing behind, whatever was there', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('#!/bin/sh\n', 'true\n', '\n', '# a\r\n', 'x')), (lines) => {
        const text = lines.join('')
        const taken = withoutBlock(edited(withBlock(text, 'a b')), 'a b')
        if (taken.kind === 'empty') expect(text.replace(/^#!\/bin\/sh\n?/, '').trim()).toBe('')
        // An interpreter line without an end got one.
        else expect([text, text.replace(/^#!\/bin\/sh/, '$&\n')]).toContain(edited(taken))
      }),
      { numRuns: runs(1000) },
    )
  })
})

test('of a hook that holds nothing else, nothing is left', () => {
  expect(withoutBlock(newHook(''), '')).toEqual({ kind: 'empty' })
  expect(withoutBlock('true\n', '')).toEqual({ kind: 'same' })
})
