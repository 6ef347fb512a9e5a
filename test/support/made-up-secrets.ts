// Made-up secrets, put together from pieces so that no file here holds one.

/** Letters and digits that look drawn at random, the same in every run. */
export function noise(length: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
  let state = 12345
  let text = ''
  while (text.length < length) {
    state = (state * 1103515245 + 12345) % 2147483648
    text += alphabet.charAt(Math.floor((state / 2147483648) * alphabet.length))
  }
  return text
}

export const madeUpToken = ['ghp', '_', noise(36)].join('')
