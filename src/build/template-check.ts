import { type Composition, originOfLine } from './composition.js'
import { type Medium, parsed } from './handlebars-source.js'
import { everything, least, variants } from './sample.js'
import type { SampleMail } from './sample-mails.js'
import { type Origin, type Problem, problemAt, TemplateFault } from './template-fault.js'
import type { MarkedText } from './titles.js'
import { renderProblems, traced } from './trial.js'
import { nameProblems } from './view-names.js'

/** A template as it is shipped: Handlebars alone, whatever it was before. */
export interface ShippedTemplate {
  readonly composition: Composition
  readonly medium: Medium
  readonly source: string
  /** Where what stands on a line of the source (from 1) was written. */
  readonly origin: (line: number) => Origin
}

/** Text and pages: nothing stands between what is written and Handlebars. Throws a TemplateFault. */
export function writtenTemplate(composition: Composition, medium: Medium): ShippedTemplate {
  parsed(composition)
  const origin = (line: number) => originOfLine(composition.origins, line)
  const source = medium === 'text' ? `${composition.source}\n` : composition.source
  return { composition, medium, source, origin }
}

/**
 * What is wrong with a template that is filled in as `sample` says: names that are not known in any
 * branch, and what fails with one part or another absent.
 */
export function templateProblems(template: ShippedTemplate, sample: unknown): Problem[] {
  const { composition, medium, source, origin } = template
  const program = parsed(composition)
  const names = nameProblems(composition, program, { medium, views: [everything(sample)] })
  // What fails because of these would only be told again, in other words.
  if (names.length > 0) return names
  const shipped = parsed({ source, origins: composition.origins })
  return renderProblems(traced(shipped, { medium, everyLine: false }), variants(sample), origin)
}

/** A template filled in with everything, its lines marked. Throws what the template throws. */
export function marked({ composition, medium }: ShippedTemplate, sample: unknown): MarkedText {
  const { render } = traced(parsed(composition), { medium, everyLine: true })
  return { composition, rendered: render(everything(sample)) }
}

/** Kinds of sections of which a template shows nothing: their title would stand there alone. */
export function blankSections(
  { composition, medium }: ShippedTemplate,
  mail: SampleMail,
): Problem[] {
  const { body } = mail
  if (!('sections' in body)) return []
  const { render } = traced(parsed(composition), { medium, everyLine: false })
  const shown = (section: object) =>
    render(everything({ ...mail, body: { ...body, sections: [section] } }))
  const { origins } = composition
  const first = origins.findIndex(({ file }) => file.startsWith('partials/section.'))
  return body.sections.flatMap(({ title, ...parts }) => {
    const blank = Object.entries(parts).map(([kind, part]) => [kind, least(part)])
    if (shown({ title, ...parts }) !== shown({ title, ...Object.fromEntries(blank) })) return []
    const kind = Object.keys(parts).join()
    const what = `nothing is shown of a section of the kind ${kind}.`
    return [problemAt(originOfLine(origins, first + 1), what, `Give it a part: {{#with ${kind}}}.`)]
  })
}

/** A template, or what is wrong with what it should be made of. */
export type TemplateAttempt =
  | { readonly kind: 'made'; readonly template: ShippedTemplate }
  | { readonly kind: 'faulty'; readonly problems: readonly Problem[] }

export async function attempt(make: () => Promise<ShippedTemplate>): Promise<TemplateAttempt> {
  try {
    return { kind: 'made', template: await make() }
  } catch (error) {
    if (!(error instanceof TemplateFault)) throw error
    return { kind: 'faulty', problems: error.problems }
  }
}
