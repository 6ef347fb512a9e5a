// `spec prompt <id>`: what would be sent to a model, as one Markdown text. JSON: `id`, `question`, `intent`, `template`,
// `estimatedTokens`, `asked`, `system` (text, cache), `messages` (role, text).
import { estimateRequest } from '../../cost/estimate.ts'
import { exitCodeOf } from '../../diagnostic/diagnostic.ts'
import { compileFor } from '../../pipeline/compile-for.ts'
import { decideWork } from '../../pipeline/decide-work.ts'
import { lookAt } from '../../pipeline/look.ts'
import { secretsInPrompt } from '../../pipeline/prompt-secrets.ts'
import { regenDefaults } from '../../pipeline/regen-options.ts'
import { escapeLines } from '../../report/escape.ts'
import { defineCommand } from '../command.ts'
import { knownSecrets } from '../known-secrets.ts'
import { openHere } from '../open.ts'
import { specIds } from '../spec-ids.ts'

export const command = defineCommand({
  name: 'prompt',
  summary: 'Print the prompt of a spec',
  description:
    'The same project gives the same bytes on every machine. Paste it into any chat, and bring the answer back with\n' +
    'spec regen <id> --response <file>. The token count on stderr is an estimate.',
  example: 'spec prompt auth-flow > p.md',
  args: {
    id: { type: 'positional', required: true, completes: 'spec', description: 'The feature' },
    fresh: { type: 'boolean', description: 'Build from nothing: leave the present code out' },
    only: {
      type: 'string',
      hint: 'requirement|target',
      description: 'Ask for one requirement or one target only',
    },
  },
  async run(context) {
    const here = await openHere(context)
    if (!here.ok) {
      context.report(here.diagnostics)
      return exitCodeOf(here.diagnostics)
    }
    context.report(here.diagnostics)
    const { opened, store, config } = here.value
    const reader = here.value.reader()
    const ids = specIds(opened, [context.args.id])
    const id = ids.ok ? ids.value[0] : undefined
    if (!ids.ok || id === undefined) {
      context.report(ids.diagnostics)
      return 2
    }
    const stop = (diagnostics: Parameters<typeof context.report>[0]): 0 | 1 | 2 => {
      context.report(diagnostics)
      return exitCodeOf(diagnostics)
    }
    const look = await lookAt(opened, id, reader)
    if (!look.ok) return stop(look.diagnostics)
    // `given`: a prompt is wanted even where everything is in sync.
    const options = { ...regenDefaults, given: true, only: context.args.only ?? null }
    const work = decideWork(look.value, options, opened)
    if (!work.ok || work.value.kind !== 'build') return stop(work.diagnostics)
    const prompt = await compileFor(opened, look.value, work.value, reader, store, context.args.fresh)
    if (!prompt.ok) return stop(prompt.diagnostics)
    const known = knownSecrets(context.io.env)
    const clean = await secretsInPrompt(
      look.value,
      work.value,
      prompt.value,
      reader,
      config.secrets.allow,
      known,
    )
    if (!clean.ok) return stop(clean.diagnostics)
    context.report([...look.diagnostics, ...prompt.diagnostics])
    const { spec, tag: _tag, bases: _bases, ...members } = prompt.value
    const estimatedTokens = estimateRequest(prompt.value)
    context.document({ id: spec, ...members, estimatedTokens })
    if (!context.json) {
      const { renderPrompt } = await import('../../prompt/render.ts')
      const text = renderPrompt(prompt.value)
      // Code is quoted as it is: into a file byte for byte, on a terminal, which would obey it, spelled out.
      context.io.stdout.write(context.io.stdout.isTTY ? escapeLines(text) : text)
      context.io.stderr.write(`about ${estimatedTokens} tokens (an estimate)\n`)
    }
    return 0
  },
})
