import { formatOf } from '../format.js'
import { isActive } from '../report/account.js'
import { leastDays } from '../report/contract/retention.js'
import { daysBetween, lastEndedWeek } from '../report/week.js'
import type { StoredAccount } from '../store/accounts.js'
import { readUnlisted } from '../store/unlisted-accounts.js'
import { readContracts } from './contracts.js'
import type { Finding } from './finding.js'
import { isoUtc, type Workspace } from './workspace.js'

/** What of the contracts' history needs care. */
export async function contractFindings(
  accounts: readonly StoredAccount[],
  work: Workspace,
): Promise<Finding[]> {
  return [...(await missingFromFile(accounts, work)), ...(await retentionFindings(work))]
}

/** Accounts that nobody has said to have ended, and that the latest accounts.csv lacks. */
async function missingFromFile(
  accounts: readonly StoredAccount[],
  { db, config, now }: Workspace,
): Promise<Finding[]> {
  const unlisted = await readUnlisted(db)
  if (unlisted === null) return []
  const ids = new Set(unlisted.accountIds)
  const week = lastEndedWeek(now(), config.timeZone)
  const missing = accounts.filter((one) => ids.has(one.accountId) && isActive(one, week))
  if (missing.length === 0) return []
  const { counted } = formatOf(config)
  const names = listed(missing.map(({ accountId, name }) => `${accountId} ${name}`))
  return [
    {
      kind: 'warning',
      what: `The latest accounts.csv, of ${unlisted.asOf}, lacks ${counted(missing.length, 'active account')}: ${names}.`,
      cure: 'Where one has ended, say so in ended_on; where the file is the whole list, import it with --complete.',
    },
  ]
}

/** What retention lacks: rates of currencies of old, or weeks. */
async function retentionFindings({ db, config, now }: Workspace): Promise<Finding[]> {
  const at = { week: lastEndedWeek(now(), config.timeZone), cutOff: isoUtc(now()) }
  const exchange = { currency: config.currency, rates: config.exchangeRates }
  const read = await readContracts(db, at, exchange)
  if (read.kind === 'no-rate') return []
  const { withoutRate, retention } = read
  const { counted } = formatOf(config)
  const found: Finding[] = []
  if (withoutRate.length > 0) {
    found.push({
      kind: 'warning',
      what: `${counted(withoutRate.length, 'account is', 'accounts are')} left out of the amounts of retention: ${listed(withoutRate)}.`,
      cure: 'A currency of old has no rate: add it to EXCHANGE_RATES.',
    })
  }
  if (daysBetween(retention.since, retention.until) < leastDays) {
    found.push({
      kind: 'remark',
      what: 'Retention is not told yet: contracts have been known for less than four weeks.',
      cure: 'Import older exports of accounts, each with its day (mmr import accounts FILE --as-of DAY), in any order; a year of them gives a year’s retention at once.',
    })
  }
  return found
}

/** The first few, and that there are more. */
function listed(names: readonly string[]): string {
  const [first, more] = [names.slice(0, mostListed), names.length - mostListed]
  return `${first.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

const mostListed = 5
