// The answer to ListObjectsV2 in, the keys of a page out
// (https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html). The answer is a stranger's: whatever is not plain
// XML of the kind that servers send is refused.

export interface ListedPage {
  /** Key → size in bytes. */
  readonly keys: ReadonlyMap<string, number>
  /** To be sent for the next page; null where there is none. */
  readonly next: string | null
}

/** One element: its text, and its children in order. */
interface Element {
  readonly name: string
  text: string
  readonly children: Element[]
}

const deepest = 16

/**
 * Null where it is no such answer.
 *
 * @param prefix that was asked for: what does not begin so is left out.
 */
export function readListing(xml: string, prefix: string): ListedPage | null {
  const root = readXml(xml)
  if (root?.name !== 'ListBucketResult') return null
  const encoded = textOf(root, 'EncodingType') === 'url'
  const keys = new Map<string, number>()
  for (const child of root.children) {
    if (child.name !== 'Contents') continue
    const [key, size] = [textOf(child, 'Key'), textOf(child, 'Size')]
    if (key === null || size === null || !/^\d{1,15}$/.test(size)) return null
    const plain = encoded ? decoded(key, prefix) : key
    if (plain === null) return null
    if (plain.startsWith(prefix)) keys.set(plain, Number(size))
  }
  const next = textOf(root, 'IsTruncated') === 'true' ? textOf(root, 'NextContinuationToken') : null
  if (textOf(root, 'IsTruncated') === 'true' && (next === null || next === '')) return null
  return { keys, next }
}

/** `<Code>` and `<Message>` of an answer that tells a fault; null where it is none. */
export function readFault(xml: string): { readonly code: string; readonly message: string } | null {
  const root = readXml(xml)
  const code = root?.name === 'Error' ? textOf(root, 'Code') : null
  return root === null || code === null ? null : { code, message: textOf(root, 'Message') ?? '' }
}

/** AWS sends a space as `+`, as forms have it; others send a plus so. */
function decoded(key: string, prefix: string): string | null {
  try {
    const plain = decodeURIComponent(key.replaceAll('+', ' '))
    return plain.startsWith(prefix) ? plain : decodeURIComponent(key)
  } catch {
    return null
  }
}

function textOf(parent: Element, name: string): string | null {
  return parent.children.find((child) => child.name === name)?.text ?? null
}

/** Elements, attributes that are passed over, text, the five entities and numbers. No DOCTYPE, no CDATA, no comment. */
function readXml(xml: string): Element | null {
  const top: Element = { name: '', text: '', children: [] }
  const open: Element[] = [top]
  const token = /<(\/?)([A-Za-z_][\w.-]*)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/y
  const prolog = /^(?:\ufeff)?(?:<\?xml[^<>?]*\?>)?/.exec(xml)?.[0] ?? ''
  token.lastIndex = prolog.length
  while (token.lastIndex < xml.length) {
    const found = token.exec(xml)
    if (found === null) return null
    const [, slash = '', name = '', , closed = '', text] = found
    const current = open.at(-1)
    if (current === undefined) return null
    if (text !== undefined) {
      const plain = unescaped(text)
      if (plain === null || (open.length === 1 && plain.trim() !== '')) return null
      current.text += plain
    } else if (slash !== '') {
      if (open.length === 1 || current.name !== name || closed !== '') return null
      open.pop()
    } else {
      const element: Element = { name, text: '', children: [] }
      current.children.push(element)
      if (closed === '' && open.push(element) > deepest) return null
    }
  }
  const [root, ...more] = top.children
  return open.length === 1 && root !== undefined && more.length === 0 ? root : null
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function unescaped(text: string): string | null {
  let damaged = false
  const plain = text.replace(/&([^;&]{0,10};?)/g, (_, name: string) => {
    const [, hex, decimal] = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}));$/.exec(name) ?? []
    const point =
      hex !== undefined ? Number.parseInt(hex, 16) : decimal !== undefined ? Number(decimal) : null
    const known = point === null ? entities[name.replace(/;$/, '')] : characterOf(point)
    if (known === undefined || known === null || !name.endsWith(';')) damaged = true
    return known ?? ''
  })
  return damaged ? null : plain
}

function characterOf(point: number): string | null {
  const isText = point > 0 && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff)
  return isText ? String.fromCodePoint(point) : null
}
