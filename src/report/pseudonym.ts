/** Who somebody is, by all that names them. */
export interface Identity {
  readonly address: string
  /** As people and imports have written it; none of them is empty. */
  readonly names: readonly string[]
}

/** What stands in the place of somebody's name and address. */
export interface Pseudonym {
  readonly name: string
  readonly address: string
}

/**
 * The one that was erased as the first, the second and so on: nothing tells who it was. One word, in
 * letters that stand for themselves wherever mail writes a name.
 */
export function pseudonymOf(erasureId: number): Pseudonym {
  return { name: `Erased-person-${erasureId}`, address: `person-${erasureId}${domain}` }
}

/** Reserved by RFC 2606: no mail can go there. */
const domain = '@erased.invalid'

/** Whether an address is a pseudonym: nobody is behind it any more. */
export function isPseudonym(address: string): boolean {
  return address.endsWith(domain)
}

/**
 * `text` with the pseudonym in the place of the address, in any case, and of each name. A name of
 * one word may be a word like any other: it is only taken for a name where it is the whole text.
 */
export function pseudonymised(text: string, { address, names }: Identity, by: Pseudonym): string {
  const isName = names.some((name) => sameWords(name, text))
  if (isName) return by.name
  const inText = names.filter((name) => /\s/.test(name.trim()))
  return inText.reduce(
    (told, name) => told.replace(wordsOf(name), () => by.name),
    text.replace(addressIn(address), () => by.address),
  )
}

/** Whether a text names somebody: then it would be another one with a pseudonym. */
export function isNamedIn(text: string, identity: Identity): boolean {
  return pseudonymised(text, identity, { name: '', address: '' }) !== text
}

/** The same with all texts in a JSON value; numbers and the names of its fields stay. */
export function pseudonymisedIn(value: unknown, identity: Identity, by: Pseudonym): unknown {
  if (typeof value === 'string') return pseudonymised(value, identity, by)
  if (Array.isArray(value)) return value.map((one) => pseudonymisedIn(one, identity, by))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([field, one]) => [field, pseudonymisedIn(one, identity, by)]),
  )
}

function sameWords(one: string, other: string): boolean {
  return plain(one) === plain(other)
}

function plain(text: string): string {
  return text.trim().replace(/\s+/g, ' ').toLowerCase()
}

function wordsOf(name: string): RegExp {
  const words = name.trim().split(/\s+/).map(escaped)
  return new RegExp(`(?<![\\p{L}\\p{N}])${words.join('\\s+')}(?![\\p{L}\\p{N}])`, 'giu')
}

function addressIn(address: string): RegExp {
  return new RegExp(
    `(?<![\\p{L}\\p{N}._+-])${escaped(address)}(?![\\p{L}\\p{N}_-]|\\.[\\p{L}\\p{N}])`,
    'giu',
  )
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
}
