// Front matter as written in, the resolved head of a spec out: owner's claims, uses, globs. Reads no Markdown tree.
import { diagnostic, fail, hasErrors, ok, type Diagnostic, type Result } from '../diagnostic/diagnostic.ts'
import { nearest } from '../diagnostic/nearest.ts'
import { digestBytes } from '../digest/digest.ts'
import { readFrontMatter, type FrontMatter } from './front-matter.ts'
import { resolveGlob } from './glob-path.ts'
import { addressOf } from './ids.ts'
import { maxTargets } from './limits.ts'
import { segmentFault, textFault, type PathFault } from './portable-path.ts'
import type { OwnedTarget, SpecFile, SpecHead, SpecKind, Use } from './spec.ts'
import { resolveTarget } from './target-path.ts'
import { findTesslLinks } from './tessl-links.ts'
import { resolveUse } from './use.ts'
import { WrittenValues, type Say, type WrittenText } from './written-values.ts'

const knownKeys: readonly string[] = ['title', 'status', 'model', 'targets', 'uses', 'context', 'tests']

/** Reads one spec's head alone: front matter, and the links in its text that count as front matter. */
export function parseHead(file: SpecFile): Result<SpecHead> {
  const matter = readFrontMatter(file)
  return matter.ok ? headOf(file, matter.value) : matter
}

/**
 * Every fault of the front matter at once, in the order of the file. Keys that mean nothing are warnings; a value of the
 * wrong type is a finding.
 */
export function headOf(file: SpecFile, matter: FrontMatter): Result<SpecHead> {
  const { path } = file
  const address = addressOf(path)
  if (address === null) {
    const message = 'a spec lies below `specs/features/` or `specs/architecture/` and ends with `.md`'
    return fail(diagnostic('spec-path', message, { place: { path } }))
  }
  const { kind, id } = address
  const diagnostics: Diagnostic[] = []
  const say: Say = (found) => void diagnostics.push(found)
  const values = new WrittenValues(matter.entries, say)
  const links = findTesslLinks(matter.body, matter.bodyLine, path)
  checkName(id, path, say)
  for (const { key, place } of matter.entries) if (!knownKeys.includes(key)) say(unknownKey(key, place))
  const head: SpecHead = {
    kind,
    id,
    path,
    title: values.text('title'),
    status: values.choice('status', ['draft', 'active'], 'active'),
    model: values.text('model'),
    targets: targetsOf(values, kind, say),
    uses: usesOf([...values.list('uses'), ...links.uses], say),
    context: globsOf(values, 'context', [], kind, say),
    tests: globsOf(values, 'tests', links.tests, kind, say),
    raw: digestBytes(file.bytes),
  }
  if (matter.entries.length === 0 && matter.body.trim() === '') {
    const hint = 'write what the code shall do, as requirements: `- R1: …`'
    say(diagnostic('spec-empty', 'the spec is empty', { place: { path }, hint }))
  } else if (
    kind === 'feature' &&
    head.status === 'active' &&
    head.targets.length === 0 &&
    !hasErrors(diagnostics)
  ) {
    say(noTargets(path, matter))
  }
  diagnostics.sort((a, b) => (a.place?.line ?? 0) - (b.place?.line ?? 0))
  return hasErrors(diagnostics) ? fail(...diagnostics) : ok(head, diagnostics)
}

/** The id names the lock file and stands before `#`, so it has to be a name everywhere. */
function checkName(id: string, path: string, say: Say): void {
  const fault = id.includes('#') ? hashFault : (textFault(id) ?? firstFault(id.split('/')))
  if (fault === null) return
  say(diagnostic('spec-path', `the name of the spec ${fault.message}`, { place: { path }, hint: fault.hint }))
}

const hashFault: PathFault = {
  message: 'holds `#`, which stands between an id and a requirement',
  hint: 'rename the file',
}

function firstFault(segments: readonly string[]): PathFault | null {
  for (const segment of segments) {
    const fault = segmentFault(segment)
    if (fault !== null) return fault
  }
  return null
}

function unknownKey(key: string, place: FrontMatter['entries'][number]['place']): Diagnostic {
  const meant = nearest(key, knownKeys)
  const hint = meant === null ? `known keys: ${knownKeys.join(', ')}` : `did you mean \`${meant}\`?`
  return diagnostic('spec-unknown-key', `the key \`${key.slice(0, 80)}\` means nothing`, { place, hint })
}

function noTargets(path: string, matter: FrontMatter): Diagnostic {
  const lateFence = matter.bodyLine === 1 && /^\s+---[ \t]*\n/.test(matter.body)
  return diagnostic('spec-no-targets', 'the spec owns no file', {
    place: { path, line: 1 },
    hint: lateFence
      ? 'front matter starts on the first line: delete the empty lines above `---`'
      : 'list the files it describes under `targets:`, or say `status: draft` until there are some',
  })
}

function targetsOf(values: WrittenValues, kind: SpecKind, say: Say): readonly OwnedTarget[] {
  const written = values.list('targets')
  const place = values.placeOf('targets')
  if (kind === 'architecture' && written.length > 0) {
    const hint = 'move the targets to a feature that uses this spec'
    const message = 'an architecture spec owns no files, and this one has `targets`'
    say(diagnostic('spec-architecture-targets', message, { place, hint }))
    return []
  }
  if (written.length > maxTargets) {
    const message = `the spec owns ${written.length} files; a spec owns at most ${maxTargets}`
    say(diagnostic('spec-too-many-targets', message, { place, hint: 'split it into several specs' }))
    return []
  }
  const targets = new Map<string, OwnedTarget>()
  for (const { text, place } of written) {
    const target = resolveTarget(text, place)
    target.diagnostics.forEach(say)
    if (!target.ok) continue
    const before = targets.get(target.value)
    if (before === undefined) targets.set(target.value, { path: target.value, place })
    else {
      const details = { place, related: [before.place], hint: 'delete one of the two lines' }
      say(diagnostic('spec-front-matter', `the target \`${target.value}\` stands twice`, details))
    }
  }
  return [...targets.values()]
}

/** What is used twice, in front matter and by a link, is used once. */
function usesOf(written: readonly WrittenText[], say: Say): readonly Use[] {
  const uses = new Map<string, Use>()
  for (const { text, place } of written) {
    const use = resolveUse(text, place)
    use.diagnostics.forEach(say)
    if (!use.ok) continue
    const key = `${use.value.id}#${use.value.requirement ?? ''}`
    if (!uses.has(key)) uses.set(key, use.value)
  }
  return [...uses.values()]
}

function globsOf(
  values: WrittenValues,
  key: 'context' | 'tests',
  links: readonly WrittenText[],
  kind: SpecKind,
  say: Say,
): readonly string[] {
  const written = [...values.list(key), ...links]
  if (kind === 'architecture' && written.length > 0) {
    const place = values.placeOf(key) ?? written[0]?.place
    const hint = 'put it into the features that need it'
    say(diagnostic('spec-unknown-key', `\`${key}\` means nothing in an architecture spec`, { place, hint }))
    return []
  }
  const globs = new Set<string>()
  for (const { text, place } of written) {
    const glob = resolveGlob(text, key, place)
    glob.diagnostics.forEach(say)
    if (glob.ok) globs.add(glob.value)
  }
  return [...globs]
}
