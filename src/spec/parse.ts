// One spec file in, the whole spec out. Loads the Markdown parser: import this file only where a spec must be parsed.
import { diagnostic, fail, hasErrors, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import { readBody, type SpecBody } from './body.ts'
import { readFrontMatter } from './front-matter.ts'
import { headOf } from './head.ts'
import type { OutlineOptions } from './outline.ts'
import type { Spec, SpecFile, SpecHead } from './spec.ts'

export type ParseOptions = OutlineOptions

/**
 * Front matter and Markdown of one spec. All that is wrong with it comes at once; a spec with findings is no value.
 * `requirement-none` and unknown keys are warnings.
 */
export function parseSpec(file: SpecFile, options: ParseOptions): Result<Spec> {
  const matter = readFrontMatter(file)
  if (!matter.ok) return matter
  const head = headOf(file, matter.value)
  const body = readBody(matter.value.body, matter.value.bodyLine, file.path, options)
  const diagnostics = [...head.diagnostics, ...body.diagnostics]
  if (!head.ok || !body.ok) return fail(...diagnostics)
  diagnostics.push(...silence(head.value, body.value, matter.value.bodyLine))
  return hasErrors(diagnostics) ? fail(...diagnostics) : ok({ head: head.value, ...body.value }, diagnostics)
}

/** What a spec fails to say. A draft may be silent. */
function silence(head: SpecHead, body: SpecBody, bodyLine: number): readonly Diagnostic[] {
  if (head.status === 'draft' || body.requirements.length > 0) return []
  const place = { path: head.path, line: bodyLine }
  if (body.sections.every((section) => section.text === '')) {
    const hint = 'write what the code shall do, as requirements: `- R1: …`'
    return [
      diagnostic(
        'spec-empty',
        'the spec says nothing: no requirement, and no text outside the parts for people only',
        { place, hint },
      ),
    ]
  }
  if (head.kind === 'architecture') return []
  const hint = 'write them as list items with an id, `- R1: …`, or below a heading `## Requirements`'
  return [
    diagnostic('requirement-none', 'the spec has no requirement that code can be traced to', { place, hint }),
  ]
}
