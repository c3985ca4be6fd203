import { Presets, SingleBar } from 'cli-progress'
import { startOf, textColumns } from '../mail/text.js'
import type { Observer } from '../run/workspace.js'
import { printable, type Terminal } from './terminal.js'

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

/** A bar on the screen, that is gone when the work is done. */
export interface Progress {
  readonly observer: Observer
  readonly end: () => void
}

/** Shows how far a run has come; nothing where nobody reads along on stderr. */
export function createProgress({ screen }: Terminal): Progress {
  if (!screen?.err) return { observer: () => {}, end: () => {} }
  const options = { format: 'submitting [{bar}] {value} of {total}', clearOnComplete: true }
  const bar = new SingleBar({ ...options, hideCursor: true }, Presets.legacy)
  const observer: Observer = (event) => {
    if (event.kind === 'delivering') {
      bar.stop()
      bar.start(event.due, 0)
    }
    if (event.kind === 'settled' || event.kind === 'uncomposed') bar.increment()
  }
  return { observer, end: () => bar.stop() }
}
