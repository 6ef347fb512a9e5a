// Specs with their targets and states in, a block for each out.
import type { ListedSpec } from '../pipeline/list.ts'
import type { TargetState } from '../drift/drift.ts'
import type { Colours } from './colours.ts'
import { escapeText } from './escape.ts'

const fine: ReadonlySet<TargetState> = new Set<TargetState>(['in-sync', 'accepted', 'format', 'draft'])

export function renderList(specs: readonly ListedSpec[], colours: Colours): string {
  return specs.map((spec) => renderSpec(spec, colours)).join('\n')
}

function renderSpec(spec: ListedSpec, colours: Colours): string {
  const title = spec.title === null ? '' : `  ${escapeText(spec.title)}`
  const lines = [
    `${colours.bold(escapeText(spec.id))}  ${markOf(spec)}${title}  ${colours.dim(escapeText(spec.path))}`,
  ]
  for (const { path, state } of spec.targets) {
    const words = state.replaceAll('-', ' ').padEnd('interrupted'.length)
    lines.push(`  ${fine.has(state) ? colours.dim(words) : colours.red(words)}  ${escapeText(path)}`)
  }
  if (spec.kind === 'architecture') {
    lines.push(
      spec.usedBy.length === 0 ? '  used by nobody' : `  used by ${spec.usedBy.map(escapeText).join(', ')}`,
    )
  }
  return lines.join('\n')
}

function markOf({ kind, draft, unreadable }: ListedSpec): string {
  if (kind === null) return 'no spec, only a lock'
  return `${kind}${draft ? ', draft' : ''}${unreadable ? ', unreadable' : ''}`
}
