// A forward proxy on this machine: it notes where it is asked to go, and goes to one port whatever the name was.
import { createServer } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'

export interface Proxy {
  readonly url: string
  /** `host:port` of each CONNECT, in order. */
  readonly tunnels: readonly string[]
  /** `Proxy-Authorization` of each CONNECT; null where there was none. */
  readonly credentials: readonly (string | null)[]
  close(): Promise<void>
}

/** `port`: where every tunnel leads; null: no tunnel is opened (status 502). */
export async function startProxy(port: number | null): Promise<Proxy> {
  const tunnels: string[] = []
  const credentials: (string | null)[] = []
  const sockets = new Set<Socket>()
  const keep = (socket: Socket): void => {
    sockets.add(socket)
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket))
  }
  const server = createServer((_, response) => response.writeHead(405).end())
  server.on('connection', keep)
  server.on('connect', (request, client: Socket, head) => {
    tunnels.push(request.url ?? '')
    credentials.push(request.headers['proxy-authorization'] ?? null)
    if (port === null) {
      client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
      return
    }
    const upstream = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      upstream.write(head)
      upstream.pipe(client).pipe(upstream)
    })
    keep(upstream)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, // A TCP server that listens has a port.
    tunnels,
    credentials,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
