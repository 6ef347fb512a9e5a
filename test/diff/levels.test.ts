// What importers can see, and what they cannot, feature by feature of the language.
import { describe, expect, test } from 'vitest'
import { compareSources } from '../../src/diff/compare.ts'

const level = (before: string, after: string, path: string): string => {
  const there = compareSources(before, after, { path })
  expect(compareSources(after, before, { path }).level).toBe(there.level)
  return there.level
}

type Row = readonly [title: string, before: string, after: string, path?: string]

const api: readonly Row[] = [
  ['an export that goes', 'export const a: number = 1\nexport {}', 'const a: number = 1\nexport {}'],
  [
    'an optional parameter',
    'export function f(a: string): void {}',
    'export function f(a?: string): void {}',
  ],
  ['a parameter more', 'export declare function f(): void', 'export declare function f(a?: string): void'],
  [
    'an overload that goes',
    'export function f(a: string): void\nexport function f(a: number): void\nexport function f(a: unknown): void {}',
    'export function f(a: string): void\nexport function f(a: unknown): void {}',
  ],
  [
    'overloads in another order',
    'export function f(a: string): string\nexport function f(a: unknown): number\nexport function f(a: unknown): unknown { return a }',
    'export function f(a: unknown): number\nexport function f(a: string): string\nexport function f(a: unknown): unknown { return a }',
  ],
  [
    'a method overload that goes',
    'export class A { f(a: string): void; f(a: number): void; f(a: unknown): void {} }',
    'export class A { f(a: string): void; f(a: unknown): void {} }',
  ],
  ['abstract', 'export abstract class A {}', 'export class A {}'],
  [
    'an abstract member',
    'export abstract class A { abstract f(): void }',
    'export abstract class A { f(): void {} }',
  ],
  ['readonly', 'export interface A { a: string }', 'export interface A { readonly a: string }'],
  ['an optional property', 'export interface A { a: string }', 'export interface A { a?: string }'],
  ['a static member', 'export class A { static a: string = "" }', 'export class A { a: string = "" }'],
  [
    'an accessor that can no longer be set',
    'export class A { get a(): string { return "" } set a(b: string) {} }',
    'export class A { get a(): string { return "" } }',
  ],
  ['an auto-accessor', 'export class A { accessor a: string = "" }', 'export class A { a: string = "" }'],
  [
    'a member that becomes private',
    'export class A { a: string = "" }',
    'export class A { private a: string = "" }',
  ],
  [
    'a member that becomes protected',
    'export class A { a: string = "" }',
    'export class A { protected a: string = "" }',
  ],
  [
    'a protected member',
    'export class A { protected a: string = "" }',
    'export class A { protected a: number = 1 }',
  ],
  [
    'a constructor parameter',
    'export class A { constructor(a: string) {} }',
    'export class A { constructor(a: string, b: string) {} }',
  ],
  [
    'a private constructor',
    'export class A { constructor() {} }',
    'export class A { private constructor() {} }',
  ],
  [
    'a parameter property',
    'export class A { constructor(readonly a: string) {} }',
    'export class A { constructor(readonly b: string) {} }',
  ],
  [
    'a parameter property that is no member',
    'export class A { constructor(readonly a: string) {} }',
    'export class A { constructor(a: string) {} }',
  ],
  [
    'a base class',
    'class B {}\nclass C { c(): void {} }\nexport class A extends B {}',
    'class B {}\nclass C { c(): void {} }\nexport class A extends C {}',
  ],
  [
    'an implemented interface',
    'export interface I {}\nexport class A implements I {}',
    'export interface I {}\nexport class A {}',
  ],
  [
    'an index signature',
    'export interface A { [key: string]: string }',
    'export interface A { [key: string]: unknown }',
  ],
  ['a call signature', 'export interface A { (): void }', 'export interface A { new (): void }'],
  [
    'a merged interface',
    'export interface A { a: string }\nexport interface A { b: string }',
    'export interface A { a: string }',
  ],
  ['an enum member', 'export enum E { A, B }', 'export enum E { A, B, C }'],
  ['enum members in another order', 'export enum E { A, B }', 'export enum E { B, A }'],
  ['the value of an enum member', "export enum E { A = 'a' }", "export enum E { A = 'b' }"],
  ['a const enum', 'export enum E { A }', 'export const enum E { A }'],
  ['a constraint', 'export type A<T> = T[]', 'export type A<T extends string> = T[]'],
  ['the default of a type parameter', 'export type A<T = string> = T[]', 'export type A<T = number> = T[]'],
  ['variance', 'export interface A<T> { a: T }', 'export interface A<out T> { a: T }'],
  [
    'a const type parameter',
    'export declare function f<T>(a: T): T',
    'export declare function f<const T>(a: T): T',
  ],
  ['a member of a union', "export type A = 'a' | 'b'", "export type A = 'a'"],
  [
    'a mapped type',
    'export type A<T> = { [K in keyof T]: T[K] }',
    'export type A<T> = { [K in keyof T]?: T[K] }',
  ],
  [
    'a conditional type',
    'export type A<T> = T extends string ? 1 : 2',
    'export type A<T> = T extends string ? 2 : 1',
  ],
  ['a template literal type', 'export type A = `a${string}`', 'export type A = `b${string}`'],
  [
    'a type guard',
    'export declare function f(a: unknown): a is string',
    'export declare function f(a: unknown): boolean',
  ],
  [
    'an assertion',
    'export declare function f(a: unknown): asserts a',
    'export declare function f(a: unknown): void',
  ],
  ['keyof and readonly', 'export type A = readonly string[]', 'export type A = string[]'],
  ['the order of a tuple', 'export type A = [string, number]', 'export type A = [number, string]'],
  ['let and const', 'export const a: number = 1', 'export let a: number = 1'],
  ['a re-export', "export { a } from './a.ts'", "export { b as a } from './a.ts'"],
  ['a re-export of everything', "export * from './a.ts'", "export {} from './a.ts'"],
  ['a namespace re-export', "export * as a from './a.ts'", "export * as b from './a.ts'"],
  ['a re-export as type only', "export { A } from './a.ts'", "export type { A } from './a.ts'"],
  ['a default export', 'function f(): void {}\nexport default f', 'function f(): void {}\nexport { f }'],
  ['export =', 'const a: number = 1\nexport = a', 'const a: string = ""\nexport = a', 'a.cts'],
  [
    'where a mentioned type comes from',
    "import type { T } from './a.ts'\nexport type U = T[]",
    "import type { T } from './b.ts'\nexport type U = T[]",
  ],
  [
    'a private type that an export mentions',
    'type A = { a: string }\nexport declare function f(a: A): void',
    'type A = { a: number }\nexport declare function f(a: A): void',
  ],
  [
    'a private type that a private type mentions',
    'type B = string\ntype A = { b: B }\nexport interface C extends A {}',
    'type B = number\ntype A = { b: B }\nexport interface C extends A {}',
  ],
  [
    'a global declaration',
    'export {}\ndeclare global { interface A { a: string } }',
    'export {}\ndeclare global { interface A { a: number } }',
  ],
  [
    'an augmented module',
    "export {}\ndeclare module 'a' { interface A { a: string } }",
    "export {}\ndeclare module 'a' { interface A { b: string } }",
  ],
  [
    'a member of a namespace',
    'export declare namespace N { const a: string }',
    'export declare namespace N { const a: number }',
  ],
  ['a module imported for what it does', "import './a.ts'\nexport {}", "import './b.ts'\nexport {}"],
  [
    'a component',
    'export const A = (props: { a: string }): null => null',
    'export const A = (props: { a: number }): null => null',
    'a.tsx',
  ],
  [
    'a type in JSDoc',
    '/** @param {string} a */\nexport function f(a) {}',
    '/** @param {number} a */\nexport function f(a) {}',
    'a.js',
  ],
  ['an inferred type in JavaScript', 'export const f = () => 1', 'export const f = () => ""', 'a.mjs'],
  ['a CommonJS export', 'exports.a = 1', 'exports.b = 1', 'a.cjs'],
  [
    'a module export',
    'function f() { return 1 }\nmodule.exports = { f }',
    'function f() { return 1 }\nmodule.exports = { g: f }',
    'a.cjs',
  ],
  [
    'a component in JavaScript',
    'export const A = ({ a }) => <p>{a}</p>',
    'export const A = ({ b }) => <p>{b}</p>',
    'a.jsx',
  ],
  ['a declaration file', 'export declare const a: string', 'export declare const a: number', 'a.d.ts'],
  [
    'a reference in a declaration file',
    '/// <reference types="a" />\nexport declare const a: string',
    'export declare const a: string',
    'a.d.mts',
  ],
]

const implementation: readonly Row[] = [
  ['a body', 'export function f(): number { return 1 }', 'export function f(): number { return 2 }'],
  [
    'a default value',
    'export function f(a: number = 1): void {}',
    'export function f(a: number = 2): void {}',
  ],
  [
    'a default in a pattern',
    'export function f({ a = 1 }: { a?: number }): void {}',
    'export function f({ a = 2 }: { a?: number }): void {}',
  ],
  [
    'what is not exported',
    'export {}\nfunction f(): number { return 1 }',
    'export {}\nfunction f(): string { return "" }',
  ],
  [
    'a private type that no export mentions',
    'type A = string\nexport const f = (): void => { const a: A = "" }',
    'type A = "x" | ""\nexport const f = (): void => { const a: A = "" }',
  ],
  [
    'a private type with the name of a parameter',
    'type options = string\nexport declare function f(options: string): void\nlet a: options',
    'type options = number\nexport declare function f(options: string): void\nlet a: options',
  ],
  [
    'a private type with the name of a type parameter',
    'type T = string\nexport declare function f<T>(a: T): void\nlet a: T',
    'type T = number\nexport declare function f<T>(a: T): void\nlet a: T',
  ],
  [
    'a private member',
    'export class A { private a: string = "" }',
    'export class A { private b: number = 1 }',
  ],
  [
    'a private name',
    'export class A { #a: string = ""; b(): string { return this.#a } }',
    'export class A { #c: string = ""; b(): string { return this.#c } }',
  ],
  [
    'members in another order',
    'export class A { a(): void {} b(): void {} }',
    'export class A { b(): void {} a(): void {} }',
  ],
  [
    'declarations in another order',
    'export type A = string\nexport type B = number',
    'export type B = number\nexport type A = string',
  ],
  ['members of a union in another order', "export type A = 'a' | 'b'", "export type A = 'b' | 'a'"],
  [
    'public, which is what members are',
    'export class A { public a: string = "" }',
    'export class A { a: string = "" }',
  ],
  [
    'override',
    'declare class B { a(): void }\nexport class A extends B { override a(): void {} }',
    'declare class B { a(): void }\nexport class A extends B { a(): void {} }',
  ],
  [
    'async with a written result',
    'export async function f(): Promise<void> {}',
    'export function f(): Promise<void> { return Promise.resolve() }',
  ],
  [
    'a decorator',
    'declare const d: any\nexport class A { @d a(): void {} }',
    'declare const d: any\nexport class A { a(): void {} }',
  ],
  [
    'the body of the implementation of overloads',
    'export function f(a: string): void\nexport function f(a: unknown): void {}',
    'export function f(a: string): void\nexport function f(a?: string): void { void a }',
  ],
  [
    'an import that only bodies use',
    "import { a } from './a.ts'\nexport const f = (): void => a()",
    "import { a } from './b.ts'\nexport const f = (): void => a()",
  ],
  ['imports in another order', "import './a.ts'\nimport './b.ts'", "import './b.ts'\nimport './a.ts'"],
  [
    'import type',
    "import { A } from './a.ts'\nexport type B = A",
    "import type { A } from './a.ts'\nexport type B = A",
  ],
  ['a directive', "'use client'\nexport const a: number = 1", 'export const a: number = 1'],
  ['the interpreter', '#!/usr/bin/env node\nexport {}', '#!/usr/bin/env bun\nexport {}'],
  [
    'an element',
    'export const A = (): object => <p>a</p>',
    'export const A = (): object => <p>b</p>',
    'a.tsx',
  ],
  ['a statement', 'export {}\nconsole.log(1)', 'export {}\nconsole.log(2)'],
  [
    'a body in JavaScript',
    '/** @returns {number} */\nexport function f() { return 1 }',
    '/** @returns {number} */\nexport function f() { return 2 }',
    'a.js',
  ],
  [
    'a local type',
    'export function f(a: unknown): void { const b = a as string }',
    'export function f(a: unknown): void { const b = a as number }',
  ],
]

const format: readonly Row[] = [
  [
    'white space and comments',
    'export const a: number = 1',
    '/** New. */\nexport   const a : number\n= 1 // one',
  ],
  [
    'quotes, keys, numbers, parentheses',
    "export const a = { 'b': 0XFF, c: ('x') }",
    'export const a = { b: 0xff, "c": "x" }',
  ],
  [
    'imported names in another order',
    "import { b, type A, a as c } from './a.ts'\nb(a as A, c)",
    "import { a as c, type A, b } from './a.ts'\nb(a as A, c)",
  ],
  ['a reference to types', '/// <reference types="node" />\nexport {}', 'export {}'],
  ['a leading bar and parentheses in types', 'export type A = | (B) | C', 'export type A = B | C'],
  ['line ends', 'export const a: number = 1\n', 'export const a: number = 1\r\n'],
  [
    'comments that are no JSDoc',
    '// one\nexport const f = () => 1',
    '// two\nexport const f = () => 1',
    'a.js',
  ],
  [
    'JSDoc that says the same of types',
    '/** One. @returns {number} */\nexport const f = () => 1',
    '/** Two.\n * @returns {number} */\nexport const f = () => 1',
    'a.js',
  ],
]

const cases = (rows: readonly Row[]) =>
  rows.map(([title, before, after, path = 'a.ts']) => ({ title, before, after, path }))

describe('api', () => {
  test.each(cases(api))('$title', ({ before, after, path }) => {
    expect(level(before, after, path)).toBe('api')
  })
})

describe('implementation', () => {
  test.each(cases(implementation))('$title', ({ before, after, path }) => {
    expect(level(before, after, path)).toBe('implementation')
  })
})

describe('format', () => {
  test.each(cases(format))('$title', ({ before, after, path }) => {
    expect(level(before, after, path)).toBe('format')
  })
})
