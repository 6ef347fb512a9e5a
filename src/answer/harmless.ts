// A path, heading or id as a person wrote it in, the same on one line without control characters out.

/**
 * Controls (C0, C1, delete), line separators, marks that turn the direction of text, invisible characters and lone
 * surrogates become `\u{1b}`: what a terminal or a reader of lines would act on. Everything else stays as it is.
 */
export function harmless(text: string): string {
  return escapeWhere(text, /[\p{Cc}\u2028\u2029\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\p{Cs}]/gu)
}

/** The same for text of several lines: tabs, line feeds and joiners (an emoji needs them) stay. */
export function harmlessText(text: string): string {
  return escapeWhere(text, /(?![\t\n])[\p{Cc}\u202a-\u202e\u2066-\u2069\p{Cs}]/gu)
}

function escapeWhere(text: string, pattern: RegExp): string {
  return text.replace(pattern, (found) => `\\u{${(found.codePointAt(0) ?? 0).toString(16)}}`)
}
