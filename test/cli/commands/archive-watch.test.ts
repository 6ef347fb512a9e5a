// A real watch beside a real program that appends to a transcript.
import fs from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { Disk } from '../../../src/adapters/apply/disk.ts'
import { hold } from '../../../src/adapters/apply/claims.ts'
import { testProject, type TestProject } from '../../support/project.ts'
import { claudeFile, sessionId, transcript } from '../../support/sessions.ts'
import { startNode, startSpec } from '../../support/spawned.ts'

async function recordsIn(project: TestProject): Promise<readonly number[]> {
  const { sessions } = (await project.spec(['archive', 'list', '--json'])).json() as {
    sessions: { records: number }[]
  }
  return sessions.map(({ records }) => records)
}

/** Appends the records one after the other, in two halves each, as an agent that streams does. */
const appender = `
const fs = require('node:fs')
const [file, lines] = [process.argv[1], JSON.parse(process.argv[2])]
const pieces = lines.flatMap((line) => [line.slice(0, 30), line.slice(30) + '\\n'])
const next = () => {
  const piece = pieces.shift()
  if (piece === undefined) return
  fs.appendFileSync(file, piece)
  setTimeout(next, 10)
}
next()
`

describe('spec archive watch', () => {
  test('keeps a session while a program writes it, and Ctrl-C ends it with exit 0', async () => {
    const project = testProject({ 'specs/features/.keep': '' })
    project.write(claudeFile, transcript(2, project.root))
    project.write(
      '.claude/projects/-x/damaged.jsonl',
      `${transcript(1, project.root).replaceAll(sessionId, 'other')}{"cut`,
    )
    const odd = '.claude/conversation-archive/notes.json'
    project.write(odd, 'no transcript')
    const watch = startSpec(project.root, ['archive', 'watch', '--interval', '1'])
    await watch.said('all that is there is kept; watching')
    const second = await project.spec(['archive', 'watch'])
    expect(second).toMatchObject({ exit: 2, stderr: expect.stringContaining('[claim-held]') as unknown })
    const lines = transcript(6, project.root).trimEnd().split('\n').slice(2)
    fs.rmSync(join(project.root, '.claude/projects/-x/damaged.jsonl'))
    await startNode(project.root, ['-e', appender, join(project.root, claudeFile), JSON.stringify(lines)])
      .ended
    await vi.waitUntil(async () => (await recordsIn(project))[0] === 6, { timeout: 30_000, interval: 400 })

    project.write(odd, 'still no transcript')

    // A hook has the archive: the watch waits, and goes on.
    const held = await hold(new Disk(project.root), 'sessions', 'sessions', 1000)
    if (!held.ok) throw new Error('nobody else should have it')
    fs.appendFileSync(
      join(project.root, claudeFile),
      transcript(7, project.root).split('\n').slice(6).join('\n'),
    )
    await watch.said('another command writes sessions: waiting for it')
    held.value()
    await watch.said('grown by 1 record')

    watch.child.kill('SIGINT')
    const { exit, stdout, stderr } = await watch.ended
    expect(exit).toBe(0)
    // What is wrong with a file is told once, not every round.
    expect(stderr.match(/\[[a-z-]+\]/g)).toEqual(['[session-unknown-format]'])
    expect(stdout.match(/^\d\d:\d\d:\d\d {2}claude-code\/\S+ {2}new/gm)).toHaveLength(2)
    expect(await recordsIn(project)).toEqual([7, 2])
    expect((await project.spec(['archive', 'import', '--json'])).json()).toMatchObject({
      sessions: [{ outcome: 'unchanged' }],
    })
  })
})
