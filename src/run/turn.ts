/**
 * The same work, one call after the other, in the order of the calls; one that fails stops none.
 */
export function inTurn<Given extends unknown[], Result>(
  work: (...given: Given) => Promise<Result>,
): (...given: Given) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve()
  return (...given) => {
    const mine = last.then(() => work(...given))
    last = mine.catch(() => {})
    return mine
  }
}
