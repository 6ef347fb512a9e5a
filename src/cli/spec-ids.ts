// Words on the command line → ids of specs; a wrong one is told with the nearest.
import { diagnostic, fail, ok, type Result } from '../diagnostic/diagnostic.ts'
import { nearest } from '../diagnostic/nearest.ts'
import type { Opened } from '../pipeline/open-project.ts'
import type { SpecId } from '../spec/spec.ts'

/** Ids, paths of spec files, or paths of targets: all name a spec. */
export function specIds(opened: Opened, words: readonly string[]): Result<SpecId[]> {
  const ids: SpecId[] = []
  for (const word of words) {
    const id = specIdOf(opened, word)
    if (id === null) return fail(unknownId(opened, word))
    if (!ids.includes(id)) ids.push(id)
  }
  return ok(ids)
}

function specIdOf(opened: Opened, word: string): SpecId | null {
  const bare = word.replace(/^\.\//, '')
  for (const head of opened.project.specs.values()) if (head.id === bare || head.path === bare) return head.id
  for (const [id, file] of opened.specs) if (id === bare || file.file.path === bare) return id
  for (const [path, id] of opened.project.owners) if (path === bare) return id
  return null
}

function unknownId(opened: Opened, word: string): ReturnType<typeof diagnostic> {
  const near = nearest(word, [...opened.project.specs.keys()])
  return diagnostic('unknown-id', `no spec is called ${word}`, {
    hint: near === null ? 'spec list shows all' : `did you mean ${near}?`,
  })
}
