// Names in a spec file are changed in place: every other byte stays as a person wrote it.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeText } from '../../src/digest/text.ts'
import { parseHead } from '../../src/spec/head.ts'
import { findReferences, rewriteReferences } from '../../src/spec/references.ts'
import { renamedReference, type Moved } from '../../src/spec/renamed-reference.ts'
import type { SpecFile, SpecId } from '../../src/spec/spec.ts'
import { runs } from '../runs.ts'

const path = 'specs/features/auth/login.md'

function file(text: string): SpecFile {
  return { path, bytes: new TextEncoder().encode(text) }
}

/** The text after a move, in the folder where it is. */
function after(text: string, moved: Moved, at = path): string {
  const bytes = rewriteReferences(file(text), (reference) =>
    renamedReference(reference, { before: path, after: at }, moved),
  )
  if (!bytes.ok) throw new Error(JSON.stringify(bytes.diagnostics))
  return decodeText(bytes.value) ?? ''
}

const target: Moved = { kind: 'target', from: 'src/a.ts', to: 'src/deep/b.ts' }
const spec: Moved = {
  kind: 'spec',
  from: { id: 'style' as SpecId, path: 'specs/architecture/style.md' },
  to: { id: 'code/style' as SpecId, path: 'specs/architecture/code/style.md' },
}

describe('a target is renamed in front matter', () => {
  test.each([
    ['in a list of lines', '---\ntargets:\n  - src/a.ts\n---\n', 'src/a.ts', 'src/deep/b.ts'],
    [
      'beside a comment',
      '---\ntargets:\n  - src/a.ts   # src/a.ts is old\n---\n',
      'src/a.ts ',
      'src/deep/b.ts ',
    ],
    ['in brackets', '---\ntargets: [ src/z.ts,src/a.ts ]\n---\n', 'src/a.ts', 'src/deep/b.ts'],
    ['in double quotes', '---\ntargets: ["src/a.ts"]\n---\n', 'src/a.ts', 'src/deep/b.ts'],
    ['in single quotes', "---\ntargets: ['src/a.ts']\n---\n", 'src/a.ts', 'src/deep/b.ts'],
    ['with CRLF', '---\r\ntargets:\r\n  - src/a.ts\r\n---\r\n# T\r\n', 'src/a.ts', 'src/deep/b.ts'],
    ['behind a BOM', '\ufeff---\ntargets: [src/a.ts]\n---\n', 'src/a.ts', 'src/deep/b.ts'],
    [
      'relative to the spec',
      '---\ntargets: [../../../src/a.ts]\n---\n',
      '../../../src/a.ts',
      '../../../src/deep/b.ts',
    ],
    ['in context', '---\ncontext: [src/a.ts, src/*.ts]\n---\n', 'src/a.ts', 'src/deep/b.ts'],
    ['in tests', '---\ntests: [src/a.ts]\n---\n', 'src/a.ts', 'src/deep/b.ts'],
  ])('%s', (_, text, from, to) => {
    expect(after(text, target)).toBe(text.replace(from, to))
  })

  test('and in a link, which is front matter in the text', () => {
    const text = '---\ntitle: "src/a.ts"\n---\nsrc/a.ts, see [@test](src/a.ts) and `[@test](src/a.ts)`\n'
    expect(after(text, target)).toBe(text.replace('[@test](src/a.ts) and', '[@test](src/deep/b.ts) and'))
  })

  test('and nowhere else: not in titles, text, comments, longer paths or code', () => {
    const text = [
      '---',
      'title: src/a.ts',
      '# - src/a.ts',
      'targets: [src/a.tsx, lib/src/a.ts]',
      '---',
      'src/a.ts',
      '```',
      '[@test](src/a.ts)',
      '```',
      '',
    ].join('\n')
    expect(after(text, target)).toBe(text)
  })

  test.each([
    ['app/[id]/page.ts', '"app/[id]/page.ts"'],
    ['src/a, b.ts', '"src/a, b.ts"'],
    ['src/no: yes.ts', '"src/no: yes.ts"'],
    ['123', '"123"'],
    ['true', '"true"'],
    ['src/über.ts', 'src/über.ts'],
  ])('a name that means something else in YAML gets quotes: %s', (to, written) => {
    const moved: Moved = { kind: 'target', from: 'src/a.ts', to }
    expect(after('---\ntargets: [src/a.ts]\n---\n', moved)).toBe(`---\ntargets: [${written}]\n---\n`)
  })
})

describe('a spec is renamed in uses', () => {
  test.each([
    ['by id', 'style', 'code/style'],
    ['by one requirement', 'style#R2', 'code/style#R2'],
    ['by its path', 'specs/architecture/style.md', 'specs/architecture/code/style.md'],
    ['by a relative path', '../../architecture/style.md#R2', '../../architecture/code/style.md#R2'],
  ])('%s', (_, from, to) => {
    const text = `---\nuses: [other, "${from}"] # style\n---\n[@use](${from}) style\n`
    expect(after(text, spec)).toBe(
      text
        .replaceAll(from === 'style' ? '"style"' : from, from === 'style' ? '"code/style"' : to)
        .replace(`(${from})`, `(${to})`),
    )
  })

  test('ids that only begin so are others', () => {
    const text = '---\nuses: [style-guide, style/deep, my-style]\n---\n'
    expect(after(text, spec)).toBe(text)
  })
})

test('in a spec that goes to another folder, what was relative means the same', () => {
  const text =
    '---\ntargets: [../../../src/x.ts, src/y.ts]\ncontext: ["../../../src/**/*.ts"]\n---\n[@use](../../architecture/other.md)\n'
  const moved: Moved = {
    kind: 'spec',
    from: { id: 'auth/login' as SpecId, path },
    to: { id: 'login' as SpecId, path: 'specs/features/login.md' },
  }
  expect(after(text, moved, 'specs/features/login.md')).toBe(
    '---\ntargets: [../../src/x.ts, src/y.ts]\ncontext: ["../../src/**/*.ts"]\n---\n[@use](../architecture/other.md)\n',
  )
})

test('every name of any front matter is found where it stands', () => {
  // Windows refuses some names, and so do targets: `prn`, `com1`.
  const segment = fc
    .stringMatching(/^[a-z][a-z0-9]{0,5}$/)
    .filter((word) => !/^(?:con|prn|aux|nul|com\d|lpt\d)$/.test(word))
  const name = fc.array(segment, { minLength: 1, maxLength: 3 }).map((parts) => `src/${parts.join('/')}.ts`)
  const names = fc.uniqueArray(name, { minLength: 1, maxLength: 6 })
  const style = fc.constantFrom('lines', 'bare', 'flow', 'double', 'single')
  fc.assert(
    fc.property(names, style, fc.constantFrom('\n', '\r\n'), fc.boolean(), (all, kind, eol, bom) => {
      const quoted = all.map((one) => (kind === 'double' ? `"${one}"` : kind === 'single' ? `'${one}'` : one))
      const list =
        kind === 'lines' || kind === 'bare'
          ? quoted.map((one) => `${eol}  - ${one}${kind === 'lines' ? ` # ${one}` : ''}`).join('')
          : ` [${quoted.join(', ')}]`
      const text = `${bom ? '\ufeff' : ''}---${eol}title: ${all[0]}${eol}targets:${list}${eol}---${eol}# T${eol}${all[0]}${eol}`
      const found = findReferences(file(text))
      expect(found.ok && found.value.map((one) => one.written)).toEqual(all)
      const [from = ''] = all
      const edited = file(after(text, { kind: 'target', from, to: 'lib/new.ts' }))
      const head = parseHead(edited)
      expect(head.ok && head.value.targets.map((one) => one.path)).toEqual(['lib/new.ts', ...all.slice(1)])
      expect((decodeText(edited.bytes) ?? '').length - text.length).toBe('lib/new.ts'.length - from.length)
    }),
    { numRuns: runs(10_000) },
  )
})
