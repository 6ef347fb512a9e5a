// Nothing in; the rules of redaction in words out: where they are equal, the same is found in the same text.
import { presetMarks } from './redact-marks.ts'
import { redactRules } from './redact-rules.ts'
import { rules } from './rules.ts'

export function rulesInWords(): string {
  return JSON.stringify([
    Object.keys(presetMarks),
    [...rules, ...redactRules].map(({ name, pattern, only }) => [name, String(pattern), String(only)]),
  ])
}
