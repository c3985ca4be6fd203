import type { Format } from '../../format.js'
import type { AccountMovement } from '../../report/digest/account-movement.js'
import type { Row } from './row.js'
import type { MailLayout } from './sheet.js'

type Figure = Pick<Row, 'figure' | 'figureNote'>

/** What an account's row is about: how far it moved, else what is known of it. */
export function movementFigure(one: AccountMovement, { format }: MailLayout): Figure {
  switch (one.movement) {
    case 'lost':
      return { figure: format.money(one.revenue), figureNote: 'a year, lost' }
    case 'down':
    case 'up':
      return moved(one, format)
    case 'flat':
      return stayed(one, format)
    case 'new':
      return { figure: health(one, format), figureNote: 'first report' }
    case 'stale':
      return { figure: health(one, format), figureNote: `${age(one, format)} old` }
    case 'unknown':
      return silent(one, format)
  }
}

function moved(one: AccountMovement, format: Format): Figure {
  const arrow = one.movement === 'down' ? '▼' : '▲'
  return {
    figure: `${arrow} ${format.change(one.change ?? 0)}`,
    figureNote: `${health(one, format)}, ${was(one, format)}`,
  }
}

function stayed(one: AccountMovement, format: Format): Figure {
  const change = one.change ?? 0
  const figureNote = change === 0 ? 'no change' : `${format.change(change)}, ${was(one, format)}`
  return { figure: health(one, format), figureNote }
}

function silent(one: AccountMovement, format: Format): Figure {
  if (one.weeksSinceUpdate === null) return { figure: 'Never', figureNote: 'reported' }
  if (one.weeksSinceUpdate === 0) return { figure: 'Nothing', figureNote: 'scored' }
  return { figure: age(one, format), figureNote: 'without a report' }
}

function health({ health }: AccountMovement, format: Format): string {
  return health === null ? 'unknown' : format.points(health)
}

function was({ previousHealth }: AccountMovement, format: Format): string {
  return previousHealth === null ? 'was unknown' : `was ${format.points(previousHealth)}`
}

function age({ weeksSinceUpdate }: AccountMovement, format: Format): string {
  return format.counted(weeksSinceUpdate ?? 0, 'week')
}
