// The greeting project with both features built: what tests of the commands after building start from.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openProject, type Opened } from '../../src/pipeline/open-project.ts'
import { createWorkspace } from '../../src/adapters/workspace.ts'
import { defaultConfig } from '../../src/config/config.ts'
import { farewellAnswer, greetingAnswer, greetingProject } from './greeting.ts'
import { buildWith, testProject, type TestProject } from './project.ts'

let built: Promise<Readonly<Record<string, Uint8Array>>> | undefined

/** Built once a process, and copied from then on. `more` is there beside what was built. */
export async function builtProject(more: Readonly<Record<string, string>> = {}): Promise<TestProject> {
  built ??= build()
  return testProject({ ...(await built), ...more })
}

async function build(): Promise<Readonly<Record<string, Uint8Array>>> {
  const project = greetingProject()
  for (const [id, answer] of [
    ['greeting', greetingAnswer],
    ['farewell', farewellAnswer],
  ] as const) {
    const done = await buildWith(project, id, answer)
    if (done.exit !== 0) throw new Error(done.stdout + done.stderr)
  }
  return Object.fromEntries(project.files().map((path) => [path, readFileSync(join(project.root, path))]))
}

/** The project as use cases see it. */
export async function opened(project: TestProject): Promise<Opened> {
  const found = await openProject(createWorkspace(project.root), defaultConfig)
  if (!found.ok) throw new Error(JSON.stringify(found.diagnostics))
  return found.value
}

interface Checked {
  readonly specs: readonly {
    readonly id: string
    readonly targets: readonly { readonly path: string; readonly state: string }[]
    readonly causes: readonly unknown[]
  }[]
}

/** Target → state, as `spec drift` tells it. */
export async function states(project: TestProject): Promise<Readonly<Record<string, string>>> {
  const checked = (await project.spec(['drift', '--json'])).json() as unknown as Checked
  return Object.fromEntries(
    checked.specs.flatMap((spec) => spec.targets.map(({ path, state }) => [path, state] as const)),
  )
}

/** A copy of every file's text, to see that a refused command left all as it was; journals and claims apart. */
export function snapshot(project: TestProject): Readonly<Record<string, string>> {
  const files = project.files().filter((path) => !/^\.spec\/(local|cache)\//.test(path))
  return Object.fromEntries(files.map((path) => [path, project.read(path)]))
}

/** Takes a file out of a list in front matter. */
export function dropTarget(project: TestProject, spec: string, line: string): void {
  project.write(spec, project.read(spec).replace(line, ''))
}
