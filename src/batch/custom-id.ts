// A submission's token and a place in it → the id of one request; and back.

/**
 * The API takes `^[a-zA-Z0-9_-]{1,64}$`, unique within a batch (API reference, "Create a Message Batch"). Nothing of the
 * spec is in it: ids of specs may hold other characters, and are nobody else's business.
 */
export function customIdOf(token: string, index: number): string {
  return `spec-${token}-${index}`
}

/** Was it made for this submission? */
export function isOf(customId: string, token: string): boolean {
  return customId.startsWith(`spec-${token}-`)
}
