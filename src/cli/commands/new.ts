// `spec new feature|architecture <id>`: an id → a spec from a template, where there is none yet.
import { dirname } from 'node:path'
import { globSync } from 'tinyglobby'
import { findRoot } from '../../adapters/root.ts'
import { diagnostic, type Diagnostic } from '../../diagnostic/diagnostic.ts'
import { addressOf, specPathOf } from '../../spec/ids.ts'
import type { SpecKind } from '../../spec/spec.ts'
import type { Command, CommandGroup } from '../command.ts'
import { defineCommand } from '../command.ts'
import { applyScaffold } from '../scaffold.ts'
import { faultOfNewId, titleOfId } from '../spec-id.ts'
import { newArchitecture, newFeature } from '../templates.ts'
import { usageError } from '../usage-error.ts'

function newSpec(kind: SpecKind, summary: string, example: string): Command {
  return defineCommand({
    name: kind,
    summary,
    example,
    args: {
      id: {
        type: 'positional',
        required: true,
        description: `Its path below ${dirname(specPathOf(kind, 'x'))}, without .md`,
      },
    },
    async run({ args, io, print, document, report }) {
      const root = findRoot(io.cwd)
      const wrong =
        root === null
          ? diagnostic('no-project', `there is no project of specs in ${io.cwd} or above`, {
              hint: 'spec init sets one up here',
            })
          : refusal(root, args.id)
      if (root === null || wrong !== null) {
        report(wrong === null ? [] : [wrong])
        return 2
      }
      const path = specPathOf(kind, args.id)
      const title = titleOfId(args.id)
      const text = kind === 'feature' ? newFeature(title, `src/${args.id}.ts`) : newArchitecture(title)
      const { diagnostics } = applyScaffold(root, [{ path, action: 'create', text }])
      report(diagnostics)
      if (diagnostics.length > 0) return 2
      document({ id: args.id, kind, path })
      print(`created  ${path}`)
      print(
        kind === 'feature'
          ? `Next: fill it in, take out "status: draft", and run spec regen ${args.id}`
          : `Next: fill it in, and name ${args.id} in the "uses" of a feature`,
      )
      return 0
    },
  })
}

export const command: CommandGroup = {
  name: 'new',
  summary: 'Write a new spec from a template',
  example: 'spec new feature auth-flow',
  subcommands: [
    newSpec('feature', 'Write a new feature spec, which owns files', 'spec new feature billing/invoices'),
    newSpec(
      'architecture',
      'Write a new architecture spec, which features use',
      'spec new architecture data-model',
    ),
  ],
}

/** Ids are unique over features and architecture together, ignoring case. */
function refusal(root: string, id: string): Diagnostic | null {
  const fault = faultOfNewId(id)
  if (fault !== null) return usageError(`the id ${id} ${fault}`, 'choose another id')
  for (const path of globSync('specs/{features,architecture}/**/*.md', { cwd: root, dot: true }))
    if (addressOf(path)?.id.toLowerCase() === id)
      return diagnostic('usage', `there is a spec with the id ${id} already`, {
        place: { path },
        hint: 'edit that one, or choose another id',
      })
  return null
}
