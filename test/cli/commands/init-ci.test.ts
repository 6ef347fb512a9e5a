// `spec init --ci`: workflows that hosts understand, that strangers cannot use, and that leave what is there alone.
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { builtProject } from '../../support/built.ts'
import { repositoryIn, runGit, testFolder } from '../../support/git.ts'
import { repository, testProject, type TestProject } from '../../support/project.ts'
import { builtBin } from '../../support/spawned.ts'

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>
  readonly permissions: Readonly<Record<string, string>>
  readonly jobs: Readonly<Record<string, Job>>
}
interface Job {
  readonly permissions?: Readonly<Record<string, string>>
  readonly steps: readonly Step[]
}
interface Step {
  readonly uses?: string
  readonly run?: string
  readonly if?: string
  readonly with?: Readonly<Record<string, unknown>>
  readonly env?: Readonly<Record<string, string>>
}

const workflowOf = (project: TestProject, name: string): Workflow =>
  parse(project.read(`.github/workflows/${name}.yml`)) as Workflow // The file under test.
const names = ['spec-drift', 'spec-drift-comment', 'spec-fresh'] as const
const stepsOf = ({ jobs }: Workflow): readonly Step[] => Object.values(jobs).flatMap(({ steps }) => steps)

describe('github', () => {
  test('gets the action of this version and three workflows, and a second time nothing', async () => {
    const project = testProject()
    repositoryIn(project.root).git('init', '-q')
    const { exit, stdout } = await project.spec(['init', '--ci', 'github'])
    expect(exit).toBe(0)
    expect(stdout).toContain('ANTHROPIC_API_KEY')
    for (const name of ['action.yml', 'runner.mjs', 'install.mjs', 'check.mjs', 'comment.mjs']) {
      const path = `.github/actions/drift/${name}`
      expect(project.read(path)).toBe(readFileSync(join(repository, path), 'utf8'))
    }
    expect(project.files().filter((path) => path.startsWith('.github/workflows/'))).toEqual(
      names.map((name) => `.github/workflows/${name}.yml`).sort(),
    )
    const again = await project.spec(['init', '--ci', 'github'])
    expect(again).toMatchObject({ exit: 0 })
    expect(again.stdout).toContain('Nothing to do')
  })

  test('no workflow puts anything into a script, runs on pull_request_target, or asks for more than it needs', async () => {
    const project = testProject()
    await project.spec(['init', '--ci', 'github'])
    for (const name of names) {
      const workflow = workflowOf(project, name)
      expect(workflow.on).not.toHaveProperty('pull_request_target')
      for (const { run = '', uses = './' } of stepsOf(workflow)) {
        expect(run).not.toContain('${{')
        expect(uses).toMatch(/^(?:\.\/|actions\/[\w-]+@v\d+$)/)
      }
    }
    const drift = workflowOf(project, 'spec-drift')
    expect(Object.keys(drift.on)).toEqual(['pull_request', 'push'])
    expect(drift.permissions).toEqual({ contents: 'read' })
    expect(project.read('.github/workflows/spec-drift.yml')).not.toContain('secrets.')
    const comment = workflowOf(project, 'spec-drift-comment')
    expect(comment.on).toEqual({ workflow_run: { workflows: ['spec drift'], types: ['completed'] } })
    expect(comment.permissions).toEqual({})
    expect(comment.jobs['comment']?.permissions).toEqual({
      actions: 'read',
      contents: 'read',
      'pull-requests': 'write',
    })
    const fresh = workflowOf(project, 'spec-fresh')
    expect(Object.keys(fresh.on)).toEqual(['schedule', 'workflow_dispatch'])
    expect(fresh.permissions).toEqual({ contents: 'read' })
  })

  test('what may comment checks out the default branch and nothing of the pull request', async () => {
    const project = testProject()
    await project.spec(['init', '--ci', 'github'])
    const [checkout] = stepsOf(workflowOf(project, 'spec-drift-comment'))
    expect(checkout?.with).toMatchObject({
      ref: '${{ github.event.repository.default_branch }}',
      'persist-credentials': false,
    })
    const { jobs } = parse(project.read('.github/workflows/spec-drift.yml')) as Workflow // The file under test.
    const upload = jobs['drift']?.steps.find(({ uses }) => uses?.startsWith('actions/upload-artifact'))
    // The name and the one file that the comment script looks for.
    expect(upload?.with).toMatchObject({ name: 'spec-drift', path: '${{ steps.drift.outputs.json }}' })
  })

  test('the weekly rebuild does nothing where there is no key', async () => {
    const project = testProject({ 'package-lock.json': '{}' })
    await project.spec(['init', '--ci', 'github'])
    const [key, ...rest] = stepsOf(workflowOf(project, 'spec-fresh'))
    for (const step of rest) expect(step.if).toBe("${{ steps.key.outputs.there == 'true' }}")
    expect(rest.map(({ run }) => run)).toContain('npm ci --ignore-scripts')
    const output = join(testFolder(), 'output')
    for (const [value, there] of [
      ['', 'false'],
      ['a', 'true'],
    ]) {
      const env = { PATH: process.env.PATH, GITHUB_OUTPUT: output, ANTHROPIC_API_KEY: value }
      spawnSync('bash', ['-e', '-c', key?.run ?? ''], { env })
      expect(readFileSync(output, 'utf8').trim().split('\n').at(-1)).toBe(`there=${there}`)
    }
  })

  test('a project in a folder is checked there, by workflows at the root of the repository', async () => {
    const project = testProject({ 'packages/a: b/specs/features/x.md': '# X\n' })
    repositoryIn(project.root).git('init', '-q')
    const cwd = join(project.root, 'packages/a: b')
    const { stdout } = await project.spec(['init', '--ci', 'github'], { cwd })
    expect(stdout).toContain('created  ../../.github/workflows/spec-drift.yml')
    const step = stepsOf(workflowOf(project, 'spec-drift')).find(
      ({ uses }) => uses === './.github/actions/drift',
    )
    expect(step?.with).toEqual({ 'working-directory': 'packages/a: b' })
    expect(existsSync(join(cwd, '.github'))).toBe(false)
  })

  test('a workflow of that name that is there stays, and the step to add is printed', async () => {
    const project = testProject({ '.github/workflows/spec-drift.yml': 'name: mine\n' })
    const { exit, stdout } = await project.spec(['init', '--ci', 'github'])
    expect(exit).toBe(1)
    expect(project.read('.github/workflows/spec-drift.yml')).toBe('name: mine\n')
    expect(stdout).toContain('by hand  .github/workflows/spec-drift.yml')
    expect(stdout).toContain('- uses: ./.github/actions/drift')
  })

  test('--json tells what is left to do, and --dry-run writes nothing', async () => {
    const project = testProject({ '.gitlab-ci.yml': 'stages: [test]\n' })
    const ran = await project.spec(['init', '--ci', 'gitlab', '--json', '--dry-run'])
    expect(ran.exit).toBe(1)
    expect(ran.json()).toMatchObject({
      schema: 'spec.init/1',
      dryRun: true,
      files: [
        { path: '.gitlab/spec-drift.yml', action: 'create' },
        { path: '.gitlab-ci.yml', action: 'keep' },
      ],
      byHand: [{ path: '.gitlab-ci.yml', text: 'include:\n  - local: .gitlab/spec-drift.yml\n' }],
    })
    expect(project.exists('.gitlab')).toBe(false)
  })
})

describe('gitlab', () => {
  test('gets the jobs and a file that includes them', async () => {
    const project = testProject()
    expect((await project.spec(['init', '--ci', 'gitlab'])).exit).toBe(0)
    expect(parse(project.read('.gitlab-ci.yml'))).toEqual({ include: [{ local: '.gitlab/spec-drift.yml' }] })
    const jobs = parse(project.read('.gitlab/spec-drift.yml')) as Record<string, Record<string, unknown>> // Under test.
    expect(jobs['spec-drift']).toMatchObject({ artifacts: { reports: { junit: 'spec-drift.xml' } } })
    expect(jobs['spec-fresh']).toMatchObject({
      rules: [{ if: '$CI_PIPELINE_SOURCE == "schedule" && $ANTHROPIC_API_KEY' }],
    })
    expect((await project.spec(['init', '--ci', 'gitlab'])).stdout).toContain('Nothing to do')
  })

  test.each([
    'include: .gitlab/spec-drift.yml\n',
    'include:\n  - template: x\n  - local: /.gitlab/spec-drift.yml\njob:\n  script: !reference [a, b]\n',
  ])('is content with %j', async (text) => {
    const project = testProject({ '.gitlab-ci.yml': text })
    expect((await project.spec(['init', '--ci', 'gitlab'])).exit).toBe(0)
    expect(project.read('.gitlab-ci.yml')).toBe(text)
  })

  test('the check of a merge request runs as GitLab would run it', async () => {
    const project = await builtProject()
    project.write('.gitignore', 'node_modules\n')
    const { git, commit } = repositoryIn(project.root)
    git('init', '-q', '-b', 'main')
    await project.spec(['init', '--ci', 'gitlab'])
    project.write('src/names.ts', 'export const cleanName = 1\n')
    const base = commit('drift of the base')
    project.write('notes.txt', 'x')
    commit('topic')
    const clone = join(testFolder(), 'clone')
    runGit(testFolder(), 'clone', '-q', `file://${project.root}`, clone)
    const { script } = (
      parse(project.read('.gitlab/spec-drift.yml')) as Record<string, { script: string[] }>
    )['spec-drift'] ?? { script: [] } // The file under test.
    // What is installed is this build: npm itself is tried with the action.
    const bin = testFolder()
    mkdirSync(join(bin, 'bin'))
    const install = `mkdir -p node_modules/spec-regen/dist && echo 'import("${builtBin}")' > node_modules/spec-regen/dist/bin.js\n`
    writeFileSync(join(bin, 'bin/npm'), `#!/bin/sh\n${install}`)
    chmodSync(join(bin, 'bin/npm'), 0o755)
    const check = (env: Readonly<Record<string, string>>): { exit: number | null; stdout: string } => {
      const { status, stdout } = spawnSync('sh', ['-e', '-c', script.join('\n')], {
        cwd: clone,
        encoding: 'utf8',
        env: { PATH: `${join(bin, 'bin')}:${process.env.PATH ?? ''}`, HOME: bin, ...env },
      })
      return { exit: status, stdout }
    }
    expect(check({ CI_MERGE_REQUEST_DIFF_BASE_SHA: base }).exit).toBe(0)
    const whole = check({})
    expect(whole.exit).toBe(1)
    expect(whole.stdout).toContain('src/names.ts')
    expect(readFileSync(join(clone, 'spec-drift.xml'), 'utf8')).toContain('<testsuite')
  })
})
