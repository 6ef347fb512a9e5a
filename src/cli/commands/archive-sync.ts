// `spec archive sync <target>`: the archive and a folder, a bucket or a remote → both with what the other had. JSON: `target`,
// `sent` and `fetched`, each with `files`, `bytes` and `sessions` (keys); `superseded` (versions left at the target), `leftThere` (names of
// files there that hold what was redacted here), `dryRun`.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { SessionsHere } from '../../adapters/sessions/place.ts'
import { exitCodeOf, ok, type Result } from '../../diagnostic/diagnostic.ts'
import { syncArchive } from '../../pipeline/sync.ts'
import type { SyncStep } from '../../pipeline/sync-work.ts'
import { renderSync, syncMembers } from '../../report/sync.ts'
import { isLive } from '../colour.ts'
import { defineCommand, type CommandContext } from '../command.ts'
import { redactOptions } from '../redact-options.ts'
import { openFolder } from '../open.ts'
import { stop } from '../stop.ts'
import { openSessions } from '../wire-sessions.ts'

export const syncWithTarget = defineCommand({
  name: 'sync',
  summary: 'Send the archive to a folder or a cloud, and fetch what others sent',
  description:
    'A target is a folder (Dropbox, a share), s3://bucket/prefix of any S3-compatible server, rclone:<remote>:<path>, or\n' +
    'what rsync takes (rsync://host/module/path, host:path). Both ways; nothing is deleted on either side; safe to interrupt\n' +
    'and to repeat. Only what is in the archive leaves this machine, after one more look for secrets; what comes is taken only\n' +
    'where it is what its name says. For S3, credentials come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or from\n' +
    '~/.aws/credentials. Who can write to the target can give you records that replay: share it as you would a branch.\n' +
    'Exit 1: a file holds a secret and did not go. 2: a file could not be sent or fetched, or is damaged there.',
  example:
    'spec archive sync ~/Dropbox/shop-archive\nspec archive sync s3://team-archive/shop --region eu-central-1\n' +
    'spec archive sync s3://archive/shop --endpoint http://localhost:9000 --dry-run\nspec archive sync rclone:gdrive:archive/shop\n' +
    'spec archive sync backup@host:archive/shop --push',
  args: {
    target: {
      type: 'positional',
      required: true,
      completes: 'directory',
      description: 'A folder, s3://bucket/prefix, rclone:<remote>:<path>, rsync://… or host:path',
    },
    push: { type: 'boolean', description: 'Only send', conflicts: ['pull'] },
    pull: { type: 'boolean', description: 'Only fetch', conflicts: ['push'] },
    dryRun: { type: 'boolean', description: 'Say what would be sent and fetched, and change neither side' },
    endpoint: {
      type: 'string',
      hint: 'url',
      description: 'S3: another server than AWS; or AWS_ENDPOINT_URL',
    },
    region: { type: 'string', hint: 'region', description: 'S3: the region; or AWS_REGION, else us-east-1' },
    profile: {
      type: 'string',
      hint: 'name',
      description: 'S3: a profile of ~/.aws/credentials; or AWS_PROFILE',
    },
  },
  async run(context) {
    const { args, io, signal } = context
    const folder = await openFolder(context)
    if (!folder.ok) return stop(context, folder.diagnostics)
    const { workspace } = folder.value
    const { openTarget } = await import('../../adapters/sync/open.ts')
    const target = await openTarget(args.target, {
      cwd: io.cwd,
      root: workspace.root,
      home: io.env.HOME ?? os.homedir(),
      env: io.env,
      mustStand: args.pull,
      signal,
      endpoint: args.endpoint ?? null,
      region: args.region ?? null,
      profile: args.profile ?? null,
    })
    context.report([...folder.diagnostics, ...target.diagnostics])
    if (!target.ok) return exitCodeOf(target.diagnostics)
    const { finalScan } = await import('../../secret/final-scan.ts')
    const scan = finalScan(redactOptions(context, folder.value))
    const sessions = await openSessions(context, folder.value)
    if (!sessions.ok) return stop(context, sessions.diagnostics)
    const done = await withArchive(workspace.root, sessions.value, args.dryRun, (archive) =>
      syncArchive(
        { archive, target: target.value, finalScan: scan },
        { push: !args.pull, pull: !args.push, dryRun: args.dryRun, signal, began: teller(context) },
      ),
    )
    if (!done.ok) return stop(context, done.diagnostics)
    context.report(done.value.diagnostics)
    const shown = { report: done.value, target: target.value.shown, dryRun: args.dryRun }
    context.document(syncMembers(shown))
    context.print(renderSync(shown))
    return exitCodeOf(done.value.diagnostics)
  },
})

type Archive = ReturnType<typeof import('../../adapters/sync/archive.ts').openSyncArchive>

/** One sync at a time; a dry run holds nothing, and keeps what it has to look at outside of the project. */
async function withArchive<T>(
  root: string,
  here: SessionsHere,
  dryRun: boolean,
  run: (archive: Archive) => Promise<Result<T>>,
): Promise<Result<T>> {
  const { openSyncArchive } = await import('../../adapters/sync/archive.ts')
  const staging = dryRun ? fs.mkdtempSync(path.join(os.tmpdir(), 'spec-sync-')) : null
  const { openSessionArchive } = await import('../../adapters/sessions/keep.ts')
  const sessions = {
    root: here.root,
    archive: here.guarded(openSessionArchive(here.root)),
    publish: () => here.publish(),
  }
  const archive = openSyncArchive({ root, sessions, staging })
  const held = staging === null ? await archive.hold() : ok(() => {})
  if (!held.ok) return held
  try {
    return await run(archive)
  } finally {
    held.value()
    if (staging !== null) fs.rmSync(staging, { recursive: true, force: true })
  }
}

/** On a terminal, one line that says how far it is. */
function teller({ io, json }: CommandContext): (step: SyncStep) => void {
  if (json || !isLive(io.env, io.stderr)) return () => {}
  return ({ what, done, of }) => {
    const isOver = of > 0 && done >= of
    io.stderr.write(`\r\x1b[K${isOver ? '' : `${what}${of === 0 ? '' : ` ${done} of ${of}`}…`}`)
  }
}
