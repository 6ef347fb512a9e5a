// Which models calls would ask and what is set up on this machine in, text for people out.
import { pricesAsOf } from '../cost/prices.ts'
import type { PresetFacts, ServerFacts } from '../model/machine.ts'
import type { ModelsReport, PlannedCall } from '../pipeline/models.ts'
import type { Colours } from './colours.ts'
import { escapeText } from './escape.ts'

export interface ModelsView extends Pick<ModelsReport, 'project' | 'specs'> {
  /** The server that ids of the API go to where no model of the configuration names another. */
  readonly server: ServerFacts
  readonly presets: readonly PresetFacts[]
  /** Names that `--model` takes besides presets. */
  readonly names: { readonly configured: readonly string[]; readonly short: readonly string[] }
}

const reasons: Readonly<Record<PlannedCall['why'], string>> = {
  flag: '--model',
  'front matter': 'its front matter',
  configuration: '`model` in spec.config.json',
  default: 'the default; `model` in spec.config.json changes it',
}

export function renderModels(view: ModelsView, colours: Colours): string {
  const { project, specs, presets, names, server } = view
  const blocks = [
    colours.bold('What a call would ask'),
    ...(project === null ? ['  nothing: see below'] : callLines('every spec', project, colours)),
    ...specs.flatMap((call) => callLines(escapeText(call.spec), call, colours)),
    '',
    colours.bold('On this machine'),
    `  ${'Messages API'.padEnd(width)}  ${serverWords(server)}`,
    ...presets.map((one) => `  ${one.name.padEnd(width)}  ${presetWords(one, colours)}`),
    '',
    colours.bold('Names for --model and `model`'),
    ...(names.configured.length === 0
      ? []
      : [`  ${names.configured.map(escapeText).join(', ')} (spec.config.json)`]),
    `  ${presets.map((one) => one.name).join(', ')}, each with :<model>; ${names.short.join(', ')}; ids of the API`,
  ]
  return blocks.join('\n')
}

const width = 'Messages API'.length

function callLines(who: string, call: PlannedCall, colours: Colours): readonly string[] {
  const asks = call.asks === call.name ? '' : ` (${escapeText(call.asks)})`
  const lines = [
    `  ${who}: ${colours.bold(escapeText(call.name))}${asks}, by ${reasons[call.why]}`,
    `    ${[...whereWords(call), ...limitWords(call)].join('; ')}`,
  ]
  for (const limit of call.limits) lines.push(`    ${colours.dim(escapeText(limit))}`)
  if (call.problem !== null)
    lines.push(`    ${colours.red('cannot be asked here:')} ${escapeText(call.problem)}`)
  if (call.hint !== null) lines.push(`    ${colours.cyan('hint:')} ${escapeText(call.hint)}`)
  return lines
}

function whereWords({ server, kind }: PlannedCall): readonly string[] {
  if (server === null)
    return [kind === 'preset' ? 'a program that you have' : 'a program of the configuration']
  return [serverWords(server)]
}

function serverWords({ host, credential, problem }: ServerFacts): string {
  const where = host === null ? 'an address that cannot be read' : escapeText(host)
  if (problem !== null) return `${where}, no key`
  return `${where}, ${credential === null ? 'asked without a key' : `${credential} is set`}`
}

function limitWords({ maxOutput, caching, batches, price, server }: PlannedCall): readonly string[] {
  const most = maxOutput === null ? [] : [`at most ${maxOutput.toLocaleString('en-US')} tokens an answer`]
  const extras = [caching === true ? 'prefix caching' : null, batches === true ? 'batches' : null]
  const can = extras.filter((word) => word !== null)
  const money =
    price === null
      ? server === null
        ? 'costs what your plan with it says'
        : 'price not known: `prices` in spec.config.json takes one'
      : `$${price.input} in, $${price.output} out a million tokens (${pricesAsOf})`
  return [...most, ...(can.length === 0 ? [] : [can.join(' and ')]), money]
}

function presetWords(one: PresetFacts, { dim, green }: Colours): string {
  if (one.path !== null) {
    const version = one.version === null ? '' : ` ${escapeText(one.version)}`
    return `${green(`${one.title}${version}`)}  ${dim(escapeText(one.path))}`
  }
  const inside = one.insideProject ? ' outside the project, and the one inside is not run' : ''
  return dim(`not installed${inside}: ${one.install}`)
}
