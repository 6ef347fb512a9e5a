// A file of TypeScript and a source of chance in; a pair of changes to it whose merge is known, out. Changes are cuts in the
// text, so what they come to together is known without a merge.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { syntaxFaults } from '../../src/code/syntax.ts'
import { isBeyondForm } from '../../src/diff/change.ts'
import { compareSources } from '../../src/diff/compare.ts'

export interface MergePair {
  readonly kind: PairKind
  readonly path: string
  readonly base: string
  readonly ours: string
  readonly theirs: string
  /** What a merge may come to; `conflict` where the sides cannot both be right. */
  readonly expected: readonly string[] | 'conflict'
  /** Words that only the changes bring in: each has to be in a clean merge. */
  readonly marks: readonly string[]
}

export const pairKinds = [
  'two symbols',
  'two statements',
  'two members',
  'import on both sides',
  'names of one import',
  'new function on both sides',
  'local renamed, edit elsewhere',
  'symbol moved, edit inside',
  'symbol moved, edit elsewhere',
  'symbol deleted, edit elsewhere',
  'same change on both sides',
  'several symbols',
  'statement added, another edited',
  'form on one side, edit on the other',
  'comment added, edit inside',
  'one statement',
  'one statement, two places',
  'deleted and edited',
] as const

export type PairKind = (typeof pairKinds)[number]

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
export function chance(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

interface Cut {
  readonly from: number
  readonly to: number
  readonly text: string
}

interface Made {
  readonly ours: readonly Cut[]
  readonly theirs: readonly Cut[]
  /** The ways to put both together, where it is not one after the other. */
  readonly together?: readonly (readonly Cut[])[]
  readonly conflict?: true
}

/** Null where the file offers nothing for that kind. */
export function makePair(kind: PairKind, path: string, base: string, random: () => number): MergePair | null {
  const made = makers[kind](new Ground(path, base, random))
  if (made === null) return null
  const all = made.together ?? [[...made.ours, ...made.theirs]]
  const expected = made.conflict ? ('conflict' as const) : all.map((cuts) => applied(base, unique(cuts)))
  const [ours, theirs] = [applied(base, made.ours), applied(base, made.theirs)]
  const marks = [...`${ours}\n${theirs}`.matchAll(/\bmark\d+_\w+/g)].map(([mark]) => mark)
  return { kind, path, base, ours, theirs, expected, marks: [...new Set(marks)] }
}

const unique = (cuts: readonly Cut[]): readonly Cut[] => [
  ...new Map(cuts.map((cut) => [JSON.stringify(cut), cut])).values(),
]

/** Cuts at the same place in the order given. */
function applied(text: string, cuts: readonly Cut[]): string {
  const order = [...cuts.entries()].sort(([i, a], [j, b]) => a.from - b.from || i - j)
  let [result, at] = ['', 0]
  for (const [, cut] of order) {
    if (cut.from < at) throw new Error('cuts overlap')
    result += text.slice(at, cut.from) + cut.text
    at = cut.to
  }
  return result + text.slice(at)
}

type Body = readonly ts.Statement[]

/** A file with what can be changed in it. */
class Ground {
  readonly source: ts.SourceFile
  readonly #random: () => number
  #marks = 0

  constructor(path: string, text: string, random: () => number) {
    this.source = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true)
    this.#random = random
  }

  mark(): string {
    this.#marks += 1
    return `mark${this.#marks}_${Math.floor(this.#random() * 1e6).toString(36)}`
  }

  pick<T>(from: readonly T[]): T | undefined {
    return from[Math.floor(this.#random() * from.length)]
  }

  /** Two different ones. */
  two<T>(from: readonly T[]): [T, T] | null {
    const first = this.pick(from)
    const second = this.pick(from.filter((one) => one !== first))
    return first === undefined || second === undefined ? null : [first, second]
  }

  /** From the line after what comes before, comments included, to the end of the line. */
  lines(node: ts.Node): { from: number; to: number } {
    const { text } = this.source
    const end = text.indexOf('\n', node.end)
    return { from: node.pos === 0 ? 0 : node.pos, to: end < 0 ? text.length : end }
  }

  /** Top-level functions and classes, and members of classes, with statements to change in them. */
  owners(): { node: ts.Node; statements: readonly ts.Statement[] }[] {
    const found: { node: ts.Node; statements: readonly ts.Statement[] }[] = []
    for (const node of this.source.statements) {
      if (ts.isFunctionDeclaration(node)) found.push({ node, statements: leaves(node) })
      else if (ts.isClassDeclaration(node))
        for (const member of node.members) found.push({ node: member, statements: leaves(member) })
    }
    return found.filter(({ statements }) => statements.length > 0)
  }

  /** Lists of statements inside functions. */
  bodies(): Body[] {
    const found: Body[] = []
    const visit = (node: ts.Node): void => {
      if (ts.isBlock(node)) found.push(node.statements)
      ts.forEachChild(node, visit)
    }
    visit(this.source)
    return found
  }

  /** A change of one statement that leaves code which parses. */
  edit(statement: ts.Statement): Cut {
    const around = wrapped(statement)
    const choice = this.#random()
    const text = this.source.text
    if (around !== null && choice < 0.6) {
      const [from, to] = [around.getStart(), around.end]
      return { from, to, text: `${this.mark()}(${text.slice(from, to)})` }
    }
    const literals = literalsIn(statement)
    const literal = this.pick(literals)
    if (literal !== undefined && choice < 0.9)
      return { from: literal.getStart(), to: literal.end, text: `'${this.mark()}'` }
    const [from, to] = [statement.getStart(), statement.end]
    if (around !== null) return { from: around.getStart(), to: around.end, text: `${this.mark()}.value` }
    return { from, to, text: `${this.mark()}()` }
  }

  addition(): string {
    const mark = this.mark()
    return `\n\nexport function ${mark}(value: string): string {\n  return value + '${mark}'\n}`
  }
}

/** Simple statements with an expression, at any depth. */
function leaves(owner: ts.Node): ts.Statement[] {
  const found: ts.Statement[] = []
  const visit = (node: ts.Node): void => {
    if (isSimple(node)) found.push(node)
    else ts.forEachChild(node, visit)
  }
  ts.forEachChild(owner, visit)
  return found
}

/** A statement with no others in it. */
function isSimple(node: ts.Node): node is ts.Statement {
  const isStatement =
    ts.isExpressionStatement(node) || ts.isVariableStatement(node) || ts.isReturnStatement(node)
  return isStatement && wrapped(node) !== null && !hasList(node)
}

/** Lists of statements or members: places where a part of a statement is something of its own. */
function hasList(node: ts.Node): boolean {
  const isList =
    ts.isBlock(node) ||
    ts.isClassLike(node) ||
    ts.isTypeLiteralNode(node) ||
    ((ts.isObjectLiteralExpression(node) || ts.isArrayLiteralExpression(node)) &&
      node.getText().includes('\n'))
  return isList || (ts.forEachChild(node, (child) => hasList(child) || undefined) ?? false)
}

/** The expression of a statement that a call can be put around. */
function wrapped(statement: ts.Node): ts.Expression | null {
  if (ts.isReturnStatement(statement)) return statement.expression ?? null
  if (ts.isExpressionStatement(statement))
    return ts.isCallExpression(statement.expression) && !isSuper(statement.expression)
      ? statement.expression
      : null
  if (!ts.isVariableStatement(statement)) return null
  return statement.declarationList.declarations.length === 1
    ? (statement.declarationList.declarations[0]?.initializer ?? null)
    : null
}

const isSuper = (call: ts.CallExpression): boolean => call.expression.kind === ts.SyntaxKind.SuperKeyword

function literalsIn(node: ts.Node): ts.Node[] {
  const found: ts.Node[] = []
  const visit = (child: ts.Node): void => {
    if ((ts.isStringLiteral(child) || ts.isNumericLiteral(child)) && isValue(child)) found.push(child)
    ts.forEachChild(child, visit)
  }
  visit(node)
  return found
}

/** Not a key, a type or a module's name. */
const isValue = ({ parent }: ts.Node): boolean =>
  ts.isCallExpression(parent) || ts.isBinaryExpression(parent) || ts.isReturnStatement(parent)

/** Top-level declarations that may stand anywhere and are named once. */
function movable(ground: Ground): ts.Statement[] {
  const named = ground.source.statements.filter(
    (one): one is ts.FunctionDeclaration | ts.InterfaceDeclaration | ts.ClassDeclaration =>
      ts.isFunctionDeclaration(one) || ts.isInterfaceDeclaration(one) || ts.isClassDeclaration(one),
  )
  const count = (name: string | undefined): number => named.filter((one) => one.name?.text === name).length
  return named.filter((one) => count(one.name?.text) === 1 && startsLine(one, ground.source))
}

/** Nothing else stands on its first line. */
const startsLine = (node: ts.Node, source: ts.SourceFile): boolean =>
  node.pos > 0 && source.text[node.pos] === '\n'

const makers: Readonly<Record<PairKind, (ground: Ground) => Made | null>> = {
  'two symbols': (ground) => {
    const pair = ground.two(ground.owners())
    const [a, b] = [ground.pick(pair?.[0].statements ?? []), ground.pick(pair?.[1].statements ?? [])]
    return a === undefined || b === undefined ? null : { ours: [ground.edit(a)], theirs: [ground.edit(b)] }
  },
  'two statements': (ground) => {
    const bodies = ground.bodies().filter((body) => farApart(body).length > 0)
    const pair = ground.pick(farApart(ground.pick(bodies) ?? []))
    return pair === undefined ? null : { ours: [ground.edit(pair[0])], theirs: [ground.edit(pair[1])] }
  },
  'two members': (ground) => {
    const lists = ground.source.statements.flatMap((one) =>
      ts.isInterfaceDeclaration(one) || (ts.isTypeAliasDeclaration(one) && ts.isTypeLiteralNode(one.type))
        ? [ts.isInterfaceDeclaration(one) ? one.members : (one.type as ts.TypeLiteralNode).members] // By its kind.
        : [],
    )
    const spread = lists
      .map((list) => list.filter((member) => ts.isPropertySignature(member) && member.type !== undefined))
      .filter((list) => list.length > 1)
    const pair = ground.two(ground.pick(spread) ?? [])
    if (pair === null) return null
    const [a, b] = pair.map((member): Cut => {
      const { type } = member as ts.PropertySignature // By the filter above.
      return { from: type?.getStart() ?? 0, to: type?.end ?? 0, text: ground.mark() }
    })
    return a === undefined || b === undefined ? null : { ours: [a], theirs: [b] }
  },
  'import on both sides': (ground) => {
    const last = ground.source.statements.filter((one) => ts.isImportDeclaration(one)).at(-1)
    if (last === undefined) return null
    const line = (): Cut => {
      const mark = ground.mark()
      return { from: last.end, to: last.end, text: `\nimport { ${mark} } from './${mark}.js'` }
    }
    const [ours, theirs] = [line(), line()]
    return {
      ours: [ours],
      theirs: [theirs],
      together: [
        [ours, theirs],
        [theirs, ours],
      ],
    }
  },
  'names of one import': (ground) => {
    const named = ground.source.statements.flatMap((one) => {
      const bindings = ts.isImportDeclaration(one) ? one.importClause?.namedBindings : undefined
      return bindings !== undefined && ts.isNamedImports(bindings) && bindings.elements.length > 0
        ? [bindings.elements]
        : []
    })
    const elements = ground.pick(named)
    const [first, last] = [elements?.[0], elements?.at(-1)]
    if (first === undefined || last === undefined) return null
    const behind = ground.pick([first, last]) ?? first
    const [ours, theirs] = [
      { from: behind.end, to: behind.end, text: `, ${ground.mark()}` },
      { from: last.end, to: last.end, text: `, ${ground.mark()}` },
    ]
    return {
      ours: [ours],
      theirs: [theirs],
      together: [
        [ours, theirs],
        [theirs, ours],
      ],
    }
  },
  'new function on both sides': (ground) => {
    const behind = ground.pick(movable(ground))
    if (behind === undefined) return null
    const { to } = ground.lines(behind)
    const [ours, theirs] = [ground.addition(), ground.addition()].map((text) => ({ from: to, to, text }))
    return ours === undefined || theirs === undefined
      ? null
      : {
          ours: [ours],
          theirs: [theirs],
          together: [
            [ours, theirs],
            [theirs, ours],
          ],
        }
  },
  'local renamed, edit elsewhere': (ground) => {
    const owners = ground.owners()
    const local = ground.pick(owners.flatMap(({ node }) => localsOf(node, ground.source)))
    if (local === undefined) return null
    const others = owners.flatMap(({ node, statements }) => (node === local.owner ? [] : statements))
    const statement = ground.pick(others)
    if (statement === undefined) return null
    const name = ground.mark()
    const ours = local.places.map((place) => ({ from: place.getStart(), to: place.end, text: name }))
    return { ours, theirs: [ground.edit(statement)] }
  },
  'symbol moved, edit inside': (ground) => moved(ground, true),
  'symbol moved, edit elsewhere': (ground) => moved(ground, false),
  'symbol deleted, edit elsewhere': (ground) => {
    const gone = ground.pick(movable(ground))
    const owners = ground.owners().filter(({ node }) => gone !== undefined && !isWithin(node, gone))
    const statement = ground.pick(ground.pick(owners)?.statements ?? [])
    if (gone === undefined || statement === undefined) return null
    const name = (gone as ts.FunctionDeclaration).name?.text ?? '' // By `movable`.
    const edit = ground.edit(statement)
    return {
      ours: [{ ...ground.lines(gone), text: `\n// ${name} is gone: ${ground.mark()}` }],
      theirs: [edit],
    }
  },
  'same change on both sides': (ground) => {
    const pair = ground.two(ground.owners().flatMap(({ statements }) => statements))
    if (pair === null || pair[0].end > pair[1].pos) return null
    const [both, ours] = [ground.edit(pair[0]), ground.edit(pair[1])]
    return { ours: [both, ours], theirs: [both] }
  },
  'several symbols': (ground) => {
    const statements = ground.owners().map(({ statements: all }) => ground.pick(all))
    const cuts = statements.flatMap((one) => (one === undefined ? [] : [ground.edit(one)]))
    const [ours, theirs] = [cuts.filter((_, i) => i % 2 === 0), cuts.filter((_, i) => i % 2 === 1)]
    return ours.length > 1 && theirs.length > 1 ? { ours, theirs } : null
  },
  'statement added, another edited': (ground) => {
    const bodies = ground.bodies().filter((body) => farApart(body).length > 0)
    const pair = ground.two(ground.pick(farApart(ground.pick(bodies) ?? [])) ?? [])
    if (pair === null || ts.isReturnStatement(pair[0])) return null
    const { to } = ground.lines(pair[0])
    const text = `\n${' '.repeat(columnOf(pair[0]))}${ground.mark()}();`
    return { ours: [{ from: to, to, text }], theirs: [ground.edit(pair[1])] }
  },
  'form on one side, edit on the other': (ground) => {
    const { source } = ground
    const statement = ground.pick(ground.owners().flatMap(({ statements }) => statements))
    const text = ts.createPrinter({ newLine: ts.NewLineKind.LineFeed }).printFile(source)
    const { level } = compareSources(source.text, text, { path: source.fileName })
    if (statement === undefined || level !== 'format') return null
    const theirs = [ground.edit(statement)]
    return { ours: [{ from: 0, to: source.text.length, text }], theirs, together: [theirs] }
  },
  'comment added, edit inside': (ground) => {
    const owner = ground.pick(ground.owners().filter(({ node }) => startsLine(node, ground.source)))
    const statement = ground.pick(owner?.statements ?? [])
    if (owner === undefined || statement === undefined) return null
    const from = owner.node.getStart()
    return {
      ours: [{ from, to: from, text: `// ${ground.mark()}\n${' '.repeat(columnOf(owner.node))}` }],
      theirs: [ground.edit(statement)],
    }
  },
  'one statement': (ground) => {
    const statement = ground.pick(ground.owners().flatMap(({ statements }) => statements))
    if (statement === undefined) return null
    return { ours: [ground.edit(statement)], theirs: [ground.edit(statement)], conflict: true }
  },
  'one statement, two places': (ground) => {
    const simple = ground.owners().flatMap(({ statements }) => statements)
    const pair = ground.two(
      literalsIn(ground.pick(simple.filter((one) => literalsIn(one).length > 1)) ?? ground.source),
    )
    if (pair === null || simple.every((one) => !isWithin(pair[0], one) || !isWithin(pair[1], one)))
      return null
    const [ours, theirs] = pair.map((literal): Cut => {
      return { from: literal.getStart(), to: literal.end, text: `'${ground.mark()}'` }
    })
    return ours === undefined || theirs === undefined
      ? null
      : { ours: [ours], theirs: [theirs], conflict: true }
  },
  'deleted and edited': (ground) => {
    const gone = ground.pick(movable(ground).filter((one) => leaves(one).length > 0))
    const statement = ground.pick(gone === undefined ? [] : leaves(gone))
    if (gone === undefined || statement === undefined) return null
    return { ours: [{ ...ground.lines(gone), text: '' }], theirs: [ground.edit(statement)], conflict: true }
  },
}

const isWithin = (inner: ts.Node, outer: ts.Node): boolean => inner.pos >= outer.pos && inner.end <= outer.end

const columnOf = (node: ts.Node): number => {
  const source = node.getSourceFile()
  return source.getLineAndCharacterOfPosition(node.getStart()).character
}

/** Pairs of simple statements of one body with another statement on lines of its own between them. */
function farApart(body: Body): [ts.Statement, ts.Statement][] {
  const lineOf = (at: number): number => body[0]?.getSourceFile().getLineAndCharacterOfPosition(at).line ?? 0
  return body.flatMap((first, i) =>
    body.slice(i + 2).flatMap((second, n): [ts.Statement, ts.Statement][] => {
      const between = body.slice(i + 1, i + 2 + n)
      const isFar = between.some(
        (one) => lineOf(one.getStart()) > lineOf(first.end) && lineOf(one.end) < lineOf(second.getStart()),
      )
      return isFar && isSimple(first) && isSimple(second) ? [[first, second]] : []
    }),
  )
}

/** Variables of a function whose name is used for nothing else in the file, with all places that name them. */
function localsOf(
  owner: ts.Node,
  source: ts.SourceFile,
): { owner: ts.Node; places: readonly ts.Identifier[] }[] {
  const all: ts.Identifier[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) all.push(node)
    ts.forEachChild(node, visit)
  }
  visit(source)
  const declared = all.filter(
    (one) => isWithin(one, owner) && ts.isVariableDeclaration(one.parent) && one.parent.name === one,
  )
  return declared.flatMap((one) => {
    const places = all.filter(({ text }) => text === one.text)
    const isLocal = places.every(
      (place) =>
        isWithin(place, owner) &&
        !ts.isPropertyAccessExpression(place.parent) &&
        !ts.isShorthandPropertyAssignment(place.parent) &&
        !ts.isPropertyAssignment(place.parent) &&
        !ts.isBindingElement(place.parent) &&
        !ts.isTypeElement(place.parent) &&
        !ts.isExportSpecifier(place.parent),
    )
    const isObject = places.some(
      ({ parent }) => ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent),
    )
    return isLocal && !isObject && places.length > 1 ? [{ owner, places }] : []
  })
}

function moved(ground: Ground, inside: boolean): Made | null {
  const things = movable(ground).filter((one) => !inside || leaves(one).length > 0)
  const thing = ground.pick(things)
  if (thing === undefined) return null
  const statements = ground.source.statements
  const place = ground.pick(
    movable(ground).filter(
      (one) => one !== thing && statements.indexOf(one) !== statements.indexOf(thing) - 1,
    ),
  )
  const owners = ground.owners().filter(({ node }) => isWithin(node, thing) === inside)
  const statement = ground.pick(inside ? leaves(thing) : (ground.pick(owners)?.statements ?? []))
  if (place === undefined || statement === undefined) return null
  const cut = ground.lines(thing)
  const { to } = ground.lines(place)
  const edit = ground.edit(statement)
  const { text } = ground.source
  const whole = text.slice(cut.from, cut.to)
  const ours = [
    { ...cut, text: '' },
    { from: to, to, text: whole },
  ]
  if (!inside) return { ours, theirs: [edit] }
  const edited = applied(whole, [{ ...edit, from: edit.from - cut.from, to: edit.to - cut.from }])
  const both = [
    { ...cut, text: '' },
    { from: to, to, text: edited },
  ]
  return { ours, theirs: [edit], together: [both] }
}

export type Judgement = 'right' | 'conflict' | 'wrong' | 'lost' | 'unparsable'

/** What a merge is worth: a clean one is right where it means what is known to be right and holds every change. */
export function judge(
  pair: MergePair,
  merged: { readonly kind: 'clean' | 'conflict'; readonly text: string },
): Judgement {
  const { path, expected, marks } = pair
  if (merged.kind === 'conflict') return 'conflict'
  if (syntaxFaults(path, merged.text).length > 0) return 'unparsable'
  if (expected === 'conflict') return 'wrong'
  if (marks.some((mark) => count(merged.text, mark) === 0)) return 'lost'
  const means = expected.some((text) => !isBeyondForm(compareSources(text, merged.text, { path }).level))
  return means ? 'right' : 'wrong'
}

const count = (text: string, word: string): number => text.split(word).length - 1

/** Sources of TypeScript in a folder, in order of path; declaration files and fixtures of one line left out. */
export function* sourcesIn(folder: string): Generator<string> {
  const names = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  for (const entry of names) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules') yield* sourcesIn(path)
    } else if (/(?<!\.d)\.[cm]?tsx?$/.test(entry.name)) yield path
  }
}

/** Pairs of all kinds in turn, from files in turn; the same for the same seed. */
export function* mergePairs(
  files: readonly { readonly path: string; readonly text: string }[],
  seed: number,
): Generator<MergePair> {
  const random = chance(seed)
  for (let index = 0; ; index++) {
    const kind = pairKinds[index % pairKinds.length]
    for (let attempt = 0; attempt < 200 && kind !== undefined; attempt++) {
      const file = files[Math.floor(random() * files.length)]
      const pair = file === undefined ? null : makePair(kind, file.path, file.text, random)
      if (pair === null || !isWhole(pair)) continue
      yield pair
      break
    }
  }
}

/** Both sides parse, and so does what they come to: only then does the answer say something. */
const isWhole = ({ path, ours, theirs, expected }: MergePair): boolean =>
  [ours, theirs, ...(expected === 'conflict' ? [] : expected)].every(
    (text) => syntaxFaults(path, text).length === 0,
  )
