import { type Day, dayIn, parseDay, parseWeek, type Week } from '../report/week.js'

/** Which stands first where days and months are figures. */
export type DayOrder = 'dmy' | 'mdy'

/** How a column writes its days. */
export interface DayManner {
  /** The order in figures; null where nobody knows, `both` where the column has either. */
  readonly order: DayOrder | 'both' | null
  /** Whether a person said so: then years of two digits are read, too. */
  readonly isGiven: boolean
  /** IANA: of an instant with its own zone, the day on clocks here. */
  readonly timeZone: string
  /** Whether midnight in UTC stands for a day without a time, as some programs write one. */
  readonly isMidnightADay: boolean
}

export type DayReading =
  | { readonly kind: 'day'; readonly day: Day }
  /** `04/05/2026`: the fourth of May, or the fifth of April. */
  | { readonly kind: 'ambiguous' }
  /** In the other order than the rest of the column. */
  | { readonly kind: 'contrary' }
  | { readonly kind: 'none' }

/**
 * Reads `2026-11-16`, `2026/11/16`, `20261116`, `16.11.2026`, `11/16/2026`, `16 Nov 2026`,
 * `November 16, 2026`, with a time behind it or without; where the time has a zone, the day on clocks
 * in `timeZone`.
 */
export function readDayText(text: string, manner: DayManner): DayReading {
  const iso = parseDay(text)
  if (iso !== null) return { kind: 'day', day: iso }
  const [date = '', time = '', zone = ''] = timed(text)
  const reading = readDate(date, manner)
  if (reading.kind !== 'day' || zone === '') return reading
  if (manner.isMidnightADay && isMidnight(time, zone)) return reading
  const instant = instantOf(reading.day, time, zone)
  return instant === null ? none : { kind: 'day', day: dayIn(instant, manner.timeZone) }
}

const none: DayReading = { kind: 'none' }

/** A text's date, time and zone; the last two empty where there are none. */
function timed(text: string): string[] {
  const found =
    /^(.*?\d)(?:T|,?\s+)(\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s*[ap]\.?m\.?)?)\s*(Z|UTC|GMT|(?:UTC|GMT)?[+-]\d{2}:?(?:\d{2})?)?$/i.exec(
      text,
    )
  return found === null ? [text] : found.slice(1)
}

function isMidnight(time: string, zone: string): boolean {
  return (
    /^00?:00(?::00(?:[.,]0+)?)?$/.test(time) &&
    /^(?:Z|UTC|GMT|(?:UTC|GMT)?[+-]00:?(?:00)?)$/i.test(zone)
  )
}

/** Whether all instants among the texts, one or more, are midnight in UTC. */
export function areMidnights(texts: readonly string[]): boolean {
  const instants = texts.map(timed).filter(([, , zone = '']) => zone !== '')
  return instants.length > 0 && instants.every(([, time = '', zone = '']) => isMidnight(time, zone))
}

function instantOf(day: Day, time: string, zone: string): number | null {
  const [, hours = '', minutes = '', seconds = '0', half = ''] =
    /^(\d{1,2}):(\d{2})(?::(\d{2}))?(?:[.,]\d+)?\s*([ap])?/i.exec(time) ?? []
  const hour = half === '' ? Number(hours) : (Number(hours) % 12) + (/p/i.test(half) ? 12 : 0)
  if (hour > 24 || Number(minutes) > 59) return null
  const [, sign = '+', ahead = '0', more = '0'] = /([+-])(\d{2}):?(\d{2})?/.exec(zone) ?? []
  const offset = (Number(ahead) * 60 + Number(more)) * (sign === '-' ? -1 : 1)
  return Date.parse(day) + ((hour * 60 + Number(minutes) - offset) * 60 + Number(seconds)) * 1000
}

function readDate(text: string, manner: DayManner): DayReading {
  const [, year = '', month = '', day = ''] =
    /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(text) ??
    /^((?:19|20)\d\d)(\d\d)(\d\d)$/.exec(text) ??
    []
  if (year !== '') return made(year, month, day)
  const figures = inFigures(text)
  if (figures !== null) return readFigures(figures, manner)
  return readNamed(text)
}

interface Figures {
  readonly first: string
  readonly second: string
  readonly year: string
}

function inFigures(text: string): Figures | null {
  const found = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})$/.exec(text)
  if (found === null) return null
  const [, first = '', , second = '', year = ''] = found
  return { first, second, year }
}

function readFigures({ first, second, year }: Figures, manner: DayManner): DayReading {
  const { order, isGiven } = manner
  if (year.length === 2 && !isGiven) return { kind: 'ambiguous' }
  const isEither = Number(first) <= 12 && Number(second) <= 12
  if (order === 'both') return { kind: 'ambiguous' }
  // The fifth of May is the same in both orders.
  if (isEither && order === null && first !== second) return { kind: 'ambiguous' }
  const own = Number(first) > 12 ? 'dmy' : 'mdy'
  if (!isEither && order !== null && own !== order) return { kind: 'contrary' }
  const [day, month] = (order ?? own) === 'dmy' ? [first, second] : [second, first]
  return made(fullYear(year), month, day)
}

/** In which order a text must be read, by a day beyond 12 in it; null where it may be either. */
export function orderOf(text: string): DayOrder | null {
  const figures = inFigures(timed(text)[0] ?? '')
  if (figures === null || figures.year.length === 2) return null
  const [first, second] = [Number(figures.first), Number(figures.second)]
  if (first > 12 && second <= 12) return 'dmy'
  return second > 12 && first <= 12 ? 'mdy' : null
}

function made(year: string, month: string, day: string): DayReading {
  const made = parseDay(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`)
  return made === null ? none : { kind: 'day', day: made }
}

/** Years of two digits are those from 1970 to 2069. */
function fullYear(year: string): string {
  if (year.length !== 2) return year
  return Number(year) < 70 ? `20${year}` : `19${year}`
}

/** `16 Nov 2026`, `16. November 2026`, `16-Nov-26`, `Nov 16, 2026`, a day of the week before it or none. */
function readNamed(text: string): DayReading {
  const plain = text.replace(/^\p{L}{2,}\.?,?\s+(?=\d|\p{L}+\.?\s)/u, (word) =>
    monthOf(word.trim().replace(/[.,]+$/, '')) === null ? '' : word,
  )
  const dayFirst =
    /^(\d{1,2})(?:st|nd|rd|th)?[.\s-]\s*(?:de\s+)?(\p{L}+)\.?[\s-]\s*(?:de\s+)?(\d{4}|\d{2})$/u
  const [, day = '', name = '', year = ''] = dayFirst.exec(plain) ?? []
  const monthFirst = /^(\p{L}+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$/u
  const [, ahead = '', after = '', full = ''] = name === '' ? (monthFirst.exec(plain) ?? []) : []
  const month = monthOf(name || ahead)
  if (month === null) return none
  const written = year || full
  return made(fullYear(written), String(month), day || after)
}

/** Which month a name is, in the languages of exports that we know of; null for none. */
function monthOf(name: string): number | null {
  return months().get(name.toLowerCase()) ?? null
}

let knownMonths: ReadonlyMap<string, number> | null = null

function months(): ReadonlyMap<string, number> {
  knownMonths ??= new Map(
    ['en', 'de', 'fr', 'es', 'it', 'nl', 'pt'].flatMap((language) =>
      (['long', 'short'] as const).flatMap((length) => {
        const format = new Intl.DateTimeFormat(language, { month: length, timeZone: 'UTC' })
        return Array.from({ length: 12 }, (_, index): [string, number] => {
          const name = format.format(Date.UTC(2026, index, 15))
          return [name.toLowerCase().replace(/\.$/, ''), index + 1]
        })
      }),
    ),
  )
  return knownMonths
}

/** Reads `2026-W47`, `2026W47`, `2026-w7`, `W47/2026`, `KW 47 2026`; null where it names no week. */
export function readWeekText(text: string): Week | null {
  const week = parseWeek(text)
  if (week !== null) return week
  const [, year = '', number = ''] = /^(\d{4})[-\s]?W(\d{1,2})$/i.exec(text) ?? []
  const [, ahead = '', after = ''] =
    year === '' ? (/^(?:KW|CW|W|week)\s?(\d{1,2})[\s/,.-]\s?(\d{4})$/i.exec(text) ?? []) : []
  return parseWeek(`${year || after}-W${(number || ahead).padStart(2, '0')}`)
}
