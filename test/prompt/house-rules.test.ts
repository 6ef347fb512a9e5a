// House rules come from package.json and tsconfig as people write them.
import { describe, expect, test } from 'vitest'
import { houseRules } from '../../src/prompt/house-rules.ts'

const none = { modules: null, node: null, dependencies: [], compiler: [] }

describe('houseRules', () => {
  test('nothing there, or nothing that can be read, says nothing', () => {
    expect(houseRules({ packageJson: null, tsconfigs: [] })).toEqual(none)
    expect(
      houseRules({ packageJson: '{ "type": ', tsconfigs: ['not json', '[]', '{ "compilerOptions": 3 }'] }),
    ).toEqual(none)
  })

  test('reads module system, Node version and what may be imported, in order of name', () => {
    const packageJson = JSON.stringify({
      type: 'module',
      engines: { node: '>=20.19' },
      dependencies: { zod: '^4.0.0', '@scope/a': '1.0.0' },
      peerDependencies: { react: '>=18', zod: '>=3' },
      devDependencies: { vitest: '4.1.12' },
    })
    expect(houseRules({ packageJson, tsconfigs: [] })).toEqual({
      modules: 'esm',
      node: '>=20.19',
      dependencies: ['@scope/a@1.0.0', 'react@>=18', 'zod@^4.0.0'],
      compiler: [],
    })
  })

  test('reads a tsconfig with comments, trailing commas and a byte order mark', () => {
    const tsconfig = `\ufeff{
  // "strict": false,
  "compilerOptions": {
    "strict": true, /* always */
    "module": "NodeNext",
    "lib": ["ES2023", "DOM",],
    "paths": { "@/*": ["./src/*"] }, // "noEmit": true
    "outDir": "./a // b, ]",
  },
}`
    expect(houseRules({ packageJson: null, tsconfigs: [tsconfig] }).compiler).toEqual([
      'lib: ES2023, DOM',
      'module: NodeNext',
      'strict: true',
    ])
  })

  test('the nearest tsconfig decides, those it extends fill in', () => {
    const near = '{ "extends": "./base.json", "compilerOptions": { "strict": false } }'
    const base = '{ "compilerOptions": { "strict": true, "target": "ES2023" } }'
    expect(houseRules({ packageJson: null, tsconfigs: [near, base] }).compiler).toEqual([
      'target: ES2023',
      'strict: false',
    ])
  })

  test.each([
    ['{ "type": "commonjs" }', '{}', 'commonjs'],
    ['{}', '{ "compilerOptions": { "module": "ESNext" } }', 'esm'],
    ['{}', '{ "compilerOptions": { "module": "Node16" } }', 'commonjs'],
    ['{ "type": "module" }', '{ "compilerOptions": { "module": "commonjs" } }', 'esm'],
    ['{}', '{}', null],
  ])('%s with %s: modules are %s', (packageJson, tsconfig, modules) => {
    expect(houseRules({ packageJson, tsconfigs: [tsconfig] }).modules).toBe(modules)
  })

  test('does not depend on the order of keys', () => {
    const a = houseRules({
      packageJson: '{"dependencies":{"b":"1","a":"2"},"type":"module"}',
      tsconfigs: ['{"compilerOptions":{"strict":true,"target":"ES2023"}}'],
    })
    const b = houseRules({
      packageJson: '{"type":"module","dependencies":{"a":"2","b":"1"}}',
      tsconfigs: ['{"compilerOptions":{"target":"ES2023","strict":true}}'],
    })
    expect(a).toEqual(b)
  })
})
