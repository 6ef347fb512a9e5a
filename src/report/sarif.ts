// A check in, one SARIF 2.1.0 log out (OASIS Standard, errata 01), within what GitHub's code scanning accepts:
// https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { codes, type Code } from '../diagnostic/codes.ts'
import { diagnostic, exitCodeOf, type Diagnostic, type Place } from '../diagnostic/diagnostic.ts'
import { countStates } from './drift.ts'
import type { Checked, Rendered } from './checked.ts'
import { driftRules, type DriftRule } from './drift-rules.ts'
import { findingsOf, severityOfDiagnostic, type DriftFinding } from './drift-findings.ts'
import { escapeJson } from './escape.ts'

/** Code scanning rejects a run with more results, and a file that is larger after gzip. */
const mostResults = 25_000
const mostBytes = 10_000_000
/** It shows no more than these, the most severe first. */
const shownResults = 5_000
/** Of more related locations it shows none; they are links in the message. */
const mostRelated = 100
const linkedRelated = 5

type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json }

const schema = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json'
const rootId = '%SRCROOT%'

export function renderSarif(checked: Checked): Rendered {
  const findings = findingsOf(checked)
  // What is about no file has no location, and code scanning shows no result without one.
  const placed = findings.flatMap((finding) =>
    finding.place === null ? [] : [{ ...finding, place: finding.place }],
  )
  const rest = findings.filter(({ place }) => place === null)
  let kept = Math.min(placed.length, mostResults)
  for (;;) {
    const cut = cutOf(placed.length, kept)
    const text = printable(logOf(checked, placed.slice(0, kept), rest, cut))
    const size = Buffer.byteLength(text) <= mostBytes ? 0 : gzipSync(text).length
    if (size <= mostBytes || kept === 0) return { text, diagnostics: cut }
    kept = Math.floor(kept * Math.min(0.9, (mostBytes * 0.95) / size))
  }
}

function cutOf(all: number, kept: number): readonly Diagnostic[] {
  if (kept < all) {
    const message = `the SARIF log holds the first ${kept} of ${all} findings, what matters most first: code scanning accepts no more than ${mostResults} and 10 MB`
    return [diagnostic('report-cut', message, { hint: 'spec drift --format json has all of them' })]
  }
  if (all <= shownResults) return []
  const message = `code scanning shows the first ${shownResults} of the ${all} findings in the SARIF log`
  return [diagnostic('report-cut', message)]
}

/** A job may print it: `##[` begins a command of GitHub Actions anywhere in a line. */
function printable(log: Json): string {
  return `${escapeJson(JSON.stringify(log, null, 2)).replaceAll('##[', '##\\u005b')}\n`
}

type Placed = DriftFinding & { readonly place: Place }

function logOf(
  checked: Checked,
  findings: readonly Placed[],
  unplaced: readonly DriftFinding[],
  cut: readonly Diagnostic[],
): Json {
  const rules = rulesOf(checked.diagnostics)
  const indexes = new Map(rules.map(({ id }, index) => [id, index]))
  const exit = checked.clean ? 0 : exitCodeOf(checked.diagnostics) === 2 ? 2 : 1
  return {
    $schema: schema,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'spec', semanticVersion: checked.toolVersion, rules: rules.map(ruleJson) },
        },
        invocations: [
          {
            executionSuccessful: exit !== 2,
            exitCode: exit,
            toolExecutionNotifications: [
              ...unplaced.map(notificationOf),
              ...cut.map(({ message }) => ({ level: 'warning', message: { text: messageText(message) } })),
            ],
          },
        ],
        originalUriBaseIds: { [rootId]: { description: { text: 'The root of the repository.' } } },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => resultOf(finding, indexes)),
        properties: {
          failOn: checked.failOn,
          states: Object.fromEntries(
            [...countStates(checked.drifts)].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
          ),
          ...coverageOf(checked),
        },
      },
    ],
  }
}

function coverageOf({ coverage }: Checked): { readonly [key: string]: Json } {
  if (coverage === undefined) return {}
  const { files, lines } = coverage
  return {
    coverage: {
      files: { owned: files.owned, total: files.total },
      lines: { owned: lines.owned, total: lines.total },
    },
  }
}

interface SarifRule {
  readonly id: string
  readonly title: string
  readonly about: string
  readonly help: string
  readonly level: 'error' | 'warning' | 'note'
}

/** Every rule about drift, in one order for ever; then those of the diagnostics at hand, by name. */
function rulesOf(diagnostics: readonly Diagnostic[]): readonly SarifRule[] {
  const seen = [...new Set(diagnostics.map(({ code }) => code))].sort()
  return [...Object.values(driftRules).map(driftRule), ...seen.map(codeRule)]
}

const driftRule = (rule: DriftRule): SarifRule => ({
  ...rule,
  level: rule.id === 'drift/format' ? 'note' : 'error',
})

function codeRule(code: Code): SarifRule {
  const { title, severity } = codes[code]
  const sentence = `${title.charAt(0).toUpperCase()}${title.slice(1)}.`
  return {
    id: code,
    title: sentence.slice(0, -1),
    about: sentence,
    help: 'The message says what was found and what to do next; `spec drift` repeats it.',
    level: severityOfDiagnostic(severity),
  }
}

const recommended = { error: 'error', warning: 'warning', note: 'recommendation' } as const

function ruleJson({ id, title, about, help, level }: SarifRule): Json {
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: about },
    help: {
      text: `${about} ${help.replaceAll('`', '')}`,
      markdown: `${about}\n\n${help}`,
    },
    defaultConfiguration: { level },
    properties: {
      tags: ['spec', 'drift'],
      precision: 'very-high',
      'problem.severity': recommended[level],
    },
  }
}

function resultOf(finding: Placed, rules: ReadonlyMap<string, number>): Json {
  const { rule, severity, place, level, target, spec } = finding
  const related = finding.related.slice(0, mostRelated)
  const properties = {
    ...(spec === null ? {} : { spec: wellFormed(spec) }),
    ...(target === null ? {} : { target: wellFormed(target) }),
    ...(level === null ? {} : { change: level }),
  }
  return {
    ruleId: rule,
    ruleIndex: rules.get(rule) ?? -1,
    level: severity,
    message: { text: textOf(finding, related.length) },
    locations: [{ physicalLocation: physical(place) }],
    ...(related.length === 0
      ? {}
      : {
          relatedLocations: related.map((one, index) => ({
            id: index + 1,
            message: { text: messageText(one.message) },
            physicalLocation: physical(one.place),
          })),
        }),
    partialFingerprints: fingerprintsOf(finding),
    ...(Object.keys(properties).length === 0 ? {} : { properties }),
  }
}

/** The sentences, links to the first causes, and the next command. */
function textOf({ message, related, next }: DriftFinding, ids: number): string {
  const links = related
    .slice(0, Math.min(ids, linkedRelated))
    .map((one, index) => `[${linkText(one.message)}](${index + 1})`)
  return [
    messageText(message),
    ...(links.length === 0 ? [] : [`See ${links.join(', ')}.`]),
    ...(next === null ? [] : [messageText(`Next: ${next}`)]),
  ].join(' ')
}

/** Section 3.11.5: braces are doubled, since `{0}` stands for an argument. Section 3.11.6: no text of others is a link. */
function messageText(text: string): string {
  return text.replace(/[{}]/g, '$&$&').replaceAll('](', '] (')
}

function linkText(text: string): string {
  return text.replace(/[{}]/g, '$&$&').replace(/[\\[\]]/g, '\\$&')
}

/** A whole file is its first line: code scanning wants one. Columns only where they are known. */
function physical({ path, line, column }: Place): Json {
  return {
    artifactLocation: { uri: uriOf(path), uriBaseId: rootId },
    region: {
      startLine: Math.max(1, line ?? 1),
      ...(line === undefined || column === undefined ? {} : { startColumn: Math.max(1, column) }),
    },
  }
}

/** A relative reference of RFC 3986: every byte that is not unreserved is percent-encoded, `:` in the first part too. */
function uriOf(path: string): string {
  return wellFormed(path).split('/').map(encodeURIComponent).join('/')
}

/** Halves of surrogate pairs have no UTF-8, and some readers of JSON refuse them. */
const wellFormed = (text: string): string => text.replace(/\p{Cs}/gu, '\ufffd')

/**
 * Code scanning matches alerts by `primaryLocationLineHash` alone. Its upload action would fill it in from the text around
 * the line, so that an alert would close and open with every edit above it.
 */
function fingerprintsOf({ identity }: DriftFinding): Json {
  const digest = createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 32)
  return { primaryLocationLineHash: `${digest}:1`, 'specDrift/v1': digest }
}

function notificationOf({ rule, severity, message, next }: DriftFinding): Json {
  return {
    descriptor: { id: rule },
    level: severity,
    message: { text: messageText(next === null ? message : `${message} Next: ${next}`) },
  }
}
