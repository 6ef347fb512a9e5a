// Where kept sessions live, as a person writes it, in; the place out.

/** Below which folder `.spec/archive/sessions` lies, or on which branch. */
export type SessionsPlace =
  /** In the project, and so in its commits. */
  | { readonly kind: 'repository' }
  /** On a branch of its own, which is never checked out. */
  | { readonly kind: 'branch'; readonly branch: string }
  /** In a folder of the project that git ignores. */
  | { readonly kind: 'local' }
  /** In a folder outside the project, absolute or beginning with `~`. */
  | { readonly kind: 'folder'; readonly folder: string }

/** For the schema: a folder is not among them, because who writes the file must not choose folders of who clones it. */
export const writtenPlace = /^(?:repository|local|branch:[A-Za-z0-9][A-Za-z0-9._/-]{0,199})$/

/** `repository`, `local` or `branch:<name>`; null for anything else. */
export function readSessionsPlace(written: string): SessionsPlace | null {
  if (written === 'repository' || written === 'local') return { kind: written }
  const [, branch] = /^branch:(.*)$/s.exec(written) ?? []
  return branch !== undefined && isBranchName(branch) ? { kind: 'branch', branch } : null
}

/** The same, and a folder: for what a person sets on a machine. */
export function readOwnPlace(written: string): SessionsPlace | null {
  const isFolder = /^(?:\/|~(?:[/\\]|$)|[A-Za-z]:[/\\])/.test(written) && !written.includes('\0')
  return isFolder ? { kind: 'folder', folder: written } : readSessionsPlace(written)
}

/**
 * Stricter than git (git-check-ref-format(1)): what also stands in a shell as it is, and can be the name of a folder when `/`
 * is spelled in another way.
 */
export function isBranchName(name: string): boolean {
  return (
    /^[A-Za-z0-9][A-Za-z0-9._/-]{0,199}$/.test(name) &&
    name !== 'HEAD' &&
    name
      .split('/')
      .every(
        (part) => part !== '' && !part.startsWith('.') && !part.endsWith('.') && !part.endsWith('.lock'),
      ) &&
    !name.includes('..')
  )
}
