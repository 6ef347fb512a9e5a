// The environment of `spec` in, the one that programs of the project get out: nothing that opens a door somewhere else.
import { delimiter, join } from 'node:path'
import type { Environment } from '../models/environment.ts'

/** Values that are secrets by their names: what a model wrote must not be able to read them. */
const secret =
  /^(?:ANTHROPIC_|SPEC_)|(?:^|_)(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD|PAT|AUTH|CREDENTIALS?)$|(?:^|_)(?:KEY|TOKEN|SECRET|PASSWORD)_(?:ID|FILE|VALUE)$/i

/**
 * What leads back to the project or to whoever started `spec`: a git hook's variables, npm's, the folder, a test runner
 * around this one.
 */
const leadsBack =
  /^(?:GIT_.*|npm_.*|INIT_CWD|OLDPWD|PWD|NODE_OPTIONS|NODE_TEST_CONTEXT|NODE_V8_COVERAGE|NODE_ENV|VITEST.*|JEST_.*|FORCE_COLOR|CI)$/i

/** @param folder absolute: where the program runs. @param root absolute: the copied project. */
export function trialEnvironment(env: Environment, folder: string, root: string): Environment {
  const kept = Object.entries(env).filter(([name]) => !secret.test(name) && !leadsBack.test(name))
  // As scripts of package.json find programs.
  const bins = [...new Set([folder, root])].map((one) => join(one, 'node_modules', '.bin'))
  const path = [...bins, env['PATH'] ?? env['Path'] ?? ''].join(delimiter)
  return { ...Object.fromEntries(kept), PATH: path, PWD: folder, CI: '1', NO_COLOR: '1' }
}
