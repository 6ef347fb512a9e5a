// The page of a hostile conversation, opened in a real browser: nothing runs, nothing is loaded, everything is read as text.
import { execFileSync } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { conversationHtml } from '../../src/report/conversation-html.ts'
import { viewOf } from '../../src/report/conversation-view.ts'
import { repository } from '../support/project.ts'
import { domOf, findBrowser } from './browser.ts'
import { breakouts, conversation, message, text, wholeSession } from './conversation-sample.ts'

// Installing one is for machines that nobody works on.
if (process.env.SPEC_TEST_FULL && process.env.CI && findBrowser() === null)
  execFileSync(process.execPath, [join(repository, 'scripts/browser.mjs')], { stdio: 'inherit' })
const browser = findBrowser()
if (browser === null)
  console.warn(
    'skipped: no browser here; node scripts/browser.mjs gets one, or name one in SPEC_TEST_BROWSER',
  )

/** Answers everything, and counts what was asked for. */
async function countingServer(): Promise<{ readonly origin: string; readonly asked: string[] }> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.end('')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  // It listens on a port, so its address has one.
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

function fileOf(page: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'spec-page-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'page.html')
  writeFileSync(file, page)
  return pathToFileURL(file).href
}

describe.skipIf(browser === null)('in a real browser', { timeout: 90_000 }, () => {
  const open = (page: string): Promise<string> => domOf(browser ?? '', fileOf(page))

  test('what would run and load does so in a page that does not escape it', async () => {
    const { origin, asked } = await countingServer()
    const dom = await open(`<p id="p"></p><script>p.append('r' + 'an')</script><img src="${origin}/x.png">`)
    expect(dom).toContain('<p id="p">ran</p>')
    expect(asked).toEqual(['/x.png'])
  })

  test('a hostile conversation runs nothing, loads nothing, and makes no element', async () => {
    const { origin, asked } = await countingServer()
    const traps = [
      ...breakouts,
      `<script>document.title='ran'</script><img src="${origin}/a" onerror="document.title='ran'">`,
      `"><link rel=stylesheet href=${origin}/b><iframe src=${origin}/c></iframe>`,
      `</style><style>@import url(${origin}/d);body{background:url(${origin}/e)}</style>`,
      `</title><meta http-equiv=refresh content="0;url=${origin}/f"><base href=${origin}/>`,
      `<svg><image href="${origin}/g"/></svg><video src=${origin}/h></video><object data=${origin}/i></object>`,
    ]
    const messages = traps.map((trap, at) =>
      message(at % 2 === 0 ? 'agent' : 'person', [
        text(trap),
        { kind: 'tool-call', id: trap, name: trap, input: { command: trap }, subagent: trap, files: [] },
        { kind: 'tool-result', callId: trap, text: trap, isError: false },
      ]),
    )
    const hostile = conversation(messages, { title: traps.join(' '), branch: traps.join(' ') })
    const dom = await open(conversationHtml(viewOf(hostile, { all: true, full: true })))
    expect(asked).toEqual([])
    expect(dom).not.toContain('<title>ran')
    const made = new Set([...dom.matchAll(/<([a-z][a-z0-9]*)/gi)].map(([, name]) => name?.toLowerCase()))
    for (const name of ['script', 'img', 'link', 'iframe', 'base', 'svg', 'video', 'object', 'image'])
      expect(made).not.toContain(name)
    expect(dom.match(/<article /g)).toHaveLength(traps.length)
    expect(dom).toContain("&lt;script&gt;document.title='ran'&lt;/script&gt;")
  })

  test('turns stand in their order, each with its anchor, and folds are folded', async () => {
    const dom = await open(conversationHtml(viewOf(wholeSession, { all: false, full: false })))
    expect([...dom.matchAll(/<article id="(turn-\d)"/g)].map(([, id]) => id)).toEqual([
      'turn-1',
      'turn-3',
      'turn-5',
    ])
    expect(dom).toContain('<b>Edit</b> <code>~/shop/src/a.ts</code> <span class="mark">+3 −1</span>')
    expect(dom).not.toMatch(/<details open="">\s*<summary><b>/)
  })
})
