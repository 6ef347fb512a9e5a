// A small project that many tests start from: one feature with two targets, one that uses it, one architecture spec.
import { testProject, type ScriptedAnswer, type TestProject } from './project.ts'

export const greetingSpec = `---
title: Greeting
targets:
  - src/greet.ts
  - src/names.ts
uses: [style]
---
# Greeting

Greets people.

## Requirements

- R1: \`greet(name)\` returns "Hello, " and the name.
- R2: \`cleanName(name)\` trims white space.
- R3: An empty name is greeted as "stranger".

## Notes

For people only.
`

export const farewellSpec = `---
title: Farewell
targets: [src/bye.ts]
uses: [greeting]
---
# Farewell

## Requirements

- R1: \`bye(name)\` returns "Bye, " and the clean name.
`

export const styleSpec = `---
title: Style
---
# Style

## Errors

Functions never throw.

## Naming

Names are in camel case.
`

export const greetCode = `import { cleanName } from './names.js'

export function greet(name: string): string {
  return \`Hello, \${cleanName(name)}\`
}
`

export const namesCode = `export function cleanName(name: string): string {
  const clean = name.trim()
  return clean === '' ? 'stranger' : clean
}
`

export const byeCode = `import { cleanName } from './names.js'

export function bye(name: string): string {
  return \`Bye, \${cleanName(name)}\`
}
`

export const greetingAnswer: ScriptedAnswer = {
  files: { 'src/greet.ts': greetCode, 'src/names.ts': namesCode },
  trace: {
    R1: ['src/greet.ts#greet'],
    R2: ['src/names.ts#cleanName'],
    R3: ['src/names.ts#cleanName'],
  },
}

export const farewellAnswer: ScriptedAnswer = {
  files: { 'src/bye.ts': byeCode },
  trace: { R1: ['src/bye.ts#bye'] },
}

const tsconfig = JSON.stringify({
  compilerOptions: {
    target: 'ES2022',
    module: 'NodeNext',
    moduleResolution: 'NodeNext',
    strict: true,
    // Little to load: the checker is what is tested, not the library.
    lib: ['ES5'],
    noEmit: true,
    types: [],
    skipLibCheck: true,
  },
  include: ['src'],
})

/** Specs and settings, nothing built. */
export function greetingProject(more: Readonly<Record<string, string>> = {}): TestProject {
  return testProject({
    'package.json': JSON.stringify({ name: 'greeting', type: 'module', private: true }),
    'tsconfig.json': tsconfig,
    'specs/features/greeting.md': greetingSpec,
    'specs/features/farewell.md': farewellSpec,
    'specs/architecture/style.md': styleSpec,
    ...more,
  })
}
