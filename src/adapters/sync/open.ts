// A target as a person wrote it in; the place that it names, ready to be synced with, out.
import path from 'node:path'
import { diagnostic, fail, ok, type Result } from '../../diagnostic/diagnostic.ts'
import type { SyncTarget } from '../../ports.ts'
import { parseTarget } from '../../sync/target.ts'
import type { Environment } from '../models/environment.ts'
import { openCopierTarget } from './copier.ts'
import { openFolderTarget } from './folder.ts'
import { rcloneCopier } from './rclone.ts'
import { rsyncCopier } from './rsync.ts'
import { readS3Settings, type S3Flags } from './s3-settings.ts'

export interface TargetOptions extends S3Flags {
  /** Absolute: what a relative folder starts from. */
  readonly cwd: string
  /** Absolute: of the project. */
  readonly root: string
  readonly home: string
  readonly env: Environment
  /** Only fetched from: a folder that is not there is a wrong name, not an empty one. */
  readonly mustStand: boolean
  readonly signal: AbortSignal
}

export async function openTarget(written: string, options: TargetOptions): Promise<Result<SyncTarget>> {
  const parsed = parseTarget(written)
  if (!parsed.ok) return parsed
  const target = parsed.value
  if (
    target.kind !== 's3' &&
    [options.endpoint, options.region, options.profile].some((flag) => flag !== null)
  )
    return fail(
      diagnostic(
        'sync-target',
        `--endpoint, --region and --profile are for s3://bucket/prefix, not for ${written}`,
        {
          hint: 'leave them out',
        },
      ),
    )
  switch (target.kind) {
    case 'folder': {
      const folder = path.resolve(options.cwd, target.path)
      const inside = path.relative(path.join(options.root, '.spec'), folder)
      if (inside === '' || (!inside.startsWith('..') && !path.isAbsolute(inside)))
        return fail(
          diagnostic('sync-target', `${written} is a part of this archive`, {
            hint: 'give a folder elsewhere',
          }),
        )
      return openFolderTarget(folder, written, options)
    }
    case 's3': {
      const settings = readS3Settings(target.bucket, options, options.env, options.home)
      if (!settings.ok) return settings
      const { openS3Target } = await import('./s3.ts')
      const shown = `s3://${target.bucket}${target.prefix === '' ? '' : `/${target.prefix}`}`
      const opened = openS3Target(settings.value, { ...options, prefix: target.prefix, shown })
      return opened.ok ? ok(opened.value, settings.diagnostics) : opened
    }
    case 'rclone': {
      // What is not a name from the configuration (`:s3,secret_access_key=…:bucket`) may hold a credential.
      const shown = /^[\w .+@-]+:/.test(target.remote) ? `rclone:${target.remote}` : 'rclone:…'
      return openCopierTarget(rcloneCopier(target.remote), { ...options, shown })
    }
    case 'rsync':
      return openCopierTarget(rsyncCopier(target.remote), { ...options, shown: target.remote })
  }
}
