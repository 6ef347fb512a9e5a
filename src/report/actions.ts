// A plan's actions in, a line or a member for each out.
import type { Action } from '../plan/plan.ts'
import { escapeText } from './escape.ts'

/** `delete    src/a.ts  (no spec names it)`; with `dryRun` what would be done. */
export function renderActions(actions: readonly Action[], dryRun: boolean): string[] {
  return actions.map(({ kind, path, reason }) => {
    const verb = dryRun ? `would ${kind}` : kind
    return `${verb.padEnd(dryRun ? 'would unchanged'.length : 'unchanged'.length)}  ${escapeText(path)}  (${escapeText(reason)})`
  })
}

export function actionMembers(actions: readonly Action[]): readonly Readonly<Record<string, string>>[] {
  return actions.map(({ kind, path, reason }) => ({ path, action: kind, reason }))
}
