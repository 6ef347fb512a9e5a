// Hits of the scanner → findings that name file, line and rule, never the secret.
import type { Code } from '../diagnostic/codes.ts'
import { diagnostic, type Diagnostic } from '../diagnostic/diagnostic.ts'
import type { SecretHit } from './scan.ts'

/** One finding a hit. The digest in the hint is what `secrets.allow` names, where a person finds a false alarm. */
export function secretDiagnostics(hits: readonly SecretHit[], code: Code): Diagnostic[] {
  return hits.map(({ path, line, column, rule, digest }) =>
    diagnostic(
      code,
      `something that looks like a secret (${rule}) stands here; nothing was sent or written`,
      {
        place: { path, line, column },
        hint: `take it out; a false alarm goes into spec.config.json: "secrets": { "allow": [{ "digest": "${digest}", "reason": "…" }] }`,
      },
    ),
  )
}
