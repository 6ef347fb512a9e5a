// Everything a prompt quotes in, the secrets in it out: a hit stops the command before anything is sent.
import { ok, fail, type Result } from '../diagnostic/diagnostic.ts'
import { decodeText, normalText } from '../digest/text.ts'
import type { AllowedSecret } from '../config/config.ts'
import type { Prompt } from '../prompt/prompt.ts'
import type { Work } from './decide-work.ts'
import type { InputReader } from './input-reader.ts'
import type { Look } from './look.ts'

/**
 * Scans the files that the prompt quotes, each under its own name so that a hit has a place, then the prompt itself
 * for whatever came from elsewhere (package.json, an upstream's declarations).
 */
export async function secretsInPrompt(
  look: Look,
  work: Work & { readonly kind: 'build' },
  prompt: Prompt,
  reader: InputReader,
  allow: readonly AllowedSecret[],
  known: readonly string[],
): Promise<Result<null>> {
  const { scanSecrets } = await import('../secret/scan.ts')
  const { secretDiagnostics } = await import('../secret/diagnose.ts')
  const texts: { path: string; text: string }[] = []
  for (const path of [look.head.path, ...Object.keys(look.now.inputs), 'package.json']) {
    const text = reader.text(path)
    if (text !== null) texts.push({ path, text })
  }
  for (const path of work.asked) {
    const bytes = look.disk.get(path) ?? null
    const text = bytes === null ? null : decodeText(bytes)
    if (text !== null) texts.push({ path, text: normalText(text) })
  }
  const inFiles = await scanSecrets(texts, allow, known)
  if (!inFiles.ok) return inFiles
  if (inFiles.value.length > 0) return fail(...secretDiagnostics(inFiles.value, 'secret-found'))
  const whole = [
    ...prompt.system.map((block) => block.text),
    ...prompt.messages.map((message) => message.text),
  ]
  const inPrompt = await scanSecrets([{ path: 'the prompt', text: whole.join('\n') }], allow, known)
  if (!inPrompt.ok) return inPrompt
  return inPrompt.value.length > 0 ? fail(...secretDiagnostics(inPrompt.value, 'secret-found')) : ok(null)
}
