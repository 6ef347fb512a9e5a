// Texts that are about to be kept in; findings for the secrets in them out.
import type { Diagnostic } from '../diagnostic/diagnostic.ts'
import { decodeText, normalText } from '../digest/text.ts'
import type { Generation } from '../generation/generation.ts'
import type { Scanning } from './keep-bytes.ts'

/** In the files and in all that the model said. Empty: clean. A scanner that cannot run is a diagnostic as well. */
export async function secretsInAnswer(
  generation: Generation,
  scanning: Scanning,
): Promise<readonly Diagnostic[]> {
  const { scanSecrets } = await import('../secret/scan.ts')
  const { secretDiagnostics } = await import('../secret/diagnose.ts')
  const texts = [
    ...generation.files.map(({ path, text }) => ({ path: path as string, text })),
    ...generation.conversation.turns.map((turn, at) => ({
      path: `answer ${at + 1}`,
      text: turn.answer ?? '',
    })),
  ]
  const hits = await scanSecrets(texts, scanning.allowedSecrets, scanning.knownSecrets)
  if (!hits.ok) return hits.diagnostics
  // A secret in a file is in the answer too: told once, where it can be mended.
  const inFiles = hits.value.filter((hit) => generation.files.some((file) => file.path === hit.path))
  return secretDiagnostics(inFiles.length > 0 ? inFiles : hits.value, 'secret-in-code')
}

/** In files of the project, by their paths; what is no text is not looked at. */
export async function secretsInFiles(
  files: ReadonlyMap<string, Uint8Array>,
  scanning: Scanning,
): Promise<readonly Diagnostic[]> {
  const { scanSecrets } = await import('../secret/scan.ts')
  const { secretDiagnostics } = await import('../secret/diagnose.ts')
  const texts = [...files].flatMap(([path, bytes]) => {
    const text = decodeText(bytes)
    return text === null ? [] : [{ path, text: normalText(text) }]
  })
  const hits = await scanSecrets(texts, scanning.allowedSecrets, scanning.knownSecrets)
  return hits.ok ? secretDiagnostics(hits.value, 'secret-found') : hits.diagnostics
}
