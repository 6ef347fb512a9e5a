// The plan of an amendment holds spec, lock and record together, and with them every byte that finishing it may need.
import { expect, it } from 'vitest'
import { createStore } from '../../src/adapters/store.ts'
import { createApplier } from '../../src/adapters/apply/applier.ts'
import { readInputs } from '../../src/pipeline/input-reader.ts'
import { proposeAmendment, type Amendment } from '../../src/pipeline/amend.ts'
import { ok } from '../../src/diagnostic/diagnostic.ts'
import { digestBytes } from '../../src/digest/digest.ts'
import type { SpecId } from '../../src/spec/spec.ts'
import { responseModel } from '../../src/adapters/models/response.ts'
import {
  amendmentTo,
  editedNames,
  editedProject,
  greetingAmendment,
  greetingPath,
} from '../support/amending.ts'
import { greetingSpec } from '../support/greeting.ts'
import { opened, snapshot } from '../support/lifecycle.ts'
import type { TestProject } from '../support/project.ts'

const id = 'greeting' as SpecId // The id of a spec of the project.

async function proposed(project: TestProject): Promise<Amendment> {
  const prompt = await project.spec(['amend', 'greeting', '--prompt'])
  const text = amendmentTo(prompt.stdout, greetingAmendment)
  const here = await opened(project)
  const found = await proposeAmendment(
    here,
    id,
    { because: null, fresh: false, given: true },
    {
      store: createStore(project.root),
      clock: { now: () => '2026-11-21T12:00:00Z' },
      tool: '0.0.0',
      model: () => Promise.resolve(ok(responseModel({ name: 'answer.md', text }))),
      listen: () => {},
      signal: new AbortController().signal,
      allowedSecrets: [],
      knownSecrets: [],
    },
    readInputs(here.workspace),
  )
  if (!found.ok || found.value === null) throw new Error(JSON.stringify(found.diagnostics))
  return found.value
}

it('one plan changes the spec and its lock, on the condition that the code is still what was looked at', async () => {
  const project = await editedProject()
  const before = snapshot(project)
  const { plan } = await proposed(project)
  expect(plan.actions.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
    `update ${greetingPath}`,
    'unchanged src/greet.ts',
    'unchanged src/names.ts',
  ])
  expect(plan.locks.map(({ path }) => path)).toEqual(['.spec/lock/greeting.json'])
  expect(plan.records.map(({ kind }) => kind)).toEqual(['amendment'])
  const stored = new Set(plan.blobs.map(digestBytes))
  const encoder = new TextEncoder()
  for (const text of [greetingSpec, project.read(greetingPath), editedNames])
    expect(stored.has(digestBytes(encoder.encode(text)))).toBe(true)
  // A process that is killed after the commit mark finishes from these.
  for (const action of plan.actions)
    if ('after' in action) expect(stored.has(digestBytes(action.after))).toBe(true)
  // Nothing has been written yet.
  expect(snapshot(project)).toEqual(before)
})

it('code that is edited once more before it lands keeps the spec and the lock as they were', async () => {
  const project = await editedProject()
  const { plan } = await proposed(project)
  project.write('src/greet.ts', `${project.read('src/greet.ts')}// one more\n`)
  const before = snapshot(project)
  const applied = await createApplier(project.root).apply(plan)
  expect(applied).toMatchObject({ ok: false, diagnostics: [{ code: 'target-moved-on' }] })
  expect(snapshot(project)).toEqual(before)
})
