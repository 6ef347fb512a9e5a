// Files and answers in; what makes copies of the project out, built from them once a process.
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { greetingProject } from './greeting.ts'
import { buildWith, testProject, type ScriptedAnswer, type TestProject } from './project.ts'

/** An answer of one file. */
export const oneFile = (path: string, code: string): ScriptedAnswer => ({
  files: { [path]: code },
  trace: { R1: [] },
})

/**
 * The greeting project with more files, its specs built in this order. What `finish` does to it, copies have too.
 *
 * @throws where an answer is refused.
 */
export function builtOnce(
  files: Readonly<Record<string, string>>,
  answers: Readonly<Record<string, ScriptedAnswer>>,
  finish: (project: TestProject) => void = () => {},
): () => Promise<TestProject> {
  const build = async (): Promise<string> => {
    const project = greetingProject(files)
    for (const [id, answer] of Object.entries(answers)) {
      const done = await buildWith(project, id, answer)
      if (done.exit !== 0) throw new Error(done.stdout + done.stderr)
    }
    finish(project)
    const tree = mkdtempSync(join(tmpdir(), 'spec-built-'))
    // At the end of the process: one process runs several test files, and this is built once for all of them.
    process.once('exit', () => rmSync(tree, { recursive: true, force: true }))
    const isKept = (path: string): boolean => !/node_modules$|\.spec\/local/.test(path)
    cpSync(project.root, tree, { recursive: true, filter: isKept })
    return tree
  }
  let built: Promise<string> | undefined
  return async () => {
    built ??= build()
    const project = testProject()
    cpSync(await built, project.root, { recursive: true })
    return project
  }
}
