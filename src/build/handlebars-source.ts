import Handlebars from 'handlebars'
import { textHelpers } from '../mail/text-layout.js'
import { blockProblems } from './balance.js'
import { type Composition, originOfLine } from './composition.js'
import { problemAt, TemplateFault } from './template-fault.js'

/** A Handlebars template as JavaScript, for `template` of `handlebars/runtime.js`. */
export type Precompiled = string

/** What a template is for: the HTML of a mail, its text, or a page of the web server. */
export type Medium = 'html' | 'text' | 'page'

/** What every template may call, beside the helpers of its medium. */
export const builtIn = ['if', 'unless', 'each', 'with', 'lookup'] as const

/** The helpers that whoever renders a medium knows. */
export function helpersOf(medium: Medium): Partial<typeof textHelpers> {
  return medium === 'page' ? {} : textHelpers
}

/** What Handlebars reads in a composition. Throws a TemplateFault where it can't. */
export function parsed(composition: Composition): hbs.AST.Program {
  try {
    return Handlebars.parse(composition.source)
  } catch (cause) {
    const problems = blockProblems(composition)
    throw new TemplateFault(problems.length > 0 ? problems : [unread(composition, cause)], {
      cause,
    })
  }
}

/** How a template is compiled: a value that the view doesn't have is a fault, not a hole. */
export function compileOptions(medium: Medium) {
  const names = [...builtIn, ...Object.keys(helpersOf(medium))]
  return {
    strict: true,
    knownHelpersOnly: true,
    knownHelpers: Object.fromEntries(names.map((name) => [name, true])),
    noEscape: medium === 'text',
  }
}

export function precompiled(source: string, medium: Medium): Precompiled {
  const spec: unknown = Handlebars.precompile(source, compileOptions(medium))
  return String(spec)
}

/** The parser draws what it read over several lines, and says in the last what is wrong with it. */
function unread({ origins }: Composition, cause: unknown) {
  const said = cause instanceof Error ? cause.message : String(cause)
  const [, parsed, checked] = /on line (\d+)| - (\d+):\d+$/m.exec(said) ?? []
  const line = Number(parsed ?? checked ?? 1)
  const [read = said, ...others] = said.split('\n')
  const what = others.length > 1 ? `Handlebars can't read ${others[0]?.trim()}` : read
  const got = /got '(\w+)'/.exec(said)?.[1]
  const why = got === undefined ? '' : `; ${got} is not expected there`
  return problemAt(originOfLine(origins, line), `${what}${why}.`)
}
