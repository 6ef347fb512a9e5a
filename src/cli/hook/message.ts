// The text of a commit's message and conversations in; whether and where the message is to name them out. Pure.

export function trailer(key: string): string {
  return `Conversation: ${key}`
}

/**
 * Merges put together what has its conversations; what is to be melted into another commit loses its message.
 *
 * @param source as git says it (githooks(5), prepare-commit-msg).
 */
export function namesNone(text: string, source: string | undefined): boolean {
  return source === 'merge' || /^(?:fixup|squash|amend)! /.test(text)
}

/**
 * How comments begin in it.
 *
 * @param set by the settings of git; null: git takes a character that no line begins with.
 */
export function commentOf(text: string, set: string | null): string {
  if (set !== null) return set
  // What git writes itself stands at the end (git, `adjust_comment_line_char`).
  const last = text.trimEnd().split('\n').at(-1) ?? ''
  return /^[#;@!$%^&|:](?: |$)/.test(last) ? last.charAt(0) : '#'
}

/** For a message in which nothing is a comment. */
export function unusedPrefix(text: string): string {
  const lines = text.split('\n')
  return [...'#;@!$%^&|:'].find((one) => !lines.some((line) => line.startsWith(one))) ?? '\u007f'
}

/**
 * Is there anything in it but comments? With a trailer in it, git would take an empty message for one, and make a commit that a
 * person gave up by saying nothing.
 */
export function saysSomething(text: string, comment: string): boolean {
  const lines = text.split('\n')
  const scissors = lines.findIndex((line) => /^\S{1,8} -{24} >8 -{24}$/.test(line))
  return (scissors < 0 ? lines : lines.slice(0, scissors)).some(
    (line) => line.trim() !== '' && !line.startsWith(comment) && !/^Signed-off-by: /.test(line),
  )
}

/**
 * Conversations as comments, which a person sees in the editor and can take out: behind the first comments of git, so that they
 * are also cut off where comments stay and all below a line of scissors goes. The same text where git has written no comment.
 */
export function withComments(text: string, keys: readonly string[], comment: string): string {
  const lines = text.split('\n')
  const first = lines.findIndex((line) => line.startsWith(comment))
  if (first < 0) return text
  let end = first
  while (lines[end]?.startsWith(comment) === true) end++
  const noted = ['In the message, unless you take the line out:', ...keys.map(trailer)]
  return [...lines.slice(0, end), ...noted.map((one) => `${comment} ${one}`), ...lines.slice(end)].join('\n')
}

/** Those that `withComments` put there and that are still there. */
export function commentedKeys(text: string, comment: string): readonly string[] {
  const keys = new Set<string>()
  for (const line of text.split('\n')) {
    const [, key] = line.startsWith(comment)
      ? (/^ Conversation: ([a-z][a-z-]*\/\S{1,200})$/.exec(line.slice(comment.length)) ?? [])
      : []
    if (key !== undefined) keys.add(key)
  }
  return [...keys]
}
