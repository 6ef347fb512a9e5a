// What is typed → the values a command gets, or one line that says what is wrong with it.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { runs } from '../../runs.ts'
import { madeUp } from './made-up.ts'
import { run } from './recorded.ts'

const nothing = {
  ids: [],
  dryRun: false,
  force: false,
  model: 'small',
  only: [],
  json: true,
  help: false,
  version: false,
}

async function argsOf(...words: string[]): Promise<unknown> {
  const { exit, stdout } = await run(['--json', 'build', ...words], { registry: madeUp })
  const document = JSON.parse(stdout) as { args?: unknown; diagnostics: unknown }
  expect({ exit, diagnostics: document.diagnostics }).toEqual({ exit: 0, diagnostics: [] })
  return document.args
}

describe('values', () => {
  test.each<[string[], object]>([
    [[], {}],
    [['auth-flow', 'billing/invoices'], { ids: ['auth-flow', 'billing/invoices'] }],
    [['--dry-run'], { dryRun: true }],
    [['-f', '-f'], { force: true }],
    [['--verify'], { verify: true }],
    [['--no-verify'], { verify: false }],
    [['--because', 'it moved'], { because: 'it moved' }],
    [['--because=it moved'], { because: 'it moved' }],
    [['--because=a=b'], { because: 'a=b' }],
    [['--because=--no-verify'], { because: '--no-verify' }],
    [['--because', '-5 % faster'], { because: '-5 % faster' }],
    [['--because', '- one\n- two'], { because: '- one\n- two' }],
    [['--because', '-'], { because: '-' }],
    [['--model', 'large'], { model: 'large' }],
    [['--only', 'a.ts', '--only=b.ts'], { only: ['a.ts', 'b.ts'] }],
    [['--concurrency', '4'], { concurrency: 4 }],
    [['-n', '4'], { concurrency: 4 }],
    [['-n=64'], { concurrency: 64 }],
    [['-'], { ids: ['-'] }],
    [['a', '--force', 'b'], { ids: ['a', 'b'], force: true }],
    [['--force', '--', '--dry-run', '--help', '-x'], { ids: ['--dry-run', '--help', '-x'], force: true }],
    [['constructor', '__proto__', 'toString'], { ids: ['constructor', '__proto__', 'toString'] }],
  ])('%j', async (words, expected) => {
    expect(await argsOf(...words)).toEqual({ ...nothing, ...expected })
  })

  test('any text reaches the command as it was typed', async () => {
    const text = fc.string({ unit: 'binary', minLength: 1 }).filter((value) => !/\p{Cs}/u.test(value))
    await fc.assert(
      fc.asyncProperty(text, fc.array(text), async (because, ids) => {
        expect(await argsOf(`--because=${because}`, '--', ...ids)).toEqual({ ...nothing, because, ids })
      }),
      { numRuns: runs(500) },
    )
  })

  test('any words at all give values or one usage error, never a defect', async () => {
    const word = fc.oneof(
      fc.constantFrom(
        'build',
        'archive',
        'verify',
        'help',
        '--',
        '-',
        '-f',
        '-n',
        '4',
        '--json',
        '--cwd',
        '.',
      ),
      fc.constantFrom(
        '--because',
        '--because=',
        '--no-verify',
        '--no-',
        '--=',
        '---',
        '--model=',
        '--only',
        '-n=',
      ),
      fc.string({ unit: 'binary' }),
      fc.string().map((text) => `--${text}`),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 8 }), async (words) => {
        const { exit, stderr } = await run(words, { registry: madeUp })
        expect([0, 2]).toContain(exit)
        if (exit === 2 && stderr !== '') expect(stderr).toMatch(/^spec: [^\n]+\n( {2}hint: [^\n]+\n)?$/)
      }),
      { numRuns: runs(10_000) },
    )
  })
})

describe('a mistake is one line and a hint, exit 2, and nothing on stdout', () => {
  test.each([
    [['biuld'], 'there is no command biuld', 'did you mean build?'],
    [['constructor'], 'there is no command constructor', 'commands: build, archive'],
    [['__proto__'], 'there is no command __proto__', 'commands: build, archive'],
    [['archive', 'verfiy'], 'there is no command archive verfiy', 'did you mean verify?'],
    [[], 'the name of a command is missing after spec', 'spec --help lists the commands'],
    [
      ['archive'],
      'the name of a command is missing after spec archive',
      'spec archive --help lists the commands',
    ],
    [['build', '--dryrun'], 'unknown flag --dryrun', 'did you mean --dry-run?'],
    [['build', '--dryRun'], 'unknown flag --dryRun', 'did you mean --dry-run?'],
    [['build', '-force'], 'unknown flag -force', 'did you mean --force?'],
    [['build', '--no-verfy'], 'unknown flag --no-verfy', 'did you mean --no-verify?'],
    [['build', '--no-force'], 'unknown flag --no-force', 'spec build --help lists the flags'],
    [['build', '--constructor'], 'unknown flag --constructor', 'spec build --help lists the flags'],
    [['--force', 'build'], 'unknown flag --force', 'flags of a command come after its name'],
    [['build', '--because'], '--because needs a value', 'write --because=<reason>'],
    [['build', '--because', '--force'], '--because needs a value', 'write --because=<reason>'],
    [['build', '--because='], '--because has an empty value', 'write --because <reason>'],
    [
      ['build', '--because', 'a', '--because', 'b'],
      '--because is given more than once',
      'leave out the others',
    ],
    [['build', '--force=yes'], '--force takes no value', 'spec build --force'],
    [
      ['build', '--verify', '--no-verify'],
      '--verify and --no-verify cannot be given together',
      'leave one of them',
    ],
    [
      ['build', '--force', '--dry-run'],
      '--dry-run and --force cannot be given together',
      'leave one of them',
    ],
    [['build', '--model', 'lage'], '--model cannot be lage', 'did you mean large?'],
    [['build', '--model', 'gigantic'], '--model cannot be gigantic', 'allowed values: large, small'],
    [['build', '-n', 'four'], '-n is not a number from 1 to 64: four', 'write -n 4'],
    [['build', '-n', '0'], '-n is not a number from 1 to 64: 0', 'write -n 4'],
    [['build', '-n', '1e1'], '-n is not a number from 1 to 64: 1e1', 'write -n 4'],
    [['build', '-n', '65'], '-n is not a number from 1 to 64: 65', 'write -n 4'],
    [['build', ''], '<id> is empty', 'leave it out'],
    [['archive', 'verify'], '<record> is missing', 'spec archive verify --help shows an example'],
    [['archive', 'verify', 'a', 'blobb'], '<kind> cannot be blobb', 'did you mean blob?'],
    [['archive', 'verify', 'a', 'blob', 'c'], 'c is one argument too many', 'spec archive verify --help'],
    [
      ['build', '--cwd', 'no/such/folder'],
      '--cwd: no/such/folder is not a folder',
      'give a folder that exists',
    ],
  ])('%j', async (words, message, hint) => {
    const { exit, stdout, stderr } = await run(words, { registry: madeUp })
    expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' })
    const [first, second, ...rest] = stderr.trimEnd().split('\n')
    expect(first).toContain(`spec: ${message}`)
    expect(second).toContain(`hint: `)
    expect(second).toContain(hint)
    expect(rest).toEqual([])
  })

  test('what was typed is shown escaped', async () => {
    const { stderr } = await run(['\x1b[31mred\u202e'], { registry: madeUp })
    expect(stderr).toContain(String.raw`there is no command \x1b[31mred\u202e`)
  })
})
