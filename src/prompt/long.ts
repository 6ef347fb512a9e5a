// A file's text in; whether it is long enough to come back as edits out.
import { editsFrom } from '../answer/instructions.ts'

/** @param text with LF. */
export function isLong(text: string): boolean {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0) >= editsFrom
}
