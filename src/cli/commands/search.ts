// `spec search <words…>`: specs, records and conversations that hold the words, the best first. JSON: `hits`, each with `kind`
// (`spec`, `record`, `conversation`), `id`, `title`, `what`, `place` (line of the spec, number of the message, or null), `path`,
// `role`, `at`, `agent`, `spec`, `score`, `snippet` (`text`, `marks`: pairs of start and end in UTF-16 units) and `next` (what to
// run or open); `every` (the hits have all of the words), `terms` (`typed`, `as`: `word`, `beginning`, `similar`, `absent`;
// `words`), `documents` (how many texts were looked at).
import { exitCodeOf, type Diagnostic, type Result } from '../../diagnostic/diagnostic.ts'
import { searchKinds, searchRoles } from '../../search/document.ts'
import type { SearchFilter } from '../../search/filter.ts'
import type { SpecFile } from '../../spec/spec.ts'
import { defineCommand, type CommandContext } from '../command.ts'
import { openFolder } from '../open.ts'
import { stop } from '../stop.ts'
import { openSessions } from '../wire-sessions.ts'

const args = {
  words: {
    type: 'positional',
    variadic: true,
    required: true,
    description: 'Words, names of code, paths; a "phrase in quotes" stands as it is',
  },
  kind: {
    type: 'string',
    hint: 'kind',
    options: searchKinds,
    description: 'Only specs, records or conversations',
  },
  agent: { type: 'string', hint: 'agent', description: 'Only conversations with this agent' },
  spec: { type: 'string', hint: 'id', completes: 'spec', description: 'Only what had to do with this spec' },
  file: {
    type: 'string',
    hint: 'path',
    completes: 'file',
    description: 'Only what owns, wrote or read this file, or files in this folder',
  },
  role: { type: 'string', hint: 'role', options: searchRoles, description: 'Only what one of these said' },
  since: { type: 'string', hint: 'when', description: 'Only what is newer: a date, or 36h, 7d, 2w' },
  limit: {
    type: 'number',
    hint: 'n',
    alias: 'n',
    min: 1,
    max: 1000,
    description: 'At most so many; 10 if not said',
  },
} as const

export const command = defineCommand({
  name: 'search',
  summary: 'Find words in specs, records and conversations',
  description:
    'All of the words have to be there; where nothing has a word, what begins so or is spelled nearly so is shown, and\n' +
    'said. Names of code are found by their parts too: user name finds getUserName. With --since and --role, specs\n' +
    'are left out: nobody knows when and by whom they were written.',
  example: 'spec search rate limit\nspec search "exact phrase" getUserName --role person --since 2w',
  args,
  async run(context) {
    const folder = await openFolder(context)
    if (!folder.ok) return stop(context, folder.diagnostics)
    const { workspace, config, store } = folder.value
    const told: Diagnostic[] = [...folder.diagnostics]
    const files = await workspace.readSpecs()
    told.push(...files.diagnostics)
    if (!files.ok) return stop(context, told)
    const { allRecords } = await import('../../pipeline/log.ts')
    const records = await allRecords(store)
    told.push(...records.diagnostics)
    if (!records.ok) return stop(context, told)
    const known = new Set(records.value.map(({ record }) => String(record.spec)))
    const filter = await filterOf(context, files.value, known)
    if (!filter.ok) return stop(context, [...told, ...filter.diagnostics])

    const { listSessions, readKept, shownKey } = await import('../../adapters/sessions/kept.ts')
    const here = await openSessions(context, folder.value)
    if (!here.ok) return stop(context, [...told, ...here.diagnostics])
    const { root } = here.value
    const sessions = listSessions(root)
    told.push(...here.value.told(sessions.diagnostics))
    if (!sessions.ok) return stop(context, told)
    const { searchableSpecs, searchableRecords, searchableSessions } =
      await import('../../pipeline/searchables.ts')
    const searchables = [
      ...searchableSpecs(files.value, config),
      ...searchableRecords(records.value, store),
      ...searchableSessions(
        sessions.value.map((session) => ({
          digest: session.digest,
          version: session.fork === null ? '' : shownKey(session).slice(session.key.length),
          read: () => readKept(root, session),
        })),
        (diagnostics) => told.push(...here.value.told(diagnostics)),
      ),
    ]
    const { createSearchIndex } = await import('../../adapters/search-index.ts')
    const { toolVersion } = await import('../version.ts')
    const { search } = await import('../../pipeline/search.ts')
    const index = createSearchIndex(workspace.root, toolVersion)
    const answer = await search(
      searchables,
      index,
      context.args.words,
      filter.value,
      context.args.limit ?? 10,
    )
    if (!answer.ok) return stop(context, [...told, ...answer.diagnostics])
    index.keepOnly(new Set(searchables.map(({ key }) => key)))
    context.report(told)
    const { nextOf, renderSearch } = await import('../../report/search.ts')
    const { hits, every, terms, documents } = answer.value
    context.document({ hits: hits.map((hit) => ({ ...hit, next: nextOf(hit) })), every, terms, documents })
    context.print(renderSearch(answer.value, context.colours.stdout))
    return exitCodeOf(told)
  },
})

async function filterOf(
  { args: asked }: CommandContext<typeof args>,
  files: readonly SpecFile[],
  recorded: ReadonlySet<string>,
): Promise<Result<SearchFilter>> {
  const { readFilter } = await import('../../pipeline/search-filter.ts')
  const { createClock } = await import('../../adapters/clock.ts')
  return readFilter(asked, files, recorded, createClock().now())
}
