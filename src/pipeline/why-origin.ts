// A known file and one of its lines in; the record that first has the line, or that it was edited by hand, out.
import { symbolAt } from '../why/trace-of-line.ts'
import type { WhyOrigin } from '../why/why.ts'
import type { KnownFile } from './why-file.ts'
import type { MadeBy } from './why-versions.ts'

export interface Origin {
  readonly origin: WhyOrigin | null
  readonly by: MadeBy | null
}

/** Nothing where the file was never built, or where what would tell is missing from the archive. */
export function originOf(file: KnownFile, line: number): Origin {
  const { owner, origins, unchanged, newest, whole } = file
  if (!owner?.locked) return { origin: null, by: null }
  const found = origins[line - 1] ?? null
  if (found !== null) {
    const { digest, record } = found.of
    const how = found.exact ? 'the line stands there as it does now' : 'the line stands there in another form'
    const before = found.gap ? ', and versions after it lack the line' : ''
    const records = whole ? 'no record before it' : 'no record before it that the archive still has'
    const words = `${how}, and in ${records}${before}`
    return {
      origin: {
        ...factsOf(found.of),
        record: digest,
        at: record.at,
        line: found.line,
        certainty: found.exact && !found.gap && whole ? 'certain' : 'likely',
        because: words,
      },
      by: found.of,
    }
  }
  const symbol = symbolAt(file.code, line)
  if (newest !== null && unchanged?.has(symbol?.name ?? '') === true) {
    const words = `${symbol?.name ?? 'the file'} says the same there; only its form is another`
    const { digest, record } = newest
    return {
      origin: {
        ...factsOf(newest),
        record: digest,
        at: record.at,
        line: null,
        certainty: 'likely',
        because: words,
      },
      by: newest,
    }
  }
  if (!whole) return { origin: null, by: null }
  if (file.spelled(file.lines[line - 1] ?? ''))
    return {
      origin: {
        kind: 'edit',
        certainty: 'likely',
        because: 'a record has such a line at another place: it was moved, or written by hand',
      },
      by: null,
    }
  return {
    origin: {
      kind: 'edit',
      certainty: 'certain',
      because: 'no generation and no accepted version has this line: it was edited by hand',
    },
    by: null,
  }
}

function factsOf({
  record,
}: MadeBy): Pick<
  Extract<WhyOrigin, { readonly kind: 'generation' | 'acceptance' | 'amendment' }>,
  'kind' | 'model' | 'reason'
> {
  switch (record.kind) {
    case 'generation':
      return { kind: 'generation', model: record.body.identity, reason: null }
    case 'acceptance':
      return { kind: 'acceptance', model: null, reason: record.body.because }
    case 'amendment':
      return { kind: 'amendment', model: record.body.identity, reason: record.body.because }
  }
}
