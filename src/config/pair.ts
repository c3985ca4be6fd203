/** One `name=value` of a list; `value` is empty when there is no `=`. */
export interface Pair {
  readonly name: string
  readonly value: string
  /** The pair as it was written. */
  readonly given: string
}

/** The pairs of `name=value, name=value`, or with another separator; blank ones are left out. */
export function pairsOf(text: string, separator = ','): Pair[] {
  return text
    .split(separator)
    .map((given) => given.trim())
    .filter((given) => given !== '')
    .map((given) => {
      const [name = '', ...rest] = given.split('=')
      return { name: name.trim(), value: rest.join('=').trim(), given }
    })
}
