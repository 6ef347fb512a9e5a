// A proposed amendment in, lines for people and members for programs out.
import type { Amendment } from '../pipeline/amend.ts'
import type { Colours } from './colours.ts'
import { renderSymbol } from './diff.ts'
import { renderCause } from './drift.ts'
import { escapeText } from './escape.ts'
import { renderDiff } from './regen.ts'

/** First what the code does differently, symbol by symbol; then what would become of the spec, and why. */
export function renderAmendment(amendment: Amendment, colours: Colours): string {
  const { spec, path, targets, causes, patch, why, identity, replayed, willMakeStale } = amendment
  const by = `${escapeText(identity.kind)} ${escapeText(identity.name)}${replayed ? ', as answered before' : ''}`
  return [
    `${colours.bold(escapeText(spec))}  ${colours.dim(escapeText(path))}`,
    ...targets.flatMap((target) => [
      `${colours.bold(escapeText(target.path))}  ${target.level}`,
      ...target.changes.flatMap((change) => renderSymbol(change, '', colours)),
    ]),
    ...causes.map((cause) => `  taken as answered by the code: ${renderCause(cause)}`),
    '',
    `the spec would say so (${by}):`,
    '',
    renderDiff(patch.trimEnd(), colours),
    ...(why.length === 0 ? [] : ['', ...why.map((line) => `  why: ${escapeText(line)}`)]),
    ...(willMakeStale.length === 0
      ? []
      : ['', `  this will make ${willMakeStale.map(escapeText).join(' and ')} stale`]),
  ].join('\n')
}

export function amendmentMembers(amendment: Amendment): Readonly<Record<string, unknown>> {
  const {
    spec,
    path,
    because,
    parts,
    patch,
    why,
    targets,
    causes,
    willMakeStale,
    identity,
    replayed,
    usage,
  } = amendment
  return {
    id: spec,
    path,
    because,
    parts,
    patch,
    why,
    targets: targets.map((target) => ({
      path: target.path,
      level: target.level,
      changes: target.changes,
      diff: target.diff,
    })),
    causes,
    willMakeStale,
    model: identity,
    replayed,
    usage,
  }
}
