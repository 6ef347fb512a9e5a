// What a command prints, and where: one JSON document or text, colours, diagnostics, defects, Ctrl-C.
import { describe, expect, test } from 'vitest'
import { defineCommand, type CommandContext, type ExitCode } from '../../../src/cli/command.ts'
import { diagnostic } from '../../../src/diagnostic/diagnostic.ts'
import { madeUp } from './made-up.ts'
import { hasEscapes, recordingIo, registryOf, run, type Pretended } from './recorded.ts'
import { runCli } from '../../../src/cli/run.ts'

const lost = diagnostic('drift-lost', 'src/a.ts is gone', {
  place: { path: 'specs/features/a.md', line: 3, column: 5 },
  hint: 'spec regen a',
})
const warning = diagnostic('spec-unknown-key', 'the key target means nothing')

/** A command called `try` that does what the test says. */
function trying(body: (context: CommandContext) => ExitCode | Promise<ExitCode>) {
  return registryOf(
    defineCommand({
      name: 'try',
      summary: 'Try',
      example: 'spec try',
      args: {},
      run: async (context) => body(context),
    }),
  )
}

describe('a result', () => {
  const registry = trying(({ print, document, report, colours }) => {
    print(colours.stdout.red('one line'))
    document({ answer: 42 })
    report([warning, lost])
    return 1
  })

  test('is text on stdout, with diagnostics on stderr in the order of their places', async () => {
    expect(await run(['try'], { registry })).toEqual({
      exit: 1,
      stdout: 'one line\n',
      stderr:
        'warning  the key target means nothing  [spec-unknown-key]\n' +
        'specs/features/a.md:3:5  finding  src/a.ts is gone  [drift-lost]\n    hint: spec regen a\n',
    })
  })

  test('is one JSON document on stdout with --json, wherever that stands, and nothing on stderr', async () => {
    for (const words of [
      ['try', '--json'],
      ['--json', 'try'],
    ]) {
      const { exit, stdout, stderr } = await run(words, { registry })
      expect({ exit, stderr }).toEqual({ exit: 1, stderr: '' })
      expect(JSON.parse(stdout)).toEqual({ schema: 'spec.try/1', answer: 42, diagnostics: [warning, lost] })
    }
  })

  test('that holds control characters shows none of them in JSON, and loses none', async () => {
    const text = 'a\x1b[31m\x9b\u202e\u{e0041}\n'
    const { stdout } = await run(['try', '--json'], {
      registry: trying(({ document }) => {
        document({ text })
        return 0
      }),
    })
    expect(stdout).toMatch(/^[ -~\n]*$/)
    expect(JSON.parse(stdout)).toMatchObject({ text })
  })
})

describe('no result', () => {
  test('is a document of its own kind with --json', async () => {
    const { exit, stdout, stderr } = await run(['build', '--dryrun', '--json'], { registry: madeUp })
    expect({ exit, stderr }).toEqual({ exit: 2, stderr: '' })
    expect(JSON.parse(stdout)).toEqual({
      schema: 'spec.error/1',
      command: 'build',
      diagnostics: [
        {
          code: 'usage',
          severity: 'trouble',
          message: 'unknown flag --dryrun',
          hint: 'did you mean --dry-run?',
        },
      ],
    })
    const unknown = await run(['biuld', '--json'], { registry: madeUp })
    expect(JSON.parse(unknown.stdout)).toMatchObject({ schema: 'spec.error/1', command: null })
  })

  test('after `--` the word --json is a word', async () => {
    const { stdout } = await run(['biuld', '--', '--json'], { registry: madeUp })
    expect(stdout).toBe('')
  })
})

describe('a defect', () => {
  const registry = trying(({ document }) => {
    document({ half: 'made' })
    throw new Error('no such \x1b[2J thing: sk-secret-0123456789')
  })
  const env = { ANTHROPIC_API_KEY: 'sk-secret-0123456789' }

  test('shows its stack, the version and where to report it, and exits 2', async () => {
    const { exit, stdout, stderr } = await run(['try'], { registry, env })
    expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' })
    expect(stderr).toContain(String.raw`Error: no such \x1b[2J thing: [secret]`)
    expect(stderr).toMatch(/at .*output\.test\.ts/)
    expect(stderr).toMatch(/spec \d+\.\d+\.\d+, node v\d+/)
    expect(stderr).toContain('Please report it')
    expect(stderr).not.toContain('sk-secret')
  })

  test('is a document without the half-made result with --json', async () => {
    const { exit, stdout } = await run(['try', '--json'], { registry, env })
    expect(exit).toBe(2)
    const document = JSON.parse(stdout) as Record<string, unknown>
    expect(Object.keys(document)).toEqual(['schema', 'command', 'diagnostics'])
    expect(document).toMatchObject({ schema: 'spec.error/1', diagnostics: [{ code: 'unexpected' }] })
    expect(stdout).not.toContain('sk-secret')
  })

  test('a full disk is none: one line, no stack', async () => {
    const full = trying(() => {
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), {
        code: 'ENOSPC',
        syscall: 'write',
      })
    })
    const { exit, stderr } = await run(['try'], { registry: full })
    expect(exit).toBe(2)
    expect(stderr).toMatch(
      /^trouble {2}ENOSPC: no space left on device, write {2}\[write-failed\]\n {4}hint: .*\n$/,
    )
  })
})

describe('Ctrl-C', () => {
  const waiting = trying(
    ({ signal }) =>
      new Promise<ExitCode>((_, reject) => {
        signal.addEventListener('abort', () => reject(new Error('aborted')))
      }),
  )

  test('ends a command that listens with 130 and without a stack', async () => {
    const controller = new AbortController()
    const ended = run(['try'], { registry: waiting, signal: controller.signal })
    setTimeout(() => controller.abort(), 5)
    expect(await ended).toEqual({ exit: 130, stdout: '', stderr: '' })
  })

  test('is 130 as well for a command that stops by itself', async () => {
    const controller = new AbortController()
    const registry = trying(({ signal }) => {
      controller.abort()
      return signal.aborted ? 1 : 0
    })
    expect((await run(['try'], { registry, signal: controller.signal })).exit).toBe(130)
  })

  test('is left to the system by a command that does not listen', async () => {
    const { io } = recordingIo()
    let caught = false
    const watched = Object.defineProperty({ ...io }, 'signal', {
      get() {
        caught = true
        return new AbortController().signal
      },
    })
    expect(
      await runCli(
        ['try'],
        watched,
        trying(() => 0),
      ),
    ).toBe(0)
    expect(caught).toBe(false)
  })
})

describe('colours', () => {
  const registry = trying(({ print, report, colours }) => {
    print(colours.stdout.red('red'))
    report([lost])
    return 1
  })
  const colouredOn = async (words: string[], pretended: Pretended): Promise<string> => {
    const { stdout, stderr } = await run(['try', ...words], { registry, ...pretended })
    return [hasEscapes(stdout) ? 'stdout' : '', hasEscapes(stderr) ? 'stderr' : ''].filter(Boolean).join('+')
  }
  const terminal = { stdoutIsTTY: true, stderrIsTTY: true }

  test.each<[string, string[], Pretended, string]>([
    ['in a pipe', [], {}, ''],
    ['on a terminal', [], terminal, 'stdout+stderr'],
    ['with stdout in a pipe', [], { stderrIsTTY: true }, 'stderr'],
    ['with stderr in a file', [], { stdoutIsTTY: true }, 'stdout'],
    ['with NO_COLOR', [], { ...terminal, env: { NO_COLOR: '0' } }, ''],
    ['with an empty NO_COLOR', [], { ...terminal, env: { NO_COLOR: '' } }, 'stdout+stderr'],
    ['with TERM=dumb', [], { ...terminal, env: { TERM: 'dumb' } }, ''],
    ['with CI', [], { ...terminal, env: { CI: 'true' } }, ''],
    ['with CI=false', [], { ...terminal, env: { CI: 'false' } }, 'stdout+stderr'],
    ['with FORCE_COLOR', [], { env: { FORCE_COLOR: '1' } }, 'stdout+stderr'],
    ['with FORCE_COLOR=0', [], { ...terminal, env: { FORCE_COLOR: '0' } }, ''],
    ['with NO_COLOR and FORCE_COLOR', [], { env: { FORCE_COLOR: '1', NO_COLOR: '1' } }, ''],
    ['with --no-color', ['--no-color'], { ...terminal, env: { FORCE_COLOR: '1' } }, ''],
    ['with --color', ['--color'], { env: { NO_COLOR: '1' } }, 'stdout+stderr'],
    ['with --color after --', ['--', '--color'], {}, ''],
  ])('%s', async (_, words, pretended, expected) => {
    expect(await colouredOn(words, pretended)).toBe(expected)
  })
})
