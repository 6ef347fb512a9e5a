// The project's files in; what of each spec is known by paths and words, out. Specs that cannot be read are left out.
import type { KnownSpec } from '../link/specs-of.ts'
import type { Workspace } from '../ports.ts'
import { parseHead } from '../spec/head.ts'

export async function knownSpecs(workspace: Pick<Workspace, 'readSpecs'>): Promise<readonly KnownSpec[]> {
  const files = await workspace.readSpecs()
  return (files.ok ? files.value : []).flatMap((file) => {
    const head = parseHead(file)
    if (!head.ok) return []
    const targets = head.value.targets.map(({ path }) => String(path))
    return [{ id: head.value.id, path: file.path, targets }]
  })
}
