// The environment in; what of models is set up on this machine out. Nothing is asked and no key is told.
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { presetNames, type PresetName } from '../../config/model-names.ts'
import type { Machine, PresetFacts, ServerFacts } from '../../model/machine.ts'
import { findEndpoint } from './endpoint.ts'
import { setting, type Environment } from './environment.ts'
import { findProgram } from './find-program.ts'
import { presetEnvironment } from './preset-environment.ts'
import { presets } from './presets.ts'
import { oneLine } from './printable.ts'
import { runProgram } from './program.ts'

export interface MachineOptions {
  readonly env: Environment
  /** Absolute. */
  readonly root: string
  /** Start the programs with `--version`; nothing is run where false. */
  readonly versions: boolean
  readonly signal: AbortSignal
}

/** Milliseconds until a program that does not tell its version is stopped. */
const versionLimit = 10_000

/** Looks once. Programs are looked for as when they are asked: on PATH, outside the project. */
export async function lookAtMachine(options: MachineOptions): Promise<Machine> {
  const { env, root } = options
  const facts = await Promise.all(presetNames.map(async (name) => presetFacts(name, options)))
  return {
    presets: facts,
    server: (baseUrl) => serverFacts(env, baseUrl),
    runs: (program) =>
      /[\\/]/.test(program)
        ? existsSync(resolve(root, program))
        : findProgram(program, env, null).kind === 'found',
  }
}

function serverFacts(env: Environment, configured: string | undefined): ServerFacts {
  const written = configured ?? setting(env, 'ANTHROPIC_BASE_URL') ?? 'https://api.anthropic.com'
  const found = findEndpoint(env, configured)
  if (!found.ok) {
    const { message, hint } = found.failure
    const host = URL.canParse(written) ? new URL(written).host : null
    return { host, official: false, credential: null, problem: message, hint, notes: [] }
  }
  const { host, official, credential, notes } = found.endpoint
  const names = { key: 'ANTHROPIC_API_KEY', token: 'ANTHROPIC_AUTH_TOKEN', none: null } as const
  return { host, official, credential: names[credential.kind], problem: null, hint: null, notes }
}

async function presetFacts(name: PresetName, options: MachineOptions): Promise<PresetFacts> {
  const { env, root, versions } = options
  const { title, program, install, login, limits } = presets[name]
  const found = findProgram(program, env, root)
  const home = setting(env, 'HOME') ?? setting(env, 'USERPROFILE')
  const path = found.kind === 'found' ? found.path : null
  return {
    name,
    title,
    program,
    path: path !== null && home !== null && path.startsWith(home) ? `~${path.slice(home.length)}` : path,
    insideProject: found.kind === 'absent' && found.inside,
    version: path !== null && versions ? await versionOf(path, name, options) : null,
    install,
    login,
    limits,
  }
}

/** The first thing on stdout that looks like a version; null where there is none in time. */
async function versionOf(
  path: string,
  name: PresetName,
  { env, signal }: MachineOptions,
): Promise<string | null> {
  const folder = mkdtempSync(join(tmpdir(), 'spec-model-'))
  const chunks: Uint8Array[] = []
  try {
    await runProgram({
      argv: [path, '--version'],
      stdin: '',
      base: folder,
      folder,
      env: presetEnvironment(name, env, {}),
      outputLimitBytes: 10_000,
      listen: (chunk) => chunks.push(chunk) > 0,
      signal: AbortSignal.any([signal, AbortSignal.timeout(versionLimit)]),
    })
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
  const printed = new TextDecoder().decode(Buffer.concat(chunks))
  return /\d+\.\d+[\w.+-]{0,40}/.exec(oneLine(printed, 1000))?.[0] ?? null
}
