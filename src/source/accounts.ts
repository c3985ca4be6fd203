import { readAccountManager } from './account-manager.js'
import { readDay, readLine, readNoticeDays, readText } from './cell.js'
import { readDesired } from './choice.js'
import { type Layout, optional, type ReadValue, type RowRefusal, required } from './layout.js'
import { type Currencies, currencyReader, readAmount } from './revenue.js'

/** `accounts.csv`: customer contracts as they stand today (README, "Input files"). */
export function accountsLayout(currencies: Currencies): Layout {
  return {
    columns: [
      required('account_id', readLine),
      required('name', readLine),
      required('account_manager', readAccountManager, ['manager_name', 'manager_address']),
      required('annual_revenue', readAmount),
      { ...required('currency', currencyReader(currencies)), empty: currencies.currency },
      required('notice_days', readNoticeDays),
      optional('region', readLine),
      optional('segment', readLine),
      optional('renewal_date', readDay),
      optional('desired', readDesired, 1),
      optional('started_on', readDay),
      optional('ended_on', readDay),
      optional('end_reason', readText),
    ],
    anyOf: [],
    refuse: refuseAccount,
  }
}

function refuseAccount(value: ReadValue): RowRefusal | null {
  const startedOn = value('started_on')
  const endedOn = value('ended_on')
  if (typeof startedOn !== 'string' || typeof endedOn !== 'string' || startedOn <= endedOn) {
    return null
  }
  return {
    column: 'ended_on',
    expected: `a day on or after started_on (${startedOn})`,
    given: endedOn,
    cure: 'Check both days.',
  }
}
