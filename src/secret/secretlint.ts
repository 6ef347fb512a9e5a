// One text in, what secretlint's recommended rules find in it out. Loads secretlint when first called.
import type { Range } from './assigned.ts'

export interface LintHit extends Range {
  /** `github`, `slack`, …: the rule's name without the package's. */
  readonly rule: string
}

export interface Lint {
  (path: string, text: string): Promise<readonly LintHit[]>
  /** Names of the rules that it applies, as in its hits. */
  readonly rules: readonly string[]
}

/**
 * Loads secretlint: its core and the preset's rules, except the one that lets a comment in the text switch the others off
 * (`secretlint-disable`: the text comes from strangers).
 *
 * @throws Error where it cannot be loaded or is not what is expected: the caller fails closed.
 */
export async function loadSecretlint(): Promise<Lint> {
  const [{ lintSource }, { rules }, { secretLintProfiler }] = await Promise.all([
    import('@secretlint/core'),
    import('@secretlint/secretlint-rule-preset-recommend'),
    import('@secretlint/profiler'),
  ])
  // It keeps every mark of every scan for ever and searches all of them at each: a few thousand texts in one process
  // made a scan take seconds.
  secretLintProfiler.mark = () => undefined
  const chosen = rules
    .filter((rule) => !/filter-comments/u.test(rule.meta.id))
    .map((rule) => ({ id: rule.meta.id, rule }))
  if (chosen.length === 0 || chosen.length === rules.length)
    throw new Error("secretlint's preset does not hold the rules that are expected")
  const lint = async (path: string, text: string): Promise<readonly LintHit[]> => {
    const { messages } = await lintSource({
      source: { content: text, filePath: path, ext: '', contentType: 'text' },
      options: { config: { rules: chosen }, maskSecrets: true, noPhysicFilePath: true },
    })
    return messages.map(({ ruleId, range: [from, to] }) => ({
      from,
      to,
      rule: shortName(ruleId),
    }))
  }
  return Object.assign(lint, { rules: chosen.map(({ id }) => shortName(id)) })
}

function shortName(id: string): string {
  return id.replace(/^@secretlint\/secretlint-rule-/u, '')
}
