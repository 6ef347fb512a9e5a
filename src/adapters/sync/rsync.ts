// A place that rsync reaches (rsync(1)) in; how rsync lists it and copies to and from it out.
import type { Copier } from './copier.ts'

/** No links, devices or owners (no -a); no message of the day; paths are not words of a shell over there. */
const always = ['--recursive', '--protect-args', '--no-motd', '--timeout=120']
/** Names are digests: what stands under one with another size or time is to be replaced. */
const copying = ['--ignore-times']

export function rsyncCopier(remote: string): Copier {
  const folder = remote.endsWith('/') ? remote : `${remote}/`
  const { from, below } = sourceOf(folder)
  return {
    program: 'rsync',
    list: {
      args: (prefix) => ['--list-only', '--no-human-readable', ...always, '--', `${folder}${prefix}`],
      read: readList,
      isAbsent: (code, stderr) =>
        code === 23 && /(?:change_dir|link_stat) .* failed: No such file or directory/.test(stderr),
    },
    copyTo: (room, names, isNew) => [
      `--files-from=${names}`,
      ...copying,
      // rsync makes the last folder of a path by itself, those above it only so (from 3.2.3 on).
      ...(isNew ? ['--mkpath'] : []),
      ...always,
      '--',
      `${room}/`,
      folder,
    ],
    copyFrom: (room, names) => [
      `--files-from=${names}`,
      ...copying,
      '--max-size=64m',
      ...always,
      '--',
      from,
      `${room}/`,
    ],
    below,
    // Of the socket, of the stream, and two time-outs.
    passing: new Set([10, 12, 30, 35]),
  }
}

/**
 * A daemon of rsync 3.5 without chroot finds no file of a list that begins in a folder of a module ("file has vanished"), and
 * all of them where it begins at the module.
 */
function sourceOf(folder: string): { readonly from: string; readonly below: string } {
  const [, from = '', below = ''] = /^(rsync:\/\/[^/]+\/[^/]+\/|[^/:]+::[^/]+\/)(.+)$/i.exec(folder) ?? []
  // Parts that climb, and words that a list of names takes for a comment.
  const isPlain = below !== '' && !/^[#;]/.test(below) && !/(^|\/)\.{0,2}\//.test(below)
  return isPlain ? { from, below } : { from: folder, below: '' }
}

/** `-rw-r--r--          1,234 2026/11/21 20:30:00 records/ab/…`; folders, links and all else begin with another letter. */
function readList(stdout: string): ReadonlyMap<string, number> | null {
  const names = new Map<string, number>()
  for (const line of stdout.split('\n')) {
    const [, size, name] = /^-\S{9,}\s+([\d,.]+) \d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d (.+)$/.exec(line) ?? []
    if (size !== undefined && name !== undefined) names.set(name, Number(size.replace(/[,.]/g, '')))
  }
  return names
}
