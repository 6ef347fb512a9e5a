// A composite action in, what its steps do on this machine out: each `run` by bash, with the files a runner gives a step.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { parse } from 'yaml'
import { repository } from '../support/project.ts'

interface Step {
  readonly id?: string
  readonly name?: string
  readonly shell: string
  readonly run: string
  readonly env?: Readonly<Record<string, string>>
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>
  readonly outputs: Readonly<Record<string, { readonly value: string }>>
  readonly runs: { readonly using: string; readonly steps: readonly Step[] }
}

export const actionFolder = join(repository, '.github/actions/drift')

export function readAction(): Action {
  return parse(readFileSync(join(actionFolder, 'action.yml'), 'utf8')) as Action // The action under test.
}

export interface ActionRun {
  /** Of the step that failed, or 0. */
  readonly exit: number
  readonly outputs: Readonly<Record<string, string>>
  /** Of all steps, in order. */
  readonly log: string
  readonly summary: string
  readonly temp: string
}

export interface ActionOptions {
  readonly inputs?: Readonly<Record<string, string>>
  readonly event?: { readonly name: string; readonly payload: unknown }
  readonly env?: Readonly<Record<string, string>>
}

/** @param workspace the checkout that the job works in. */
export function runAction(
  workspace: string,
  { inputs = {}, event = { name: 'push', payload: {} }, env = {} }: ActionOptions = {},
): ActionRun {
  const action = readAction()
  const temp = mkdtempSync(join(tmpdir(), 'spec-runner-'))
  onTestFinished(() => rmSync(temp, { recursive: true, force: true }))
  const file = (name: string, text = ''): string => {
    mkdirSync(dirname(join(temp, name)), { recursive: true })
    writeFileSync(join(temp, name), text)
    return join(temp, name)
  }
  const given = Object.fromEntries(
    Object.entries(action.inputs).map(([name, input]) => [name, inputs[name] ?? input.default ?? '']),
  )
  const steps: Record<string, Readonly<Record<string, string>>> = {}
  const summary = file('summary.md')
  let [log, exit] = ['', 0]
  for (const [at, step] of action.runs.steps.entries()) {
    const output = file(`output-${at}`)
    const values = Object.entries(step.env ?? {}).map(([name, text]) => [name, evaluate(text, given, steps)])
    const { status, stdout, stderr } = spawnSync(
      'bash',
      ['--noprofile', '--norc', '-eo', 'pipefail', file(`step-${at}.sh`, step.run)],
      {
        cwd: workspace,
        encoding: 'utf8',
        env: {
          PATH: process.env.PATH,
          HOME: join(temp, 'home'),
          CI: 'true',
          GITHUB_ACTIONS: 'true',
          GITHUB_ACTION_PATH: actionFolder,
          GITHUB_WORKSPACE: workspace,
          GITHUB_OUTPUT: output,
          GITHUB_STEP_SUMMARY: summary,
          GITHUB_EVENT_NAME: event.name,
          GITHUB_EVENT_PATH: file('event.json', JSON.stringify(event.payload)),
          RUNNER_TEMP: temp,
          ...env,
          ...Object.fromEntries(values),
        },
      },
    )
    log += stdout + stderr
    if (step.id !== undefined) steps[step.id] = readOutputs(readFileSync(output, 'utf8'))
    exit = status ?? 1
    if (exit !== 0) break
  }
  const outputs = Object.entries(action.outputs).map(([name, { value }]) => [
    name,
    evaluate(value, given, steps),
  ])
  return {
    exit,
    outputs: Object.fromEntries(outputs),
    log,
    summary: existsSync(summary) ? readFileSync(summary, 'utf8') : '',
    temp,
  }
}

function evaluate(
  text: string,
  inputs: Readonly<Record<string, string>>,
  steps: Readonly<Record<string, Readonly<Record<string, string>>>>,
): string {
  return text.replace(/\$\{\{\s*([\w.-]+)\s*\}\}/g, (_, path: string) => {
    const [root, first = '', kind, name = ''] = path.split('.')
    if (root === 'inputs') return inputs[first] ?? ''
    if (root === 'steps' && kind === 'outputs') return steps[first]?.[name] ?? ''
    throw new Error(`the test knows no ${path}`)
  })
}

/** `name=value` lines, and `name<<delimiter` blocks. */
export function readOutputs(text: string): Readonly<Record<string, string>> {
  const outputs: Record<string, string> = {}
  const lines = text.split('\n')
  for (let at = 0; at < lines.length; at++) {
    const [, name, delimiter] = /^([\w-]+)<<(.+)$/.exec(lines[at] ?? '') ?? []
    if (name !== undefined && delimiter !== undefined) {
      const end = lines.indexOf(delimiter, at + 1)
      outputs[name] = lines.slice(at + 1, end).join('\n')
      at = end
      continue
    }
    const [, key, value] = /^([\w-]+)=(.*)$/.exec(lines[at] ?? '') ?? []
    if (key !== undefined && value !== undefined) outputs[key] = value
  }
  return outputs
}
