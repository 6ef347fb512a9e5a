// JSON with comments and trailing commas (a tsconfig) in, its value out.

/** The value, or undefined where it cannot be read even so. */
export function parseJsonc(text: string): unknown {
  try {
    return JSON.parse(withoutTrailingCommas(withoutComments(text.replace(/^\ufeff/u, ''))))
  } catch {
    return undefined // JSON.parse throws for text that is not JSON, and for nothing else.
  }
}

/** Strings are matched first, so that what looks like a comment or a comma inside one stays. */
function withoutComments(text: string): string {
  return text.replace(/"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|\/\*[^]*?\*\//gu, (found) =>
    found.startsWith('"') ? found : ' ',
  )
}

function withoutTrailingCommas(text: string): string {
  return text.replace(/"(?:[^"\\\n]|\\.)*"|,(?=\s*[\]}])/gu, (found) => (found.startsWith('"') ? found : ''))
}
