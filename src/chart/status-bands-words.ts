import type { Format } from '../format.js'
import { knownWeeks, type TrendWeek } from '../report/digest/portfolio-trend.js'
import { type Status, statuses } from '../report/health.js'

/**
 * What the status bands show: `Revenue by status in 12 weeks: red $1.2M to $2.1M, most now; yellow
 * …`. Empty where there is no picture. A status without revenue in any of the weeks is left out.
 */
export function statusBandsWords(trend: readonly TrendWeek[], format: Format): string {
  const shown = knownWeeks(trend)
  if (shown.length === 0) return ''
  const told = statuses.map((status) => course(status, shown, format)).filter((one) => one !== '')
  return `Revenue by status in ${format.counted(shown.length, 'week')}: ${told.join('; ')}`
}

function course(status: Status, shown: readonly TrendWeek[], { money }: Format): string {
  const [first = 0, ...coming] = shown.map(({ byStatus }) => byStatus[status].revenue)
  const last = coming.at(-1) ?? first
  const most = Math.max(first, ...coming)
  if (most === 0) return ''
  if (coming.every((revenue) => revenue === first)) return `${status} ${money(first)} all through`
  const ends = [money(first), money(last)]
  const course =
    ends[0] === ends[1] ? `${status} ${ends[0]} at both ends` : `${status} ${ends.join(' to ')}`
  if (most === first) return course
  return `${course}, ${most === last ? 'most now' : `at most ${money(most)}`}`
}
