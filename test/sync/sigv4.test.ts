// The examples that AWS publishes: "Examples: Signature Calculations" of the S3 API reference, and the vector get-vanilla of
// the Signature Version 4 test suite.
import { describe, expect, test } from 'vitest'
import { encodePath, encodeQuery, sha256, sign } from '../../src/sync/sigv4.ts'

const credentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: ['wJalrXUtnFEMI', 'K7MDENG', 'bPxRfiCYEXAMPLEKEY'].join('/'),
  sessionToken: null,
}
const s3 = { region: 'us-east-1', service: 's3' }
const nothing = sha256('')

function signatureOf(headers: Readonly<Record<string, string>>): string {
  return /Signature=([0-9a-f]+)$/.exec(headers.authorization ?? '')?.[1] ?? ''
}

describe('a request to S3 is signed as AWS signs it', () => {
  const get = (path: string, query: Record<string, string>, headers: Record<string, string> = {}): string =>
    signatureOf(
      sign(
        {
          method: 'GET',
          path,
          query,
          headers: { host: 'examplebucket.s3.amazonaws.com', 'x-amz-content-sha256': nothing, ...headers },
          bodyHash: nothing,
        },
        credentials,
        s3,
        '20130524T000000Z',
      ),
    )

  test('a part of an object', () => {
    expect(get('/test.txt', {}, { range: 'bytes=0-9' })).toBe(
      'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    )
  })

  test('a sub-resource', () => {
    expect(get('/', { lifecycle: '' })).toBe(
      'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
    )
  })

  test('a listing', () => {
    expect(get('/', { 'max-keys': '2', prefix: 'J' })).toBe(
      '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
    )
  })

  test('an object that is put, with a name that has to be encoded', () => {
    const body = 'Welcome to Amazon S3.'
    const headers = sign(
      {
        method: 'PUT',
        path: '/test$file.text',
        query: {},
        headers: {
          Host: 'examplebucket.s3.amazonaws.com',
          Date: 'Fri, 24 May 2013 00:00:00 GMT',
          'x-amz-content-sha256': sha256(body),
          'x-amz-storage-class': 'REDUCED_REDUNDANCY',
        },
        bodyHash: sha256(body),
      },
      credentials,
      s3,
      '20130524T000000Z',
    )
    expect(signatureOf(headers)).toBe('98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd')
  })
})

test('the vector get-vanilla of the test suite', () => {
  const headers = sign(
    { method: 'GET', path: '/', query: {}, headers: { host: 'example.amazonaws.com' }, bodyHash: nothing },
    {
      ...credentials,
      accessKeyId: 'AKIDEXAMPLE',
      secretAccessKey: credentials.secretAccessKey.replace('G/b', 'G+b'),
    },
    { region: 'us-east-1', service: 'service' },
    '20150830T123600Z',
  )
  expect(signatureOf(headers)).toBe('5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31')
})

test('a token of temporary credentials is signed with the rest', () => {
  const headers = sign(
    { method: 'GET', path: '/', query: {}, headers: { host: 'h' }, bodyHash: nothing },
    { ...credentials, sessionToken: 'made-up' },
    s3,
    '20150830T123600Z',
  )
  expect(headers['x-amz-security-token']).toBe('made-up')
  expect(headers.authorization).toContain('SignedHeaders=host;x-amz-date;x-amz-security-token,')
})

test('names are encoded once, and all but letters, digits and four signs are', () => {
  expect(encodePath("/a b/ü/~-._/!'()*+%")).toBe('/a%20b/%C3%BC/~-._/%21%27%28%29%2A%2B%25')
  expect(encodeQuery({ b: '1 2', a: '/', 'a-b': '' })).toBe('a=%2F&a-b=&b=1%202')
})
