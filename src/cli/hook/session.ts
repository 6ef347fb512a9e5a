// What an agent tells a hook in; the session it tells of, kept in the archive, out.
import os from 'node:os'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { toldSession, transcriptsOf, type ToldSession } from '../../adapters/agent-hooks/told.ts'
import { findRoot } from '../../adapters/root.ts'
import { findSources } from '../../adapters/sessions/find.ts'
import type { Machine } from '../../adapters/sessions/places.ts'
import { repositoryName, type RepositoryName } from '../../adapters/sessions/repository.ts'
import { importSessions, type ImportedSession } from '../../pipeline/import-sessions.ts'
import type { SessionSource } from '../../ports.ts'
import type { Io } from '../io.ts'
import { openFolder, type OpenedFolder } from '../open.ts'
import { openSessions, wireImport } from '../wire-sessions.ts'
import { firstOf, HookTrouble, timed } from './bounded.ts'

/** Below what the agent waits for (`timeout` of agents.ts). Milliseconds. */
export const sessionBound = 25_000

/** An agent writes its input at once. Milliseconds. */
const inputPatience = 5000

/** An agent may still write the transcript while its hook runs. Milliseconds. */
const patience = 1000

/** Throws what went wrong: `HookTrouble` for what was to be expected. */
export async function keepSession(io: Io, signal: AbortSignal): Promise<void> {
  const told = toldSession(await textOf(io.stdin, signal))
  if (told === null) throw new HookTrouble('what the agent told on standard input names no session')
  const folder = await openFolder({ io: inProject(io, told) })
  if (!folder.ok) throw new HookTrouble(firstOf(folder.diagnostics) ?? '')
  const machine = { home: io.env.HOME ?? os.homedir(), env: io.env }
  const paths = await written(told, machine, signal)
  if (paths.length === 0) throw new HookTrouble(`no transcript of session ${told.sessionId} was found`)
  const { root } = folder.value.workspace
  const project = await repositoryName(root)
  const wanted = { paths, agents: null, since: null, session: told.sessionId }
  const { sources } = await findSources(root, machine, project, wanted)
  await keepSources(io, folder.value, sources, { project, session: told.sessionId, signal })
}

/** Keeps what it can. Throws what went wrong with the first that could not be kept, when the others are. */
export async function keepSources(
  io: Io,
  folder: OpenedFolder,
  sources: readonly SessionSource[],
  options: {
    readonly project: RepositoryName
    /** The beginning of its id. */
    readonly session: string | null
    readonly signal: AbortSignal
  },
): Promise<readonly ImportedSession[]> {
  const { signal } = options
  const here = await openSessions({ io }, folder)
  if (!here.ok) throw new HookTrouble(firstOf(here.diagnostics) ?? '')
  const ports = await wireImport({ io }, folder, here.value)
  const held = await ports.archive.hold()
  if (!held.ok) throw new HookTrouble(firstOf(held.diagnostics) ?? '')
  try {
    const report = await importSessions(
      sources.map((source) => timed(source, signal)),
      ports,
      { ...options, agents: null, since: null, dryRun: false, begin: () => {} },
    )
    const published = await here.value.publish()
    if (signal.aborted) throw new HookTrouble('the time for it was up')
    const told = [...(report.ok ? report.value.diagnostics : report.diagnostics), ...published.diagnostics]
    const wrong = firstOf(told)
    if (wrong !== null) throw new HookTrouble(wrong)
    return report.ok ? report.value.sessions : []
  } finally {
    held.value()
  }
}

/** The project of the folder that the hook runs in; where there is none, the one that the agent stood in. */
function inProject(io: Io, { cwd }: ToldSession): Io {
  if (cwd === null || findRoot(io.cwd) !== null) return io
  return {
    stdin: io.stdin,
    stdout: io.stdout,
    stderr: io.stderr,
    env: io.env,
    cwd,
    get signal() {
      return io.signal
    },
  }
}

/** Waits a little for one that is not there yet. */
async function written(told: ToldSession, machine: Machine, signal: AbortSignal): Promise<readonly string[]> {
  for (const until = performance.now() + patience; ;) {
    const paths = transcriptsOf(told, machine)
    if (paths.length > 0 || performance.now() > until || signal.aborted) return paths
    await sleep(100)
  }
}

/** Who starts the command may never close its input. */
async function textOf(stdin: Io['stdin'], signal: AbortSignal): Promise<string> {
  if (stdin.isTTY)
    throw new HookTrouble('an agent runs this, and tells on standard input which session it is')
  const over = AbortSignal.any([signal, AbortSignal.timeout(inputPatience)])
  return Promise.race([
    stdin.text(over),
    new Promise<never>((_resolve, reject) => {
      over.addEventListener('abort', () => reject(new HookTrouble('standard input was not closed')))
    }),
  ])
}
