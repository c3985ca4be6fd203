/** The items whose key an earlier one has already, ignoring case. */
export function repeated<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[] {
  const seen = new Set<string>()
  return items.filter((item) => {
    const key = keyOf(item).toLowerCase()
    return seen.size === seen.add(key).size
  })
}
