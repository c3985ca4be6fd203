import { drivers, type FieldKind, fieldNames, snapshotFields } from '../report/snapshot.js'
import { lastDay, type Week } from '../report/week.js'
import {
  type ReadCell,
  readContacts,
  readDay,
  readLine,
  readNotice,
  readPulse,
  readScore,
  readTender,
  readText,
  readValueCategory,
  readWeek,
} from './cell.js'
import { type Layout, optionalColumn, type ReadValue, type RowRefusal, required } from './layout.js'

/** `snapshots.csv`: what is known of an account for a week (docs/settings.md, "Input files"). */
export function snapshotsLayout(readAccountId: ReadCell): Layout {
  return {
    columns: [required('account_id', readAccountId), ...columns],
    anyOf,
    refuse: refuseSnapshot,
  }
}

const read: Readonly<Record<FieldKind, ReadCell>> = {
  score: readScore,
  pulse: readPulse,
  groups: readContacts,
  category: readValueCategory,
  line: readLine,
  text: readText,
  day: readDay,
  notice: readNotice,
  answer: readTender,
}

const columns = [
  required('week', readWeek),
  ...fieldNames.map((field) => {
    const { column, kind } = snapshotFields[field]
    const name = field === 'statedHealth' ? 'health' : column
    return { ...optionalColumn(name, read[kind]), into: [column] }
  }),
]

const anyOf = [...drivers, 'health']

const scores = [...drivers, 'stated_health']

function refuseSnapshot(value: ReadValue): RowRefusal | null {
  if (scores.every((score) => value(score) === null)) return withoutScore
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
  cure: 'Fill in a score, or leave the row out.',
}

const withoutValue: RowRefusal = {
  column: 'value_delivered',
  expected: 'what was done for the customer, since a category is given',
  given: '',
  cure: 'Say it in a line, or leave value_category empty.',
}
