import { joined } from '../../format.js'
import type { DigestBody } from '../../report/digest/digest.js'
import { knownWeeks } from '../../report/digest/portfolio-trend.js'
import { statuses } from '../../report/health.js'
import type { Picture } from '../picture.js'
import { sentence } from './phrase.js'
import type { MailLayout } from './sheet.js'
import { statusWords } from './status.js'

/** Where the portfolio stood, week by week. */
export interface StatusTrendView {
  /** How to read the picture: it holds no words itself. */
  readonly legend: string
  readonly picture: Picture
  /** What the picture shows, for those who don't see it. */
  readonly told: string
}

/** Null where there is no picture of it. */
export function statusTrendView(
  { portfolioTrend }: Pick<DigestBody, 'portfolioTrend'>,
  { pictures }: MailLayout,
): StatusTrendView | null {
  const picture = pictures.statusBands()
  if (picture === null) return null
  const shown = knownWeeks(portfolioTrend)
  const had = statuses.filter((status) =>
    shown.some(({ byStatus }) => byStatus[status].revenue > 0),
  )
  const order = joined(had.map(statusWords))
  return {
    legend: `Revenue by status, a column for each week. From the bottom up: ${order}.`,
    picture,
    told: sentence(picture.alt),
  }
}
