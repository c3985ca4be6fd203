/** What Handlebars reads, told apart: its own types don't say which node is which. */
type Node = hbs.AST.Node

export const isMustache = (node: Node): node is hbs.AST.MustacheStatement =>
  node.type === 'MustacheStatement'
export const isBlock = (node: Node): node is hbs.AST.BlockStatement =>
  node.type === 'BlockStatement'
export const isContent = (node: Node): node is hbs.AST.ContentStatement =>
  node.type === 'ContentStatement'
export const isPath = (node: Node): node is hbs.AST.PathExpression => node.type === 'PathExpression'
export const isCall = (node: Node): node is hbs.AST.SubExpression => node.type === 'SubExpression'

/** What a literal stands for; undefined for everything else. */
export function literal(node: Node): string | number | boolean | undefined {
  const value: unknown = 'value' in node ? node.value : undefined
  const isOne = /^(String|Number|Boolean)Literal$/.test(node.type)
  if (!isOne) return undefined
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : undefined
}

/** The whole of a block, with those of `else` and `else if`. */
export function partsOf(block: hbs.AST.BlockStatement): hbs.AST.Program[] {
  const parts: (hbs.AST.Program | undefined)[] = [block.program, block.inverse]
  return parts.filter((part) => part !== undefined)
}
