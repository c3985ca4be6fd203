import { composed, plainForm } from '../characters.js'
import {
  type Cell,
  type Currencies,
  currencyReader,
  type ReadCell,
  readAccountManager,
  readAmount,
  readDay,
  readDesired,
  readLine,
  readNoticeDays,
  readTender,
  readText,
} from './cell.js'
import type { Refusal } from './fault.js'
import {
  type Column,
  type Layout,
  optionalColumn,
  type ReadValue,
  type RowRefusal,
  required,
} from './layout.js'

export interface AccountsLayoutOptions extends Currencies {
  readonly readAccountId: ReadCell
}

/** `accounts.csv`: customer contracts as they stand on a day (docs/settings.md, "Input files"). */
export function accountsLayout({ readAccountId, ...currencies }: AccountsLayoutOptions): Layout {
  return {
    columns: [
      required('account_id', readAccountId),
      required('name', readLine),
      required('account_manager', readOwner, ['manager_name', 'manager_address']),
      optionalFilled('account_manager_name', readLine, 'manager_name'),
      optionalFilled('account_manager_address', readOwnerAddress, 'manager_address'),
      required('annual_revenue', readAmount),
      { ...required('currency', currencyReader(currencies)), empty: currencies.currency },
      required('notice_days', readNoticeDays),
      // An empty cell says that there is nothing; a column that isn't there says nothing.
      optionalColumn('region', readLine, ''),
      optionalColumn('segment', readLine, ''),
      optionalColumn('renewal_date', readDay, ''),
      optionalColumn('desired', readDesired, 1),
      optionalColumn('desired_reason', readText, ''),
      optionalColumn('started_on', readDay, ''),
      optionalColumn('ended_on', readDay, ''),
      optionalColumn('end_reason', readText, ''),
      optionalColumn('tender', readTender, 0),
    ],
    instead: {
      of: 'account_manager',
      columns: ['account_manager_name', 'account_manager_address'],
    },
    anyOf: [],
    refuse: refuseAccount,
  }
}

/** `Full Name <name@example.com>`. */
function readOwner(text: string): readonly Cell[] | Refusal {
  if (!text.includes('@')) return withoutAddress
  const read = readAccountManager(composed(text))
  if ('expected' in read) return read
  const [name, address] = read
  const tidied = readLine(name)
  return typeof tidied === 'string' ? [tidied, address] : tidied
}

const withoutAddress: Refusal = {
  expected: 'one person, as Full Name <name@example.com>',
  cure: 'Add the address. Where the names stand in one column and the addresses in another: --map "Owner=account_manager_name" --map "Owner Email=account_manager_address".',
}

/** The address in a column of its own, however it is written there. */
function readOwnerAddress(text: string): Cell | Refusal {
  const read = readAccountManager(composed(text))
  return 'expected' in read ? { ...read, expected: 'an address, as name@example.com' } : read[1]
}

/** A column that may be left out; where it is there, each row has something in it. */
function optionalFilled(name: string, read: ReadCell, into: string): Column {
  return { ...required(name, read, [into]), isRequired: false }
}

function refuseAccount(value: ReadValue): RowRefusal | null {
  return refuseOwner(value) ?? refuseDays(value)
}

/** A name with another address in it would be taken for that one. */
function refuseOwner(value: ReadValue): RowRefusal | null {
  const name = String(value('manager_name') ?? '')
  const address = value('manager_address')
  if (!name.includes('@') || name === address) return null
  return {
    column: 'account_manager_name',
    expected: 'a name that holds no address',
    given: name,
    cure: 'Leave the @ out of the name; name one person only.',
  }
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
    const id = plainForm(line)
    return stored.get(id) ?? id
  }
}
