// The root of a project and where its sessions are → git and the kept conversations behind the ports of `why` and of the log of one
// spec.
import type { SessionsHere } from '../adapters/sessions/place.ts'
import type { HistoryWorld } from '../pipeline/log-history.ts'
import type { WhyWorld } from '../pipeline/why-world.ts'

type Sessions = Pick<SessionsHere, 'root' | 'place' | 'told'>

/** @param sessions null where they cannot be reached, or are left out. */
export function wireWhy(root: string, sessions: Sessions | null): WhyWorld {
  return {
    blame: async (path, from, to) => {
      const { blameLines } = await import('../adapters/git-blame.ts')
      return blameLines(root, path, from, to)
    },
    talks: talksIn(sessions),
    links: async (talks, say) => {
      if (sessions === null) return []
      const { openLinks } = await import('../adapters/links/open.ts')
      const { factsOf } = await import('../link/session-facts.ts')
      const { linksOf } = await import('../pipeline/links.ts')
      const facts = talks.map(({ session, conversation }) => factsOf(session, conversation))
      const links = await linksOf({
        ...openLinks(root, sessions),
        sessions: () => Promise.resolve({ facts, diagnostics: [] }),
      })
      // Without a history there are no links: that git does not know the file is told already.
      if (!links.ok) return []
      say(sessions.told(links.diagnostics))
      return links.value
    },
  }
}

/** @param git what is left out costs nothing. */
export function wireHistory(root: string, git: boolean, sessions: Sessions | null): HistoryWorld {
  return {
    edits: git,
    commits: async (paths) => {
      if (!git) return null
      const { commitsTouching } = await import('../adapters/git-touching.ts')
      return commitsTouching(root, paths)
    },
    talks: talksIn(sessions),
  }
}

export function talksIn(sessions: Pick<Sessions, 'root' | 'told'> | null): WhyWorld['talks'] {
  return async function* (words, say) {
    if (sessions === null) return
    const { conversationsMentioning } = await import('../adapters/sessions/mentioning.ts')
    yield* conversationsMentioning(sessions.root, words, (diagnostics) => say(sessions.told(diagnostics)))
  }
}
