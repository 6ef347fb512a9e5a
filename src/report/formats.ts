// The formats that a machine or a host reads, each one function from a check to its text.
import type { Checked, Rendered } from './checked.ts'
import { renderGithub } from './github.ts'
import type { HostFormat } from './host-formats.ts'
import { renderJunit } from './junit.ts'
import { renderMarkdown } from './markdown.ts'
import { renderSarif } from './sarif.ts'

const renderers: Readonly<Record<HostFormat, (checked: Checked) => Rendered>> = {
  sarif: renderSarif,
  github: renderGithub,
  junit: renderJunit,
  markdown: renderMarkdown,
}

/** Text for stdout, and warnings about what was left out because the reader would not take it. */
export function renderAs(format: HostFormat, checked: Checked): Rendered {
  return renderers[format](checked)
}
