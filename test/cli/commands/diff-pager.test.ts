// Where a result is shown in a pager, and what becomes of it when the pager fails.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { CommandContext } from '../../../src/cli/command.ts'
import { page, pagerFor } from '../../../src/cli/pager.ts'
import { startSpec } from '../../support/spawned.ts'

type Env = Readonly<Record<string, string>>

/** A command's context on a terminal, or not. */
function contextWith(env: Env, isTTY = true, json = false): Pick<CommandContext, 'json' | 'io'> {
  const stream = { write: () => {}, isTTY, columns: 80 }
  const stdin = { isTTY, text: () => Promise.resolve(''), line: () => Promise.resolve(null) }
  const { signal } = new AbortController()
  return { json, io: { stdin, stdout: stream, stderr: stream, env, cwd: '/', signal } }
}

const onPosix = process.platform !== 'win32'

describe('the pager', () => {
  test('is less, or what PAGER says, on a terminal', () => {
    expect(pagerFor(contextWith({}), undefined)).toEqual(onPosix ? { program: 'less', args: ['-FRX'] } : null)
    if (onPosix)
      expect(pagerFor(contextWith({ PAGER: 'most -w' }), undefined)).toEqual({
        program: 'sh',
        args: ['-c', 'most -w'],
      })
  })

  test.each<[string, Pick<CommandContext, 'json' | 'io'>, boolean | undefined]>([
    ['stdout is no terminal', contextWith({ PAGER: 'most' }, false), undefined],
    ['the result is JSON', contextWith({ PAGER: 'most' }, true, true), undefined],
    ['a build server runs it', contextWith({ PAGER: 'most', CI: 'true' }), undefined],
    ['the terminal is dumb', contextWith({ PAGER: 'most', TERM: 'dumb' }), undefined],
    ['--no-pager says so', contextWith({ PAGER: 'most' }), false],
    ['PAGER is empty', contextWith({ PAGER: '' }), undefined],
    ['PAGER is cat', contextWith({ PAGER: 'cat' }), true],
    ['stdout is no terminal, and --pager was given', contextWith({ PAGER: 'most' }, false), true],
  ])('is not used where %s', (_why, context, wanted) => {
    expect(pagerFor(context, wanted)).toBeNull()
  })
})

describe.runIf(onPosix)('a text', () => {
  const shell = (command: string) => ({ program: 'sh', args: ['-c', command] })
  const env = { PATH: process.env.PATH }

  test('reaches the pager whole, with the settings that git gives its own', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'spec-pager-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const file = join(folder, 'shown')
    const text = 'a line\n'.repeat(100_000)
    expect(await page(text, shell(`{ echo "$LESS"; cat; } > '${file}'`), env)).toBe(true)
    expect(readFileSync(file, 'utf8') === `FRX\n${text}`).toBe(true)
    expect(await page('', shell(`echo "$LESS" > '${file}'`), { ...env, LESS: 'S' })).toBe(true)
    expect(readFileSync(file, 'utf8')).toBe('S\n')
  })

  test.each([
    ['is left before the end', 'true'],
    ['fails', 'exit 3'],
    ['is killed', 'kill -9 $$'],
  ])('whose pager %s counts as shown', async (_what, command) => {
    expect(await page('a line\n'.repeat(100_000), shell(command), env)).toBe(true)
  })

  test('whose pager is not there is to be printed', async () => {
    expect(await page('text', shell('spec-no-such-pager 2>/dev/null'), env)).toBe(false)
    expect(await page('text', { program: 'spec-no-such-pager', args: [] }, env)).toBe(false)
  })

  test('is printed where stdout is a pipe, whatever PAGER says', async () => {
    const files = [join(import.meta.dirname, 'diff.test.ts'), '/dev/null']
    const { exit, stdout } = await startSpec(tmpdir(), ['diff', '--no-index', ...files], {
      env: { PAGER: 'echo PAGED' },
    }).ended
    expect(exit).toBe(1)
    expect(stdout).not.toContain('PAGED')
  })
})
