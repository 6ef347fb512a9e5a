// The workflows that `spec init --ci` writes. Whole files, so that they can be read here as they will be read there.

const action = '.github/actions/drift'

/** What a project is to a host: where it stands in the repository, and the version of the tool that checks it. */
export interface CiProject {
  /** From the repository's root, with `/`; empty at the root itself. */
  readonly prefix: string
  readonly version: string
  /** Has a `package-lock.json`: the checks of a new generation run with the project's own packages. */
  readonly locked: boolean
}

/** YAML of a string, whatever it holds. */
const yaml = (text: string): string =>
  /^[\w./-]*[A-Za-z/][\w./-]*$/.test(text) ? text : JSON.stringify(text)

/** The check of a pull request: no secret, read rights only, because a fork may change every file that runs here. */
export function driftWorkflow(project: CiProject): string {
  return `# Fails when specs and code disagree. Calls no model, has no key, and runs nothing of the project.
name: spec drift

on:
  pull_request:
  push:
    branches: [main, master]

permissions:
  contents: read

jobs:
  drift:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - uses: actions/checkout@v5
        with:
          # The merge of the pull request with its base, and what was merged.
          fetch-depth: 2
          persist-credentials: false
      - uses: actions/setup-node@v5
        with:
          node-version: 22
          package-manager-cache: false
${driftStep(project)}
      # What spec-drift-comment.yml shows on the pull request.
      - uses: actions/upload-artifact@v5
        if: \${{ !cancelled() && steps.drift.outputs.json != '' }}
        with:
          name: spec-drift
          path: \${{ steps.drift.outputs.json }}
          retention-days: 5
      # For code scanning: give the step above \`sarif: true\`, this job \`security-events: write\`, and add
      # - uses: github/codeql-action/upload-sarif@v3
      #   if: \${{ !cancelled() && github.event_name == 'push' }}
      #   with:
      #     sarif_file: \${{ steps.drift.outputs.sarif }}
`
}

/** The step itself, for a workflow that is there already. */
export function driftStep({ prefix }: CiProject): string {
  const where = prefix === '' ? '' : `\n        with:\n          working-directory: ${yaml(prefix)}`
  return `      - uses: ./${action}\n        id: drift${where}`
}

/** Has the right to comment, and so runs nothing and believes nothing that comes from the pull request. */
export function commentWorkflow(): string {
  return `# Puts the result of "spec drift" on the pull request: one comment, brought up to date. It runs on the default branch's files,
# with the default branch's rights; what the pull request's run left is read as text only.
name: spec drift comment

on:
  workflow_run:
    workflows: [spec drift]
    types: [completed]

permissions: {}

jobs:
  comment:
    if: \${{ github.event.workflow_run.event == 'pull_request' }}
    runs-on: ubuntu-latest
    timeout-minutes: 5
    permissions:
      actions: read
      contents: read
      pull-requests: write
    # Of two runs at a time, each would make a comment.
    concurrency:
      group: spec-drift-comment-\${{ github.event.workflow_run.head_repository.id }}-\${{ github.event.workflow_run.head_branch }}
    steps:
      # Never the pull request's files.
      - uses: actions/checkout@v5
        with:
          ref: \${{ github.event.repository.default_branch }}
          sparse-checkout: ${action}
          persist-credentials: false
      - uses: actions/setup-node@v5
        with:
          node-version: 22
          package-manager-cache: false
      - run: node ${action}/comment.mjs
        env:
          GITHUB_TOKEN: \${{ github.token }}
`
}

/** Asks a model, so that it runs on a timer only, on the default branch, and where the key is there. */
export function freshWorkflow({ prefix, version, locked }: CiProject): string {
  const where = prefix === '' ? '' : `\n        working-directory: ${yaml(prefix)}`
  const install = locked
    ? `\n      - run: npm ci --ignore-scripts\n        if: \${{ steps.key.outputs.there == 'true' }}${where}`
    : ''
  return `# Would a rebuild from the specs change anything that matters? Asks a model once a week; nothing is written.
name: spec fresh

on:
  schedule:
    - cron: '23 5 * * 1'
  workflow_dispatch:

permissions:
  contents: read

jobs:
  fresh:
    runs-on: ubuntu-latest
    timeout-minutes: 120
    steps:
      - id: key
        run: |
          if [ -n "$ANTHROPIC_API_KEY" ]; then there=true; else there=false; fi
          echo "there=$there" >> "$GITHUB_OUTPUT"
        env:
          ANTHROPIC_API_KEY: \${{ secrets.ANTHROPIC_API_KEY }}
      - uses: actions/checkout@v5
        if: \${{ steps.key.outputs.there == 'true' }}
        with:
          persist-credentials: false
      - uses: actions/setup-node@v5
        if: \${{ steps.key.outputs.there == 'true' }}
        with:
          node-version: 22
          package-manager-cache: false${install}
      - id: install
        if: \${{ steps.key.outputs.there == 'true' }}
        run: node ${action}/install.mjs
        env:
          SPEC_VERSION: ${version}
      - id: fresh
        if: \${{ steps.key.outputs.there == 'true' }}${where}
        run: |
          code=0
          node "$SPEC_BIN" diff --all --fresh --format markdown > "$RUNNER_TEMP/spec-fresh.md" || code=$?
          cat "$RUNNER_TEMP/spec-fresh.md" >> "$GITHUB_STEP_SUMMARY"
          exit "$code"
        env:
          SPEC_BIN: \${{ steps.install.outputs.bin }}
          ANTHROPIC_API_KEY: \${{ secrets.ANTHROPIC_API_KEY }}
`
}

export const gitlabJobsPath = '.gitlab/spec-drift.yml'

export const gitlabInclude = `include:\n  - local: ${gitlabJobsPath}\n`

/** Merge requests of forks run in the fork, without this project's variables. */
export function gitlabJobs({ prefix, version, locked }: CiProject): string {
  const folder = prefix === '' ? '' : `\n    - cd ${shell(prefix)}`
  const artifacts = prefix === '' ? '' : `${prefix}/`
  const install = `    # Outside of the repository, so that its .npmrc has no say.
    - spec="$(mktemp -d)"
    - (cd "$spec" && echo '{}' > package.json && npm install --ignore-scripts --no-audit --no-fund spec-regen@${version})
    - spec="$spec/node_modules/spec-regen/dist/bin.js"${folder}`
  return `# Fails when specs and code disagree. Calls no model, needs no key, and runs nothing of the project.
spec-drift:
  stage: test
  image: node:22
  variables:
    # What the merge request starts from has to be in the clone.
    GIT_DEPTH: '0'
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_PIPELINE_SOURCE == "push" && $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  script:
${install}
    - code=0
    - since="\${CI_MERGE_REQUEST_DIFF_BASE_SHA:+--since=$CI_MERGE_REQUEST_DIFF_BASE_SHA}"
    - node "$spec" drift --format text $since || code=$?
    - node "$spec" drift --format junit $since > spec-drift.xml || true
    - exit "$code"
  artifacts:
    when: always
    expire_in: 1 week
    paths: [${yaml(`${artifacts}spec-drift.xml`)}]
    reports:
      junit: ${yaml(`${artifacts}spec-drift.xml`)}

# Would a rebuild from the specs change anything that matters? Asks a model: only on a schedule, and where the key is there.
spec-fresh:
  stage: test
  image: node:22
  rules:
    - if: $CI_PIPELINE_SOURCE == "schedule" && $ANTHROPIC_API_KEY
  script:
${install}${locked ? '\n    - npm ci --ignore-scripts' : ''}
    - node "$spec" diff --all --fresh --format markdown > spec-fresh.md
  artifacts:
    when: always
    expire_in: 4 weeks
    paths: [${yaml(`${artifacts}spec-fresh.md`)}]
`
}

/** One word for a POSIX shell, in one line of YAML. */
function shell(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
