// Real processes: exit codes, closed pipes, full disks, signals. And the built executable.
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, openSync, closeSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

const here = fileURLToPath(new URL('.', import.meta.url))
const built = fileURLToPath(new URL('../../../dist/bin.js', import.meta.url))

let folder: string
let entry: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'spec-process-'))
  entry = join(folder, 'entry.mjs')
  await build({
    entryPoints: [join(here, 'process-entry.ts')],
    outfile: entry,
    bundle: true,
    format: 'esm',
    platform: 'node',
    // The commands of the real registry are not under test here.
    external: ['ts-morph', './commands/*'],
    define: { __SPEC_VERSION__: '"9.9.9"' },
    banner: {
      js: 'import{createRequire as specCreateRequire}from"node:module";const require=specCreateRequire(import.meta.url);',
    },
  })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Collects what a child prints, until it ends. */
function watch<Child extends ChildProcess>(child: Child) {
  let stdout = ''
  let stderr = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const ended = new Promise<Ended>((resolve) =>
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr })),
  )
  const said = (words: string): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!stderr.includes(words)) return
        child.stderr?.off('data', look)
        resolve()
      }
      child.stderr?.on('data', look)
      look()
    })
  return { child, ended, said }
}

const start = (...words: string[]) => watch(spawn(process.execPath, [entry, ...words]))

describe('Ctrl-C', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s lets a command that listens stop, then exits 130',
    async (signal) => {
      const { child, ended, said } = start('listen')
      await said('ready')
      child.kill(signal)
      expect(await ended).toEqual({ code: 130, signal: null, stdout: '', stderr: 'ready\nstopped\n' })
    },
  )

  test('a second one does not wait', async () => {
    const { child, ended, said } = start('stubborn')
    await said('ready')
    child.kill('SIGINT')
    await said('asked')
    child.kill('SIGINT')
    expect(await ended).toMatchObject({ code: 130 })
  })

  test('ends a command that does not listen at once, as the system does it', async () => {
    const { child, ended, said } = start('deaf')
    await said('ready')
    child.kill('SIGINT')
    expect(await ended).toMatchObject({ code: null, signal: 'SIGINT' })
  })
})

describe('stdout', () => {
  test('that nobody reads any more is no error, and the exit code stays true', async () => {
    const { child, ended } = start('long')
    child.stdout.once('data', () => child.stdout.destroy())
    expect(await ended).toMatchObject({ code: 1, stderr: 'ended\n' })
  })

  test('in a pipe is written to its end', async () => {
    const { stdout } = await start('long').ended
    expect(stdout.split('\n')).toHaveLength(20_002)
    expect(stdout.endsWith('line 19999\nlast\n')).toBe(true)
  })

  test.skipIf(!existsSync('/dev/full'))('on a full disk is trouble', async () => {
    const full = openSync('/dev/full', 'w')
    const { ended } = watch(spawn(process.execPath, [entry, 'long'], { stdio: ['ignore', full, 'pipe'] }))
    const { code, stderr } = await ended
    closeSync(full)
    expect(code).toBe(2)
    expect(stderr).toContain('spec: cannot write to stdout: ENOSPC')
  })
})

test('stdin is read as UTF-8, whatever the chunks', async () => {
  const { child, ended } = start('echo')
  for (const byte of Buffer.from('ü€👩\n')) child.stdin.write(Buffer.of(byte))
  child.stdin.end()
  expect(await ended).toMatchObject({ code: 0, stdout: 'ü€👩\n' })
})

test('an error that nobody waits for is a defect too: exit 2, not the 1 of findings', async () => {
  const { code, stderr } = await start('late').ended
  expect(code).toBe(2)
  expect(stderr).toContain('Error: thrown when nobody waits')
  expect(stderr).toContain('spec 9.9.9, node')
})

test('a command that can never end is a defect', async () => {
  const { code, stderr } = await start('vanish').ended
  expect(code).toBe(2)
  expect(stderr).toContain('Error: the command never ended')
})

describe('the built executable', () => {
  const spec = (...words: string[]): Promise<Ended> => watch(spawn(process.execPath, [built, ...words])).ended

  test('prints its version', async () => {
    const { version } = JSON.parse(
      readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
    ) as { version: string }
    const expected = { code: 0, signal: null, stdout: `${version}\n`, stderr: '' }
    expect(await spec('--version')).toEqual(expected)
    expect(await spec('--version', '--no-color')).toEqual(expected)
  })

  test('prints help without colours into a pipe', async () => {
    const { code, stdout, stderr } = await spec('--help')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain('USAGE spec [OPTIONS] <command>')
    expect(stdout).not.toContain('\x1b')
  })

  test('refuses what it does not know', async () => {
    expect(await spec('complitions')).toEqual({
      code: 2,
      signal: null,
      stdout: '',
      stderr: 'spec: there is no command complitions\n  hint: did you mean completions?\n',
    })
  })

  test.each(['bash', 'zsh', 'fish'])('writes a script for %s that names every command', async (shell) => {
    const [help, script] = await Promise.all([spec('--help', '--json'), spec('completions', shell)])
    expect({ code: script.code, stderr: script.stderr }).toEqual({ code: 0, stderr: '' })
    const { text } = JSON.parse(help.stdout) as { text: string }
    const names = [...(text.split('COMMANDS')[1] ?? '').matchAll(/^ +([a-z]+) {4}/gm)].map(
      (match) => match[1],
    )
    expect(names).toContain('completions')
    for (const name of names) expect(script.stdout).toMatch(new RegExp(`\\b${name}\\b`))
    const checked = await new Promise((resolve) => {
      if (shell !== 'bash') return resolve(null)
      execFile('bash', ['-n'], (error) => resolve(error)).stdin?.end(script.stdout)
    })
    expect(checked).toBeNull()
  })
})
