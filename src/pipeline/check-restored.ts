// A plan that brings written bytes back → what the checks say of them: `--verify`.
import type { Digest } from '../digest/digest.ts'
import { decodeText, normalText } from '../digest/text.ts'
import type { Generation } from '../generation/generation.ts'
import type { Plan } from '../plan/plan.ts'
import { questionDigest } from '../spec/question.ts'
import type { TargetPath } from '../spec/spec.ts'
import { checkGeneration, type Checked } from './check-generation.ts'
import type { Look } from './look.ts'
import type { Opened } from './open-project.ts'
import { regenDefaults, type RegenPorts } from './regen-options.ts'

/**
 * Checks the restored files, laid over the tree as it is. What compares an answer with the code before it has nothing to
 * say here: no requirement moved, and the bytes landed once.
 */
export async function checkRestored(
  opened: Opened,
  look: Look,
  plan: Plan,
  ports: RegenPorts,
): Promise<Checked> {
  const files = plan.actions.flatMap((action) => {
    const after = action.kind === 'create' || action.kind === 'update' ? decodeText(action.after) : null
    // Actions of a restoring plan are on targets of its lock.
    const path = action.path as TargetPath
    return after === null ? [] : [{ path, text: normalText(after), place: { path } }]
  })
  if (files.length === 0) return { verdicts: [], secrets: false, diagnostics: [] }
  const asked = files.map(({ path }) => path)
  const question = questionDigest(look.now.question, null)
  const work = {
    kind: 'build',
    asked,
    dropped: [],
    released: new Map(),
    touched: new Set<string>(asked),
    question: look.now.question,
    whole: false,
    causes: [],
    held: [],
  } as const
  const generation = { ...restored(look, question), files }
  const options = { ...regenDefaults, allowRemoval: true }
  const checked = await checkGeneration(opened, look, work, { generation, replayed: true }, options, ports)
  const verdicts = checked.verdicts.filter(({ check }) => check !== 'traced' && check !== 'kept')
  const untold = checked.verdicts
    .filter((verdict) => !verdicts.includes(verdict))
    .flatMap((v) => v.diagnostics)
  const diagnostics = checked.diagnostics.filter((one) => !untold.includes(one))
  return { ...checked, verdicts, diagnostics }
}

function restored(look: Look, question: Digest): Omit<Generation, 'files'> {
  return {
    spec: look.head.id,
    question,
    decisions: [],
    trace: [],
    identity: { kind: 'response', name: 'archive' },
    conversation: { question, system: [], messages: [], turns: [] },
  }
}
