// Whether colours are on → functions that put them around a text, or leave it as it is.
import picocolors from 'picocolors'

type Paint = (text: string) => string

export interface Colours {
  readonly bold: Paint
  readonly dim: Paint
  readonly red: Paint
  readonly green: Paint
  readonly yellow: Paint
  readonly cyan: Paint
}

export function createColours(enabled: boolean): Colours {
  // The flag is always given: its own detection takes FORCE_COLOR=0 and CI=1 for "on".
  const { bold, dim, red, green, yellow, cyan } = picocolors.createColors(enabled)
  return { bold, dim, red, green, yellow, cyan }
}
