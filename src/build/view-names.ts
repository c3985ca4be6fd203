import { suggestion } from '../config/misspelling.js'
import type { textHelpers } from '../mail/text.js'
import { helpersOf, isBlock, isCall, isMustache, isPath, literal, type Medium } from './compile.js'
import { type Composition, originOfLine, type Problem, problemAt } from './composition.js'

/** All that something may be, in any of the views that a template is filled in with. */
type Values = readonly unknown[]

/** Of what was complained of already: nothing is known of its parts, nor told of them. */
const notKnown: Values = []

/** What names mean at one place of a template. */
interface Scope {
  readonly values: Values
  /** What `../` leads to; null at the top. */
  readonly outer: Scope | null
  readonly root: Values
  /** Those that `as |name|` gives. */
  readonly named: ReadonlyMap<string, Values>
  /** The block that it is inside of, as it is written; empty at the top. */
  readonly within: string
  readonly isLoop: boolean
}

interface Check {
  readonly composition: Composition
  readonly medium: Medium
  readonly problems: Problem[]
}

/**
 * Every name that a template says, in every branch whether it is reached or not, against `views`
 * that between them have everything there is: names that nothing has, lists and groups where words
 * are wanted, blocks over something else than they are made for, helpers that nobody knows.
 */
export function nameProblems(
  composition: Composition,
  program: hbs.AST.Program,
  { medium, views }: { readonly medium: Medium; readonly views: Values },
): Problem[] {
  const check: Check = { composition, medium, problems: [] }
  const top = { values: views, outer: null, root: views, named: new Map(), within: '' }
  walk(program, { ...top, isLoop: false }, check)
  return check.problems
}

function walk(program: hbs.AST.Program, scope: Scope, check: Check): void {
  for (const node of program.body) {
    if (isMustache(node)) mustache(node, scope, check)
    else if (isBlock(node)) block(node, scope, check)
    else if (!/^(Content|Comment)Statement$/.test(node.type)) {
      complain(
        check,
        node,
        'no partial or decorator is known here.',
        'Write {{> name}} on a line of its own.',
      )
    }
  }
}

function mustache(node: hbs.AST.MustacheStatement, scope: Scope, check: Check): void {
  if (!node.escaped) {
    const cure = 'Write {{value}}, not {{{value}}} or {{&value}}.'
    complain(check, node, 'every value is escaped.', cure)
  }
  const values = valuesOf(node, scope, check)
  const written = `{{${spelt(node.path)}}}`
  if (values.some(Array.isArray)) {
    complain(check, node, `${written} is a list, and would be shown as one line.`, 'Use {{#each}}.')
  } else if (values.some(isGroup)) {
    const [first] = values.filter(isGroup)
    const cure = `Name one of its parts: ${Object.keys(first ?? {}).join(', ')}.`
    complain(check, node, `${written} is a group of values, and no words.`, cure)
  } else if (values.some((value) => typeof value === 'boolean')) {
    complain(check, node, `${written} is yes or no, and no words.`, 'Use {{#if}}.')
  }
}

function block(node: hbs.AST.BlockStatement, scope: Scope, check: Check): void {
  const name = spelt(node.path)
  const written = `{{#${[name, ...node.params.map(spelt)].join(' ')}}}`
  const [param] = node.params
  const takesOne = ['if', 'unless', 'each', 'with'].includes(name)
  if (!takesOne) complain(check, node, `there is no block ${written}.`, cureOfBlock(name, scope))
  if (takesOne && (param === undefined || node.params.length > 1)) {
    complain(check, node, `${written} takes one value.`, `Write {{#${name} value}}.`)
  }
  const values = param === undefined ? [] : meantValues(param, scope, check)
  for (const { value } of node.hash?.pairs ?? []) meantValues(value, scope, check)
  if (name === 'each' || name === 'with') misused(name, values, { written, node, check })
  const inside = takesOne ? scopeInside(node, { name, values, written }, scope) : scope
  if (node.program !== undefined) walk(node.program, inside, check)
  if (node.inverse !== undefined) walk(node.inverse, scope, check)
}

interface Block {
  readonly written: string
  readonly node: hbs.AST.Node
  readonly check: Check
}

function misused(name: 'each' | 'with', values: Values, { written, node, check }: Block): void {
  const wrong = values.find((value) =>
    name === 'each' ? value !== null && !Array.isArray(value) : !isGroup(value) && !isWords(value),
  )
  if (wrong === undefined || (name === 'with' && wrong === null)) return
  if (name === 'each') {
    const cure = isGroup(wrong) ? 'Use {{#with}}.' : 'Use {{#if}}.'
    complain(check, node, `${written} goes over ${kindOf(wrong)}, and wants a list.`, cure)
  } else {
    const cure = Array.isArray(wrong) ? 'Use {{#each}}.' : 'Use {{#if}}.'
    complain(
      check,
      node,
      `${written} is given ${kindOf(wrong)}, and wants a group of values.`,
      cure,
    )
  }
}

function scopeInside(
  node: hbs.AST.BlockStatement,
  { name, values, written }: { name: string; values: Values; written: string },
  scope: Scope,
): Scope {
  if (name === 'if' || name === 'unless') return scope
  const inside = name === 'each' ? itemsOf(values) : values
  const given = node.program?.blockParams ?? []
  const meant = [inside, [0]]
  const named = new Map([
    ...scope.named,
    ...given.map((word, index): [string, Values] => [word, meant[index] ?? []]),
  ])
  const present = inside === notKnown ? notKnown : inside.filter((one) => one !== null)
  const isLoop = name === 'each' || scope.isLoop
  return { values: present, outer: scope, root: scope.root, named, within: written, isLoop }
}

function itemsOf(values: Values): Values {
  const lists = values.filter(Array.isArray)
  return lists.length === 0 ? notKnown : lists.flat()
}

/** What a mustache or a call in round brackets comes to. */
function valuesOf(
  node: hbs.AST.MustacheStatement | hbs.AST.SubExpression,
  scope: Scope,
  check: Check,
): Values {
  const name = spelt(node.path)
  const given = node.params.map((param) => meantValues(param, scope, check))
  for (const { value } of node.hash?.pairs ?? []) meantValues(value, scope, check)
  if (name === 'lookup')
    return (given[0] ?? []).flatMap((one) => (isGroup(one) ? Object.values(one) : []))
  if (isHelper(name, check.medium)) {
    wrongArguments(name, given, { written: name, node, check })
    return ['text']
  }
  if (node.params.length > 0 || isCall(node)) {
    const known = Object.keys(helpersOf(check.medium))
    const cure =
      known.length === 0
        ? 'Here none is known.'
        : `${meantBy(name, known)}Known are ${known.join(', ')}.`
    complain(check, node, `there is no helper ${name}.`, cure)
    return notKnown
  }
  return meantValues(node.path, scope, check)
}

function meantValues(node: hbs.AST.Node, scope: Scope, check: Check): Values {
  const constant = literal(node)
  if (constant !== undefined) return [constant]
  if (isCall(node)) return valuesOf(node, scope, check)
  return isPath(node) ? valuesAt(node, scope, check) : []
}

/** What a path leads to, step by step. */
function valuesAt(path: hbs.AST.PathExpression, scope: Scope, check: Check): Values {
  const start = startOf(path, scope)
  if (start === null) {
    const cure = 'It is known inside {{#each}} alone.'
    complain(check, path, `${path.original} means nothing here.`, cure)
    return notKnown
  }
  let { values } = start
  for (const part of start.parts) {
    if (values === notKnown) return notKnown
    const groups = values.filter((one) => one !== null && one !== undefined).map(Object)
    const having = groups.filter((one) => Object.hasOwn(one, part))
    if (having.length === 0) {
      complain(check, path, ...unknown(path, part, { groups, scope }))
      return notKnown
    }
    values = having.map((one) => one[part])
  }
  return values
}

interface Start {
  readonly values: Values
  readonly parts: readonly string[]
}

function startOf(
  { data, depth, parts, original }: hbs.AST.PathExpression,
  scope: Scope,
): Start | null {
  const [first = '', ...rest] = parts
  if (data) {
    if (first === 'root') return { values: scope.root, parts: rest }
    const kinds: Readonly<Record<string, Values>> = {
      index: [0],
      key: ['0'],
      first: [true],
      last: [true],
    }
    const values = scope.isLoop ? kinds[first] : undefined
    return values === undefined ? null : { values, parts: rest }
  }
  const named = depth === 0 && !/^(this|\.)/.test(original) ? scope.named.get(first) : undefined
  if (named !== undefined) return { values: named, parts: rest }
  let at: Scope | null = scope
  for (let up = 0; up < depth; up++) at = at?.outer ?? null
  return { values: at === null ? [] : at.values, parts }
}

function unknown(
  path: hbs.AST.PathExpression,
  part: string,
  { groups, scope }: { readonly groups: readonly object[]; readonly scope: Scope },
): [string, string] {
  const named = path.original === part ? part : `${part} in ${path.original}`
  const where = scope.within === '' ? '' : `, inside ${scope.within}`
  const known = [...new Set(groups.filter(isGroup).flatMap((one) => Object.keys(one)))]
  const cure =
    known.length === 0
      ? 'Take it out.'
      : `${meantBy(part, known)}What there is: ${known.join(', ')}.`
  return [`there is no ${named}${where}.`, cure]
}

function meantBy(name: string, known: readonly string[]): string {
  const meant = suggestion(name, known) ?? known.find((one) => one !== '' && name.startsWith(one))
  return meant === undefined ? '' : `Did you mean ${meant}? `
}

function cureOfBlock(name: string, { values }: Scope): string {
  const known = ['if', 'unless', 'each', 'with']
  const isName = values.some((one) => isGroup(one) && Object.hasOwn(one, name.split('.')[0] ?? ''))
  if (isName) return `Write {{#if ${name}}}, {{#with ${name}}} or {{#each ${name}}}.`
  return `${meantBy(name, known)}Known are ${known.join(', ')}.`
}

type Kind = 'text' | 'number'

/** What each helper is given: of `repeated` ones again and again. */
const helperArguments: Readonly<
  Record<keyof typeof textHelpers, { readonly kinds: readonly Kind[]; readonly repeated: boolean }>
> = {
  row: { kinds: ['text', 'text'], repeated: false },
  cells: { kinds: ['text', 'number'], repeated: true },
  start: { kinds: ['text', 'number'], repeated: false },
  wrapped: { kinds: ['text', 'number'], repeated: false },
  capitals: { kinds: ['text'], repeated: false },
  words: { kinds: ['text'], repeated: true },
}

function isHelper(name: string, medium: Medium): name is keyof typeof helperArguments {
  return Object.hasOwn(helpersOf(medium), name)
}

function wrongArguments(
  name: keyof typeof helperArguments,
  given: readonly Values[],
  { node, check }: Block,
): void {
  const { kinds, repeated } = helperArguments[name]
  const wanted = `${kinds.join(' and ')}${repeated ? ', as often as you like' : ''}`
  const fits = repeated
    ? given.length > 0 && given.length % kinds.length === 0
    : given.length === kinds.length
  const wrong = given.findIndex((values, index) => {
    const kind = kinds[index % kinds.length]
    return values.some(
      (value) => value !== null && (kind === 'text' ? !isWords(value) : typeof value !== 'number'),
    )
  })
  if (fits && wrong < 0) return
  const found = fits
    ? `its ${wrong + 1}. is ${kindOf(given[wrong]?.find((value) => value !== null))}`
    : `here it has ${given.length} values`
  complain(check, node, `the helper ${name} takes ${wanted}; ${found}.`, '')
}

function complain(
  { composition, problems }: Check,
  node: hbs.AST.Node,
  what: string,
  cure: string,
): void {
  problems.push(problemAt(originOfLine(composition.origins, node.loc.start.line), what, cure))
}

function isGroup(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isWords(value: unknown): boolean {
  return typeof value === 'string'
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (isGroup(value)) return 'a group of values'
  if (typeof value === 'boolean') return 'yes or no'
  return typeof value === 'number' ? 'a number' : 'text'
}

function spelt(node: hbs.AST.Node): string {
  if (isPath(node)) return node.original
  const constant = literal(node)
  if (constant !== undefined)
    return typeof constant === 'string' ? `"${constant}"` : String(constant)
  return isCall(node) ? `(${[node.path, ...node.params].map(spelt).join(' ')})` : '…'
}
