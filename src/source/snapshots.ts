import { drivers, type FieldKind, fieldNames, snapshotFields } from '../report/snapshot.js'
import {
  type ReadCell,
  readContacts,
  readDay,
  readLine,
  readPulse,
  readScore,
  readText,
  readValueCategory,
  readWeek,
} from './cell.js'
import { type Layout, optionalColumn, type ReadValue, type RowRefusal, required } from './layout.js'

/** `snapshots.csv`: what is known of an account for a week (README, "Input files"). */
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
  return null
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
