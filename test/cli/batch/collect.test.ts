// What comes of the answers of a batch: landed, kept, told, asked again.
import { expect, test } from 'vitest'
import { errored, succeeded } from '../../support/messages-batches.ts'
import { answer } from '../../support/messages-server.ts'
import { key, poem, poemOf, rightAnswer, scene, specsOf, submissionsOf } from './asked.ts'

test('what can be asked is asked at once; who uses it follows when it is built', async () => {
  const { spec, batches, project, server } = await scene()
  const asked = await spec('regen', '--all', '--batch')
  expect(asked).toMatchObject({ exit: 0 })
  expect(asked.stdout).toContain('submitted: batch msgbatch_0001, 2 specs: alpha, gamma')
  expect(asked.stdout).toContain('next: spec batch wait msgbatch_0001 --collect')
  expect(asked.stdout).toContain('run it again for 1 spec: beta')
  expect(specsOf(...batches.batches)).toEqual(['alpha', 'gamma'])
  expect(batches.violations).toEqual([])
  expect(server.asked()).toEqual([])

  batches.end()
  expect(await spec('batch', 'collect')).toMatchObject({ exit: 0 })
  expect(project.read('poems/alpha.txt')).toBe('A line about alpha.\n')
  expect(project.read('poems/gamma.txt')).toBe('A line about gamma.\n')

  expect((await spec('regen', '--all', '--batch')).stdout).toContain('batch msgbatch_0002, 1 spec: beta')
  batches.endsAfter = 0
  expect(await spec('batch', 'wait', '--collect')).toMatchObject({ exit: 0 })
  expect(await spec('drift')).toMatchObject({ exit: 0 })
  // Three answers of 100 tokens in and 50 out, at half of 2 and 10 dollars a million.
  const spent = (await spec('log', '--cost', '--json')).json()
  expect(spent).toMatchObject({
    byModel: [{ name: 'batch claude-sonnet-5-5', calls: 3, money: 0.00105 }],
  })
  expect((await spec('regen', '--all', '--batch')).stdout).toContain('nothing to submit')
})

test('a partly failed batch lands what succeeded and says what did not; that is asked again', async () => {
  const { spec, batches, project } = await scene({ 'specs/features/delta.md': poem('delta') })
  await spec('regen', 'alpha', 'gamma', 'delta', '--batch')
  batches.answer = (request) => {
    if (poemOf(request) === 'gamma') return errored('invalid_request_error', 'max_tokens: too large')
    return poemOf(request) === 'delta' ? { type: 'expired' } : succeeded(rightAnswer(request))
  }
  batches.end()
  const collected = await spec('batch', 'collect')
  expect(collected.exit).toBe(1)
  expect(project.read('poems/alpha.txt')).toBe('A line about alpha.\n')
  expect(collected.stderr).toContain(
    'gamma: the request failed (invalid_request_error: max_tokens: too large)',
  )
  expect(collected.stderr).toContain('delta: the batch expired before its turn came')
  expect(collected.stdout).toContain('1 errored, 1 expired, 1 landed')

  const second = await spec('batch', 'collect')
  expect(second).toMatchObject({ exit: 0 })
  expect(second.stdout).toContain('nothing new landed')
  await spec('regen', 'alpha', 'gamma', 'delta', '--batch')
  expect(specsOf(batches.batches[1])).toEqual(['delta', 'gamma'])
})

test('an answer that does not pass is kept; it goes back to a model only where somebody says so', async () => {
  const { spec, batches, project, server } = await scene()
  await spec('regen', 'alpha', '--batch')
  // Cut in the middle of its file.
  batches.answer = (request) => {
    const text = rightAnswer(request)
    return succeeded(text.slice(0, text.indexOf('A line')), { stop_reason: 'max_tokens' })
  }
  batches.end()
  const refused = await spec('batch', 'collect')
  expect(refused.exit).not.toBe(0)
  expect(refused.stderr).toContain('--again --repairs 1')
  expect(refused.stderr).toContain('the answer is kept: spec show')
  expect(project.exists('poems/alpha.txt')).toBe(false)
  expect(server.asked()).toEqual([])
  expect(await spec('batch', 'collect')).toMatchObject({ exit: 0 })

  const [request] = batches.batches[0]?.requests ?? []
  if (request === undefined) throw new Error('nothing was asked')
  server.push(answer(rightAnswer(request)))
  expect(await spec('batch', 'collect', '--again', '--repairs', '1')).toMatchObject({ exit: 0 })
  expect(project.read('poems/alpha.txt')).toBe('A line about alpha.\n')
  expect(server.asked()).toHaveLength(1)
})

test('an answer to an older question is kept and told, and lands when the spec asks that again', async () => {
  const { spec, batches, project } = await scene()
  await spec('regen', 'alpha', '--batch')
  batches.end()
  const before = project.read('specs/features/alpha.md')
  project.write('specs/features/alpha.md', `${before}- R2: In three words.\n`)
  const collected = await spec('batch', 'collect')
  expect(collected.exit).toBe(1)
  expect(collected.stderr).toContain('alpha: the answer of the batch did not land: the spec')
  expect(project.exists('poems/alpha.txt')).toBe(false)
  // What the spec says now is another question.
  await spec('regen', 'alpha', '--batch')
  expect(batches.batches).toHaveLength(2)
  await spec('batch', 'forget', 'msgbatch_0002')

  project.write('specs/features/alpha.md', before)
  expect(await spec('batch', 'collect')).toMatchObject({ exit: 0 })
  expect(project.read('poems/alpha.txt')).toBe('A line about alpha.\n')
})

test('results are hostile text: strangers, garbage and repetitions are left out and counted', async () => {
  const { spec, batches, project, server } = await scene()
  await spec('regen', 'alpha', '--batch')
  const [request] = batches.batches[0]?.requests ?? []
  if (request === undefined) throw new Error('nothing was asked')
  const line = (id: string, text: string) => JSON.stringify({ custom_id: id, result: succeeded(text) })
  batches.end(undefined, [
    line('../../evil', 'x'),
    line(`${request.custom_id}0`, 'y'),
    '{"custom_id":',
    'null',
    line(request.custom_id, rightAnswer(request)),
    line(request.custom_id, rightAnswer(request, 'The second counts for nothing.')),
  ])
  const collected = await spec('batch', 'collect')
  expect(collected).toMatchObject({ exit: 0 })
  expect(collected.stderr).toContain('2 with an id that nobody here asked for, 2 that are no result')
  expect(project.read('poems/alpha.txt')).toBe('A line about alpha.\n')
  // The address that the server names for its results is not followed: it would be given the key.
  expect(server.requests.at(-1)?.path).toBe('/v1/messages/batches/msgbatch_0001/results')
})

test('an answer that repeats a secret of this machine is not written to its disk', async () => {
  const { spec, batches, project } = await scene()
  await spec('regen', 'alpha', '--batch')
  batches.answer = (request) => succeeded(rightAnswer(request, `It is ${key}.`))
  batches.end()
  const collected = await spec('batch', 'collect')
  expect(collected.exit).toBe(1)
  expect(collected.stderr).toContain('repeats a secret of this machine')
  expect(collected.stdout + collected.stderr).not.toContain(key)
  expect(project.files().filter((path) => project.read(path).includes(key))).toEqual([])
})

test('what landed before the process died is not landed again', async () => {
  const { spec, batches, project } = await scene()
  await spec('regen', 'alpha', '--batch')
  batches.end()
  const [{ token } = { token: '' }] = submissionsOf(project)
  const file = `.spec/local/batches/${token}.json`
  const submitted = project.read(file)
  await spec('batch', 'collect')
  project.write(file, submitted)
  const files = project.files().filter((path) => path.startsWith('.spec/archive'))
  const again = await spec('batch', 'collect')
  expect(again).toMatchObject({ exit: 0 })
  expect(again.stdout).toContain('nothing new landed')
  expect(project.files().filter((path) => path.startsWith('.spec/archive'))).toEqual(files)
  expect(submissionsOf(project)[0]?.settled).toMatchObject({ [`spec-${token}-0`]: { standing: 'landed' } })
})

test('code that a person changed since is not written over: the answer stays where it is', async () => {
  const { spec, batches, project } = await scene()
  await spec('regen', 'alpha', '--batch')
  batches.end()
  project.write('poems/alpha.txt', 'Mine.\n')
  expect((await spec('batch', 'collect')).exit).toBe(1)
  expect(project.read('poems/alpha.txt')).toBe('Mine.\n')
  project.remove('poems/alpha.txt')
  expect(await spec('batch', 'collect')).toMatchObject({ exit: 0 })
  expect(project.read('poems/alpha.txt')).toBe('A line about alpha.\n')
})
