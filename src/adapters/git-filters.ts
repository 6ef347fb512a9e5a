// A way to ask git in; the settings that keep it from running any filter out.
import { listed } from './git-listed.ts'

/** What git prints for these arguments; null where it ends with another exit than 0. */
export type Ask = (...args: readonly string[]) => Promise<string | null>

/**
 * Settings, to go before the subcommand, that switch off every filter there is. A file written in the second that the
 * index was may have changed since, and to compare it `diff-files`, `diff` and `status` run `filter.<name>.clean`
 * (gitattributes(5)). Null where a filter has a name that cannot be spelt on the command line, or git does not answer.
 */
export async function filtersOff(ask: Ask): Promise<readonly string[] | null> {
  // Where no key is found git ends with 1, so that there is always one.
  const some = ['-c', 'filter.none.required=false']
  const keys = await ask(...some, 'config', '-z', '--name-only', '--get-regexp', '^filter\\.')
  if (keys === null) return null
  const names = new Set(listed(keys).map((key) => key.slice('filter.'.length, key.lastIndexOf('.'))))
  // The first `=` ends the key.
  if ([...names].some((name) => name.includes('='))) return null
  return [...names].flatMap((name) => [
    ...['-c', `filter.${name}.process=`],
    ...['-c', `filter.${name}.clean=`],
    ...['-c', `filter.${name}.required=false`],
  ])
}
