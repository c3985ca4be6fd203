import { matchKey, plainForm } from '../characters.js'
import {
  amountReader,
  type Cell,
  type Currencies,
  currencyReader,
  dayReader,
  moneyIn,
  type ReadCell,
  readDesired,
  readLine,
  readNoticeDays,
  readTender,
  readText,
} from './cell.js'
import type { Refusal } from './fault.js'
import { isSum } from './footer.js'
import {
  type Column,
  type Layout,
  optionalColumn,
  type ReadText,
  type ReadValue,
  type RowRefusal,
  required,
} from './layout.js'
import { type Owner, ownerColumns, ownerReader } from './owners.js'

export interface AccountsLayoutOptions extends Currencies {
  readonly readAccountId: ReadCell
  /** People whose names stand in the file without their addresses, or the other way round. */
  readonly owners: readonly Owner[]
}

/** `accounts.csv`: customer contracts as they stand on a day (docs/settings.md, "Input files"). */
export function accountsLayout({
  readAccountId,
  owners,
  ...currencies
}: AccountsLayoutOptions): Layout {
  return {
    columns: [
      { ...required('account_id', readAccountId), kind: 'id' },
      required('name', readLine),
      ...ownerColumns.map(derivedColumn),
      { ...required('annual_revenue', unread), kind: 'amount', reader: amountReader },
      {
        ...required('currency', currencyReader(currencies)),
        empty: currencies.currency,
        ifMissing: `Or say what it is in each row: --set currency=${currencies.currency}.`,
      },
      {
        ...required('notice_days', readNoticeDays),
        ifMissing: 'Or say what it is in each row: --set notice_days=60.',
      },
      // An empty cell says that there is nothing; a column that isn't there says nothing.
      textColumn('region', readLine),
      textColumn('segment', readLine),
      dayColumn('renewal_date'),
      optionalColumn('desired', readDesired, 1),
      textColumn('desired_reason', readText),
      dayColumn('started_on'),
      dayColumn('ended_on'),
      textColumn('end_reason', readText),
      optionalColumn('tender', readTender, 0),
    ],
    derived: {
      from: ownerColumns,
      into: ['manager_name', 'manager_address'],
      read: ownerReader(owners),
    },
    anyOf: [],
    refuse: refuseAccount,
    isKnownId: () => false,
  }
}

/** Of a column that another reader is made for. */
function unread(): never {
  throw new Error('a column was read without its manner')
}

function derivedColumn(name: string): Column {
  return { ...optionalColumn(name, (text) => text), into: [], kind: 'text' }
}

function textColumn(name: string, read: ReadCell): Column {
  return { ...optionalColumn(name, read, ''), kind: 'text' }
}

function dayColumn(name: string): Column {
  return { ...optionalColumn(name, unread, ''), kind: 'day', reader: dayReader }
}

function refuseAccount(value: ReadValue, text: ReadText): RowRefusal | null {
  return refuseTotal(text('name')) ?? refuseSign(value, text) ?? refuseDays(value)
}

/** Its money would count twice. */
function refuseTotal(given: string): RowRefusal | null {
  if (!isSum(given)) return null
  const cure = 'Remove the line, or export the accounts without totals.'
  return { column: 'name', expected: 'an account, and not a total', given, cure }
}

/** `€` beside USD: one of the two is wrong, and nobody can tell which. */
function refuseSign(value: ReadValue, text: ReadText): RowRefusal | null {
  const amount = text('annual_revenue')
  if (/^[\d.,]*$/.test(amount)) return null
  const currency = String(value('currency'))
  const { sign } = moneyIn(amount)
  if (sign === '' || sign.split(' ').every((one) => isSignOf(one, currency))) return null
  return {
    column: 'annual_revenue',
    expected: `an amount in ${currency}, as the currency says`,
    given: amount,
    cure: 'Correct the currency, or the sign of the amount.',
  }
}

/** Whether a sign may stand for a currency: `$` for any dollar, `A$` for Australia's alone. */
function isSignOf(sign: string, currency: string): boolean {
  if (/^[A-Z]{3}$/.test(sign)) return sign === currency
  const known = writtenSigns[sign.replace('.', '')]
  if (known !== undefined) return known.includes(currency)
  const [own = ''] = /\p{Sc}$/u.exec(sign) ?? []
  const parts = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
  }).formatToParts(0)
  return own !== '' && parts.some(({ type, value }) => type === 'currency' && value.includes(own))
}

/** Signs with letters in them, and whose they are. */
const writtenSigns: Readonly<Record<string, readonly string[]>> = {
  ...{ US$: ['USD'], CA$: ['CAD'], C$: ['CAD'], A$: ['AUD'], AU$: ['AUD'], NZ$: ['NZD'] },
  ...{ HK$: ['HKD'], S$: ['SGD'], NT$: ['TWD'], R$: ['BRL'], R: ['ZAR'], zł: ['PLN'] },
  ...{
    Fr: ['CHF'],
    SFr: ['CHF'],
    Kč: ['CZK'],
    Ft: ['HUF'],
    lei: ['RON'],
    Rp: ['IDR'],
    RM: ['MYR'],
  },
  kr: ['SEK', 'NOK', 'DKK', 'ISK'],
}

function isDay(cell: Cell): cell is string {
  return typeof cell === 'string' && cell !== ''
}

function refuseDays(value: ReadValue): RowRefusal | null {
  const startedOn = value('started_on')
  const endedOn = value('ended_on')
  const areDays = isDay(startedOn) && isDay(endedOn)
  if (!areDays || startedOn <= endedOn) return null
  return {
    column: 'ended_on',
    expected: `a day on or after started_on (${startedOn})`,
    given: endedOn,
    cure: 'Check both days.',
  }
}

/**
 * Reads the id of an account. Ids that look the same are the same, whatever bytes a file has for
 * them. `known` are the ids in the database: of an account that was stored before this rule in other
 * bytes, rows still find it, first by its very bytes.
 */
export function accountIdReader(known: readonly string[]): ReadCell {
  const others = known.filter((id) => plainForm(id) !== id)
  const own = new Set(others)
  const usual = new Set(others.length === 0 ? [] : known)
  const stored = new Map(
    others
      .filter((id) => !usual.has(plainForm(id)))
      .toReversed()
      .map((id) => [plainForm(id), id]),
  )
  return (text) => {
    if (own.has(text)) return text
    const line = readLine(text)
    if (typeof line !== 'string') return line
    if (shortened.test(line)) return shortenedId
    const id = plainForm(line)
    return stored.get(id) ?? id
  }
}

/** What a spreadsheet makes of a long id that it takes for a number. */
const shortened = /^(?:\d(?:[.,]\d+)?E\+?\d+|\d{6,}[.,]0+)$/i

const shortenedId: Refusal = {
  expected: 'an id as it is, and not as a number',
  cure: 'A spreadsheet has taken it for a number: format the column as text where the file comes from, and export it again.',
}

/** An account as snapshots may name it. */
export interface KnownAccount {
  readonly accountId: string
  readonly name: string
}

/** Reads which account a snapshot is of. */
export interface SnapshotAccounts {
  /** By the account's id, or by its name where only one has it. */
  readonly readAccountId: ReadCell
  /** Whether a text is the id or the name of an account. */
  readonly isKnownId: (text: string) => boolean
}

/** The same for snapshots, in which an account's name stands for its id where only one has it. */
export function snapshotAccounts(known: readonly KnownAccount[]): SnapshotAccounts {
  const readId = accountIdReader(known.map(({ accountId }) => accountId))
  const ids = new Set(known.map(({ accountId }) => accountId))
  const byName = new Map<string, string[]>()
  for (const { accountId, name } of known) {
    const key = matchKey(name)
    const same = byName.get(key)
    if (same === undefined) byName.set(key, [accountId])
    else same.push(accountId)
  }
  const readAccountId: ReadCell = (text) => {
    // Most ids, of millions.
    if (ids.has(text)) return text
    const id = readId(text)
    if (typeof id !== 'string' || ids.has(id)) return id
    const [only, ...others] = byName.get(matchKey(id)) ?? []
    if (only === undefined) return id
    return others.length === 0 ? only : sharedName([only, ...others])
  }
  const isKnownId = (text: string) => {
    const id = readAccountId(text)
    return typeof id === 'string' && ids.has(id)
  }
  return { readAccountId, isKnownId }
}

function sharedName(ids: readonly string[]): Refusal {
  const some = ids.slice(0, 5).join(', ')
  return {
    expected: `the id of an account, since ${ids.length} have this name (${some})`,
    cure: 'Write the id in its place.',
  }
}
