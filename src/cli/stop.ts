// Diagnostics that end a command → told, and the exit code they ask for.
import { exitCodeOf, type Diagnostic } from '../diagnostic/diagnostic.ts'
import type { CommandContext, ExitCode } from './command.ts'

export function stop(context: Pick<CommandContext, 'report'>, diagnostics: readonly Diagnostic[]): ExitCode {
  context.report(diagnostics)
  return exitCodeOf(diagnostics)
}
