// The project's own import, bundled from its source, with an archive in memory: bytes of a transcript in, what was kept of it, read
// again, out. Nothing of it is written anywhere.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const entry = `
export { importSessions } from './src/pipeline/import-sessions.ts'
export { redactRecords } from './src/secret/redact.ts'
export { finalScan } from './src/secret/final-scan.ts'
export { readTranscript } from './src/session/read.ts'
export { recordsOf } from './src/session/records.ts'
export { digestBytes } from './src/digest/digest.ts'
`

/** @param folder for the bundle; the caller removes it. */
export async function importer(root, folder) {
  mkdirSync(folder, { recursive: true })
  await build({
    stdin: { contents: entry, resolveDir: root, loader: 'ts' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    banner: {
      js: "import { createRequire as __r } from 'node:module'; const require = __r(import.meta.url);",
    },
    logLevel: 'error',
  })
  const parts = await import(pathToFileURL(join(folder, 'stdin.mjs')).href)
  const options = { config: { patterns: [], emails: false } }
  const scan = parts.finalScan(options)
  return {
    recordsOf: parts.recordsOf,
    readTranscript: parts.readTranscript,
    /** `kept`: null where nobody is known who writes like this, or nothing was said. @throws what is wrong. */
    async run(bytes, name) {
      const chunks = new Map()
      const report = await parts.importSessions(
        [{ path: name, size: bytes.length, bytes: () => pieces(bytes) }],
        {
          archive: archiveInMemory(chunks, parts.digestBytes),
          redaction: () => parts.redactRecords(options),
          finalScan: scan,
        },
        {
          project: { remote: null, rootCommit: null },
          agents: null,
          session: null,
          since: null,
          dryRun: false,
          signal: new AbortController().signal,
          begin: () => {},
        },
      )
      const told = report.ok ? report.value.diagnostics : report.diagnostics
      const bad = told.filter(({ code }) => code !== 'session-unknown-format')
      if (bad.length > 0) throw new Error(bad.map(({ message }) => message).join('; '))
      const [session = null] = report.value.sessions
      if (session === null) return { kept: null, session: null, read: null }
      const kept = Buffer.concat(session.head.chunks.map((digest) => chunks.get(digest)))
      return { kept, session, read: await parts.readTranscript(kept) }
    },
  }
}

async function* pieces(bytes) {
  for (let at = 0; at < bytes.length; at += 256 * 1024) yield bytes.subarray(at, at + 256 * 1024)
}

function archiveInMemory(chunks, digestBytes) {
  const ok = (value) => ({ ok: true, value, diagnostics: [] })
  return {
    hold: async () => ok(() => {}),
    heads: () => ok([]),
    tombstones: () => [],
    chunks: () => () => null,
    begin: () => ({
      add: async (bytes) => {
        const digest = digestBytes(bytes)
        chunks.set(digest, bytes)
        return ok(digest)
      },
      chunks: async () => (digest) => chunks.get(digest) ?? null,
      land: async () => ok('kept'),
      drop: async () => {},
    }),
  }
}
