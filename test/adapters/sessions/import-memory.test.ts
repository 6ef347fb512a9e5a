// What is remembered of transcripts from one import to the next: it saves reading them, and changes no result.
import fs from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { openImportMemory } from '../../../src/adapters/sessions/import-memory.ts'
import { openSessionArchive } from '../../../src/adapters/sessions/keep.ts'
import { bytesOfFile } from '../../../src/adapters/sessions/source-file.ts'
import { importSessions, type ImportReport } from '../../../src/pipeline/import-sessions.ts'
import type { SessionSource } from '../../../src/ports.ts'
import { finalScan } from '../../../src/secret/final-scan.ts'
import { redactRecords } from '../../../src/secret/redact.ts'
import { testFolder } from '../../support/git.ts'
import { transcript } from '../../support/sessions.ts'

const redact = { config: { patterns: [], emails: false } }
const scan = finalScan(redact)

class Machine {
  readonly root = testFolder()
  /** Transcripts that were read in the last import. */
  read: string[] = []

  write(name: string, text: string): void {
    fs.writeFileSync(join(this.root, name), text)
  }

  /** Longer than a tick of the file system's clock: what was written in the same one is not believed. */
  async settle(): Promise<void> {
    await setTimeout(30)
  }

  #sources(): SessionSource[] {
    const names = fs.readdirSync(this.root).filter((name) => /\.(jsonl|md)$/.test(name))
    return names.sort().map((name) => {
      const file = join(this.root, name)
      const { size } = fs.statSync(file)
      const bytes = (): AsyncIterable<Uint8Array> => {
        this.read.push(name)
        return bytesOfFile(file, size)
      }
      return { path: name, file, size, bytes }
    })
  }

  /** @param about null: without a memory. */
  async import(
    about: readonly unknown[] | null = ['rules'],
    session: string | null = null,
  ): Promise<ImportReport> {
    this.read = []
    const sources = this.#sources()
    const archive = openSessionArchive(this.root)
    const memory = about === null ? null : openImportMemory(this.root, about)
    const report = await importSessions(
      sources,
      {
        archive,
        redaction: () => redactRecords(redact),
        finalScan: scan,
        ...(memory === null ? {} : { memory }),
      },
      {
        project: { remote: null, rootCommit: null },
        agents: null,
        session,
        since: null,
        dryRun: false,
        signal: new AbortController().signal,
        begin: () => {},
      },
    )
    if (!report.ok) throw new Error(report.diagnostics[0]?.message)
    return report.value
  }
}

async function imported(): Promise<Machine> {
  const machine = new Machine()
  machine.write('a.jsonl', `${transcript(3, '/w')}{"type":"new-kind"}\nno JSON\n`)
  machine.write('b.md', 'no transcript\n')
  machine.write('c.jsonl', '{"type":"summary","summary":"x","leafUuid":"1"}\n')
  await machine.settle()
  await machine.import()
  expect(machine.read).toEqual(['a.jsonl', 'b.md', 'c.jsonl'])
  return machine
}

const outcomes = ({ sessions }: ImportReport): string[] => sessions.map(({ outcome }) => outcome)

describe('a transcript that nobody wrote to since', () => {
  test('is not read again, and the import says the same', async () => {
    const machine = await imported()
    const remembered = await machine.import()
    expect(machine.read).toEqual([])
    expect(remembered).toEqual(await machine.import(null))
    expect(outcomes(remembered)).toEqual(['unchanged'])
    expect(remembered.sessions[0]).toMatchObject({ damagedCount: 1, unknown: new Map([['new-kind', 1]]) })
    expect(await machine.import(['rules'], 'nobody')).toEqual(await machine.import(null, 'nobody'))
  })

  test('is read again by other rules, and where what was remembered is damaged or gone', async () => {
    const machine = await imported()
    const before = await machine.import()
    await machine.import(['other rules'])
    expect(machine.read).toHaveLength(3)
    const cache = join(machine.root, '.spec/cache/imports')
    const bytes = fs.readFileSync(cache)
    bytes[bytes.length - 20] = (bytes[bytes.length - 20] ?? 0) ^ 1
    for (const spoil of [() => fs.writeFileSync(cache, bytes), () => fs.rmSync(cache)]) {
      spoil()
      expect(await machine.import(['other rules'])).toEqual(before)
      expect(machine.read).toHaveLength(3)
    }
  })

  test('is read again where the archive is not as it was', async () => {
    const machine = await imported()
    fs.rmSync(join(machine.root, '.spec/archive'), { recursive: true })
    expect(outcomes(await machine.import())).toEqual(['new'])
    expect(machine.read).toEqual(['a.jsonl'])
  })
})

describe('a transcript that somebody wrote to', () => {
  test('is read again, also where size and time are as they were', async () => {
    const machine = await imported()
    const file = join(machine.root, 'a.jsonl')
    const { atime, mtime } = fs.statSync(file)
    machine.write('a.jsonl', fs.readFileSync(file, 'utf8').replace('words 2', 'wordz 2'))
    fs.utimesSync(file, atime, mtime)
    expect(outcomes(await machine.import())).toEqual(['fork'])
    expect(new Set(machine.read)).toEqual(new Set(['a.jsonl']))
  })

  test('just before it is read is not remembered: it may be written once more in the same moment', async () => {
    const machine = new Machine()
    const now = new Date(Date.now() + 60_000)
    machine.write('a.jsonl', transcript(3, '/w'))
    fs.utimesSync(join(machine.root, 'a.jsonl'), now, now)
    await machine.settle()
    await machine.import()
    await machine.import()
    expect(machine.read).toEqual(['a.jsonl'])
  })
})
