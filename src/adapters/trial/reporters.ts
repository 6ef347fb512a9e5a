// A runner and a path in, the reporter out that writes what its tests said to that path, all runners in one form.
import type { RunnerName } from './detect.ts'

/**
 * Source of a module. The runners' own JSON has other members in each version and drops what was expected; their
 * reporter interfaces are documented (vitest: Reporter, jest: Reporter, mocha: third-party reporters, node: test
 * reporters) and give both. Written beside the copy, so that nothing of it is in the project.
 *
 * Its output is `{ tests: [{ file, name, state, errors: [{ message, stack, expected, actual }] }] }`; a test file that
 * could not be loaded is an entry without a name.
 */
export function reporterSource(runner: RunnerName, output: string): string {
  return `${prelude(JSON.stringify(output))}${sources[runner]}`
}

/** The ending that makes Node load it in the right way. */
export const reporterEnding: Readonly<Record<RunnerName, string>> = {
  vitest: '.mjs',
  jest: '.cjs',
  mocha: '.cjs',
  node: '.mjs',
}

/** Values as text, bounded: an expected value may be a megabyte. */
const prelude = (output: string): string => `
let fs, util
const tests = []
const cut = (text) => text.length > 4000 ? text.slice(0, 4000) + '…' : text
const shown = (value) => value === undefined || value === null ? null
  : cut(typeof value === 'string' ? value : util.inspect(value, { depth: 6, maxArrayLength: 50, breakLength: 120 }))
const errorOf = (error) => error === null || typeof error !== 'object'
  ? { message: String(error), stack: '', expected: null, actual: null }
  : { message: cut(String(error.message ?? error)), stack: cut(String(error.stack ?? '')), expected: shown(error.expected), actual: shown(error.actual) }
const add = (file, name, state, errors) => tests.push({ file, name, state, errors: [...errors].slice(0, 5).map(errorOf) })
const write = () => fs.writeFileSync(${output}, JSON.stringify({ tests }))
`

const sources: Readonly<Record<RunnerName, string>> = {
  vitest: `
fs = await import('node:fs'); util = await import('node:util')
export default class {
  onTestRunEnd(modules, errors) {
    tests.length = 0
    for (const module of modules) {
      if (module.errors().length > 0) add(module.moduleId, '', 'failed', module.errors())
      for (const suite of module.children.allSuites?.() ?? [])
        if (suite.errors?.().length > 0) add(module.moduleId, suite.fullName, 'failed', suite.errors())
      for (const test of module.children.allTests()) {
        const { state, errors } = test.result()
        add(module.moduleId, test.fullName, state, errors ?? [])
      }
    }
    for (const error of errors ?? []) add(error.VITEST_TEST_PATH ?? null, '', 'failed', [error])
    write()
  }
  // Before vitest 3.
  onFinished(files = [], errors = []) {
    if (tests.length > 0) return
    const visit = (file, task, above) => {
      const name = [...above, task.name]
      if (task.result?.errors?.length > 0) add(file.filepath, name.join(' > '), 'failed', task.result.errors)
      else if (task.type !== 'suite') add(file.filepath, name.join(' > '), task.mode === 'skip' || task.mode === 'todo' ? 'skipped' : 'passed', [])
      for (const child of task.tasks ?? []) visit(file, child, name)
    }
    for (const file of files) {
      if (file.result?.errors?.length > 0) add(file.filepath, '', 'failed', file.result.errors)
      for (const task of file.tasks) visit(file, task, [])
    }
    for (const error of errors) add(error.VITEST_TEST_PATH ?? null, '', 'failed', [error])
    write()
  }
}
`,
  jest: `
fs = require('node:fs'); util = require('node:util')
module.exports = class {
  onRunComplete(_contexts, results) {
    for (const file of results.testResults) {
      if (file.testExecError) add(file.testFilePath, '', 'failed', [{ message: file.testExecError.message, stack: file.testExecError.stack || file.failureMessage }])
      else if (file.testResults.length === 0 && file.failureMessage) add(file.testFilePath, '', 'failed', [{ message: file.failureMessage, stack: file.failureMessage }])
      for (const test of file.testResults) {
        const errors = test.failureMessages.map((stack, at) => {
          const detail = test.failureDetails?.[at] ?? {}
          const { expected, actual } = detail.matcherResult ?? detail
          return { message: stack.split(/\\n\\s+at /)[0], stack, expected, actual }
        })
        const state = test.status === 'passed' || test.status === 'failed' ? test.status : 'skipped'
        add(file.testFilePath, [...test.ancestorTitles, test.title].join(' > '), state, errors)
      }
    }
    write()
  }
}
`,
  mocha: `
fs = require('node:fs'); util = require('node:util')
module.exports = class {
  constructor(runner) {
    const name = (test) => test.titlePath().join(' > ')
    runner.on('pass', (test) => add(test.file ?? null, name(test), 'passed', []))
    runner.on('pending', (test) => add(test.file ?? null, name(test), 'skipped', []))
    runner.on('fail', (test, error) => add(test.file ?? test.parent?.file ?? null, name(test), 'failed', [error]))
    runner.once('end', write)
  }
}
`,
  node: `
fs = await import('node:fs'); util = await import('node:util')
export default async function* (events) {
  const open = []
  const said = new Map()
  for await (const { type, data } of events) {
    if (type === 'test:start') open[data.nesting] = data.name
    if (type === 'test:stderr') said.set(data.file, ((said.get(data.file) ?? '') + data.message).slice(-4000))
    if (type !== 'test:pass' && type !== 'test:fail') continue
    const error = data.details?.error
    if (type === 'test:pass' && data.details?.type === 'suite') continue
    if (error?.failureType === 'subtestsFailed') continue
    const isFile = data.nesting === 0 && (data.name === data.file || (data.file ?? '').endsWith(data.name))
    const name = isFile ? '' : [...open.slice(0, data.nesting), data.name].join(' > ')
    const cause = error?.cause && typeof error.cause === 'object' ? error.cause : error
    const state = type === 'test:fail' && !data.todo ? 'failed' : data.skip || data.todo ? 'skipped' : 'passed'
    if (isFile && state === 'passed') continue
    // What a file says as it dies stands on stderr; the event only tells its exit code.
    const told = isFile ? said.get(data.file) ?? said.get(data.name) : undefined
    add(data.file ?? null, name, state, state === 'failed' ? [told ? { message: told, stack: told } : cause] : [])
  }
  write()
}
`,
}
