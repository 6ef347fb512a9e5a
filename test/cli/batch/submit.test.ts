// What is submitted and what is not, and what is done where a reply was lost.
import { expect, test } from 'vitest'
import { succeeded } from '../../support/messages-batches.ts'
import { answer, apiError } from '../../support/messages-server.ts'
import { age, poem, rightAnswer, scene, specsOf, submissionsOf } from './asked.ts'

test('what is in a batch already is not submitted again, and a normal run tells of it', async () => {
  const { spec, batches, server } = await scene()
  await spec('regen', 'alpha', '--batch')
  const again = await spec('regen', 'alpha', 'gamma', '--batch')
  expect(again.stderr).toContain('alpha is in the batch msgbatch_0001 already and is not asked again')
  expect(specsOf(batches.batches[1])).toEqual(['gamma'])
  const [request] = batches.batches[0]?.requests ?? []
  if (request === undefined) throw new Error('nothing was asked')
  server.push(answer(rightAnswer(request)))
  const normal = await spec('regen', 'alpha')
  expect(normal).toMatchObject({ exit: 0 })
  expect(normal.stderr).toContain(
    'alpha is in the batch msgbatch_0001 already; asking it now is paid besides',
  )
  batches.end(batches.batches[0])
  expect((await spec('batch', 'collect', 'msgbatch_0001')).stdout).toContain('1 unneeded')
})

test('what the archive has comes back at once; the rest is submitted', async () => {
  const { spec, batches, project } = await scene()
  await spec('regen', 'alpha', '--batch')
  batches.end()
  await spec('batch', 'collect')
  project.remove('poems/alpha.txt')
  expect((await spec('regen', '--all', '--batch')).stdout).toContain('restored from the archive')
  expect(project.read('poems/alpha.txt')).toBe('A line about alpha.\n')
  expect(specsOf(batches.batches[1])).toEqual(['beta', 'gamma'])
})

test('--fresh asks for what is built; what comes replaces it', async () => {
  const { spec, batches, project } = await scene()
  await spec('regen', 'alpha', '--batch')
  batches.end()
  await spec('batch', 'collect')
  expect(await spec('regen', 'alpha', '--batch', '--fresh')).toMatchObject({ exit: 0 })
  batches.answer = (request) => succeeded(rightAnswer(request, 'Another line.'))
  batches.end()
  expect(await spec('batch', 'collect')).toMatchObject({ exit: 0 })
  expect(project.read('poems/alpha.txt')).toBe('Another line.\n')
})

test('nothing is sent in a dry run, above the limit, with a secret, or to a program', async () => {
  const { spec, batches, project, server } = await scene({
    'specs/features/leak.md': `${poem('leak')}- R2: The key is sk-ant-api03-${'Ab3-'.repeat(24)}AA.\n`,
  })
  expect((await spec('regen', 'alpha', '--batch', '--dry-run')).stdout).toContain(
    'would be submitted: 1 request, at most about $',
  )
  const poor = await spec('regen', 'alpha', '--batch', '--max-cost', '0.0001')
  expect(poor.exit).toBe(1)
  expect(poor.stderr).toContain('more than the $0.00010 of --max-cost; nothing was sent')
  expect((await spec('regen', 'leak', '--batch')).exit).toBe(1)
  project.write(
    'spec.config.json',
    JSON.stringify({ model: 'mine', models: { mine: { kind: 'command', command: ['cat'] } } }),
  )
  const program = await spec('regen', 'alpha', '--batch')
  expect(program.exit).toBe(2)
  expect(program.stderr).toContain('only models of the API answer in batches')
  expect(server.requests).toEqual([])
  expect(batches.batches).toEqual([])
})

test('a limit is kept by how long answers may be', async () => {
  const { spec, batches } = await scene()
  expect(await spec('regen', 'alpha', 'gamma', '--batch', '--max-cost', '0.05')).toMatchObject({ exit: 0 })
  for (const { params } of batches.batches[0]?.requests ?? []) {
    // Half of 10 dollars for a million tokens, two requests: less than 5,000 each.
    expect(params['max_tokens']).toBeGreaterThan(1000)
    expect(params['max_tokens']).toBeLessThan(5000)
  }
})

test('what is about to be sent is on disk before', async () => {
  const { spec, batches, project } = await scene()
  const { reply } = batches
  const seen: unknown[] = []
  batches.reply = (request) => {
    if (request.method === 'POST')
      for (const { batch, asks } of submissionsOf(project))
        seen.push([batch, asks.map((ask) => ask.customId)])
    return reply(request)
  }
  await spec('regen', 'alpha', '--batch')
  expect(seen).toEqual([[null, batches.batches[0]?.requests.map((request) => request.custom_id)]])
})

test('a batch whose reply was lost is found in the list, and never submitted twice', async () => {
  const { spec, batches, project } = await scene()
  batches.loseReplies = 1
  const lost = await spec('regen', 'alpha', '--batch')
  expect(lost).toMatchObject({ exit: 0 })
  expect(lost.stderr).toContain('msgbatch_0001 (1 request) is taken for the submission')
  expect((await spec('regen', 'alpha', '--batch')).stderr).toContain('is not asked again')
  batches.end()
  expect(await spec('batch', 'collect')).toMatchObject({ exit: 0 })
  expect(project.read('poems/alpha.txt')).toBe('A line about alpha.\n')
  expect(batches.batches).toHaveLength(1)
})

test('somebody else’s batch of the same size is told apart by its results', async () => {
  const { spec, batches, project } = await scene()
  await spec('regen', 'gamma', '--batch')
  batches.faults.create.push({ refuse: true })
  const lost = await spec('regen', 'alpha', '--batch')
  expect(lost.exit).toBe(2)
  expect(lost.stderr).toContain('it may still turn up')
  const foreign = batches.addForeign(1)
  age(project, 3600)
  expect((await spec('batch', 'list')).stdout).toContain(`${foreign.id}  under way`)
  expect((await spec('regen', 'alpha', '--batch')).stderr).toContain('is not asked again')
  batches.end(foreign, ['{"custom_id":"other-0","result":{"type":"expired"}}'])
  const collected = await spec('batch', 'collect', foreign.id)
  expect(collected.stderr).toContain(`the batch ${foreign.id} is somebody else's`)
  expect(collected.stderr).toContain('never arrived')
  expect(await spec('regen', 'alpha', '--batch')).toMatchObject({ exit: 0 })
  expect(specsOf(...batches.batches.filter((batch) => batch !== foreign))).toEqual(['alpha', 'gamma'])
})

test('a submission that never arrived is taken back after a while, and its questions are asked', async () => {
  const { spec, batches, project } = await scene()
  batches.faults.create.push(apiError(500, 'api_error', 'x'))
  expect((await spec('regen', 'alpha', '--batch')).exit).toBe(2)
  const early = await spec('regen', 'alpha', '--batch')
  expect(early.exit).toBe(2)
  expect(early.stderr).toMatch(/run the command again in \d+ s; or decide: spec batch adopt [0-9a-f]{16}/)
  expect(batches.batches).toEqual([])
  age(project, 61)
  const later = await spec('regen', 'alpha', '--batch')
  expect(later).toMatchObject({ exit: 0 })
  expect(later.stderr).toContain('never arrived')
  expect(batches.batches).toHaveLength(1)
})

test('where two batches may be it, a person decides; forgetting allows to ask again', async () => {
  const { spec, batches, project } = await scene()
  batches.faults.create.push({ refuse: true })
  batches.faults.list.push(null, apiError(403, 'permission_error', 'no lists today'))
  const lost = await spec('regen', 'alpha', '--batch')
  expect(lost.exit).toBe(2)
  expect(lost.stderr).toContain('whether the submission of')
  batches.addForeign(1)
  const mine = batches.addForeign(1)
  const listed = await spec('batch', 'list')
  expect(listed.exit).toBe(2)
  expect(listed.stderr).toContain('it may be one of msgbatch_0002, msgbatch_0001')
  const [{ token } = { token: '' }] = submissionsOf(project)
  expect(await spec('batch', 'adopt', token, mine.id)).toMatchObject({ exit: 0 })
  expect((await spec('batch', 'list', '--json')).json()).toMatchObject({
    batches: [{ batch: mine.id, sure: false, stage: 'under-way', submission: token }],
  })
  expect((await spec('batch', 'cancel', mine.id)).stdout).toContain('being cancelled')
  expect(await spec('batch', 'forget', token)).toMatchObject({ exit: 0 })
  expect(await spec('regen', 'alpha', '--batch')).toMatchObject({ exit: 0 })
  expect((await spec('batch', 'collect', 'nothing')).exit).toBe(2)
})

test('without a key the state on disk is told all the same', async () => {
  const { spec, project } = await scene()
  await spec('regen', 'alpha', '--batch')
  const listed = await project.spec(['batch', 'list'])
  expect(listed.stdout).toContain('msgbatch_0001  under way')
  expect((await project.spec(['regen', 'gamma', '--batch'])).exit).toBe(2)
})
