// What a file operation threw in, plain words out.

const words: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'the system does not permit it',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the disk is read-only',
  EIO: 'the disk reports a fault',
  ENOENT: 'it is not there',
  ENOTDIR: 'a part of the path is not a folder',
  EISDIR: 'it is a folder',
  EEXIST: 'something is there already',
  ENOTEMPTY: 'the folder is not empty',
  EBUSY: 'it is in use',
  ETXTBSY: 'it is being executed',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open on this machine',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'links go round in a circle',
  EXDEV: 'it is on another disk',
  EFBIG: 'the file is too large for this disk',
}

/** `ENOSPC`; null where the thrown value is no failed system call, and so a bug. */
export function errnoOf(thrown: unknown): string | null {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' && 'syscall' in thrown
    ? thrown.code
    : null
}

/** `the disk is full (ENOSPC)` */
export function inWords(errno: string): string {
  const known = words[errno]
  return known === undefined ? `the system reports ${errno}` : `${known} (${errno})`
}
