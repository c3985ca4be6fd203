import { basename } from 'node:path'
import { lastDayOn } from '../report/contract/contract.js'
import { mostSummable, sumIn, type Total } from '../report/money.js'
import { type Day, weekOf } from '../report/week.js'
import { accountIdReader, accountsLayout } from '../source/accounts.js'
import type { Currencies } from '../source/cell.js'
import { type FaultList, mostFaults } from '../source/fault.js'
import { plainReading } from '../source/options.js'
import type { Owner } from '../source/owners.js'
import { readOwnersFile } from '../source/owners-file.js'
import type { Source } from '../source/table.js'
import {
  accountTarget,
  countEndings,
  countStaged,
  dropStanding,
  type EndBeforeStart,
  type Endings,
  endMissing,
  findEndsBeforeStart,
  mergeAccounts,
  readRevenue,
  type StagedTerms,
  stageLastDays,
  stageStanding,
} from '../store/account-import.js'
import { type AccountNews, readAccountNews } from '../store/account-news.js'
import { readAccountVersions, today } from '../store/account-versions.js'
import { readAccountIds } from '../store/accounts.js'
import { readAllNoticeAnswers, readNoticeAnswers } from '../store/contract-answers.js'
import type { Database } from '../store/database.js'
import { foldRepeats, type RepeatedRows, type Staging } from '../store/staging.js'
import { recordUnlisted } from '../store/unlisted-accounts.js'
import {
  conflictFaults,
  type FileRequest,
  type ImportKind,
  type ImportOutcome,
  importFile,
} from './import-file.js'

export interface AccountImportRequest extends Currencies, FileRequest {
  /** A table of the account managers' names and addresses; null without one. */
  readonly owners: Source | null
  /** The day from which the file holds; none to come. */
  readonly asOf: Day
  /** Whether the file is the whole list: what is active on its day and missing has ended. */
  readonly isComplete?: boolean
  /** Whether it may bring more than a fifth of the active accounts to an end. */
  readonly isConfirmed?: boolean
}

/** How many changes and accounts an import names. */
const mostNamed = 20

/** Imports `accounts.csv`: all of it or nothing, and nothing twice. */
export async function importAccounts(
  db: Database,
  request: AccountImportRequest,
): Promise<ImportOutcome> {
  const { recordedAt, asOf, isComplete = false } = request
  const file = request.source.name
  const faults: FaultList = { faults: [], count: 0 }
  const owners = await ownersOf(request, faults)
  const readAccountId = accountIdReader(await readAccountIds(db))
  const recordedBy = `import ${basename(file)}`
  let news: AccountNews | null = null
  const look = async (db: Database, staging: Staging): Promise<FaultList[]> => {
    const staged = { staging, asOf }
    await stageStanding(db, { ...today, day: asOf })
    await stageLastDays(db, await readLastDays(db, asOf))
    news = await readAccountNews(db, { staged, isComplete, limit: mostNamed })
    return await faultsIn(db, request, staged)
  }
  try {
    const kind: ImportKind = {
      ...{ kind: 'accounts', asOf, isComplete },
      layout: accountsLayout({ ...request, readAccountId, owners }),
      target: accountTarget,
      compare: async (db, staging) => [
        conflictFaults(file, 'account_id', await foldRepeats(db, staging, mostFaults)),
        ...(await look(db, staging)),
      ],
      compareAgain: look,
      merge: async (db, staging, importId) => {
        const staged = { staging, asOf }
        const recording = { recordedAt, recordedBy, importId }
        if (news === null) throw new Error('a file was to be merged that nobody had compared')
        await recordUnlisted(db, staged, { isComplete })
        if (isComplete) await endMissing(db, staged, recording)
        await mergeAccounts(db, staged, recording)
        const { added, changed, dropped } = news
        const unchanged = (await countStaged(db, staging)) + dropped - added - changed
        return { added, changed, superseded: 0, unchanged, accounts: { ...news, asOf } }
      },
    }
    return await importFile(db, request, kind, faults)
  } finally {
    await dropStanding(db)
  }
}

/** The people of the file of owners; what is wrong with it is noted. */
async function ownersOf(
  { owners, timeZone }: AccountImportRequest,
  faults: FaultList,
): Promise<readonly Owner[]> {
  if (owners === null) return []
  return await readOwnersFile({ source: owners, options: plainReading, timeZone }, faults)
}

/**
 * The last days that managers had a word in, by the later word, as they were known on a day by what
 * had been recorded before `cutOff`.
 */
export async function readLastDays(
  db: Database,
  day: Day,
  cutOff = today.cutOff,
): Promise<Map<string, Day | null>> {
  const at = { week: weekOf(day), cutOff }
  const ids = [...(await readNoticeAnswers(db, at)).keys()]
  if (ids.length === 0) return new Map()
  const notices = await readAllNoticeAnswers(db, ids, at)
  const versions = await readAccountVersions(db, ids, cutOff)
  return new Map(
    ids.map((id) => {
      const of = { versions: versions.get(id) ?? [], notices: notices.get(id) ?? [], tenders: [] }
      return [id, lastDayOn(of, day)?.day ?? null]
    }),
  )
}

async function faultsIn(
  db: Database,
  request: AccountImportRequest,
  staged: StagedTerms,
): Promise<FaultList[]> {
  const found = await findEndsBeforeStart(db, { staged, limit: mostFaults })
  return [
    beyondExact(request, await readRevenue(db, staged)),
    endFaults(request.source.name, found),
    endingFault(request, await countEndings(db, staged)),
  ]
}

/** Of one of the two days the file may say nothing: then it is the one that is known. */
function endFaults(file: string, found: RepeatedRows<EndBeforeStart>): FaultList {
  const faults = found.first.map(({ line, startedOn, endedOn }) => ({
    file,
    line,
    column: 'ended_on',
    expected: `a day on or after started_on (${startedOn})`,
    given: endedOn,
    cure: 'Check both days.',
  }))
  return { faults, count: found.count }
}

/**
 * More than a fifth of all accounts come to an end by one file: most likely the file is a part of the
 * list, or holds the end of fixed terms. Where nobody has said that it is the whole list, fewer than
 * five at once are taken for what they are: in a small portfolio one is more than a fifth.
 */
function endingFault(
  { source, isComplete = false, isConfirmed = false }: AccountImportRequest,
  { active, missing, leaving }: Endings,
): FaultList {
  const ending = (isComplete ? missing : 0) + leaving
  const isMany = 5 * ending > active && (isComplete || leaving >= fewest)
  if (!isMany || isConfirmed) return { faults: [], count: 0 }
  const given = [
    ...(isComplete && missing > 0 ? [`${missing} missing`] : []),
    ...(leaving > 0 ? [`${leaving} with a last day to come`] : []),
  ]
  const fault = {
    file: source.name,
    line: null,
    column: leaving > 0 ? 'ended_on' : null,
    expected: 'at most a fifth of the active accounts to come to an end',
    given: `${given.join(' and ')}, of ${active} active`,
    cure:
      'Check whether it is the whole list, and whether ended_on holds the end of fixed terms: that ' +
      'belongs in renewal_date. Where they really end, import it with --yes.',
  }
  return { faults: [fault], count: 1 }
}

const fewest = 5

/**
 * Revenue that can't be summed to the cent any more, at today's rates. No single amount is to blame,
 * but one with digits too many is likely.
 */
function beyondExact(
  { source, currency, rates }: Pick<AccountImportRequest, 'source' | 'currency' | 'rates'>,
  revenue: readonly (readonly Total[])[],
): FaultList {
  const totals = revenue.map((day) => day.reduce((sum, one) => sum + sumIn(one, rates), 0n))
  const total = totals.find((one) => one > mostSummable)
  if (total === undefined) return { faults: [], count: 0 }
  const fault = {
    file: source.name,
    line: null,
    column: 'annual_revenue',
    expected: `at most ${mostSummable / 100n} ${currency} over all accounts`,
    given: `${total / 100n} ${currency}`,
    cure: 'Beyond that, sums are not exact to the hundredth. Check the amounts, their currencies and EXCHANGE_RATES; or report in a larger unit: set CURRENCY=USD and a rate for each other currency.',
  }
  return { faults: [fault], count: 1 }
}
