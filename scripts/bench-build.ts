// Builds the project that the bench measures: specs, targets, locks and archive, as the tool itself would have left them.
// Run by scripts/bench.mjs, bundled. Arguments: folder, number of specs, first and one past the last spec to write, targets
// of each.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { recordDigest, encodeRecord } from '../src/archive/encode.ts'
import { blobPath, recordPath } from '../src/archive/paths.ts'
import { defaultConfig } from '../src/config/config.ts'
import { digestBytes, type Digest } from '../src/digest/digest.ts'
import { encodeLock } from '../src/lock/encode.ts'
import { lockAfter, type TargetBlock } from '../src/plan/lock-after.ts'
import { acceptanceRecord } from '../src/plan/records.ts'
import { declarationDigests, formDigestOf, namesOf } from '../src/pipeline/code-facts.ts'
import { parseSpec } from '../src/spec/parse.ts'
import { partsOf } from '../src/spec/question.ts'
import type { Spec } from '../src/spec/spec.ts'

const [folder = '', count = '0', from = '0', to = '0', each = '5'] = process.argv.slice(2)
const encoder = new TextEncoder()
const architectures = 50
const targetsEach = Number(each)

function put(path: string, bytes: Uint8Array | string): void {
  const full = join(folder, path)
  mkdirSync(dirname(full), { recursive: true })
  writeFileSync(full, bytes)
}

const words =
  'order ledger session invoice customer amount limit retry window token cache price stock branch audit'.split(
    ' ',
  )
const word = (n: number): string => words[((n % words.length) + words.length) % words.length] ?? 'order'
const sentence = (n: number): string =>
  `When the ${word(n)} of a ${word(n * 7 + 1)} passes ${n % 97} units, the ${word(n * 3 + 2)} is written down and the ${word(n + 5)} is told within ${(n % 13) + 1} seconds.`

function architectureText(n: number): string {
  const sections = [0, 1, 2, 3].map(
    (s) => `## Part ${s}\n\n${[0, 1, 2].map((k) => sentence(n * 31 + s * 7 + k)).join(' ')}\n`,
  )
  return `---\ntitle: Shared ${n}\n---\n# Shared ${n}\n\n${sections.join('\n')}`
}

function featureText(n: number): string {
  const targets = Array.from({ length: targetsEach }, (_, t) => `  - ${targetPath(n, t)}`)
  const requirements = Array.from({ length: 12 }, (_, r) => `- R${r + 1}: ${sentence(n * 17 + r)}`)
  return `---\ntitle: Feature ${n}\ntargets:\n${targets.join('\n')}\nuses: [shared-${n % architectures}, shared-${(n * 7 + 3) % architectures}]\n---\n# Feature ${n}\n\n${sentence(n)}\n\n## Requirements\n\n${requirements.join('\n')}\n\n## Notes\n\n${sentence(n + 1)}\n`
}

function targetPath(n: number, t: number): string {
  return `src/group-${Math.floor(n / 100)}/feature-${n}/part-${t}.ts`
}

function targetText(n: number, t: number): string {
  const functions = Array.from({ length: 9 }, (_, f) => {
    const name = `${word(t + f)}${f}`
    return `/** ${sentence(n + t + f)} */\nexport function ${name}(value: number, options: { limit: number; name: string }): number {\n  if (value < 0) throw new RangeError('${word(f)} below zero: ' + options.name)\n  const ${word(t + f)}Limit = Math.min(options.limit, ${n * 10 + f})\n  return value > ${word(t + f)}Limit ? ${word(t + f)}Limit : value * ${f + 1}\n}\n`
  })
  return `// Part ${t} of feature ${n}.\n\n${functions.join('\n')}`
}

function parsed(path: string, text: string): Spec {
  const spec = parseSpec({ path, bytes: encoder.encode(text) }, defaultConfig)
  if (!spec.ok) throw new Error(JSON.stringify(spec.diagnostics))
  return spec.value
}

const shared = Array.from({ length: architectures }, (_, n) => {
  const path = `specs/architecture/shared-${n}.md`
  const text = architectureText(n)
  put(path, text)
  return { path, text, spec: parsed(path, text) }
})

// Features differ in their bodies only: what part 3 declares is worked out once.
const declarations = new Map<string, Readonly<Record<string, Digest>>>()
async function declared(path: string, bytes: Uint8Array): Promise<Readonly<Record<string, Digest>>> {
  const part = path.slice(path.lastIndexOf('/') + 1)
  const known = declarations.get(part) ?? (await declarationDigests(path, new TextDecoder().decode(bytes)))
  declarations.set(part, known)
  return known
}

for (let n = Number(from); n < Math.min(Number(to), Number(count)); n++) {
  const path = `specs/features/group-${Math.floor(n / 100)}/feature-${n}.md`
  const text = featureText(n)
  put(path, text)
  const spec = parsed(path, text)
  const files = new Map(
    Array.from(
      { length: targetsEach },
      (_, t) => [targetPath(n, t), encoder.encode(targetText(n, t))] as const,
    ),
  )
  const used = spec.head.uses
    .map((use) => shared.find((one) => one.spec.head.id === use.id))
    .filter((one) => one !== undefined)
  const inputs = new Map([
    [path, encoder.encode(text)],
    ...used.map((one) => [one.path, encoder.encode(one.text)] as const),
  ])
  const kept = acceptanceRecord(
    { spec: spec.head.id, at: '2026-01-01T00:00:00Z', previous: null, tool: 'bench' },
    {
      because: 'bench',
      files: new Map([...files].map(([at, after]) => [at, { before: null, after }])),
      inputs,
    },
  )
  const record = recordDigest(kept.record)
  const blocks = new Map<string, TargetBlock>()
  for (const [at, bytes] of files) {
    put(at, bytes)
    blocks.set(at, {
      generated: null,
      written: namesOf(bytes),
      form: await formDigestOf(at, bytes),
      declarations: await declared(at, bytes),
      record,
      accepted: null,
    })
  }
  const lock = lockAfter({
    head: spec.head,
    question: {
      targets: spec.head.targets.map((target) => target.path),
      sections: Object.fromEntries(
        spec.sections.map((s) => [s.key, { heading: s.heading, digest: s.digest }]),
      ),
      requirements: Object.fromEntries(
        spec.requirements.map((r) => [r.id, { section: r.section, digest: r.digest, text: r.text }]),
      ),
      specs: Object.fromEntries(
        used.map((one) => [one.spec.head.id, { path: one.path, parts: partsOf(one.spec, null) }]),
      ),
      declarations: {},
      tests: {},
    },
    specUses: Object.fromEntries(used.map((one) => [one.spec.head.id, []])),
    inputs: Object.fromEntries(used.map((one) => [one.path, one.spec.head.raw])),
    trace: Object.fromEntries(
      spec.requirements.map((r, i) => [
        r.id,
        [`${targetPath(n, i % targetsEach)}#${word(i % targetsEach)}0`],
      ]),
    ),
    before: null,
    targets: blocks,
    whole: true,
  })
  put(`.spec/lock/${spec.head.id}.json`, encodeLock(lock))
  put(recordPath(record), encodeRecord(kept.record))
  for (const blob of kept.blobs) put(blobPath(digestBytes(blob)), blob)
}
