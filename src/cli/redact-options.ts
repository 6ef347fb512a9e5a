// A command's context and configuration in; by what rules the archive is looked at, and why something is taken out of it, out.
import { rememberedTexts } from '../adapters/remembered-texts.ts'
import { diagnostic, fail, ok, type Result } from '../diagnostic/diagnostic.ts'
import type { Removal } from '../secret/part-finder.ts'
import type { RedactOptions } from '../secret/redact-finder.ts'
import type { CommandContext } from './command.ts'
import { knownSecrets } from './known-secrets.ts'
import type { OpenedFolder } from './open.ts'

export function redactOptions(
  { io }: Pick<CommandContext, 'io'>,
  { config, workspace }: Pick<OpenedFolder, 'config' | 'workspace'>,
): RedactOptions {
  const known = [...knownSecrets(io.env), ...rememberedTexts(workspace.root)]
  return { config: config.redact, known, allow: config.secrets.allow }
}

/** The reason stays in the archive for everybody to read: it must not hold what is taken out, nor a secret. */
export async function reasonFor(
  context: Pick<CommandContext, 'io'> & { readonly args: { readonly because: string | undefined } },
  folder: Pick<OpenedFolder, 'config' | 'workspace'>,
  removal: Removal | null,
): Promise<Result<string>> {
  const because = (context.args.because ?? '').trim()
  if (because === '') return ok('somebody asked for it')
  if (because.length > 500)
    return fail(diagnostic('usage', 'the reason is longer than 500 characters', { hint: 'say it shorter' }))
  const { finderOf } = await import('../secret/part-finder.ts')
  for (const one of [removal, { kind: 'findings' } as const]) {
    if (one === null) continue
    const finder = await finderOf(one, redactOptions(context, folder))
    if (!finder.ok) return finder
    const [found = []] = await finder.value.find([because])
    if (found.length > 0)
      return fail(
        diagnostic('usage', 'the reason holds what is to be taken out, or a secret', {
          hint: 'say why without it: the reason stays in the archive',
        }),
      )
  }
  return ok(because)
}
