import type { Format } from '../../format.js'
import type { DigestBody, ExecutiveDigest } from '../../report/digest/digest.js'
import { type Ticker, ticker } from '../../report/digest/ticker.js'
import type { ManagerParticipation } from '../../report/participation.js'
import { namedInHeadline } from '../news.js'
import { type ContractsView, contractsView } from './contract-lines.js'
import { type DecisionsView, decisionsView } from './decisions.js'
import type { MailLayout, RenderContext } from './frame.js'
import { type Button, buttonTo } from './list.js'
import { type Opening, opening } from './opening.js'
import { annotated, firstNames, nameOf } from './phrase.js'
import { lettersOf, type Square, squaresOf } from './squares.js'
import { type TickerView, tickerLine } from './ticker.js'
import { percentOf } from './tiles.js'

/** An executive's mail: what has to be known before the first meeting, and a way to all of it. */
export interface PageOne {
  readonly opening: Opening
  /** Null in a week in which nobody moved: the grid has all of them. */
  readonly ticker: TickerView | null
  readonly decisions: DecisionsView | null
  readonly contracts: ContractsView | null
  readonly earned: Paragraphs | null
  readonly missing: Paragraphs | null
  readonly grid: GridView | null
  readonly closing: Closing
}

/** What the figures mean, and where the rest is. */
export interface Closing {
  readonly definitions: readonly string[]
  readonly fullReport: Button | null
  /** The command that shows it, where there is no link; empty beside one. */
  readonly command: string
}

export interface Paragraphs {
  readonly title: string
  readonly paragraphs: readonly string[]
}

export interface GridView {
  readonly title: string
  readonly rows: readonly GridRow[]
  readonly more: string
}

export interface GridRow {
  readonly name: string
  readonly squares: readonly Square[]
  readonly letters: string
}

export function pageOne(
  digest: ExecutiveDigest,
  beyond: Pick<RenderContext, 'links'>,
  layout: MailLayout,
): PageOne {
  const { caps } = layout
  const shown = tickerOf(digest, caps.ticker, layout.format)
  return {
    opening: opening(digest, layout),
    ticker:
      shown.lines.length === 0
        ? null
        : {
            title: 'The ticker',
            lines: shown.lines.map((one) => tickerLine(one, digest, layout)),
            more: countsOf(shown, layout),
            moreUrl: '',
          },
    decisions: decisionsView(digest, layout),
    contracts: contractsView(digest, layout),
    earned: earnedView(digest, layout),
    missing: missingView(digest, layout),
    grid: gridView(shown, layout),
    closing: closing(digest, beyond, layout),
  }
}

/** Those of a reader's accounts that have a line in the mail, and the others. */
export function tickerOf(digest: DigestBody, limit: number, format: Format): Ticker {
  const told = digest.contracts.changes.filter(({ kind }) => kind === 'notice-given')
  return ticker(digest.movements, {
    told: new Set(told.map(({ accountId }) => accountId)),
    named: namedInHeadline(digest, format),
    limit,
  })
}

/** Whom the ticker has no line for. */
export function countsOf({ alsoMoved, others }: Ticker, { format }: MailLayout): string {
  const unreported = others.filter(
    ({ movement }) => movement === 'stale' || movement === 'unknown',
  ).length
  return [
    { count: alsoMoved.length, word: 'more moved' },
    { count: others.length - unreported, word: 'unchanged' },
    { count: unreported, word: 'more unreported' },
  ]
    .filter(({ count }) => count > 0)
    .map(({ count, word }) => `${format.count(count)} ${word}`)
    .join(' · ')
}

/** Whom the ticker has no line for; what was lost stands in no grid. */
function gridView(
  { lines, alsoMoved, others }: Ticker,
  { format, caps }: MailLayout,
): GridView | null {
  const items = [...alsoMoved.filter(({ movement }) => movement !== 'lost'), ...others]
  if (items.length === 0) return null
  const shown = items.length === caps.grid + 1 ? items : items.slice(0, caps.grid)
  const rest = items.length - shown.length
  return {
    title: lines.length === 0 ? 'All accounts, 12 weeks' : 'Everything else, 12 weeks',
    rows: shown.map((one) => {
      const squares = squaresOf(one, 12)
      return { name: nameOf(one.name), squares, letters: lettersOf(squares) }
    }),
    more: rest === 0 ? '' : `and ${format.counted(rest, 'smaller account')}.`,
  }
}

/** What was done for customers, and for whom nothing was; null where nobody ever records it. */
function earnedView({ earned, valueDelivered }: DigestBody, layout: MailLayout): Paragraphs | null {
  const { format } = layout
  const { weeks4, weeks13, takenForGranted } = earned
  if (weeks4 === null || weeks13 === null) return null
  const done = firstNames(
    valueDelivered.map(({ name }) => nameOf(name)),
    1,
    format,
  )
  const shares = `${percentOf(weeks4, layout)} of revenue earned in 4 weeks, ${percentOf(weeks13, layout)} in 13.`
  const granted = takenForGranted.map(({ name, weeksSinceValue: weeks }) =>
    annotated(name, weeks === null ? 'never' : format.counted(weeks, 'week')),
  )
  return {
    title: 'Earned',
    paragraphs: [
      done === '' ? `Nothing done this week; ${shares}` : `Done for ${done}; ${shares}`,
      ...(granted.length === 0 ? [] : [`Taken for granted: ${firstNames(granted, 1, format)}.`]),
    ],
  }
}

/** Who reported on part of their accounts, or on none. */
function missingView({ participation }: DigestBody, layout: MailLayout): Paragraphs | null {
  const { format, caps } = layout
  const { managers, updated, active } = participation
  const late = managers
    .filter((one) => one.updated < one.active)
    .sort(
      (a, b) =>
        (b.weeksSilent ?? Number.MAX_SAFE_INTEGER) - (a.weeksSilent ?? Number.MAX_SAFE_INTEGER) ||
        b.active - b.updated - (a.active - a.updated),
    )
  if (late.length === 0) return null
  const named = late.map((one) => annotated(one.name, missingWords(one, format)))
  return {
    title: 'Not reported',
    paragraphs: [
      `${format.count(updated)} of ${format.count(active)} reported. Missing: ${firstNames(named, caps.people, format)}.`,
    ],
  }
}

function missingWords(
  { weeksSilent, updated, active }: ManagerParticipation,
  { count, counted }: MailLayout['format'],
): string {
  if (weeksSilent === null) return 'never'
  return weeksSilent === 0
    ? `${count(active - updated)} of ${count(active)}`
    : counted(weeksSilent, 'week')
}

export function closing(
  digest: DigestBody,
  { links }: Pick<RenderContext, 'links'>,
  { format }: MailLayout,
): Closing {
  const { bands, notDesired } = digest
  const points = (bound: number) =>
    Number.isInteger(bound) ? format.count(bound) : format.points(bound)
  return {
    definitions: [
      `Red: below ${points(bands.redBelow)} or notice given. Green: from ${points(bands.greenFrom)}. Paler or small: carried.`,
      'At risk: a year’s revenue of red accounts. Kept: of contracts a year ago.',
      ...(notDesired.length === 0
        ? []
        : [`${format.count(notDesired.length)} not desired, not counted.`]),
    ],
    fullReport: buttonTo(links?.viewUrl, {
      label: 'Full report',
      about: '',
      apart: false,
    }),
    command: links === null ? 'Full report: mmr preview --full' : '',
  }
}
