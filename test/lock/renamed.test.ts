// A lock under new names: what it vouched for it vouches for still, and what it did not, it does not.
import { describe, expect, test } from 'vitest'
import { digestText, type Digest } from '../../src/digest/digest.ts'
import type { Lock } from '../../src/lock/lock.ts'
import { renameSpec, renameTarget, reseeSpec, respellOwn, revouch } from '../../src/lock/renamed.ts'
import { isVouched, vouchFor } from '../../src/lock/vouch.ts'
import { withoutTargets } from '../../src/lock/without.ts'
import type { SpecId } from '../../src/spec/spec.ts'

const d = (text: string): Digest => digestText(text)
const raw = d('file before')

function lock(): Lock {
  const bytes = (name: string) => ({ digest: d(name), blob: d(`${name} bytes`), git: 'abc' })
  const block = (name: string) => ({
    generated: bytes(name),
    written: bytes(name),
    form: d(`${name} form`),
    declarations: { [name]: d(`${name} declared`) },
    vouch: null,
    record: d('record'),
    accepted: null,
  })
  const made: Lock = {
    lockVersion: 1,
    digestVersion: 1,
    spec: {
      id: 'login' as SpecId,
      path: 'specs/features/login.md',
      title: null,
      status: 'active',
      model: null,
      uses: ['style', 'style#R2', 'style-guide'],
      context: ['src/seen.ts', 'src/**'],
      tests: ['test/login.test.ts'],
    },
    question: {
      sections: { intro: { heading: 'Intro', digest: d('intro') } },
      requirements: { R1: { section: 'intro', digest: d('r1'), text: 'one' } },
      specs: {
        style: {
          path: 'specs/architecture/style.md',
          parts: { 'section:errors': d('errors'), 'requirement:R2': d('r2') },
        },
      },
      declarations: { 'src/seen.ts': { seen: d('seen declared'), gone: d('older') } },
      tests: { 'test/login.test.ts': d('test') },
    },
    specUses: { style: ['base', 'style#R2'] },
    inputs: { 'specs/architecture/style.md': d('style raw'), 'src/seen.ts': d('seen raw') },
    trace: { R1: ['src/a.ts#a', 'src/b.ts#b.c'], R2: ['src/a.ts'] },
    targets: { 'src/a.ts': block('a'), 'src/b.ts': block('b') },
  }
  const vouch = vouchFor(raw, Object.keys(made.targets), made)
  return { ...made, targets: { ...made.targets, 'src/a.ts': { ...block('a'), vouch } } }
}

describe('a target', () => {
  test('of the spec goes under its new path with its block and its trace', () => {
    const renamed = renameTarget(lock(), 'src/a.ts', 'src/new.ts', null)
    expect(Object.keys(renamed.targets)).toEqual(['src/new.ts', 'src/b.ts'])
    expect(renamed.targets['src/new.ts']).toEqual(lock().targets['src/a.ts'])
    expect(renamed.trace).toEqual({ R1: ['src/new.ts#a', 'src/b.ts#b.c'], R2: ['src/new.ts'] })
  })

  test('that another spec has seen is seen under its new path', () => {
    const renamed = renameTarget(lock(), 'src/seen.ts', 'src/new.ts', null)
    expect(renamed.question.declarations).toEqual({
      'src/new.ts': lock().question.declarations['src/seen.ts'],
    })
    expect(renamed.inputs).toMatchObject({ 'src/new.ts': d('seen raw') })
    expect(renamed.inputs).not.toHaveProperty(['src/seen.ts'])
    expect(renamed.spec.context).toEqual(['src/new.ts', 'src/**'])
  })

  test('with another ending has the facts of that language; names seen in an older form stay old', () => {
    const facts = {
      before: { form: d('a form'), declarations: { seen: d('seen declared'), gone: d('newer') } },
      after: { form: d('new form'), declarations: { seen: d('seen in js'), gone: d('gone in js') } },
    }
    expect(renameTarget(lock(), 'src/a.ts', 'src/a.js', facts).targets['src/a.js']).toMatchObject(facts.after)
    expect(
      renameTarget(lock(), 'src/seen.ts', 'src/seen.js', facts).question.declarations['src/seen.js'],
    ).toEqual({
      seen: d('seen in js'),
      gone: d('older'),
    })
  })

  test('that the lock does not speak of leaves it alone', () => {
    const before = lock()
    expect(renameTarget(before, 'src/other.ts', 'src/new.ts', null)).toBe(before)
    expect(renameTarget(before, 'src/a', 'src/new', null)).toBe(before)
  })
})

describe('a spec', () => {
  const style = { id: 'style' as SpecId, path: 'specs/architecture/style.md' }
  const to = { id: 'code' as SpecId, path: 'specs/architecture/code.md' }

  test('that is used goes under its new id everywhere, and ids that begin like it do not', () => {
    const renamed = renameSpec(lock(), style, to)
    expect(renamed.spec.uses).toEqual(['code', 'code#R2', 'style-guide'])
    expect(renamed.question.specs).toEqual({ code: { ...lock().question.specs.style, path: to.path } })
    expect(renamed.specUses).toEqual({ code: ['base', 'code#R2'] })
    expect(renamed.inputs).toMatchObject({ [to.path]: d('style raw') })
  })

  test('of the lock itself has its new id and path', () => {
    const own = { id: 'login' as SpecId, path: 'specs/features/login.md' }
    expect(
      renameSpec(lock(), own, { id: 'sign-in' as SpecId, path: 'specs/features/sign-in.md' }).spec,
    ).toMatchObject({
      id: 'sign-in',
      path: 'specs/features/sign-in.md',
    })
  })

  test('that nobody uses leaves the lock alone', () => {
    const before = lock()
    expect(renameSpec(before, { id: 'sty' as SpecId, path: 'specs/architecture/sty.md' }, to)).toBe(before)
  })
})

describe('an edit that changes no meaning', () => {
  test('of a used spec: what was seen as it was is seen as it is, older sights stay old', () => {
    const before = {
      path: 'specs/architecture/style.md',
      raw: d('style raw'),
      parts: { 'section:errors': d('errors'), 'requirement:R2': d('r2 newer') },
    }
    const after = {
      ...before,
      raw: d('style after'),
      parts: { 'section:errors': d('errors after'), 'requirement:R2': d('r2 after') },
    }
    const seen = reseeSpec(lock(), 'style' as SpecId, before, after)
    expect(seen.question.specs.style?.parts).toEqual({
      'section:errors': d('errors after'),
      'requirement:R2': d('r2'),
    })
    expect(seen.inputs[after.path]).toBe(after.raw)
    const unread = reseeSpec(lock(), 'style' as SpecId, { ...before, raw: d('other') }, after)
    expect(unread.inputs[after.path]).toBe(d('style raw'))
  })

  test('of its own words: only digests that were those of the file move', () => {
    const words = {
      sections: new Map([[d('intro'), d('intro after')]]),
      requirements: new Map([[d('r1 newer'), { digest: d('r1 after'), text: 'after' }]]),
    }
    const { sections, requirements } = respellOwn(lock(), words).question
    expect(sections.intro?.digest).toBe(d('intro after'))
    expect(requirements).toEqual(lock().question.requirements)
  })
})

describe('vouching', () => {
  test('goes over to the new bytes where the old ones were vouched for', () => {
    const before = lock()
    const after = renameTarget(before, 'src/a.ts', 'src/new.ts', null)
    expect(isVouched(after, raw)).toBe(false)
    expect(isVouched(revouch(before, raw, after, d('file after')), d('file after'))).toBe(true)
  })

  test('does not come to be where it was not', () => {
    const before = lock()
    const after = revouch(
      before,
      d('other file'),
      renameTarget(before, 'src/a.ts', 'src/new.ts', null),
      d('file after'),
    )
    expect(isVouched(after, d('file after'))).toBe(false)
    expect(after.targets['src/b.ts']?.vouch).toBeNull()
  })
})

test('a lock without some targets has no trace of them either', () => {
  const left = withoutTargets(lock(), new Set(['src/a.ts']))
  expect(Object.keys(left.targets)).toEqual(['src/b.ts'])
  expect(left.trace).toEqual({ R1: ['src/b.ts#b.c'] })
})
