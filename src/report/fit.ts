// Lists that want more room than there is in, how many of each are shown out.

/** A list of a report; where not all of it is shown, one more line says how many are not. */
export interface Wanted {
  readonly items: number
  /** Lines around the items, needed where there is any. */
  readonly frame: number
}

/**
 * Items of each list, so that all lists fit into `room` lines. The longest gives way first, so that short ones are shown
 * whole; at least one of each stays.
 */
export function fitLists(lists: readonly Wanted[], room: number): readonly number[] {
  const shown = lists.map(({ items }) => Math.min(items, room))
  const lines = (index: number): number => {
    const { items, frame } = lists[index] ?? { items: 0, frame: 0 }
    const count = shown[index] ?? 0
    return items === 0 ? 0 : frame + count + (count < items ? 1 : 0)
  }
  const total = (): number => shown.reduce((sum, _, index) => sum + lines(index), 0)
  while (total() > room) {
    const longest = shown.lastIndexOf(Math.max(...shown))
    if ((shown[longest] ?? 0) <= 1) break
    shown[longest] = (shown[longest] ?? 0) - 1
  }
  return shown
}
