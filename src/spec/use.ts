// A `uses` entry as written in, the id and requirement it means out. Whether they exist is for the project to say.
import { diagnostic, fail, ok, type Place, type Result } from '../diagnostic/diagnostic.ts'
import { addressOf, specId } from './ids.ts'
import { segmentsFromRoot, textFault } from './portable-path.ts'
import type { Use } from './spec.ts'

/** `data-model`, `data-model#R2`, `../architecture/data-model.md`, `specs/architecture/data-model.md#R2`. */
export function resolveUse(written: string, place: Place): Result<Use> {
  const hash = written.indexOf('#')
  const name = (hash < 0 ? written : written.slice(0, hash)).trim()
  const requirement = hash < 0 ? null : written.slice(hash + 1).trim()
  const refuse = (message: string, hint: string): Result<Use> =>
    fail(
      diagnostic('spec-front-matter', `\`${written.slice(0, 120)}\` in \`uses\` ${message}`, { place, hint }),
    )

  const fault = textFault(name)
  if (fault !== null) return refuse(fault.message, 'name a spec by its id, such as `data-model`')
  if (requirement === '')
    return refuse('names no requirement behind `#`', `write \`${name}#R1\`, or \`${name}\` for all of it`)
  if (!/^\.{1,2}\/|\.md$/.test(name)) return ok({ id: specId(name.normalize('NFC')), requirement, place })
  const path = segmentsFromRoot(name, place.path)?.join('/')
  const address = path === undefined ? null : addressOf(path)
  if (address === null) {
    return refuse(
      'is no path to a spec',
      'write the id, or a path such as `specs/architecture/data-model.md`',
    )
  }
  return ok({ id: address.id, requirement, place })
}
