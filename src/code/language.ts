// A path in, how its content is understood out. By the extension alone, so that it is the same on every machine.
import type { Language } from './code.ts'

const byExtension: Readonly<Record<string, Language>> = {
  ts: 'typescript',
  tsx: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  js: 'javascript',
  jsx: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  json: 'json',
}

/** The language of a file; everything unknown is `text`. The case of the extension is ignored. */
export function languageOf(path: string): Language {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const dot = name.lastIndexOf('.')
  const extension = dot <= 0 ? '' : name.slice(dot + 1).toLowerCase()
  return Object.hasOwn(byExtension, extension) ? (byExtension[extension] ?? 'text') : 'text'
}

/** Does the file hold code with symbols and declarations? */
export function isCode(path: string): boolean {
  const language = languageOf(path)
  return language === 'typescript' || language === 'javascript'
}

/** JSON that its readers let have comments and trailing commas: the compiler's and the editor's settings. */
export function isLenientJson(path: string): boolean {
  return /(^|\/)([tj]sconfig[^/]*\.json|\.vscode\/[^/]*\.json)$/i.test(path)
}
