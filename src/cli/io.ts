// The process as the command line sees it: streams, environment, folder and interruption are values, so that
// commands are tested in process.

export interface OutputStream {
  write(text: string): void
  readonly isTTY: boolean
  /** Width in cells; 80 where it is not known. */
  readonly columns: number
}

export interface InputStream {
  readonly isTTY: boolean
  /** Everything up to the end, as UTF-8 text. Aborted, it rejects, and nothing waits for the input any more. */
  text(signal?: AbortSignal): Promise<string>
  /** One line without its end; null at the end of the input. For questions on a terminal. */
  line(): Promise<string | null>
}

export interface Io {
  readonly stdin: InputStream
  readonly stdout: OutputStream
  readonly stderr: OutputStream
  readonly env: Readonly<Record<string, string | undefined>>
  /** Absolute. */
  readonly cwd: string
  /**
   * Aborted by Ctrl-C. Reading it is what catches Ctrl-C: a command that never reads it ends at once, as the system
   * does it, also in the middle of long work.
   */
  readonly signal: AbortSignal
}
