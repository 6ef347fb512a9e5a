// The SARIF 2.1.0 schema, and a log read back.
//
// The schema is the one that Microsoft's SARIF SDK ships (@microsoft/sarif-multitool-ts): SARIF 2.1.0 in JSON Schema
// 2020-12, with the roles that came after it, and without what errata 01 of OASIS added to `region`. That is put back below.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import * as formats from 'ajv-formats'
import type { Checked } from '../../src/report/checked.ts'
import { renderSarif } from '../../src/report/sarif.ts'

interface Physical {
  readonly physicalLocation: {
    readonly artifactLocation: { readonly uri: string; readonly uriBaseId: string }
    readonly region: { readonly startLine: number; readonly startColumn?: number }
  }
}

export interface SarifResult {
  readonly ruleId: string
  readonly ruleIndex: number
  readonly level: string
  readonly message: { readonly text: string }
  readonly locations: readonly Physical[]
  readonly relatedLocations?: readonly Physical[]
  readonly partialFingerprints: { readonly primaryLocationLineHash: string }
  readonly properties?: { readonly target?: string; readonly spec?: string }
}

export interface SarifRun {
  readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } }
  readonly invocations: readonly {
    readonly executionSuccessful: boolean
    readonly exitCode: number
    readonly toolExecutionNotifications: readonly { readonly message: { readonly text: string } }[]
  }[]
  readonly results: readonly SarifResult[]
}

const require = createRequire(import.meta.url)
const schemaFile = join(
  require.resolve('@microsoft/sarif-multitool-ts'),
  '../../assets/sarif-2.1.0.schema.json',
)

function compileSchema() {
  const schema = JSON.parse(readFileSync(schemaFile, 'utf8').replace(/^\ufeff/, '')) as {
    definitions: { region: object }
  }
  schema.definitions.region = {
    ...schema.definitions.region,
    anyOf: [{ required: ['startLine'] }, { required: ['charOffset'] }, { required: ['byteOffset'] }],
  }
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  formats.default.default(ajv)
  return ajv.compile(schema)
}

const isValid = compileSchema()

/** What the schema says against a log; empty for a valid one. */
export function faultsOf(text: string): readonly string[] {
  isValid(JSON.parse(text))
  return (isValid.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`)
}

// What the schema has just allowed.
export const runOf = (checked: Checked): SarifRun =>
  (JSON.parse(renderSarif(checked).text) as { runs: [SarifRun] }).runs[0]

export const resultsOf = (checked: Checked): readonly SarifResult[] => runOf(checked).results
