// Records as OpenCode stores and exports them, for tests.
const created = Date.UTC(2026, 0, 2, 3)

export type OpenCodePart = Readonly<Record<string, unknown>>

let parts = 0

export const session = (id: string, more: object = {}) => ({
  ...{
    id,
    projectID: 'p',
    directory: '~/shop',
    title: 'Carts',
    version: '1.2.3',
    time: { created, updated: created },
  },
  ...more,
})

export const message = (id: string, role: string, more: object = {}) => ({
  ...{ id, sessionID: 's1', role, time: { created } },
  ...more,
})

export const part = (type: string, more: object = {}): OpenCodePart => ({
  id: `prt_${++parts}`,
  type,
  ...more,
})

export const tool = (name: string, input: object, state: object = {}): OpenCodePart =>
  part('tool', { tool: name, callID: `${name}-call`, state: { status: 'completed', input, ...state } })

/** One message with its parts. */
export const exported = (info: object, given: readonly OpenCodePart[]) => ({
  info: session('s1'),
  messages: [{ info, parts: given }],
})
