import { cells, row, wrapped } from './text-column.js'

/**
 * What text templates call, where HTML has tables. Handlebars adds an argument of its own, the
 * last.
 */
export const textHelpers = {
  /** `{{row left right}}`: at the two edges of the column. */
  row: (left: string, right: string) => row(left, right),
  /** `{{cells text width text width}}`: beside each other. */
  cells: (...given: readonly unknown[]) => cells(given.slice(0, -1)),
  /** `{{wrapped text indent}}`: a paragraph. */
  wrapped: (text: string, indent: number) => wrapped(text, indent),
  /** `{{capitals text}}`: a title. */
  capitals: (text: string) => text.toUpperCase(),
  /** `{{words a b}}`: what there is of them, with blanks between. */
  words: (...given: readonly unknown[]) =>
    given
      .slice(0, -1)
      .filter((one) => typeof one === 'string' && one !== '')
      .join(' '),
} as const
