// What a person wrote as the other end of a sync in; which kind of place it is out.
import { diagnostic, fail, ok, type Result } from '../diagnostic/diagnostic.ts'

export type Target =
  /** As it was written: relative to the folder that the command runs in. */
  | { readonly kind: 'folder'; readonly path: string }
  /** `prefix`: without slashes at its ends; '' for all of the bucket. */
  | { readonly kind: 's3'; readonly bucket: string; readonly prefix: string }
  /** `remote`: as rclone takes it: `gdrive:team/archive`. */
  | { readonly kind: 'rclone'; readonly remote: string }
  /** `remote`: as rsync takes it: `host:path`, `rsync://host/module/path`. */
  | { readonly kind: 'rsync'; readonly remote: string }

const forms =
  'give a folder, s3://bucket/prefix, rclone:<remote>:<path>, rsync://host/module/path or host:path'

/** `C:\archive` is a folder, `host:archive` is not; `./a:b` is one. */
export function parseTarget(text: string): Result<Target> {
  if (text === '' || /[\0\r\n]/.test(text)) return refused('the target is empty or holds a line end')
  if (/^s3:/i.test(text)) return parseS3(text)
  if (/^rclone:/i.test(text)) return parseRclone(text.slice('rclone:'.length))
  if (/^rsync:/i.test(text)) {
    const found = /^rsync:\/\/([^/]+)\/(.+)$/i.exec(text)
    if (found === null || text.startsWith('-', 'rsync://'.length))
      return refused(`${text} is no rsync://host/module/path`)
    if (/^[^@]*:[^@]*@/.test(found[1] ?? ''))
      return refused('a password does not belong into a target', 'set RSYNC_PASSWORD')
    return ok({ kind: 'rsync', remote: text })
  }
  if (/^file:/i.test(text)) return parseFile(text)
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(text))
    return refused(`${text.split(':')[0] ?? ''}:// is nothing that is known here`)
  const isHost = /^[^/\\]+:/.test(text) && !/^[a-z]:[\\/]/i.test(text)
  if (!isHost) return ok({ kind: 'folder', path: text })
  return text.startsWith('-') || !/^[^:]+:.+/.test(text)
    ? refused(`${text} is no host:path`)
    : ok({ kind: 'rsync', remote: text })
}

/** Names of buckets as AWS has them, and as other servers do: with capitals and underscores. */
function parseS3(text: string): Result<Target> {
  const [, bucket = '', rest = ''] = /^s3:\/\/([^/?#]*)(?:\/(.*))?$/i.exec(text) ?? []
  if (!/^[a-z0-9][a-z0-9._-]{1,253}[a-z0-9]$/i.test(bucket) || bucket.includes('..'))
    return refused(`${text} names no bucket: s3://bucket/prefix`)
  const prefix = rest.replace(/^\/+|\/+$/g, '')
  // An address with such parts is another one to most of what lies between here and the server.
  if (prefix.split('/').some((part) => part === '.' || part === '..') || prefix.includes('//'))
    return refused(`the prefix of ${text} has an empty part, or one that climbs`)
  return Buffer.byteLength(prefix) > 700
    ? refused('the prefix is longer than 700 bytes')
    : ok({ kind: 's3', bucket, prefix })
}

function parseRclone(remote: string): Result<Target> {
  return remote.startsWith('-') || !remote.includes(':')
    ? refused(`rclone:${remote} names no remote: rclone:<remote>:<path>`)
    : ok({ kind: 'rclone', remote })
}

function parseFile(text: string): Result<Target> {
  try {
    const url = new URL(text)
    if (url.hostname !== '' && url.hostname !== 'localhost') return refused(`${text} is on another machine`)
    const decoded = decodeURIComponent(url.pathname)
    if (decoded.includes('\0')) return refused(`${text} is no address of a folder`)
    return ok({ kind: 'folder', path: decoded.replace(/^\/([a-z]:)/i, '$1') })
  } catch {
    return refused(`${text} is no address of a folder`)
  }
}

function refused(why: string, hint = forms): Result<never> {
  return fail(diagnostic('sync-target', why, { hint }))
}
