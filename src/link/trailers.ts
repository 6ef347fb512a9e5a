// The message of a commit in, the conversations that its trailers name out.

/**
 * `Conversation: <agent>/<session>` on a line of its own, as git-interpret-trailers(1) has it; in the middle of the message and
 * indented too, where a squash left it.
 */
export function conversationTrailers(message: string): readonly string[] {
  const found = new Set<string>()
  for (const [, named = ''] of message.matchAll(
    /^[ \t]*Conversation:[ \t]*([a-z][a-z-]*\/\S{1,200})[ \t]*\r?$/gim,
  ))
    found.add(named)
  return [...found]
}
