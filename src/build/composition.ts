import { existsSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { type Origin, TemplateFault } from './template-fault.js'

/** A template with its layout and partials in place; `origins` holds one entry for each line. */
export interface Composition {
  readonly source: string
  readonly origins: readonly Origin[]
}

interface Line {
  readonly text: string
  readonly origin: Origin
}

const inclusion = /^\s*\{\{>\s*([\w@/-]+)\s*\}\}\s*$/
const strayInclusion = /\{\{~?>/

/**
 * Puts `layout` around the template `file` and its partials into it. A line that reads
 * `{{> name}}` gives way to `partials/name` (with the template's own extension), and in the layout
 * `{{> @partial-block}}` to the template. It is done before MJML sees anything, so that a partial
 * may hold MJML, HTML or part of an attribute: what stands bare between two sections isn't lost.
 */
export function composed(folder: string, file: string): Composition {
  const lines = included(`layout${extname(file)}`, { folder, template: file, within: [] })
  return {
    source: lines.map(({ text }) => text).join('\n'),
    origins: lines.map(({ origin }) => origin),
  }
}

interface Place {
  readonly folder: string
  readonly template: string
  readonly within: readonly string[]
}

function included(file: string, place: Place): Line[] {
  const within = [...place.within, file]
  return linesOf(place.folder, file).flatMap((line) => {
    const name = inclusion.exec(line.text)?.[1]
    if (name === undefined) return [whole(line)]
    const next = fileOf(name, place.template)
    if (within.includes(next)) {
      throw new TemplateFault(`${next} would include itself`, line.origin)
    }
    if (!existsSync(join(place.folder, next))) {
      throw new TemplateFault(`there is no file ${next} to include`, line.origin)
    }
    return included(next, { ...place, within })
  })
}

function fileOf(name: string, template: string): string {
  return name === '@partial-block' ? template : `partials/${name}${extname(template)}`
}

function linesOf(folder: string, file: string): Line[] {
  const texts = readFileSync(join(folder, file), 'utf8').replace(/\n$/, '').split(/\r?\n/)
  return texts.map((text, index) => ({ text, origin: { file, line: index + 1 } }))
}

function whole(line: Line): Line {
  if (strayInclusion.test(line.text)) {
    throw new TemplateFault(
      'an inclusion stands on a line of its own, as {{> name}}, and takes no values',
      line.origin,
    )
  }
  return line
}
