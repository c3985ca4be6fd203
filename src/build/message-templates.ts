import { composedTemplate } from './composition.js'
import { parsed, precompiled } from './handlebars-source.js'
import { compiled, placesOf } from './markup.js'
import { type SampleMail, sampleMails } from './sample-mails.js'
import {
  attempt,
  blankSections,
  marked,
  type ShippedTemplate,
  templateProblems,
  writtenTemplate,
} from './template-check.js'
import type { Problem } from './template-fault.js'
import { titleProblems } from './titles.js'

/** A module of compiled templates, or what is wrong with what it would be made of. */
export type BuiltModule =
  | {
      readonly kind: 'built'
      readonly name: string
      readonly source: string
      readonly places: MessagePlaces
    }
  | { readonly kind: 'faulty'; readonly name: string; readonly problems: readonly Problem[] }

/** By line (from 1) of a compiled template, the `file:line` of what it fills in there. */
type Places = Readonly<Record<number, string>>

/** Where a message's templates were written, for whoever has to tell what fails in them. */
export type MessagePlaces = Readonly<Record<'html' | 'text', Places>>

/** Every kind of mail: each has templates/NAME.mjml and templates/NAME.txt in `folder`. */
export async function messageModules(folder: string): Promise<BuiltModule[]> {
  return await Promise.all(
    Object.entries(sampleMails).map(([name, sample]) => moduleOf(folder, name, sample)),
  )
}

/** One of them. */
export async function messageModule(
  folder: string,
  name: keyof typeof sampleMails,
): Promise<BuiltModule> {
  return await moduleOf(folder, name, sampleMails[name])
}

/** A message's MJML as HTML that still has its Handlebars in it. Throws a TemplateFault. */
export async function htmlTemplate(folder: string, name: string): Promise<ShippedTemplate> {
  const composition = composedTemplate(folder, `${name}.mjml`)
  parsed(composition)
  const source = await compiled(composition)
  const places = placesOf(composition, source)
  const first = composition.origins[0] ?? { file: `${name}.mjml`, line: 1 }
  const origin = (line: number) => {
    let at = line
    while (at > 1 && !places.has(at)) at--
    return places.get(at) ?? first
  }
  return { composition, medium: 'html', source, origin }
}

async function moduleOf(folder: string, name: string, sample: SampleMail): Promise<BuiltModule> {
  const html = await attempt(() => htmlTemplate(folder, name))
  const text = await attempt(async () =>
    writtenTemplate(composedTemplate(folder, `${name}.txt`), 'text'),
  )
  const problems = [html, text].flatMap((half) =>
    half.kind === 'faulty' ? half.problems : templateProblems(half.template, sample),
  )
  if (problems.length > 0 || html.kind === 'faulty' || text.kind === 'faulty') {
    return { kind: 'faulty', name, problems }
  }
  const differences = [
    ...[html, text].flatMap(({ template }) => blankSections(template, sample)),
    ...titleProblems(marked(html.template, sample), marked(text.template, sample)),
  ]
  if (differences.length > 0) return { kind: 'faulty', name, problems: differences }
  return {
    kind: 'built',
    name,
    source: moduleText(html.template, text.template),
    places: { html: placesIn(html.template), text: placesIn(text.template) },
  }
}

function moduleText(html: ShippedTemplate, text: ShippedTemplate): string {
  const half = (template: ShippedTemplate) => precompiled(template.source, template.medium)
  return `// Made by \`npm run build\` from templates/. Edit those.
export const html = ${half(html)}
export const text = ${half(text)}
`
}

function placesIn({ source, origin }: ShippedTemplate): Places {
  const lines = source.split('\n').flatMap((text, index): [number, string][] => {
    const { file, line } = origin(index + 1)
    return text.includes('{{') ? [[index + 1, `${file}:${line}`]] : []
  })
  return Object.fromEntries(lines)
}
