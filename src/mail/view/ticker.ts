import { palette } from '../../palette.js'
import type { AccountMovement } from '../../report/digest/account-movement.js'
import type { ContractsSummary } from '../../report/digest/contracts.js'
import type { DigestBody } from '../../report/digest/digest.js'
import { sinceWhen, slideText } from '../news.js'
import type { MailLayout } from './frame.js'
import { nameOf, unbroken } from './phrase.js'
import { lettersOf, type Square, squaresOf } from './squares.js'

/** Better, worse, or neither: the class of a colour, and the colour on a white page. */
export interface Tone {
  readonly tone: 'r' | 'g' | 'm' | 't'
  readonly colour: string
}

export const tones: Readonly<Record<'bad' | 'good' | 'muted' | 'plain', Tone>> = {
  bad: { tone: 'r', colour: palette.light.red },
  good: { tone: 'g', colour: palette.light.green },
  muted: { tone: 'm', colour: palette.light.muted },
  plain: { tone: 't', colour: palette.light.text },
}

/** One account: who it is, its last weeks, how it moved and where it stands. */
export interface TickerLine extends Tone {
  readonly name: string
  /** Where its manager reports back; empty where nobody is asked to. */
  readonly url: string
  /** Money, and what has to be known to read the figure rightly. */
  readonly what: string
  /** What is asked about it, in a word; empty without. */
  readonly asked: string
  readonly squares: readonly Square[]
  /** The squares' letters, for text. */
  readonly letters: string
  /** The week's move: `▼ −8.2`, `Lost`, `52 days`. */
  readonly figure: string
  /** Where it stands, and the month's move: `44.8 · −19.3`. */
  readonly standing: string
}

export interface TickerView {
  readonly title: string
  readonly lines: readonly TickerLine[]
  /** Whom it has no line for, counted; empty where there is nobody. */
  readonly more: string
  /** Where all of them are; empty where that is said in words, or nowhere. */
  readonly moreUrl: string
}

/** How many weeks a line shows. */
const weeks = 6

export function tickerLine(
  one: AccountMovement,
  digest: Pick<DigestBody, 'contracts' | 'previousWeek'>,
  layout: MailLayout,
): TickerLine {
  const squares = squaresOf(one, weeks)
  return {
    name: nameOf(one.name),
    url: '',
    what: whatOf(one, digest, layout),
    asked: '',
    squares,
    letters: lettersOf(squares),
    ...figureOf(one, layout),
  }
}

function whatOf(
  one: AccountMovement,
  digest: Pick<DigestBody, 'contracts' | 'previousWeek'>,
  layout: MailLayout,
): string {
  const { format, monday } = layout
  if (one.movement === 'lost') return lostWords(digest.contracts, one, layout)
  const money = format.money(one.revenue)
  if (one.leaving !== null) {
    return `${money}, last day ${unbroken(format.nearDay(one.leaving.lastDay, monday))}`
  }
  const moved = one.movement === 'down' || one.movement === 'up'
  const since = moved ? sinceWhen(one, digest, format) : ''
  if (since !== '') return `${money}, ${unbroken(since.trim())}`
  return one.sliding && !moved ? `${money}, sliding: ${slideText(one, format)}` : money
}

/** What it was worth, and when it ended where that was learned late. */
function lostWords(
  { changes }: ContractsSummary,
  { accountId, revenue }: AccountMovement,
  { format, monday }: MailLayout,
): string {
  const loss = changes.find((one) => one.accountId === accountId && one.kind === 'lost')
  const money = format.money(revenue)
  if (!loss?.learnedLate) return money
  return `${money}, ended ${unbroken(format.nearDay(loss.on, monday))}`
}

type Figure = Pick<TickerLine, 'figure' | 'standing' | 'tone' | 'colour'>

function figureOf(one: AccountMovement, { format }: MailLayout): Figure {
  const health = one.health === null ? '' : format.points(one.health)
  const month = one.change4 === null ? '' : format.change(one.change4)
  const standing = [health, month].filter((part) => part !== '').join(' · ')
  const change = format.change(one.change ?? 0)
  if (one.movement === 'lost') {
    const was = one.previousHealth === null ? '' : `was ${format.points(one.previousHealth)}`
    return { figure: 'Lost', standing: was, ...tones.bad }
  }
  if (one.leaving !== null) {
    const { daysLeft } = one.leaving
    const left = daysLeft === 0 ? 'Today' : format.counted(daysLeft, 'day')
    return { figure: left, standing: daysLeft === 0 ? 'its last day' : 'left', ...tones.bad }
  }
  switch (one.movement) {
    case 'down':
      return { figure: `▼ ${change}`, standing, ...tones.bad }
    case 'up':
      return { figure: `▲ ${change}`, standing, ...tones.good }
    case 'new':
      return { figure: 'New', standing, ...tones.plain }
    case 'flat':
      return { figure: `= ${change}`, standing, ...tones.muted }
    case 'stale':
    case 'unknown':
      return silent(one, health, format)
  }
}

/** It has no move: nobody said anything. */
function silent(
  { weeksSinceUpdate }: AccountMovement,
  health: string,
  format: MailLayout['format'],
): Figure {
  if (weeksSinceUpdate === null) return { figure: 'Never', standing: 'reported', ...tones.muted }
  if (weeksSinceUpdate === 0) return { figure: 'Nothing', standing: 'scored', ...tones.muted }
  const age = format.counted(weeksSinceUpdate, 'week')
  return {
    figure: age,
    standing: health === '' ? 'without a report' : `ago: ${health}`,
    ...tones.muted,
  }
}
