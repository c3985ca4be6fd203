import type { Composition } from './composition.js'
import { type Origin, TemplateFault } from './template-fault.js'

const tag = /<(\/?)(mjml|mj-[\w-]+)((?:"[^"]*"|'[^']*'|[^>"'])*?)(\/?)>/g

/** Refuses MJML tags that are left open or closed crosswise: MJML itself mends them silently. */
export function assertBalanced({ source, origins }: Composition): void {
  const open: { name: string; origin: Origin }[] = []
  for (const match of source.matchAll(tag)) {
    const [, closing, name = '', , selfClosing] = match
    const origin = originAt({ source, origins }, match.index)
    if (closing === '' && selfClosing === '') open.push({ name, origin })
    if (closing === '') continue
    const last = open.pop()
    if (last === undefined) throw new TemplateFault(`</${name}> closes nothing`, origin)
    if (last.name !== name) {
      const opened = `<${last.name}> of ${last.origin.file}:${last.origin.line}`
      throw new TemplateFault(`</${name}> stands where ${opened} should be closed`, origin)
    }
  }
  const left = open.at(-1)
  if (left !== undefined) throw new TemplateFault(`<${left.name}> is never closed`, left.origin)
}

/** Where the character at `index` of a composition was written. */
export function originAt({ source, origins }: Composition, index: number): Origin {
  return originOfLine(origins, source.slice(0, index).split('\n').length)
}

/**
 * Where line `line` (from 1) of a composition was written; the nearest one where there is no such
 * line.
 */
export function originOfLine(origins: readonly Origin[], line: number): Origin {
  const nearest = Math.min(Math.max(line, 1), origins.length)
  return origins[nearest - 1] ?? { file: 'layout', line: 1 }
}
