// What stopped the scanner in, the failure that lets nothing be sent or written out.
import { diagnostic, fail } from '../diagnostic/diagnostic.ts'

export function cannotScan(error: unknown): ReturnType<typeof fail> {
  const why = error instanceof Error ? error.message.split('\n')[0] : 'unknown'
  return fail(
    diagnostic('secret-scanner', `the secret scanner cannot run: ${why ?? ''}`, {
      hint: 'Nothing was sent or written. Install the dependencies again (npm ci).',
    }),
  )
}
