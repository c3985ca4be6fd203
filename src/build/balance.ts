import { type Composition, originAt } from './composition.js'
import { type Origin, type Problem, problemAt } from './template-fault.js'

const tag = /<(\/?)(mjml|mj-[\w-]+)((?:"[^"]*"|'[^']*'|[^>"'])*?)(\/?)>/g

/** The first MJML tag that is left open or closed crosswise: MJML itself mends them silently. */
export function tagProblems(composition: Composition): Problem[] {
  const marks = [...composition.source.matchAll(tag)].flatMap((match): Mark[] => {
    const [, closing, name = '', , selfClosing] = match
    if (selfClosing !== '') return []
    return [{ opens: closing === '', name, origin: originAt(composition, match.index) }]
  })
  return unbalanced(marks, { open: (name) => `<${name}>`, close: (name) => `</${name}>` })
}

const block = /\{\{~?([#^/])\s*([\w@./-]+)[^}]*\}\}/g

/** The first block that is left open or closed crosswise, by its name and not by its grammar. */
export function blockProblems(composition: Composition): Problem[] {
  const marks = [...withoutComments(composition.source).matchAll(block)].map((match) => {
    const [, sign, name = ''] = match
    return { opens: sign !== '/', name, origin: originAt(composition, match.index) }
  })
  return unbalanced(marks, { open: (name) => `{{#${name}}}`, close: (name) => `{{/${name}}}` })
}

/** As long as before, so that every index stays what it was. */
export function withoutComments(source: string): string {
  return source.replace(/\{\{~?!--[\s\S]*?--~?\}\}|\{\{~?![^}]*\}\}/g, (comment) =>
    comment.replace(/[^\n]/g, ' '),
  )
}

interface Mark {
  readonly opens: boolean
  readonly name: string
  readonly origin: Origin
}

interface Spelling {
  readonly open: (name: string) => string
  readonly close: (name: string) => string
}

/** At most one: what follows a mark that is missing is rarely meant as it stands. */
function unbalanced(marks: readonly Mark[], spelt: Spelling): Problem[] {
  const open: Mark[] = []
  for (const mark of marks) {
    const { name, origin } = mark
    if (mark.opens) {
      open.push(mark)
      continue
    }
    const last = open.pop()
    if (last === undefined) return [problemAt(origin, `${spelt.close(name)} closes nothing.`)]
    if (last.name !== name) {
      const { file, line } = last.origin
      const opened = `${spelt.open(last.name)} of ${file}:${line}`
      const what = `${spelt.close(name)} stands where ${opened} should be closed.`
      return [problemAt(origin, what, `Close that first, with ${spelt.close(last.name)}.`)]
    }
  }
  const left = open.at(-1)
  if (left === undefined) return []
  const what = `${spelt.open(left.name)} is never closed.`
  return [problemAt(left.origin, what, `Close it with ${spelt.close(left.name)}.`)]
}
