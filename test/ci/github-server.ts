// A server on the loopback that plays the part of GitHub's REST API that the comment script speaks: artifacts of a run, pull
// requests by branch, comments.
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { deflateRawSync } from 'node:zlib'
import { onTestFinished } from 'vitest'

export interface Comment {
  readonly id: number
  readonly user: { readonly login: string }
  body: string
}

export interface Pull {
  readonly number: number
  readonly state: 'open' | 'closed'
  /** `owner:branch` */
  readonly from: string
  readonly sha: string
  readonly repo: number
}

export interface GithubState {
  /** ZIP of the report; null where the run left none. */
  zip: Buffer | null
  /** What the API says of its size, where that is not the truth. */
  size?: number
  pulls: readonly Pull[]
  readonly comments: Map<number, Comment[]>
}

export interface GithubServer {
  readonly url: string
  /** Writing requests: `POST /issues/7/comments`. */
  readonly writes: string[]
  /** All requests. */
  readonly asked: string[]
}

export const token = 'loopback-token'

export async function githubServer(state: GithubState): Promise<GithubServer> {
  const writes: string[] = []
  const asked: string[] = []
  const server = createServer((request, response) => {
    void read(request).then((body) => {
      const url = new URL(request.url ?? '', 'http://loopback')
      const path = url.pathname.replace('/repos/acme/app', '')
      const method = request.method ?? ''
      asked.push(`${method} ${path}${url.search}`)
      if (method !== 'GET') writes.push(`${method} ${path}`)
      const answer = (status: number, value: unknown): void => {
        response.writeHead(status, { 'content-type': 'application/json' })
        response.end(JSON.stringify(value))
      }
      if (request.headers.authorization !== `Bearer ${token}`)
        return answer(401, { message: 'Bad credentials' })
      if (path === '/actions/runs/11/artifacts') {
        const one = {
          id: 5,
          name: 'spec-drift',
          expired: false,
          size_in_bytes: state.size ?? state.zip?.length,
        }
        return answer(200, { artifacts: state.zip === null ? [] : [{ ...one, id: 3, expired: true }, one] })
      }
      if (path === '/actions/artifacts/5/zip') {
        response.writeHead(200, { 'content-type': 'application/zip' })
        return void response.end(state.zip)
      }
      if (path === '/pulls') {
        const found = state.pulls.filter(
          (pull) => pull.state === 'open' && pull.from === url.searchParams.get('head'),
        )
        return answer(
          200,
          found.map(({ number, sha, repo }) => ({ number, head: { sha, repo: { id: repo } } })),
        )
      }
      const [, issue] = /^\/issues\/(\d+)\/comments$/.exec(path) ?? []
      if (issue !== undefined) {
        const comments = state.comments.get(Number(issue)) ?? []
        if (method === 'GET') {
          const page = Number(url.searchParams.get('page'))
          return answer(200, comments.slice((page - 1) * 100, page * 100))
        }
        const made = {
          id: 1000 + comments.length,
          user: { login: 'github-actions[bot]' },
          body: textOf(body),
        }
        state.comments.set(Number(issue), [...comments, made])
        return answer(201, made)
      }
      const [, comment] = /^\/issues\/comments\/(\d+)$/.exec(path) ?? []
      const known = [...state.comments.values()].flat().find(({ id }) => id === Number(comment))
      if (known === undefined) return answer(404, { message: 'Not Found' })
      known.body = textOf(body)
      return answer(200, known)
    })
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo // It listens on a port.
  return { url: `http://127.0.0.1:${port}`, writes, asked }
}

async function read(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk)
  return text
}

function textOf(body: string): string {
  return String((JSON.parse(body) as { body: unknown }).body)
}

/**
 * A ZIP of these files (APPNOTE.TXT 4.3).
 *
 * @param claim what it says of the size of each, where that is not the truth.
 */
export function zipOf(files: Readonly<Record<string, string>>, claim?: number): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const [name, text] of Object.entries(files)) {
    const [title, packed] = [Buffer.from(name), deflateRawSync(Buffer.from(text))]
    const size = claim ?? Buffer.byteLength(text)
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    local.writeUInt16LE(8, 8)
    local.writeUInt32LE(packed.length, 18)
    local.writeUInt32LE(size, 22)
    local.writeUInt16LE(title.length, 26)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    entry.writeUInt16LE(8, 10)
    entry.writeUInt32LE(packed.length, 20)
    entry.writeUInt32LE(size, 24)
    entry.writeUInt16LE(title.length, 28)
    entry.writeUInt32LE(at, 42)
    parts.push(local, title, packed)
    directory.push(entry, title)
    at += local.length + title.length + packed.length
  }
  const entries = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(Object.keys(files).length, 8)
  end.writeUInt16LE(Object.keys(files).length, 10)
  end.writeUInt32LE(entries.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...parts, entries, end])
}
