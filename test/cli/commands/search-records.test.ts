// Generations are found by their prompts, answers and decisions, and written as transcripts.
import { expect, test } from 'vitest'
import { builtProject } from '../../support/lifecycle.ts'

test('a generation is found, and can be written as Markdown and as a page', async () => {
  const project = await builtProject()
  const { hits } = (await project.spec(['search', 'stranger', '--kind', 'record', '--json'])).json() as {
    hits: { id: string; what: string; next: string; role: string }[]
  }
  const answer = hits.find(({ what }) => what === 'answer')
  expect(answer?.role).toBe('agent')
  expect(answer?.next).toBe(`spec show ${answer?.id.slice(0, 12)} --answer`)
  expect(hits.map(({ what }) => what)).toContain('prompt')

  const digits = answer?.id.slice(0, 12) ?? ''
  const markdown = await project.spec(['archive', 'export', digits])
  expect(markdown.stdout).toMatch(/^# Generation of greeting\n/)
  expect(markdown.stdout).toMatch(/<summary><code>Prompt<\/code> <code>\d+ lines<\/code><\/summary>/)
  expect(markdown.stdout).toContain("return clean === '' ? 'stranger' : clean")
  const page = await project.spec(['archive', 'export', digits, '--format', 'html'])
  expect(page.stdout).toMatch(/^<!doctype html>/)
  const data = await project.spec(['archive', 'export', digits, '--format', 'jsonl'])
  expect([data.exit, data.stderr]).toEqual([2, expect.stringContaining(`spec show ${digits} --json`)])
})
