// A check in, JUnit XML out: one suite a spec, one case a target. The elements and attributes are those of the schema that
// Jenkins publishes (junit-10.xsd of jenkinsci/xunit-plugin), which GitLab, Azure and CircleCI read too.
import type { Diagnostic } from '../diagnostic/diagnostic.ts'
import type { Drift, TargetDrift } from '../drift/drift.ts'
import type { Checked, Rendered } from './checked.ts'
import { renderPlace } from './diagnostics.ts'
import { findingsOf, severityOf, severityOfDiagnostic, type DriftFinding } from './drift-findings.ts'
import { renderCause, renderChange } from './drift.ts'
import { driftRules } from './drift-rules.ts'
import { escapeLines, escapeText } from './escape.ts'

interface Case {
  readonly classname: string
  readonly name: string
  readonly outcome:
    | { readonly kind: 'passed'; readonly output: string }
    | { readonly kind: 'skipped'; readonly message: string }
    | {
        readonly kind: 'failure' | 'error'
        readonly type: string
        readonly message: string
        readonly text: string
      }
}

interface Suite {
  readonly name: string
  readonly cases: readonly Case[]
  readonly errors: string
}

export function renderJunit(checked: Checked): Rendered {
  const findings = new Map(
    findingsOf(checked).flatMap((finding) =>
      finding.target === null ? [] : [[keyOf(finding.spec ?? '', finding.target), finding] as const],
    ),
  )
  const suites = [
    ...checked.drifts.map((drift) => suiteOf(drift, checked, findings)),
    ...projectSuite(checked),
  ]
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="spec drift" ${countsOf(suites.flatMap(({ cases }) => cases))}>`,
    ...suites.flatMap(suiteLines),
    '</testsuites>',
    '',
  ]
  return { text: lines.join('\n'), diagnostics: [] }
}

const keyOf = (spec: string, target: string): string => JSON.stringify([spec, target])

function suiteOf(drift: Drift, checked: Checked, findings: ReadonlyMap<string, DriftFinding>): Suite {
  const cases = drift.targets.map((target): Case => ({
    classname: drift.spec,
    name: target.path,
    outcome: outcomeOf(drift, target, checked, findings.get(keyOf(drift.spec, target.path))),
  }))
  return { name: drift.spec, cases, errors: '' }
}

function outcomeOf(
  drift: Drift,
  target: TargetDrift,
  { failOn }: Checked,
  finding: DriftFinding | undefined,
): Case['outcome'] {
  const { state, because } = target
  if (state === 'draft') return { kind: 'skipped', message: 'The spec is a draft.' }
  if (state === 'unreadable') {
    const { id, about } = driftRules.unreadable
    return { kind: 'error', type: id, message: about, text: detailsOf(drift, target, 'unreadable') }
  }
  if (finding !== undefined && severityOf(target, failOn) === 'error')
    return {
      kind: 'failure',
      type: finding.rule,
      message: finding.message,
      text: detailsOf(drift, target, state),
    }
  if (finding !== undefined)
    return { kind: 'passed', output: `${finding.message} The check fails from ${failOn} on.` }
  if (state === 'format') return { kind: 'passed', output: 'Differs in form only.' }
  if (state === 'accepted')
    return { kind: 'passed', output: `Accepted, because: ${escapeText(because ?? '')}` }
  return { kind: 'passed', output: '' }
}

function detailsOf(drift: Drift, target: TargetDrift, state: TargetDrift['state']): string {
  return [
    `state: ${state}`,
    ...(target.level === null ? [] : [`level: ${target.level}`]),
    `spec: ${escapeText(drift.path)}`,
    ...target.changes.flatMap(renderChange),
    ...(state === 'stale' || state === 'conflict' ? drift.causes : []).map(
      (cause) => `because ${renderCause(cause)}`,
    ),
    ...(drift.next === null ? [] : [`next: ${escapeText(drift.next)}`]),
  ].join('\n')
}

/** What is wrong apart from any target: a case for what fails the check; the rest is output. */
function projectSuite({ diagnostics }: Checked): readonly Suite[] {
  if (diagnostics.length === 0) return []
  const isFatal = ({ severity }: Diagnostic): boolean => severityOfDiagnostic(severity) === 'error'
  const fatal = diagnostics.filter(isFatal)
  const others = diagnostics.filter((one) => !isFatal(one))
  const cases = fatal.map((one): Case => ({
    classname: 'project',
    name: `${one.code}${one.place === undefined ? '' : `: ${renderPlace(one.place)}`}`,
    outcome: {
      kind: 'error',
      type: one.code,
      message: escapeText(one.message),
      text: linesOf(one).join('\n'),
    },
  }))
  return [{ name: 'project', cases, errors: others.map((one) => linesOf(one).join('\n')).join('\n') }]
}

function linesOf({ code, severity, message, place, related, hint }: Diagnostic): readonly string[] {
  return [
    `${place === undefined ? '' : `${renderPlace(place)}  `}${severity}  ${escapeText(message)}  [${code}]`,
    ...(related ?? []).map((other) => `see ${renderPlace(other)}`),
    ...(hint === undefined ? [] : [`hint: ${escapeLines(hint)}`]),
  ]
}

function countsOf(cases: readonly Case[]): string {
  const count = (kind: Case['outcome']['kind']): number =>
    cases.filter(({ outcome }) => outcome.kind === kind).length
  // Nothing here takes time, and a report is the same tomorrow.
  return `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}" time="0"`
}

function suiteLines({ name, cases, errors }: Suite): readonly string[] {
  return [
    `  <testsuite name="${attribute(name)}" ${countsOf(cases)}>`,
    ...cases.map(caseLine),
    ...(errors === '' ? [] : [`    <system-err>${content(errors)}</system-err>`]),
    '  </testsuite>',
  ]
}

function caseLine({ classname, name, outcome }: Case): string {
  const head = `    <testcase classname="${attribute(classname)}" name="${attribute(name)}" time="0"`
  switch (outcome.kind) {
    case 'passed':
      return outcome.output === ''
        ? `${head}/>`
        : `${head}><system-out>${content(outcome.output)}</system-out></testcase>`
    case 'skipped':
      return `${head}><skipped message="${attribute(outcome.message)}"/></testcase>`
    case 'failure':
    case 'error':
      return `${head}><${outcome.kind} type="${attribute(outcome.type)}" message="${attribute(outcome.message)}">${content(outcome.text)}</${outcome.kind}></testcase>`
  }
}

/** Characters that are no `Char` of XML 1.0 (section 2.2) and that `escapeText` leaves as they are. */
const forbidden = /[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu
const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

const content = (text: string): string => spelled(escapeLines(text))
const attribute = (text: string): string => spelled(escapeText(text))

/**
 * `>` too, for `]]>`. A job may print the report: no line of it begins with `::`, and nowhere is `##[`, with which commands of
 * GitHub Actions begin.
 */
function spelled(text: string): string {
  return text
    .replace(forbidden, '\ufffd')
    .replace(/[&<>"]/g, (char) => entities[char] ?? char)
    .replaceAll('##[', '##&#91;')
    .replace(/^(\s*):(?=:)/gm, '$1&#58;')
}
