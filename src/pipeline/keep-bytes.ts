// Bytes about to be deleted in, the record that keeps them out; those that hold a secret stay with the person (rule 27).
import type { StoredRecord } from '../archive/record.ts'
import type { AllowedSecret } from '../config/config.ts'
import { ok, type Result } from '../diagnostic/diagnostic.ts'
import { digestBytes } from '../digest/digest.ts'
import { decodeText, normalText } from '../digest/text.ts'
import { overwrittenRecord, type RecordStamp } from '../plan/records.ts'

export interface Scanning {
  readonly allowedSecrets: readonly AllowedSecret[]
  /** Literal secrets of the environment. */
  readonly knownSecrets: readonly string[]
}

export interface KeptBytes {
  readonly records: readonly StoredRecord[]
  readonly blobs: readonly Uint8Array[]
  readonly privateBlobs: readonly Uint8Array[]
}

/** Nothing where there is nothing to keep. Fails where the scanner cannot run. */
export async function keepBytes(
  stamp: RecordStamp,
  reason: string,
  files: ReadonlyMap<string, Uint8Array>,
  scanning: Scanning,
): Promise<Result<KeptBytes>> {
  if (files.size === 0) return ok({ records: [], blobs: [], privateBlobs: [] })
  const { scanSecrets } = await import('../secret/scan.ts')
  const texts = [...files].flatMap(([path, bytes]) => {
    const text = decodeText(bytes)
    return text === null ? [] : [{ path, text: normalText(text) }]
  })
  const hits = await scanSecrets(texts, scanning.allowedSecrets, scanning.knownSecrets)
  if (!hits.ok) return hits
  const hidden = [...new Set(hits.value.map((hit) => hit.path))].sort()
  const kept = overwrittenRecord(stamp, reason, files)
  const secret = new Set(hidden.flatMap((path) => digestsOf(files.get(path))))
  const { record } = kept
  const told: StoredRecord =
    hidden.length > 0 && record.kind === 'overwritten'
      ? { ...record, body: { ...record.body, private: hidden } }
      : record
  return ok({
    records: [told],
    blobs: kept.blobs.filter((blob) => !secret.has(digestBytes(blob))),
    privateBlobs: kept.blobs.filter((blob) => secret.has(digestBytes(blob))),
  })
}

function digestsOf(bytes: Uint8Array | undefined): readonly string[] {
  return bytes === undefined ? [] : [digestBytes(bytes)]
}
