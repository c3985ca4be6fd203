/**
 * An item ends at a comma, except inside quotation marks, parentheses (nested once), angle
 * brackets, and between the colon and the semicolon of a group.
 */
const item = /(?:"(?:\\.|[^"\\])*"|\((?:\\.|\([^()]*\)|[^()\\])*\)|<[^<>]*>|:[^;]*;|[^,])+/gs

/**
 * The items of an address list, each as it was written. Splitting first lets every bad item be
 * reported, where the grammar of the whole list would only say that something in it is wrong.
 */
export function itemsOf(list: string): string[] {
  return (list.match(item) ?? []).map((text) => text.trim()).filter((text) => text !== '')
}
