// `spec archive import`: sessions of agents on this machine → redacted → kept. JSON: `sessions`, each with `key`, `agent`,
// `session`, `source`, `outcome` (`new`, `grown`, `redacted`, `unchanged`, `longer`, `fork`), `added` (`records`, `messages`),
// `records`, `bytes`, `conversations`, `redactions` (rule → count), `unknown` (kind → count), `damaged` (`line`, `why`; the
// first hundred), `damagedCount`; `looked` (files), `passedOver`, `dryRun`, `published` (null, or `branch`, `commit`, `files`,
// `pushable`: a branch of sessions that moved on).
import os from 'node:os'
import path from 'node:path'
import { diagnostic, exitCodeOf, type Diagnostic } from '../../diagnostic/diagnostic.ts'
import { importSessions, type ImportPorts } from '../../pipeline/import-sessions.ts'
import { escapeText } from '../../report/escape.ts'
import { importMembers, renderImport } from '../../report/sessions.ts'
import { agents, type Agent } from '../../session/conversation.ts'
import { isLive } from '../colour.ts'
import { defineCommand, type CommandContext } from '../command.ts'
import { knownSecrets } from '../known-secrets.ts'
import { openFolder, type OpenedFolder } from '../open.ts'
import { momentOf } from '../since.ts'
import { stop } from '../stop.ts'
import { toolVersion } from '../version.ts'
import { branchArg, elsewhereLine, openSessions, publishedLine, wireImport } from '../wire-sessions.ts'

export const importArchive = defineCommand({
  name: 'import',
  summary: "Keep this project's sessions of coding agents, redacted",
  description:
    'Looks where agents of this machine keep their sessions, and takes those that ran in this project, or in another clone\n' +
    'of its repository. Secrets and home directories are taken out before anything is written. What is kept only grows;\n' +
    'importing again changes nothing. Files and folders that are named are taken whatever project they are of.\n' +
    'Exit 1: of some, a secret could not be taken out, and they were not kept. 2: something cannot be read, or the scanner\n' +
    'cannot run.',
  example:
    'spec archive import\nspec archive import --agent claude-code --since 7d\nspec archive import ~/Downloads/session.jsonl --dry-run',
  args: {
    paths: {
      type: 'positional',
      variadic: true,
      completes: 'file',
      description: 'Transcripts, or folders of some; without any, where agents keep them',
    },
    agent: {
      type: 'string',
      hint: 'agent',
      repeatable: true,
      options: agents,
      description: 'Only sessions of this agent; may be given again',
    },
    session: { type: 'string', hint: 'id', description: 'Only the sessions whose id begins so' },
    since: { type: 'string', hint: 'when', description: 'Only what ended since: 2026-11-01, 7d, 12h' },
    dryRun: { type: 'boolean', description: 'Say what would be kept, and write nothing' },
    ...branchArg,
  },
  async run(context) {
    const { args, io, signal } = context
    const folder = await openFolder(context)
    if (!folder.ok) return stop(context, folder.diagnostics)
    const since = momentOf(args.since)
    if (!since.ok) return stop(context, since.diagnostics)
    const { root } = folder.value.workspace
    const here = await openSessions(context, folder.value, args.branch)
    if (!here.ok) return stop(context, [...folder.diagnostics, ...here.diagnostics])
    const wanted = args.agent.length === 0 ? null : new Set<Agent>(args.agent)
    const { findSources } = await import('../../adapters/sessions/find.ts')
    const { repositoryName } = await import('../../adapters/sessions/repository.ts')
    const project = await repositoryName(root)
    const found = await findSources(root, { home: io.env.HOME ?? os.homedir(), env: io.env }, project, {
      paths: args.paths.map((one) => path.resolve(io.cwd, one)),
      agents: wanted,
      since: since.value === null ? null : Date.parse(since.value),
      session: args.session ?? null,
    })
    const told: Diagnostic[] = [...folder.diagnostics, ...found.diagnostics]
    const ports = {
      ...(await wireImport(context, folder.value, here.value)),
      ...(args.dryRun ? {} : await wireMemory(context, folder.value, here.value.root)),
    }
    const held = args.dryRun ? null : await ports.archive.hold()
    if (held !== null && !held.ok) return stop(context, [...told, ...held.diagnostics])
    try {
      const tell = teller(context, found.sources.length)
      const report = await importSessions(found.sources, ports, {
        project,
        agents: wanted,
        session: args.session ?? null,
        since: since.value,
        dryRun: args.dryRun,
        signal,
        begin: (source, at) => tell(source.path, at),
      })
      tell(null, 0)
      told.push(...(report.ok ? report.value.diagnostics : report.diagnostics))
      const published = args.dryRun ? null : await here.value.publish()
      told.push(...(published?.diagnostics ?? []))
      if (!report.ok) return stop(context, told)
      if (found.sources.length === 0) told.push(nothingFound(found.looked))
      context.report(told)
      const { sessions, passedOver } = report.value
      context.document({
        sessions: sessions.map(importMembers),
        looked: found.looked,
        passedOver,
        dryRun: args.dryRun,
        published: published?.ok === true ? published.value : null,
      })
      context.print(renderImport(report.value, args.dryRun, context.colours.stdout))
      if (published?.ok === true && published.value !== null) context.print(publishedLine(published.value))
      const elsewhere = elsewhereLine(folder.value, args.branch)
      if (elsewhere !== null) context.print(elsewhere)
      return exitCodeOf(told)
    } finally {
      held?.value()
    }
  },
})

/** What was imported before and did not change is not read again; nothing else hangs on it. */
export async function wireMemory(
  { io }: CommandContext,
  { workspace, config }: OpenedFolder,
  archive: string,
): Promise<Pick<ImportPorts, 'memory'>> {
  const { openImportMemory } = await import('../../adapters/sessions/import-memory.ts')
  const { rulesInWords } = await import('../../secret/redact-edition.ts')
  const about = [toolVersion, rulesInWords(), config.redact, knownSecrets(io.env), archive]
  const memory = openImportMemory(workspace.root, about)
  return memory === null ? {} : { memory }
}

/** On a terminal, one line that says which transcript is being read. */
function teller({ io, json }: CommandContext, total: number): (file: string | null, at: number) => void {
  if (json || !isLive(io.env, io.stderr)) return () => {}
  return (file, at) => {
    const text =
      file === null ? '' : `${at + 1} of ${total}: ${escapeText(file)}`.slice(0, io.stderr.columns - 1)
    io.stderr.write(`\r\x1b[K${text}`)
  }
}

function nothingFound(looked: number): Diagnostic {
  return diagnostic('session-none', `none of ${looked} transcripts on this machine is of this project`, {
    hint: 'name the files: spec archive import <path>',
  })
}
