// `spec archive scan`: the whole archive, looked at with today's rules. JSON: `findings` (`kind`: `session`, `record`, `blob`;
// `id`, `record`, `message`, `line`, `what`, `path`, `rule`, `masked`, `digest`), `found` (how many there are; 10,000 are listed),
// `sessions`, `records`, `blobs` (how many were looked at).
import { exitCodeOf } from '../../diagnostic/diagnostic.ts'
import { scanArchive as scanAll } from '../../pipeline/archive-scan.ts'
import { renderScan } from '../../report/archive-scan.ts'
import { defineCommand } from '../command.ts'
import { openFolder } from '../open.ts'
import { redactOptions } from '../redact-options.ts'
import { stop } from '../stop.ts'
import { openSessions } from '../wire-sessions.ts'

export const scanArchive = defineCommand({
  name: 'scan',
  summary: "Look through the whole archive for secrets, by today's rules",
  description:
    'Sessions are looked at as an import looks at them; records, prompts, answers and code text by text. What secrets.allow\n' +
    'names is left out, and what was redacted is no finding. Answers that wait on this machine (.spec/local) are not looked\n' +
    'at. Nothing is written.\n' +
    'Exit 0: nothing found. 1: something was found; spec archive redact takes it out. 2: something cannot be looked at.',
  example: 'spec archive scan\nspec archive scan --json',
  args: {},
  async run(context) {
    const { signal } = context
    const folder = await openFolder(context)
    if (!folder.ok) return stop(context, folder.diagnostics)
    const { workspace, config, store } = folder.value
    const { listSessions, recordsOf, shownKey, ChunkFault } = await import('../../adapters/sessions/kept.ts')
    const { blobsOfArchive } = await import('../../adapters/archive-names.ts')
    const { redactRecords } = await import('../../secret/redact.ts')
    const { loadFinder } = await import('../../secret/redact-finder.ts')
    const { cannotScan } = await import('../../secret/cannot-scan.ts')
    const options = redactOptions(context, folder.value)
    const finder = await loadFinder(options).catch(cannotScan)
    if (!finder.ok) return stop(context, [...folder.diagnostics, ...finder.diagnostics])
    const here = await openSessions(context, folder.value)
    if (!here.ok) return stop(context, [...folder.diagnostics, ...here.diagnostics])
    const { root, told: toldHere } = here.value
    const sessions = listSessions(root)
    if (!sessions.ok) return stop(context, [...folder.diagnostics, ...toldHere(sessions.diagnostics)])
    const { unreadableSessions } = await import('../../adapters/sessions/archive-files.ts')
    const blobs = blobsOfArchive(workspace.root)
    const report = await scanAll({
      sessions: sessions.value.map((session) => ({
        id: shownKey(session),
        head: session.head,
        records: () => recordsOf(root, session),
      })),
      store,
      blobs: blobs.digests,
      redaction: () => redactRecords(options),
      finder: finder.value,
      allowed: new Set(config.secrets.allow.map(({ digest }) => digest)),
      faultOf: (error) => (error instanceof ChunkFault ? error.diagnostic : null),
      signal,
    })
    const told = [
      ...folder.diagnostics,
      ...toldHere([...unreadableSessions(root), ...sessions.diagnostics]),
      ...blobs.diagnostics,
      ...report.diagnostics,
    ]
    if (!report.ok) return stop(context, told)
    told.push(...report.value.diagnostics)
    context.report(told)
    const { findings, found, sessions: count, records, blobs: texts } = report.value
    context.document({ findings, found, sessions: count, records, blobs: texts })
    context.print(renderScan(report.value, context.colours.stdout))
    const exit = exitCodeOf(told)
    return exit === 2 ? 2 : found > 0 ? 1 : exit
  },
})
