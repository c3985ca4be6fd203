import { startOf, textColumns } from '../mail/text.js'
import { printable } from './terminal.js'

/**
 * Rows as columns side by side, two blanks apart, each as wide as its widest cell but at most as
 * `widest` says; what doesn't fit ends in an ellipsis. Every row ends with a line feed.
 */
export function table(rows: readonly (readonly string[])[], widest: readonly number[]): string {
  const widths = widest.map((most, index) =>
    Math.min(most, Math.max(0, ...rows.map((row) => textColumns(printable(row[index] ?? ''))))),
  )
  return rows.map((row) => `${line(row, widths)}\n`).join('')
}

function line(row: readonly string[], widths: readonly number[]): string {
  return widths
    .map((width, index) => cell(printable(row[index] ?? ''), width))
    .join('  ')
    .trimEnd()
}

function cell(text: string, width: number): string {
  const shown = textColumns(text) <= width ? text : `${startOf(text, width - 1)}…`
  return shown + ' '.repeat(Math.max(0, width - textColumns(shown)))
}
