import { parseDay } from '../../report/week.js'
import type { Sheet } from './sheet.js'

/** `Mon 23 Nov, 05:00 UTC`. Not in local time: an edition reads the same wherever it is rendered. */
export function instantOf(
  iso: string,
  { format, monday }: Pick<Sheet, 'format' | 'monday'>,
): string {
  const day = parseDay(iso.slice(0, 10))
  return day === null ? iso : `${format.day(day, monday)}, ${iso.slice(11, 16)} UTC`
}
