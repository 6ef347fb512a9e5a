// Errors, guards, cases and events that go: refused, unless a requirement that changed explains the symbol they stood in.
import { describe, expect, test } from 'vitest'
import { kept } from '../../src/verify/checks/kept.ts'
import { scene, type Scene } from './builders.ts'

async function said(given: Scene): Promise<readonly string[]> {
  const result = await kept.run(scene(given))
  return result.kind === 'ran'
    ? result.diagnostics.map(({ code, message }) => `${code}: ${message}`)
    : [result.reason]
}

const before = `export function pay(amount: number): void {
  check(amount)
  charge(amount)
}
function check(amount: number): void {
  if (amount <= 0) throw new RangeError('amount')
}
export function close(): void {
  socket.on('end', stop)
}
`
const unguarded = before.replace(/ {2}if.*\n/, '')
const oldTrace = { R1: ['a.ts#pay'], R2: ['a.ts#close'] }
const gone: Scene = { files: { 'a.ts': unguarded }, current: { 'a.ts': before }, oldTrace, trace: oldTrace }
const lost =
  'check-lost: the guard `if (amount <= 0) throw new RangeError` of check (a.ts), line 6 of the old code, would disappear'

describe('a behaviour that goes', () => {
  test('is refused where nothing changed that explains it', async () => {
    expect(await said(gone)).toEqual([`${lost}, and no changed requirement explains it`])
    expect(await said({ ...gone, changed: ['R2'] })).toHaveLength(1)
  })

  test('is explained by the old or the new trace of a requirement that changed', async () => {
    const direct = { R3: ['a.ts#check'] }
    expect(await said({ ...gone, oldTrace: { ...oldTrace, ...direct }, changed: ['R3'] })).toEqual([])
    expect(await said({ ...gone, trace: { ...oldTrace, ...direct }, changed: ['R3'] })).toEqual([])
  })

  test('is explained in what only explained code uses', async () => {
    expect(await said({ ...gone, changed: ['R1'] })).toEqual([])
    const shared = (text: string): string =>
      text.replace("socket.on('end', stop)", "socket.on('end', () => check(1))")
    const both = { files: { 'a.ts': shared(unguarded) }, current: { 'a.ts': shared(before) } }
    expect(await said({ ...gone, ...both, changed: ['R1'] })).toHaveLength(1)
    expect(await said({ ...gone, ...both, changed: ['R1', 'R2'] })).toEqual([])
  })

  test('is explained with the function that held it, under its old name and its new one', async () => {
    const renamed = unguarded
      .replaceAll('check(', 'look(')
      .replace('look(amount: number): void {\n', 'look(amount: number): void {\n  log(amount)\n')
    const traced = { R3: ['a.ts#check'] }
    expect(
      await said({
        ...gone,
        files: { 'a.ts': renamed },
        oldTrace: { ...oldTrace, ...traced },
        changed: ['R3'],
      }),
    ).toEqual([])
    expect(await said({ ...gone, files: { 'a.ts': renamed } })).toHaveLength(1)
  })

  test('without an old trace goes only with --allow-removal', async () => {
    const { oldTrace: _, ...accepted } = gone
    expect(await said({ ...accepted, changed: ['R1'] })).toEqual([
      `${lost}, and there is no trace of the old code that could explain it`,
    ])
    expect(await said({ ...accepted, allowRemoval: true })).toEqual(['removals are allowed'])
  })

  test('is not looked for in code that was asked for from nothing; exports are', async () => {
    const files = { 'a.ts': unguarded.replace('export function close', 'function close') }
    const told = await said({ ...gone, files, fromNothing: true })
    expect(told).toEqual([
      expect.stringContaining('check-removed: close is exported by a.ts, line 8 of the old code'),
    ])
  })
})

describe('an export in another target', () => {
  const [close = ''] = /export function close[^]*$/.exec(before) ?? []
  const files = { 'a.ts': before.replace(close, ''), 'b.ts': close }
  const current = { 'a.ts': before, 'b.ts': '' }

  test('is not gone, nor is what it does', async () => {
    expect(await said({ files, current, oldTrace })).toEqual([])
  })

  test('has the same signature to who still imports it from here', async () => {
    const passedOn = { ...files, 'a.ts': `${files['a.ts']}export { close } from './b.js'\n` }
    expect(await said({ files: passedOn, current, oldTrace })).toEqual([])
    const other = { ...passedOn, 'b.ts': close.replace('close()', 'close(now: boolean)') }
    expect(await said({ files: other, current, oldTrace })).toEqual([
      expect.stringContaining('check-signature: the signature of close changes'),
    ])
  })
})
