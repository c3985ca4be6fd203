import type { Format } from '../format.js'
import type { Digest } from './digest.js'
import { type Tally, tallyOf } from './tally.js'
import { cleanText } from './view/phrase.js'

/**
 * The headline and the week, on one line: `Monday Morning Report, Nov 16-22: 3 down, 1 up, $1.2M at
 * risk`.
 */
export function subject(digest: Digest, format: Format): string {
  const week = format.shortWeek(digest.week).replaceAll(/[–—]/g, '-')
  return `${title(digest, format)}, ${week}: ${told(digest, format)}`
}

function title(digest: Digest, format: Format): string {
  if (digest.role !== 'account-manager') return 'Monday Morning Report'
  const { length } = digest.movements
  if (length === 1) return 'Your account'
  return length === 0 ? 'Your accounts' : `Your ${format.counted(length, 'account')}`
}

function told(digest: Digest, format: Format): string {
  if (digest.role === 'admin') return deliveries(digest.administration.thisEdition, format)
  const { region, revenueAtRisk, movements, participation } = digest
  const where = region === null ? '' : ` in ${cleanText(region, 40)}`
  const silent = participation.updated === 0 && participation.active > 0
  const moves = movesInFigures(tallyOf(movements), format)
  const week = moves || (silent ? 'nothing reported' : 'no movement')
  return `${week}, ${format.money(revenueAtRisk.total)} at risk${where}`
}

/** Beside losses, falls and rises there is no room for anything else. */
function movesInFigures(tally: Tally, format: Format): string {
  const words = (...parts: (readonly [count: number, word: string])[]) =>
    parts
      .filter(([count]) => count > 0)
      .map(([count, word]) => `${format.count(count)} ${word}`)
      .join(', ')
  return (
    words([tally.lost, 'lost'], [tally.down, 'down'], [tally.up, 'up']) ||
    words([tally.new, 'new'], [tally.crossed, 'changed status'])
  )
}

interface Deliveries {
  readonly planned: number
  readonly submitted: number
  readonly failed: number
}

function deliveries({ planned, submitted, failed }: Deliveries, format: Format): string {
  const of = `${format.count(submitted)} of ${format.count(planned)} submitted`
  return failed === 0 ? of : `${of}, ${format.count(failed)} failed`
}
