import Handlebars from 'handlebars'
import { textHelpers } from '../mail/text-layout.js'
import { originAt, originOfLine } from './balance.js'
import type { Composition } from './composition.js'
import { TemplateFault } from './template-fault.js'

/** A Handlebars template as JavaScript, for `template` of `handlebars/runtime.js`. */
export type Precompiled = string

/** Refuses what Handlebars cannot parse, and data that would reach HTML unescaped. */
export function assertParses(composition: Composition): void {
  const unescaped = /\{\{(?:\{|~?&)/.exec(composition.source)
  if (unescaped !== null) {
    throw new TemplateFault(
      'every value is escaped: write {{value}}, not {{{value}}} or {{&value}}',
      originAt(composition, unescaped.index),
    )
  }
  try {
    Handlebars.precompile(composition.source, {})
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause)
    throw new TemplateFault(
      problem.split('\n')[0] ?? problem,
      originOfLine(composition.origins, lineIn(problem)),
      { cause },
    )
  }
}

/** Strict: a value that the view doesn't have is a fault and not a hole in somebody's mail. */
export function precompiled(source: string, kind: 'html' | 'text'): Precompiled {
  const spec: unknown = Handlebars.precompile(source, {
    strict: true,
    knownHelpersOnly: true,
    knownHelpers: knownHelpers(),
    noEscape: kind === 'text',
  })
  return String(spec)
}

function knownHelpers(): Record<string, boolean> {
  const builtIn = ['if', 'unless', 'each', 'with', 'lookup']
  return Object.fromEntries([...builtIn, ...Object.keys(textHelpers)].map((name) => [name, true]))
}

function lineIn(problem: string): number {
  const [, parsed, checked] = /on line (\d+)| - (\d+):\d+$/m.exec(problem) ?? []
  return Number(parsed ?? checked ?? 1)
}
