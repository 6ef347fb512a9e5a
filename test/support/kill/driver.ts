// A verb and roots in, the applier's answers as JSON on stdout, a line each: one process of the kill tests.
//   driver.mjs apply <index of the scene> <root>
//   driver.mjs recover <root>…
//   driver.mjs claim <id> <root>        holds it until stdin ends
import { createApplier } from '../../../src/adapters/apply/applier.ts'
import { specId } from '../../lock/sample.ts'
import { scenes } from './scene.ts'

const [, , verb, ...args] = process.argv
const say = (answer: unknown): boolean => process.stdout.write(`${JSON.stringify(answer)}\n`)

if (verb === 'recover') {
  for (const root of args) say(await createApplier(root).recover())
} else if (verb === 'apply') {
  const [index, root = ''] = args
  const plan = scenes[Number(index)]?.plan
  if (plan === undefined) throw new Error(`no scene ${String(index)}`)
  say(await createApplier(root).apply(plan))
} else {
  const [id = '', root = ''] = args
  const claim = await createApplier(root).claim([specId(id)])
  say(claim)
  for await (const _ of process.stdin) continue
  if (claim.ok) claim.value()
}
