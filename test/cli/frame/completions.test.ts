// The scripts, run by the shells they are for: bash always, zsh and fish where they are installed.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bashScript } from '../../../src/cli/completion/bash.ts'
import { fishScript } from '../../../src/cli/completion/fish.ts'
import { completionTable } from '../../../src/cli/completion/table.ts'
import { zshScript } from '../../../src/cli/completion/zsh.ts'
import { madeUp } from './made-up.ts'

const table = await completionTable(madeUp)
const installed = (shell: string): boolean => spawnSync(shell, ['-c', 'exit 0']).status === 0

// A file name that a careless script would run.
const trap = '$(touch pwned)`touch pwned`'
const ids = [trap, 'auth-flow', 'billing/invoices', 'data-model', 'two words']

let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'spec-complete-'))
  const specs = [`features/${trap}`, 'features/auth-flow', 'features/billing/invoices', 'features/two words']
  for (const path of [...specs, 'architecture/data-model']) {
    mkdirSync(dirname(join(root, 'specs', path)), { recursive: true })
    writeFileSync(join(root, 'specs', `${path}.md`), '')
  }
  mkdirSync(join(root, 'src/deep'), { recursive: true })
  writeFileSync(join(root, 'src/a b.ts'), '')
  for (const [name, script] of Object.entries({ bash: bashScript, zsh: zshScript, fish: fishScript }))
    writeFileSync(join(root, name), script(table))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

describe('bash', () => {
  /** What bash offers after these words; the last one is where the cursor is. */
  function offered(words: readonly string[], folder = 'src'): string[] {
    const driver = `
      source "$1/bash"; shift
      COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
      _spec
      for reply in "\${COMPREPLY[@]}"; do printf '%s\\n' "$reply"; done`
    const out = execFileSync('bash', ['--norc', '-c', driver, 'bash', root, 'spec', ...words], {
      cwd: join(root, folder),
      encoding: 'utf8',
    })
    return out.split('\n').filter(Boolean)
  }
  const quoted = [String.raw`\$\(touch\ pwned\)\`touch\ pwned\``, ...ids.slice(1, 4), String.raw`two\ words`]

  test('reads the script', () => {
    execFileSync('bash', ['-n', join(root, 'bash')])
  })

  test.each<[string, string[], string[]]>([
    ['commands', [''], ['build', 'archive']],
    ['commands that begin so', ['bu'], ['build']],
    ['commands after a flag of all commands', ['--json', ''], ['build', 'archive']],
    ['commands after a value', ['--cwd', '..', ''], ['build', 'archive']],
    ['commands of a group', ['archive', ''], ['verify']],
    ['flags', ['build', '--d'], ['--dry-run']],
    ['both forms of a flag', ['build', '--no-'], ['--no-verify', '--no-color']],
    ['flags of a command of a group', ['archive', 'verify', '--j'], ['--json']],
    ['ids', ['build', ''], quoted],
    ['ids that begin so', ['build', 'bi'], ['billing/invoices']],
    ['ids after ids', ['build', 'auth-flow', '--force', 'au'], ['auth-flow']],
    ['ids after a flag with a value', ['build', '--because', 'x', 'da'], ['data-model']],
    ['ids after --', ['build', '--', 'au'], ['auth-flow']],
    ['no flags after --', ['build', '--', '--d'], []],
    ['values of a flag', ['build', '--model', ''], ['large', 'small']],
    ['values after =', ['build', '--model', '=', ''], ['large', 'small']],
    ['values after = that begin so', ['build', '--model', '=', 's'], ['small']],
    ['values right behind =', ['build', '--model', '='], ['large', 'small']],
    ['nothing for a free value', ['build', '--because', ''], []],
    ['nothing for a number', ['build', '-n', ''], []],
    ['folders', ['--cwd', 'd'], ['deep']],
    ['files', ['build', '--only', 'a'], ['a b.ts']],
    ['values of the second word', ['archive', 'verify', 'x', ''], ['blob', 'lock']],
    ['nothing for a word that is free', ['archive', 'verify', ''], []],
    ['nothing for one word too many', ['archive', 'verify', 'x', 'blob', ''], []],
    ['nothing for a command that is not there', ['biuld', ''], []],
  ])('offers %s', (_, words, expected) => {
    expect(offered(words)).toEqual(expected)
  })

  test('offers no ids outside a project', () => {
    expect(offered(['build', ''], '..')).toEqual([])
  })

  test('runs no name of a file', () => {
    offered(['build', ''])
    expect(existsSync(join(root, 'src/pwned'))).toBe(false)
  })
})

describe.skipIf(!installed('zsh'))('zsh (skipped where it is not installed)', () => {
  test('reads the script and finds ids', () => {
    execFileSync('zsh', ['-f', '-n', join(root, 'zsh')])
    const driver = `compdef() { :; }; source ${root}/zsh; _spec_ids`
    const out = execFileSync('zsh', ['-f', '-c', driver], { cwd: join(root, 'src'), encoding: 'utf8' })
    expect(out.trimEnd().split('\n')).toEqual(ids)
  })
})

describe.skipIf(!installed('fish'))('fish (skipped where it is not installed)', () => {
  const offered = (line: string): string[] =>
    execFileSync('fish', ['--no-config', '-c', `source ${root}/fish; complete -C '${line}'`], {
      cwd: join(root, 'src'),
      encoding: 'utf8',
    })
      .split('\n')
      .map((reply) => reply.split('\t')[0] ?? '')
      .filter(Boolean)

  test('reads the script and offers commands, flags, values and ids', () => {
    execFileSync('fish', ['--no-config', '-n', join(root, 'fish')])
    expect(offered('spec ')).toEqual(['archive', 'build'])
    expect(offered('spec archive ')).toEqual(['verify'])
    expect(offered('spec build --dr')).toEqual(['--dry-run'])
    expect(offered('spec build --model ')).toEqual(['large', 'small'])
    expect(offered('spec build auth-flow bi')).toEqual(['billing/invoices'])
  })
})
