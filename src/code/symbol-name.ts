// A symbol as a trace spells it in, the spelling that this program uses out.

/** `Session#create`, `Session.prototype.create()` and `Session.create` are one symbol: the last. `Session.#key` is private. */
export function plainName(name: string): string {
  return name
    .replace(/\(.*\)$/, '')
    .replace('.prototype.', '.')
    .replace(/(?<=[^.])#/, '.')
}
