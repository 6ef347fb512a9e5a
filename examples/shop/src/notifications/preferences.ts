import { fail, ok } from '../auth/api.js'
import type { Result } from '../auth/api.js'
import type { Category } from './templates.js'

export class Preferences {
  readonly #muted = new Map<string, Set<Category>>()

  mute(userId: string, category: Category): Result<null> {
    if (category === 'security') {
      return fail('invalid_input', 'Security mails cannot be muted', { field: 'category' })
    }
    const categories = this.#muted.get(userId) ?? new Set<Category>()
    categories.add(category)
    this.#muted.set(userId, categories)
    return ok(null)
  }

  unmute(userId: string, category: Category): void {
    this.#muted.get(userId)?.delete(category)
  }

  isMuted(userId: string, category: Category): boolean {
    return this.#muted.get(userId)?.has(category) ?? false
  }
}
