// A generation → the same code in the project's own form, so that what is compared and written differs in code only.
import { diagnostic, type Diagnostic } from '../diagnostic/diagnostic.ts'
import { normalText } from '../digest/text.ts'
import type { Generation } from '../generation/generation.ts'
import type { Formatter } from '../ports.ts'
import type { Answered } from './new-generation.ts'

export interface Formatted {
  readonly generation: Generation
  /** That it could not be done: nothing is wrong with the code. */
  readonly diagnostics: readonly Diagnostic[]
}

/** @param begin awaited before a program runs. */
export async function formatGeneration(
  generation: Generation,
  formatter: Formatter | null,
  begin: () => Promise<void>,
): Promise<Formatted> {
  if (formatter === null) return { generation, diagnostics: [] }
  const texts = new Map<string, string>(generation.files.map(({ path, text }) => [path, text]))
  const { files, left } = await formatter.format(texts, begin)
  const why =
    left === null
      ? []
      : [diagnostic('check-not-run', `the code of ${generation.spec} was not formatted: ${left}`)]
  return {
    generation: {
      ...generation,
      files: generation.files.map((file) => ({
        ...file,
        text: normalText(files.get(file.path) ?? file.text),
      })),
    },
    diagnostics: why,
  }
}

/** The answer in the project's form. A program runs for that, and the answer is paid for: it is kept before. */
export async function inForm(
  answered: Answered,
  answeredBy: (generation: Generation) => Answered,
  formatter: Formatter | null,
): Promise<{ readonly answered: Answered; readonly diagnostics: readonly Diagnostic[] }> {
  const keep = async (): Promise<void> => void (await answered.keep('pending', []))
  const { generation, diagnostics } = await formatGeneration(answered.generation, formatter, keep)
  return { answered: answeredBy(generation), diagnostics }
}
