import type { RiskSummary } from '../../report/digest/summary.js'
import type { Picture } from '../picture.js'
import type { FigureLine, FigureTable } from './figure-table.js'
import type { MailLayout } from './sheet.js'

/** Labels and amounts, and the picture that they make. */
export interface BridgeView extends FigureTable {
  readonly picture: Picture | null
  /** What the picture's columns are called: it holds no words itself. */
  readonly marks: readonly string[]
}

/** Where this week's revenue at risk comes from; the lines add up, to the cent. */
export function bridge(risk: RiskSummary, sheet: MailLayout): BridgeView | null {
  const { previous, total, bridge } = risk
  const steps = [
    { label: 'Moved into red', amount: bridge.movedIn },
    { label: 'Moved out of red', amount: -bridge.movedOut },
    { label: 'New in red', amount: bridge.new },
    { label: 'Lost from red', amount: -bridge.lost },
    { label: 'Became known, red', amount: bridge.becameKnown },
    { label: 'Became unknown', amount: -bridge.becameUnknown },
  ].filter(({ amount }) => amount !== 0)
  if (steps.length === 0) return null
  const picture = sheet.pictures.waterfall()
  const money = sheet.format.exactMoney([previous, total, ...steps.map(({ amount }) => amount)])
  const lines = [
    {
      label: `At risk ${sheet.format.shortWeek(sheet.previousWeek)}`,
      figure: money(previous),
      total: true,
    },
    ...steps.map(({ label, amount }) => ({
      label,
      figure: amount > 0 ? `+${money(amount)}` : money(amount),
      total: false,
    })),
    { label: 'At risk now', figure: money(total), total: true },
  ]
  const marks = picture === null ? [] : lines.map((_, column) => letters.charAt(column))
  return {
    caption: 'What changed it since the week before.',
    picture,
    marks,
    lines: lines.map((line, column) => ({ ...line, mark: marks[column] ?? '' })),
  }
}

/** One for each column that a bridge can have. */
const letters = 'ABCDEFGH'

/** Revenue at risk by how soon the customer can leave. */
export function byNotice({ byNotice, total }: RiskSummary, sheet: MailLayout): FigureTable | null {
  if (total === 0) return null
  const money = sheet.format.exactMoney([...Object.values(byNotice), total])
  const line = (label: string, amount: number, total = false): FigureLine => ({
    mark: '',
    label,
    figure: money(amount),
    total,
  })
  return {
    caption: 'How soon those customers can leave.',
    lines: [
      line('Up to 30 days’ notice', byNotice['30']),
      line('31 to 60 days', byNotice['60']),
      line('61 to 90 days', byNotice['90']),
      line('Over 90 days', byNotice.over90),
      line('At risk now', total, true),
    ],
  }
}
