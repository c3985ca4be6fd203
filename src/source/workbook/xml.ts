import { SaxesParser } from 'saxes'
import { damaged } from './package.js'

/** What is heard of an XML text. Names are without their prefixes. */
export interface XmlHandlers {
  readonly open: (name: string, attributes: XmlAttributes) => void
  readonly close: (name: string) => void
  /** The text of an element, also in pieces. */
  readonly text: (text: string) => void
}

/** The value of an attribute, by its name without a prefix; null where it isn't there. */
export type XmlAttributes = (name: string) => string | null

/** Longer texts than any cell has; without a bound, one would be kept as a whole. */
const longestText = 4_000_000

/**
 * Reads XML; yields after each piece, so that what was heard can be handed on.
 *
 * @throws UnreadableSource where `part` isn't well-formed. What a handler throws is thrown as it is.
 */
export async function* readXml(
  part: string,
  texts: AsyncIterable<string>,
  handlers: XmlHandlers,
): AsyncGenerator<void> {
  let length = 0
  const parser = new SaxesParser()
  parser.on('opentag', ({ name, attributes }) => {
    length = 0
    handlers.open(localName(name), attributesOf(attributes))
  })
  parser.on('closetag', ({ name }) => handlers.close(localName(name)))
  parser.on('text', handlers.text)
  parser.on('cdata', handlers.text)
  parser.on('error', (error) => {
    throw damaged(`a damaged ${part}`, error)
  })
  for await (const text of texts) {
    length += text.length
    if (length > longestText) throw damaged(`a text without an end in ${part}`)
    parser.write(text)
    yield
  }
  parser.close()
}

/** The same of a part that is read at once. */
export async function readAllXml(
  part: string,
  texts: AsyncIterable<string>,
  handlers: XmlHandlers,
): Promise<void> {
  for await (const _ of readXml(part, texts, handlers));
}

function attributesOf(attributes: Readonly<Record<string, string>>): XmlAttributes {
  return (name) => {
    const plain = attributes[name]
    if (plain !== undefined) return plain
    const key = Object.keys(attributes).find((key) => localName(key) === name)
    return (key === undefined ? undefined : attributes[key]) ?? null
  }
}

function localName(name: string): string {
  const colon = name.indexOf(':')
  return colon === -1 ? name : name.slice(colon + 1)
}
