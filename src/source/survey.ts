import { moneyIn } from './cell.js'
import { type DayManner, type DayOrder, orderOf } from './date.js'
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
  return { decimal, days, scale, found, tally: freshTally() }
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
export function daysIn(texts: readonly string[], { options, timeZone }: SurveyManner): DayManner {
  if (options.dates !== null) return { order: options.dates, isGiven: true, timeZone }
  const orders = new Set(texts.map(orderOf))
  orders.delete(null)
  const [only = null] = orders
  return { order: orders.size > 1 ? 'both' : only, isGiven: false, timeZone }
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
