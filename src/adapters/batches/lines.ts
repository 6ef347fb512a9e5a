// A response in, its lines out while they come: results of a batch may be larger than memory should hold at once.

/** Longest line that is taken, UTF-16 units: above it, something is wrong. */
const longestLine = 100_000_000

/**
 * Hands on every whole line. The last one counts without its line end where the response ended well.
 *
 * @throws whatever the connection throws; `RangeError` where a line does not end.
 */
export async function eachLine(response: Response, take: (line: string) => void): Promise<void> {
  if (response.body === null) return
  const decoder = new TextDecoder()
  let rest = ''
  const split = (text: string): void => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > longestLine) throw new RangeError('a line of the results does not end')
    for (const line of lines) if (line.trim() !== '') take(line)
  }
  const reader = response.body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    split(decoder.decode(value, { stream: true }))
  }
  split(decoder.decode())
  if (rest.trim() !== '') take(rest)
}
