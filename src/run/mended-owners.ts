import { faultInAddress } from '../address.js'
import { managerKey } from '../report/account.js'
import type { EditionFacts } from '../report/facts.js'
import { today } from '../store/account-versions.js'
import { readAccounts } from '../store/accounts.js'
import type { Workspace } from './workspace.js'

/**
 * Facts in which an account whose manager's frozen address no mail can go to has the manager that
 * it has today: so that what failed for an address can be sent once the address is corrected.
 * Nothing else of what was frozen changes.
 */
export async function withMendedOwners(
  { db }: Pick<Workspace, 'db'>,
  facts: EditionFacts,
): Promise<EditionFacts> {
  const isFaulty = ({ account }: EditionFacts['accounts'][number]) =>
    faultInAddress(account.accountManager.address) !== null
  if (!facts.accounts.some(isFaulty)) return facts
  const accountsToday = await readAccounts(db, today)
  const owners = new Map(accountsToday.map((one) => [one.accountId, one.accountManager]))
  const accounts = facts.accounts.map((one) => {
    const accountManager = isFaulty(one) ? owners.get(one.account.accountId) : undefined
    return accountManager === undefined
      ? one
      : { ...one, account: { ...one.account, accountManager } }
  })
  return { ...facts, accounts }
}

/** Where mail to an account manager at this frozen address goes today; null where nobody can tell. */
export async function mendedAddress(
  work: Pick<Workspace, 'db'>,
  facts: EditionFacts,
  address: string,
): Promise<string | null> {
  const key = managerKey({ address })
  const mended = await withMendedOwners(work, facts)
  const found = mended.accounts
    .filter((_, index) => {
      const before = facts.accounts[index]
      return before !== undefined && managerKey(before.account.accountManager) === key
    })
    .map(({ account }) => account.accountManager)
  const [only, ...others] = new Map(found.map((one) => [managerKey(one), one])).values()
  if (only === undefined || others.length > 0) return null
  return faultInAddress(only.address) === null ? only.address : null
}
