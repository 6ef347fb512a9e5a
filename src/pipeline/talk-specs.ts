// A conversation in; the specs that it had to do with, and the symbols of their targets that its edits are in now, out.
import { isCode } from '../code/language.ts'
import { decodeText } from '../digest/text.ts'
import { specsOf, type SpecLink } from '../link/specs-of.ts'
import type { Workspace } from '../ports.ts'
import type { Conversation } from '../session/conversation.ts'
import type { EditedSymbol } from '../why/edited-symbols.ts'
import { knownSpecs } from './known-specs.ts'

export interface TalkSpec extends SpecLink {
  /** Of a target that was changed and is code. */
  readonly symbols: readonly EditedSymbol[]
}

/** The compiler is loaded only where code was changed. */
export async function talkSpecs(
  conversation: Conversation,
  workspace: Pick<Workspace, 'readSpecs' | 'read'>,
): Promise<readonly TalkSpec[]> {
  const links = specsOf(conversation, await knownSpecs(workspace))
  return Promise.all(
    links.map(async (link) => {
      const symbols = link.role === 'built' ? await symbolsIn(conversation, link.path, workspace) : []
      return { ...link, symbols }
    }),
  )
}

async function symbolsIn(
  conversation: Conversation,
  path: string,
  workspace: Pick<Workspace, 'read'>,
): Promise<readonly EditedSymbol[]> {
  const state = isCode(path) ? workspace.read(path) : null
  const text = state?.kind === 'file' ? decodeText(state.bytes) : null
  if (text === null) return []
  const { symbolFile } = await import('../why/symbol-file.ts')
  const { editedSymbols } = await import('../why/edited-symbols.ts')
  return editedSymbols(conversation, symbolFile(path, text)).filter(({ symbol }) => symbol !== '')
}
