// The name of a thread's program in, where it was built to out.
import fs from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Null where this runs from source: a thread needs one file of JavaScript, as `scripts/build.mjs` makes it. */
export function threadProgram(name: 'thread.js' | 'compare-thread.js'): URL | null {
  const found = [`./${name}`, `../${name}`].map((place) => new URL(place, import.meta.url))
  return found.find((url) => fs.existsSync(fileURLToPath(url))) ?? null
}
