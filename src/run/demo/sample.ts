import { parse } from 'csv-parse/sync'
import { addDays, parseDay, parseWeek, shiftWeek, type Week } from '../../report/week.js'

/**
 * A CSV file of the sample portfolio, moved by whole `weeks` (negative: back): every cell that is
 * a week or a day as a whole. Weekdays and all distances in time stay as they are; a date inside
 * a longer text is not touched.
 */
export function shiftedSample(text: string, weeks: number): string {
  return inText(parse(text).map((row) => row.map((cell) => shiftedCell(cell, weeks))))
}

/** The rows of a CSV file that are about weeks which `includes` takes, and its header. */
export function rowsOfWeeks(text: string, includes: (week: Week) => boolean): string {
  return inText(
    parse(text).filter((row) => {
      const week = row.flatMap((cell) => parseWeek(cell) ?? [])[0]
      return week === undefined || includes(week)
    }),
  )
}

/** The latest week that is a cell of its own in `text`; null where there is none. */
export function lastWeekIn(text: string): Week | null {
  const weeks = parse(text).flatMap((row) => row.flatMap((cell) => parseWeek(cell) ?? []))
  return weeks.sort().at(-1) ?? null
}

function shiftedCell(cell: string, weeks: number): string {
  const week = parseWeek(cell)
  if (week !== null) return shiftWeek(week, weeks)
  const day = parseDay(cell)
  return day === null ? cell : addDays(day, 7 * weeks)
}

function inText(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(written).join(',')}\n`).join('')
}

/** Quoted only where CSV asks for it, so that a shift by no weeks gives the file back. */
function written(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
