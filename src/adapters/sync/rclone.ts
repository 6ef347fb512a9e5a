// A remote of rclone (https://rclone.org/docs/) in; how rclone lists it and copies to and from it out.
import { isObject } from '../../digest/shape.ts'
import type { Copier } from './copier.ts'

/** No terminal, no colours; few attempts, because what does not arrive is sent by the next sync. */
const always = ['--retries=3', '--low-level-retries=5', '--log-level=ERROR', '--ask-password=false']
/** The names are all there is to copy, and what stands under them is not what it should be. */
const copying = ['--no-traverse', '--ignore-times', '--transfers=8']

export function rcloneCopier(remote: string): Copier {
  return {
    program: 'rclone',
    list: {
      args: (prefix) => [
        'lsjson',
        '--recursive',
        '--files-only',
        '--no-modtime',
        '--no-mimetype',
        ...always,
        '--',
        below(remote, prefix),
      ],
      read: readJson,
      // 3: directory not found (https://rclone.org/docs/#exit-code).
      isAbsent: (code) => code === 3,
    },
    copyTo: (room, names) => ['copy', `--files-from-raw=${names}`, ...copying, ...always, '--', room, remote],
    copyFrom: (room, names) => [
      'copy',
      `--files-from-raw=${names}`,
      ...copying,
      ...always,
      '--',
      remote,
      room,
    ],
    below: '',
    // 5: a temporary fault, which rclone has tried again itself.
    passing: new Set([5]),
  }
}

function below(remote: string, prefix: string): string {
  if (prefix === '') return remote
  return `${remote}${/[:/]$/.test(remote) ? '' : '/'}${prefix.replace(/\/$/, '')}`
}

/** Answers of `lsjson`: a list of objects with `Path` and `Size`. A size that is not known (-1) is taken for any. */
function readJson(stdout: string): ReadonlyMap<string, number> | null {
  let parsed: unknown
  try {
    parsed = JSON.parse(stdout)
  } catch {
    return null
  }
  if (!Array.isArray(parsed)) return null
  const names = new Map<string, number>()
  for (const one of parsed as readonly unknown[]) {
    if (!isObject(one) || typeof one.Path !== 'string' || typeof one.Size !== 'number') return null
    names.set(one.Path, one.Size)
  }
  return names
}
