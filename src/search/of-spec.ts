// A spec in; its requirements and its sections as documents out.
import type { Spec } from '../spec/spec.ts'
import type { SearchDocument, SourceDocuments } from './document.ts'

export function searchableSpec({ head, requirements, sections }: Spec): SourceDocuments {
  const title = head.title ?? head.id
  const about = { role: null, at: null } as const
  const own = sections.map(({ heading, text, place }): SearchDocument => ({
    ...about,
    title: heading === '' ? title : heading,
    place: place.line ?? null,
    weight: 1.2,
    text: `${heading}\n${text}`,
  }))
  const asked = requirements.map(({ id, text, place }): SearchDocument => ({
    ...about,
    title: id,
    place: place.line ?? null,
    weight: 1.5,
    text,
  }))
  const files = [head.path, ...head.targets.map(({ path }) => path)]
  return {
    source: { kind: 'spec', id: head.id, title, agent: null, spec: head.id, files },
    documents: [...own, ...asked],
  }
}

/** A spec that cannot be parsed: its text as it is, under its path. */
export function searchableText(path: string, text: string): SourceDocuments {
  const id = path.replace(/^specs\/(?:features|architecture)\//, '').replace(/\.md$/, '')
  return {
    source: { kind: 'spec', id, title: id, agent: null, spec: id, files: [path] },
    documents: [{ role: null, at: null, title: id, place: 1, weight: 1, text }],
  }
}
