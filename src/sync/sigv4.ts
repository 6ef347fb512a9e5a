// A request and credentials in, the headers that prove it out: AWS Signature Version 4
// (https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html).
import { createHash, createHmac } from 'node:crypto'

export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** Of temporary credentials. */
  readonly sessionToken: string | null
}

export interface Scope {
  readonly region: string
  readonly service: string
}

export interface Unsigned {
  readonly method: string
  /** As they are, not encoded. Each part of the path is encoded once, as S3 wants it. */
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** `host` among them. */
  readonly headers: Readonly<Record<string, string>>
  /** SHA-256 of the body, 64 hex digits. */
  readonly bodyHash: string
}

/**
 * @param date `20130524T000000Z`
 * @returns the headers of the request with `x-amz-date`, the token and `authorization`.
 */
export function sign(
  request: Unsigned,
  credentials: Credentials,
  { region, service }: Scope,
  date: string,
): Readonly<Record<string, string>> {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials
  const headers: Record<string, string> = { ...request.headers, 'x-amz-date': date }
  if (sessionToken !== null) headers['x-amz-security-token'] = sessionToken
  const names = Object.keys(headers)
    .map((name) => name.toLowerCase())
    .sort()
  const values = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  const canonical = [
    request.method,
    encodePath(request.path),
    encodeQuery(request.query),
    ...names.map((name) => `${name}:${(values.get(name) ?? '').trim().replace(/ +/g, ' ')}`),
    '',
    names.join(';'),
    request.bodyHash,
  ].join('\n')
  const day = date.slice(0, 8)
  const scope = `${day}/${region}/${service}/aws4_request`
  const toSign = ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n')
  const key = [day, region, service, 'aws4_request'].reduce<string | Buffer>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${secretAccessKey}`,
  )
  const signature = createHmac('sha256', key).update(toSign).digest('hex')
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`,
  }
}

/** RFC 3986: only letters, digits and `-._~` stay; hex digits in capitals. */
export function encodePart(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

export function encodePath(path: string): string {
  return path.split('/').map(encodePart).join('/')
}

/** In order of name, as it is signed; it is sent the same. */
export function encodeQuery(query: Readonly<Record<string, string>>): string {
  return Object.entries(query)
    .map(([name, value]): [string, string] => [encodePart(name), encodePart(value)])
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
}

export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
