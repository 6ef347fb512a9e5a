// Base64 of an image in, the image by its digest out: archives keep no pictures of screens twice.
import { digestBytes } from '../digest/digest.ts'
import type { Block } from './conversation.ts'

export type ImageBlock = Extract<Block, { readonly kind: 'image' }>

export function imageBlock(mediaType: string, base64: string): ImageBlock {
  const bytes = Buffer.from(base64, 'base64')
  return { kind: 'image', mediaType, digest: digestBytes(bytes), bytes: bytes.length }
}

/** `data:image/png;base64,…`; null for any other address. */
export function imageOfDataUrl(url: string): ImageBlock | null {
  const head = /^data:([\w.+/-]{1,100});base64,/.exec(url)
  return head?.[1] === undefined ? null : imageBlock(head[1], url.slice(head[0].length))
}
