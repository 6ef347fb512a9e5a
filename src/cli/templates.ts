// The texts that `spec init` and `spec new` write. Whole files, so that they can be read here as they will be read there.

/** A feature that any model builds at once: one file, one function, three requirements. */
export const exampleFeature = `---
title: Greeting
targets:
  - src/greeting.ts
uses:
  - code-style
---
# Greeting

Greets somebody by name.

## Requirements

- R1: \`greet(name)\` returns \`Hello, <name>!\`: \`greet('Ada')\` is \`Hello, Ada!\`.
- R2: White space around the name is left out. A name that is empty after that gives \`Hello, stranger!\`.
- R3: A name of more than 40 characters is cut to its first 39 characters and \`…\`.

## Notes

This part is for people: it is never sent to a model, and changing it makes nothing stale. To try the spec out, run
\`spec regen greeting\`, change a word of R2, and run \`spec drift\`.
`

/** What several features share: no targets, used by id. */
export const exampleArchitecture = `---
title: Code style
---
# Code style

What holds for all code that is built from specs here. A feature says \`uses: [code-style]\` to follow it.

## Rules

- R1: Modules export named functions and types; there is no default export.
- R2: A function takes values and returns a value. It reads no file, clock, environment or network unless its spec says so.
- R3: Every exported function has a doc comment that says what it takes, what it gives, and what goes wrong.
`

/** `title` as a YAML string; `target` a path from the root. */
export function newFeature(title: string, target: string): string {
  return `---
title: ${JSON.stringify(title)}
# A draft is listed and never fails spec drift; it is built only when it is named. Remove this line when it is ready.
status: draft
targets:
  - ${JSON.stringify(target)}
uses: []
---
# ${title}

One or two sentences: what this is for, and who uses it.

## Requirements

- R1: One behaviour that a test can show: the function by its name, what goes in, what comes out.
- R2: What happens at the edges: nothing, too much, the same thing twice.
- R3: What can go wrong, and how the caller learns of it.

## Notes

For people only: reasons, history, open questions. Changing this part makes nothing stale.
`
}

/** `title` as a YAML string. */
export function newArchitecture(title: string): string {
  return `---
title: ${JSON.stringify(title)}
---
# ${title}

What several features share. A feature that names this spec in its \`uses\` gets all of it, and becomes stale when it
changes.

## Rules

- R1: One decision that holds for every feature that uses this spec.
- R2: Another one. Keep them few: each word here is read with every feature.

## Notes

For people only: why it was decided, and what was rejected.
`
}

/**
 * Runs on pull requests of strangers: it reads only, with read rights only, and `--ignore-scripts` keeps what a
 * package brings along from running.
 */
export function workflow(version: string, hasPackage: boolean): string {
  const steps = hasPackage
    ? ['- run: npm ci --ignore-scripts', '- run: npx --no spec drift']
    : [`- run: npx --yes --package spec-regen@${version} spec drift`]
  return `# Fails when specs and code disagree. Calls no model and needs no key.
name: spec

on:
  push:
  pull_request:

permissions:
  contents: read

jobs:
  drift:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
${steps.map((step) => `      ${step}`).join('\n')}
`
}

/** What stands in the folder of the archive, for who comes upon it. */
export const archiveReadme = `# Archive

Kept by \`spec\`: the conversations with coding agents behind this code (\`sessions/\`), and what models were asked and answered
(\`blobs/\`, \`records/\`). Secrets and home directories were taken out before anything was written.

- \`spec archive list\` lists the conversations, \`spec show <id>\` prints one, \`spec search <words>\` finds words in them.
- \`spec archive import\` brings in what this machine has. It only ever adds; two people never write one file.

Every file is named by a digest of what is in it: do not change them by hand.
`

/** Lines that a project's git files need, each with the ways in which it may already be there. */
export const gitLines = {
  '.gitignore': [
    { line: '.spec/local/', same: ['.spec/local', '/.spec/local', '/.spec/local/'] },
    { line: '.spec/cache/', same: ['.spec/cache', '/.spec/cache', '/.spec/cache/'] },
  ],
  // Bytes that digests are taken of: never converted.
  '.gitattributes': [{ line: '.spec/** -text', same: ['/.spec/** -text', '**/.spec/** -text'] }],
} as const
