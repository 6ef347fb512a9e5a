// Servers that last for one test, and the rule that every request to them is one the real API would take.
import { afterEach, expect } from 'vitest'
import {
  startMessagesServer,
  type MessagesServer,
  type ServerOptions,
} from '../../support/messages-server.ts'

/** To be called once a test file. */
export function useServers(): (options?: ServerOptions) => Promise<MessagesServer> {
  const servers: MessagesServer[] = []
  afterEach(async () => {
    for (const server of servers) expect(server.violations).toEqual([])
    await Promise.all(servers.splice(0).map((server) => server.close()))
  })
  return async (options = {}) => {
    const server = await startMessagesServer(options)
    servers.push(server)
    return server
  }
}

/** What a message request said. */
export const body = (server: MessagesServer, index = 0): Record<string, unknown> =>
  server.asked()[index]?.body as Record<string, unknown> // The server takes objects only.
