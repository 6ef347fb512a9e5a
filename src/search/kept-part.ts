// What a file of the index says of its source in; the source out, or null where it is none.
import { isObject } from '../digest/shape.ts'
import { searchKinds, type SearchSource } from './document.ts'

export const isText = (value: unknown): value is string => typeof value === 'string'

const isTextOrNull = (value: unknown): value is string | null => value === null || isText(value)

export function readSource(value: unknown): SearchSource | null {
  if (!isObject(value)) return null
  const { id, title, agent, spec, files } = value
  const kind = searchKinds.find((one) => one === value.kind)
  if (kind === undefined || !isText(id) || !isText(title) || !isTextOrNull(agent) || !isTextOrNull(spec))
    return null
  return Array.isArray(files) && files.every(isText) ? { kind, id, title, agent, spec, files } : null
}
