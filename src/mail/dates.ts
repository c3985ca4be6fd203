import { type Day, firstDay, lastDay, type Week } from '../report/week.js'

/** How dates are written in one edition. */
export interface Dates {
  /** `Thu 12 Nov`, with its year where that isn't the year of `today`. */
  readonly day: (day: Day, today: Day) => string
  /** `16–22 Nov 2026`. */
  readonly week: (week: Week) => string
  /** `16–22 Nov`. */
  readonly shortWeek: (week: Week) => string
}

export function datesOf(locale: string): Dates {
  return locale === 'en' || locale.startsWith('en-') ? englishDates : localDates(locale)
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/** The day before the month's name: nobody reads it wrongly, on either side of the Atlantic. */
const englishDates: Dates = {
  day: (day, today) => {
    const [{ date, month, year }, weekday] = [parts(day), weekdays[new Date(day).getUTCDay()]]
    return `${weekday} ${date} ${month}${year === parts(today).year ? '' : ` ${year}`}`
  },
  week: (week) => englishWeek(week, ({ date, month, year }) => `${date} ${month} ${year}`),
  shortWeek: (week) => englishWeek(week, ({ date, month }) => `${date} ${month}`),
}

interface DayParts {
  readonly date: string
  readonly month: string
  readonly year: string
}

function parts(day: Day): DayParts {
  const [year = '', month = '', date = ''] = day.split('-')
  return { date: String(Number(date)), month: months[Number(month) - 1] ?? month, year }
}

function englishWeek(week: Week, shown: (day: DayParts) => string): string {
  const [first, last] = [parts(firstDay(week)), parts(lastDay(week))]
  if (first.month === last.month) return `${first.date}–${shown(last)}`
  if (first.year !== last.year) return `${shown(first)} – ${shown(last)}`
  return `${first.date} ${first.month} – ${shown(last)}`
}

function localDates(locale: string): Dates {
  const dayMonth = { timeZone: 'UTC', day: 'numeric', month: 'short' } as const
  const withWeekday = { ...dayMonth, weekday: 'short' } as const
  const formatter = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, options)
  const [inYear, inOther] = [formatter(withWeekday), formatter({ ...withWeekday, year: 'numeric' })]
  const range = (format: Intl.DateTimeFormat) => (week: Week) =>
    format.formatRange(new Date(firstDay(week)), new Date(lastDay(week))).replaceAll('\u2009', ' ')
  return {
    day: (day, today) =>
      (day.slice(0, 4) === today.slice(0, 4) ? inYear : inOther).format(new Date(day)),
    week: range(formatter({ ...dayMonth, year: 'numeric' })),
    shortWeek: range(formatter(dayMonth)),
  }
}
