/** A name of caniemail's data: `css-border-radius`, `html-bdi`. */
export type Feature = string

/** What a message asks of a client, each by the name that caniemail would have for it. */
export function featuresIn(html: string): Set<Feature> {
  const read = html.replaceAll(/<!--[\s\S]*?-->/g, '')
  const sheets = [...read.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g)].map(
    ([, sheet = '']) => sheet,
  )
  const blocks = sheets.flatMap((sheet) =>
    [...sheet.matchAll(/\{([^{}]*)\}/g)].map(([, own = '']) => own),
  )
  const inline = [...read.matchAll(/style="([^"]*)"/g)].map(([, own = '']) => own)
  return new Set([
    ...[...blocks, ...inline].flatMap(declared),
    ...sheets.flatMap(conditions),
    ...[...read.matchAll(/<([a-z]\w*)([^>]*)>/g)].flatMap(([, tag = '', rest = '']) =>
      marked(tag, rest),
    ),
  ])
}

function declared(block: string): Feature[] {
  return block.split(';').flatMap((declaration) => {
    const [property = '', value] = declaration.split(':').map((part) => part.trim())
    if (value === undefined) return []
    const [keyword = ''] = value.split(' ')
    return [`css-${property}`, `css-${property}-${keyword}`]
  })
}

function conditions(sheet: string): Feature[] {
  const rules = [...sheet.matchAll(/@([\w-]+)/g)].map(([, rule]) => `css-at-${rule}`)
  const queries = [...sheet.matchAll(/@media[^{]*\((prefers-[\w-]+)/g)]
  return [...rules, ...queries.map(([, query]) => `css-at-media-${query}`)]
}

function marked(tag: string, rest: string): Feature[] {
  const attributes = [...rest.matchAll(/([\w:-]+)=/g)].map(([, name]) => `html-${name}`)
  return [`html-${tag}`, ...attributes]
}
