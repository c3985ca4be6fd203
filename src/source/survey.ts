import { moneyIn } from './cell.js'
import { areMidnights, type DayManner, type DayOrder, orderOf } from './date.js'
import { type Decimal, decimalOf } from './figure.js'
import type { Column } from './layout.js'
import { type ColumnManner, freshTally } from './manner.js'
import type { ReadingOptions } from './options.js'
import type { Scale } from './scale.js'
import type { TableForm } from './table.js'

/** What is known of a column before its rows are read. */
export interface Surveyed {
  readonly column: Column
  /** Some of its texts, the first ones of the file. */
  readonly texts: readonly string[]
  readonly scale: Scale | null
}

/** What holds for all columns of a file. */
export interface SurveyManner {
  readonly options: ReadingOptions
  readonly form: TableForm
  readonly timeZone: string
}

/** How a column writes its figures and days, by what was said, by its texts, or by the delimiter. */
export function mannerOf(surveyed: Surveyed, manner: SurveyManner): ColumnManner {
  const { column, texts, scale } = surveyed
  const isFigure = column.kind === 'amount' || column.kind === 'score'
  const decimal = isFigure ? decimalIn(texts, manner) : null
  const days = daysIn(column.kind === 'day' ? texts : [], manner)
  const found = foundIn(surveyed, { decimal, order: days.order }, manner.options)
  const isDecimalSaid = manner.options.decimal !== null
  return { decimal, isDecimalSaid, days, scale, found, tally: freshTally() }
}

/**
 * The one sign that all figures which leave no doubt have before their decimals. Where none does,
 * a semicolon between cells says that it is the comma: it stands there because commas are taken.
 */
function decimalIn(texts: readonly string[], { options, form }: SurveyManner): Decimal | null {
  if (options.decimal !== null) return options.decimal
  const clear = new Set(texts.map((text) => decimalOf(moneyIn(withoutScale(text)).figure)))
  clear.delete(null)
  const [only = null] = clear
  if (clear.size > 1) return null
  if (only !== null) return only
  return form.kind === 'text' && form.delimiter === ';' ? 'comma' : null
}

function withoutScale(text: string): string {
  return text.replace(/\s*(?:%|\/\s*\d+)$/, '')
}

/** How the days of a column, or of a whole file, are read. */
export function daysIn(
  texts: readonly string[],
  { options, form, timeZone }: SurveyManner,
): DayManner {
  const common = { timeZone, isMidnightADay: areMidnights(texts) }
  if (options.dates !== null) return { ...common, order: options.dates, isGiven: true }
  const orders = new Set(texts.map(orderOf))
  orders.delete(null)
  const [only = null] = orders
  const isBoth = orders.size > 1 || (only !== null && form.kind === 'workbook' && areTurned(texts))
  return { ...common, order: isBoth ? 'both' : only, isGiven: false }
}

/**
 * Whether a workbook has made days of those texts alone that have no figure beyond 12, and left the
 * others as they were: then it has most likely taken days for months.
 */
function areTurned(texts: readonly string[]): boolean {
  const made = texts.filter((text) => /^\d{4}-\d{2}-\d{2}/.test(text))
  return made.length > 0 && made.every((text) => Number(text.slice(8, 10)) <= 12)
}

/** What was found out about a column and not said by anybody, in words. */
function foundIn(
  { column: { name }, texts }: Surveyed,
  { decimal, order }: { readonly decimal: Decimal | null; readonly order: DayManner['order'] },
  said: ReadingOptions,
): string[] {
  const orders: Readonly<Record<DayOrder, string>> = {
    dmy: 'the day before the month',
    mdy: 'the month before the day',
  }
  const isComma = decimal === 'comma' && said.decimal === null
  const isOrder = order !== null && order !== 'both' && said.dates === null
  return [
    ...(isComma && texts.some((text) => /[.,]/.test(text)) ? [`${name}: a decimal comma`] : []),
    ...(isOrder ? [`${name}: ${orders[order]}`] : []),
  ]
}
