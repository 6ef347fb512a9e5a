// Where the writing commands keep what is nobody else's, relative to the root.

/** Ignored by git; never deleted by itself. */
export const localFolder = '.spec/local'
/** Ignored by git; may be deleted at any time. */
export const cacheFolder = '.spec/cache'
/** Journals of applies under way. */
export const applyFolder = `${localFolder}/apply`
/** One empty file for each claim; its name says who holds what. */
export const claimFolder = `${localFolder}/claims`
/** Bytes that were overwritten and are not in the archive, by digest. */
export const overwrittenFolder = `${localFolder}/overwritten`
/** Records of answers that did not land, and the blobs they name. */
export const answerFolder = `${localFolder}/answers`
export const answerBlobFolder = `${localFolder}/blobs`
