// How large a spec may be. Every message that refuses one names the limit.

/** Bytes of one spec file. */
export const maxSpecBytes = 1024 * 1024

/** Files that one spec may own: more do not fit into one answer. */
export const maxTargets = 200

/** Lists in lists, quotes in quotes, brackets in brackets. */
export const maxNesting = 100

/** White space in a row in front matter; gray-matter takes the square of it. */
export const maxFrontMatterBlank = 1000
