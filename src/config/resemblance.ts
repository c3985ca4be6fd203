/**
 * The first of the names that comes nearest to `text` within `most` slips of the finger, ignoring
 * case; undefined when none is that near.
 */
export function nearest(text: string, names: readonly string[], most: number): string | undefined {
  const wanted = text.toUpperCase()
  for (let slips = 0; slips <= most; slips++) {
    const found = names.find((name) => isWithin(slips, wanted, name.toUpperCase()))
    if (found !== undefined) return found
  }
  return undefined
}

/** The name that a person may have meant by `text`: up to a third of it may be wrong. */
export function suggestion(text: string, names: readonly string[]): string | undefined {
  return nearest(text, names, Math.min(4, Math.ceil(text.length / 3)))
}

/** `Did you mean X? ` where one of the names is near, else nothing. */
export function didYouMean(text: string, names: readonly string[]): string {
  const found = suggestion(text, names)
  return found === undefined ? '' : `Did you mean ${found}? `
}

/**
 * Whether so many slips turn one text into the other: a letter left out, added, replaced, or
 * swapped with its neighbour (Damerau's four). Four branches for each slip: keep them few.
 */
function isWithin(slips: number, one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > slips) return false
  if (one === other) return true
  if (slips === 0) return false
  const [a, b] = afterSharedStart(one, other)
  return (
    isWithin(slips - 1, a.slice(1), b) ||
    isWithin(slips - 1, a, b.slice(1)) ||
    isWithin(slips - 1, a.slice(1), b.slice(1)) ||
    (a[0] === b[1] && a[1] === b[0] && isWithin(slips - 1, a.slice(2), b.slice(2)))
  )
}

function afterSharedStart(one: string, other: string): [string, string] {
  let shared = 0
  while (shared < one.length && one[shared] === other[shared]) shared++
  return [one.slice(shared), other.slice(shared)]
}
