import { DateTime } from 'luxon'
import { parseDay } from '../../report/week.js'
import type { Sheet } from './sheet.js'

/**
 * `Mon 23 Nov, 05:00 UTC`, in the zone of the report and with its name: an edition reads the same
 * wherever it is rendered.
 */
export function instantOf(
  iso: string,
  { format, monday, timeZone }: Pick<Sheet, 'format' | 'monday' | 'timeZone'>,
): string {
  const at = DateTime.fromISO(iso, { zone: timeZone })
  const day = parseDay(at.toISODate() ?? '')
  if (day === null) return iso
  return `${format.day(day, monday)}, ${at.toFormat('HH:mm')} ${timeZone.replaceAll('_', ' ')}`
}
