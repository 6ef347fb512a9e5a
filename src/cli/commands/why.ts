// `spec why <place>`: what is behind a line. JSON: `path`, `owner` (`spec`, `path`, `title`, or null), `parts`, each with `from`, `to`
// (lines, from 1), `symbol`, and what src/why/why.ts describes: `requirements`, `origin`, `decisions`, `turns`, `commit` (each with
// `certainty`: `certain`, `likely`, `guessed`, and `because`), and `unknown` (`what`, `because`, `hint`).
import { exitCodeOf } from '../../diagnostic/diagnostic.ts'
import { defineCommand } from '../command.ts'
import { openFolder } from '../open.ts'
import { fromRoot } from '../root-path.ts'
import { stop } from '../stop.ts'
import { openSessions } from '../wire-sessions.ts'

export const command = defineCommand({
  name: 'why',
  summary: 'Say which requirement, commit and conversation a line is from',
  description:
    'Names the requirement and the spec, the generation, acceptance or commit that made the line, the decision and the\n' +
    'turn of a conversation behind it, each with how sure it is. What nothing tells is said to be not known, with what\n' +
    'would make it known. Works without git and without sessions, and on files that no spec owns.',
  example:
    'spec why src/auth/login.ts:42\nspec why src/auth/login.ts:40-60\nspec why src/auth/login.ts#createAuth',
  args: {
    place: {
      type: 'positional',
      required: true,
      completes: 'file',
      description: 'A file, file:line, file:from-to or file#symbol',
    },
  },
  async run(context) {
    const folder = await openFolder(context)
    if (!folder.ok) return stop(context, folder.diagnostics)
    const { workspace } = folder.value
    const { readAsked } = await import('../../pipeline/why-asked.ts')
    const asked = await readAsked(workspace, context.args.place, (typed) =>
      fromRoot(workspace.root, context.io.cwd, typed),
    )
    if (!asked.ok) return stop(context, [...folder.diagnostics, ...asked.diagnostics])
    const { explain } = await import('../../pipeline/why.ts')
    const { wireWhy } = await import('../wire-why.ts')
    const here = await openSessions(context, folder.value)
    // Without sessions, the rest is still known.
    const world = wireWhy(workspace.root, here.ok ? here.value : null)
    const why = await explain(asked.value, folder.value, world)
    const told = [...folder.diagnostics, ...here.diagnostics, ...why.diagnostics]
    if (!why.ok) return stop(context, told)
    context.report(told)
    const { path, owner, parts } = why.value
    context.document({ path, owner, parts })
    const { renderWhy } = await import('../../report/why.ts')
    context.print(renderWhy(why.value, context.colours.stdout))
    return exitCodeOf(told)
  },
})
