// A path segment in, why some system refuses it out; and a written path laid over the folder it is relative to.

/** Why a path was refused: one clause, and what to write instead. */
export interface PathFault {
  readonly message: string
  readonly hint: string
}

const reserved = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])$/i

/** Names that Windows, macOS or git refuse, or that mean something else there. Null: fine everywhere. */
export function segmentFault(segment: string): PathFault | null {
  const refused = (why: string, hint: string): PathFault => ({
    message: `has the part \`${segment}\`, ${why}`,
    hint,
  })
  if (/[<>:"|?*]/.test(segment))
    return refused('with a character that Windows refuses', 'leave out < > : " | ? *')
  if (/[. ]$/.test(segment))
    return refused('which ends with a dot or a space', 'Windows drops them; leave them out')
  if (reserved.test(segment.split('.', 1)[0]?.trimEnd() ?? '')) {
    return refused('which is a device on Windows', 'choose another name')
  }
  if (Buffer.byteLength(segment) > 255) return refused('longer than 255 bytes', 'choose a shorter name')
  return null
}

/** What no path of a spec may hold anywhere. */
export function textFault(written: string): PathFault | null {
  if (written.trim() === '') return { message: 'is empty', hint: 'name a file' }
  if (/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(written)) {
    return { message: 'holds a control character', hint: 'write the path in plain characters' }
  }
  if (written.includes('\\'))
    return { message: 'holds a backslash', hint: 'write `/` between folders, on every system' }
  if (/^[a-z]:/i.test(written))
    return { message: 'names a drive', hint: 'write the path from the root of the project' }
  if (written.startsWith('/'))
    return {
      message: 'is absolute',
      hint: 'write the path from the root of the project, without `/` in front',
    }
  if (written.length > 1000)
    return { message: 'is longer than 1,000 characters', hint: 'choose a shorter path' }
  return null
}

/**
 * Rule 3: `./` and `../` resolve from the spec's folder, everything else from the root. Segments below the root, or null
 * where the path leaves it.
 */
export function segmentsFromRoot(written: string, specPath: string): readonly string[] | null {
  const relative = /^\.{1,2}(?:\/|$)/.test(written)
  const segments = relative ? specPath.split('/').slice(0, -1) : []
  for (const segment of written.normalize('NFC').split('/')) {
    if (segment === '' || segment === '.') continue
    if (segment !== '..') segments.push(segment)
    else if (segments.pop() === undefined) return null
  }
  return segments
}

/** Places that belong to the tool, to git, to the package manager or to a person, however they are spelt. */
export function forbiddenPlace(segments: readonly string[]): PathFault | null {
  if (segments[0] === '~') {
    return { message: 'names a home folder', hint: 'write the path from the root of the project' }
  }
  const names = segments.map((segment) => segment.replace(/\p{Cf}/gu, '').toLowerCase())
  const within = (name: string): PathFault => ({
    message: `lies in \`${name}/\``,
    hint: 'specs, records, git and installed packages are never written or read as code; name a file elsewhere',
  })
  if (names[0] === 'specs' || names[0] === '.spec') return within(names[0])
  for (const name of names) {
    if (name === '.git' || name === 'git~1') return within('.git')
    if (name === 'node_modules') return within(name)
  }
  if (names.length === 1 && names[0] === 'spec.config.json') {
    return { message: 'is the configuration of spec itself', hint: 'name another file' }
  }
  return null
}
