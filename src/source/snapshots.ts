import { drivers, type FieldKind, fieldNames, snapshotFields } from '../report/snapshot.js'
import { type Day, firstDay, lastDay, shiftWeek, type Week } from '../report/week.js'
import {
  dayReader,
  noticeReader,
  type ReadCell,
  readContacts,
  readLine,
  readPulse,
  readTender,
  readText,
  readValueCategory,
  scoreReader,
  weekReader,
} from './cell.js'
import {
  type Column,
  type Layout,
  optionalColumn,
  type ReadValue,
  type RowRefusal,
  required,
} from './layout.js'
import type { ColumnManner, Tally } from './manner.js'

export interface SnapshotsLayoutOptions {
  readonly readAccountId: ReadCell
  readonly isKnownId: (text: string) => boolean
  readonly today: Day
  /** The week that runs today. */
  readonly thisWeek: Week
}

/** `snapshots.csv`: what is known of an account for a week (docs/settings.md, "Input files"). */
export function snapshotsLayout(options: SnapshotsLayoutOptions): Layout {
  return {
    columns: [
      { ...required('account_id', options.readAccountId), kind: 'id' },
      weekColumn(options),
      ...fieldNames.map((field) => {
        const { column, kind } = snapshotFields[field]
        const name = field === 'statedHealth' ? 'health' : column
        return { ...optionalColumn(name, noReader), ...ways[kind], into: [column] }
      }),
    ],
    anyOf,
    refuse: refuseSnapshot,
    isKnownId: options.isKnownId,
  }
}

function noReader(): never {
  throw new Error('a column was read without its manner')
}

function weekColumn({ today, thisWeek }: SnapshotsLayoutOptions): Column {
  const before = shiftWeek(thisWeek, -1)
  return {
    ...required('week', noReader),
    kind: 'day',
    reader: weekReader,
    ifMissing: `Or say which week all rows are of: --set week=${before}, or --set week=last for the last one that has ended.`,
    named: new Map([
      ['last', before],
      ['this', thisWeek],
    ]),
    remark: (tally) => exportedToday(tally, { today, thisWeek }) ?? allSundays(tally, 'week'),
  }
}

/** A Monday's export most often has the day of the export, and is about the week that has ended. */
function exportedToday(
  { days }: Tally,
  { today, thisWeek }: Pick<SnapshotsLayoutOptions, 'today' | 'thisWeek'>,
): RowRefusal | null {
  if (today !== firstDay(thisWeek) || days.size !== 1 || !days.has(today)) return null
  return {
    column: 'week',
    expected: 'the week that the rows are about',
    given: `today’s date in each row, so ${thisWeek}, which has just begun`,
    cure: `If they are about last week, import the file again with --set week=last (${shiftWeek(thisWeek, -1)}).`,
  }
}

function allSundays({ days }: Tally, column: string): RowRefusal | null {
  const all = [...days]
  if (all.length === 0 || all.some((day) => new Date(day).getUTCDay() !== 0)) return null
  return {
    column,
    expected: 'days of the weeks that the rows are about',
    given: `Sundays only, such as ${all[0]}`,
    cure: 'A Sunday is the last day of its week here. Where it is the first day of the week that is meant, add a day to each.',
  }
}

type Way = Pick<Column, 'kind' | 'reader'>

const ways: Readonly<Record<FieldKind, Way>> = {
  score: { kind: 'score', reader: scoreReader },
  pulse: plainWay(readPulse),
  groups: plainWay(readContacts),
  category: plainWay(readValueCategory),
  line: { kind: 'text', reader: () => readLine },
  text: { kind: 'text', reader: () => readText },
  day: { kind: 'day', reader: dayReader },
  notice: { kind: 'day', reader: noticeReader },
  answer: plainWay(readTender),
}

function plainWay(read: ReadCell): Way {
  return { kind: 'other', reader: (_manner: ColumnManner) => read }
}

const anyOf = [...drivers, 'health']

const scores = [...drivers, 'stated_health']

function refuseSnapshot(value: ReadValue): RowRefusal | null {
  if (scores.every((score) => value(score) === null)) {
    return { ...withoutScore, isNothing: value('notice_given_on') === null }
  }
  if (value('value_category') !== null && value('value_delivered') === null) return withoutValue
  return refuseNotice(value)
}

/**
 * A row says what was known in its week, so not of a notice after it. A last day follows from a
 * notice: alone, nobody could tell whether it was withdrawn since.
 */
function refuseNotice(value: ReadValue): RowRefusal | null {
  const [week, givenOn, leaving] = [value('week'), value('notice_given_on'), value('last_day')]
  if (typeof leaving === 'string') {
    if (givenOn === null) return withoutNotice(leaving)
    if (givenOn === 'no') return withdrawn(leaving)
    if (leaving < givenOn) return endedBefore(String(givenOn), leaving)
  }
  if (typeof givenOn !== 'string' || givenOn === 'no') return null
  const last = lastDay(week as Week)
  return givenOn > last ? knownLater(givenOn, last) : null
}

function withoutNotice(given: string): RowRefusal {
  return {
    column: 'last_day',
    expected: 'nothing, since notice_given_on is empty',
    given,
    cure: 'Say in notice_given_on on which day notice was given. The end of a fixed term belongs in renewal_date of accounts.csv.',
  }
}

function withdrawn(given: string): RowRefusal {
  return {
    column: 'last_day',
    expected: 'nothing, since notice_given_on says no',
    given,
    cure: 'Empty the cell where notice was withdrawn; else say in notice_given_on on which day it was given.',
  }
}

function endedBefore(givenOn: string, given: string): RowRefusal {
  return {
    column: 'last_day',
    expected: `a day on or after notice_given_on (${givenOn})`,
    given,
    cure: 'Notice given after the last day: check both days.',
  }
}

function knownLater(given: string, last: string): RowRefusal {
  return {
    column: 'notice_given_on',
    expected: `a day that was known in the row’s week, up to ${last}`,
    given,
    cure: 'Check the day, or say it in the row of the week in which notice was given.',
  }
}

const withoutScore: RowRefusal = {
  column: null,
  expected: `at least one of ${[...drivers, 'health'].join(', ')}`,
  given: '',
  cure: 'Fill in a score, or leave the row out; --skip-unknown leaves all such rows out.',
}

const withoutValue: RowRefusal = {
  column: 'value_delivered',
  expected: 'what was done for the customer, since a category is given',
  given: '',
  cure: 'Say it in a line, or leave value_category empty.',
}
