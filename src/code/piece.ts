// What the walk over a syntax tree puts in the place of nodes that it does not enter.

export const pieceKind = -1

/** Stands in the place of nodes whose text is not looked at: `piece` is what they count as, `''` for nothing. */
export interface Piece {
  /** No kind of node: tells the two apart without a look at what a node has. */
  readonly kind: typeof pieceKind
  readonly piece: string
  readonly pos: number
  readonly end: number
}
