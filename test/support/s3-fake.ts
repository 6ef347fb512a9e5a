// An S3 server on a loopback port, for what a real one cannot be made to do: it checks signatures by its own reckoning
// (https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html), and fails on demand.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export const fakeKeys = { AWS_ACCESS_KEY_ID: 'AKIDFAKE', AWS_SECRET_ACCESS_KEY: 'a/made+up/secret' }

/** `cut`: a part of the body, then the line breaks. `drop`: no answer. `silent`: the line stays open. */
export type FakeFault =
  | {
      readonly kind: 'status'
      readonly status: number
      readonly code?: string
      readonly headers?: Record<string, string>
    }
  | { readonly kind: 'cut' | 'drop' | 'silent' }
  /** It is done, and the answer says otherwise. */
  | { readonly kind: 'done'; readonly status: number }

export interface FakeRequest {
  readonly method: string
  /** Without the bucket. */
  readonly key: string
  readonly query: URLSearchParams
}

export interface S3Fake {
  readonly endpoint: string
  /** Of the one bucket, `archive`. */
  readonly objects: Map<string, Buffer>
  readonly requests: FakeRequest[]
  /** Asked for each request; null: it is answered as it should be. */
  fault: (request: FakeRequest) => FakeFault | null
  /** Keys on a page. */
  pageSize: number
  /** Keys are sent as they are, though they were asked for in the form of addresses. */
  plainKeys: boolean
  /** Of the server, against that of this machine. Milliseconds. */
  clockOffset: number
  /** Most requests that were under way at once. */
  busiest: number
}

export async function s3Fake(): Promise<S3Fake> {
  let underWay = 0
  const server = createServer((request, response) => {
    underWay++
    fake.busiest = Math.max(fake.busiest, underWay)
    response.once('close', () => underWay--)
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => answer(fake, request, response, Buffer.concat(parts)))
    request.on('error', () => undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const fake: S3Fake = {
    // A port was asked for, so it is no pipe.
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects: new Map(),
    requests: [],
    fault: () => null,
    pageSize: 1000,
    plainKeys: false,
    clockOffset: 0,
    busiest: 0,
  }
  return fake
}

function answer(fake: S3Fake, request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  const url = new URL(request.url ?? '/', fake.endpoint)
  const [, bucket = '', ...rest] = decodeURIComponent(url.pathname).split('/')
  const asked = { method: request.method ?? '', key: rest.join('/'), query: url.searchParams }
  fake.requests.push(asked)
  const fault = fake.fault(asked)
  if (fault?.kind === 'drop') return void request.socket.destroy()
  if (fault?.kind === 'silent') return
  if (fault?.kind === 'status')
    return refuse(fake, response, fault.status, fault.code ?? 'Fault', fault.headers)
  const wrong = signatureFault(fake, request, url, body)
  if (wrong !== null) return refuse(fake, response, 403, wrong)
  if (bucket !== 'archive') return refuse(fake, response, 404, 'NoSuchBucket')
  if (asked.key === '') return list(fake, response, url.searchParams)
  if (asked.method === 'PUT') {
    const sum = request.headers['content-md5']
    if (sum !== undefined && sum !== createHash('md5').update(body).digest('base64'))
      return refuse(fake, response, 400, 'BadDigest')
    fake.objects.set(asked.key, body)
    return fault?.kind === 'done' ? refuse(fake, response, fault.status, 'Fault') : void response.end()
  }
  const object = fake.objects.get(asked.key)
  if (object === undefined) return refuse(fake, response, 404, 'NoSuchKey')
  response.setHeader('content-length', object.length)
  if (fault?.kind === 'cut')
    return void response.write(object.subarray(0, object.length >> 1), () => request.socket.destroy())
  response.end(asked.method === 'HEAD' ? undefined : object)
}

function refuse(
  { clockOffset }: S3Fake,
  response: ServerResponse,
  status: number,
  code: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.sendDate = false
  response.writeHead(status, { date: new Date(Date.now() + clockOffset).toUTCString(), ...headers })
  response.end(`<?xml version="1.0"?>\n<Error><Code>${code}</Code><Message>made &lt;up&gt;</Message></Error>`)
}

function list(fake: S3Fake, response: ServerResponse, query: URLSearchParams): void {
  const prefix = query.get('prefix') ?? ''
  const after = query.get('continuation-token')
  const keys = [...fake.objects.keys()].filter((key) => key.startsWith(prefix) && key > (after ?? '')).sort()
  const page = keys.slice(0, fake.pageSize)
  const escape = (text: string): string =>
    text.replace(/[&<>]/g, (char) => ({ '&': '&amp;', '<': '&lt;' })[char] ?? '&gt;')
  const spelled = (key: string): string =>
    escape(fake.plainKeys ? key : encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/'))
  const more = keys.length > page.length
  response.setHeader('content-type', 'application/xml')
  response.end(
    `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">` +
      `<Name>archive</Name>${fake.plainKeys ? '' : '<EncodingType>url</EncodingType>'}<IsTruncated>${more}</IsTruncated>` +
      (more ? `<NextContinuationToken>${escape(page.at(-1) ?? '')}</NextContinuationToken>` : '') +
      page
        .map(
          (key) =>
            `<Contents><Key>${spelled(key)}</Key><Size>${fake.objects.get(key)?.length ?? 0}</Size></Contents>`,
        )
        .join('') +
      '</ListBucketResult>',
  )
}

/** Null where the request is signed as it should be. */
function signatureFault(fake: S3Fake, request: IncomingMessage, url: URL, body: Buffer): string | null {
  const { authorization = '' } = request.headers
  const found =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      authorization,
    )
  if (found === null) return 'AccessDenied'
  const [, id, day = '', region = '', signed = '', signature = ''] = found
  if (id !== fakeKeys.AWS_ACCESS_KEY_ID) return 'InvalidAccessKeyId'
  const header = (name: string): string => String(request.headers[name] ?? '')
  const hash = createHash('sha256').update(body).digest('hex')
  if (header('x-amz-content-sha256') !== hash) return 'XAmzContentSHA256Mismatch'
  const date = header('x-amz-date')
  const time = Date.parse(date.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5'))
  if (Math.abs(Date.now() + fake.clockOffset - time) > 15 * 60_000) return 'RequestTimeTooSkewed'
  for (const name of ['host', 'x-amz-date', 'x-amz-content-sha256'])
    if (!signed.split(';').includes(name)) return 'AccessDenied'
  const query = url.search.slice(1).split('&').sort().join('&')
  const canonical = [
    request.method,
    url.pathname,
    query,
    ...signed.split(';').map((name) => `${name}:${header(name)}`),
    '',
    signed,
    hash,
  ].join('\n')
  let key: Buffer | string = `AWS4${fakeKeys.AWS_SECRET_ACCESS_KEY}`
  for (const part of [day, region, 's3', 'aws4_request'])
    key = createHmac('sha256', key).update(part).digest()
  const sum = createHash('sha256').update(canonical).digest('hex')
  const toSign = ['AWS4-HMAC-SHA256', date, `${day}/${region}/s3/aws4_request`, sum].join('\n')
  const right = createHmac('sha256', key).update(toSign).digest()
  return timingSafeEqual(right, Buffer.from(signature, 'hex')) ? null : 'SignatureDoesNotMatch'
}
