import { isActive, managerKey } from '../report/account.js'
import { listedOn } from '../report/contract/contract.js'
import { standingAlone } from '../report/contract/contracts.js'
import { leavingIn } from '../report/contract/leaving.js'
import type { ListedContract } from '../report/contract/notice.js'
import type { History } from '../report/history.js'
import { slotOf } from '../report/slot.js'
import type { Snapshot } from '../report/snapshot.js'
import { type Answers, accountHistory, startingAnswers } from '../report/update/answers.js'
import { answeredIn } from '../report/update/contract.js'
import { type Fields, fieldsOf } from '../report/update/form.js'
import { editionMonday, firstDay, type Week } from '../report/week.js'
import { type OwnAccount, readOwnAccounts } from '../store/accounts.js'
import type { Version } from '../store/answers.js'
import type { Database } from '../store/database.js'
import { readEdition } from '../store/editions.js'
import { readActionsOf } from '../store/histories.js'
import { readSnapshotsOf } from '../store/snapshots.js'
import type { ReportSession } from './session.js'
import { isoUtcOf, type Web } from './web.js'

/** A manager's accounts in the week that a link is for. */
export interface ManagerAccounts {
  readonly address: string
  readonly week: Week
  /**
   * When the week's facts are frozen, in milliseconds since the epoch: until then, answers count.
   */
  readonly closesAt: number
  readonly closed: boolean
  /** Of the browser's session: addresses of the desk's pages name it. */
  readonly seat: string
  readonly own: readonly OwnAccount[]
}

/** What a form about one account begins with. */
export interface AccountForm {
  readonly account: OwnAccount['account']
  readonly contract: OwnAccount['contract']
  readonly history: History
  /** What accounts.csv says of the contract. */
  readonly listed: ListedContract
  /** Those that count, one a week, the latest first. */
  readonly counting: readonly Snapshot[]
  /** Every version of the two latest weeks, the latest first. */
  readonly versions: readonly Snapshot[]
  readonly start: Answers
  readonly fields: Fields
  /** The account's latest snapshot; null where there is none. */
  readonly base: Version | null
}

export async function readManagerAccounts(
  web: Web,
  { address, week, seat }: ReportSession,
): Promise<ManagerAccounts> {
  const closesAt = await closingOf(web, week)
  const at = { week, cutOff: isoUtcOf(closesAt) }
  const own = await readOwnAccounts(web.db, address, at)
  return {
    address,
    week,
    seat,
    closesAt,
    closed: web.now() >= closesAt,
    own: own.filter(
      (one) =>
        isToReport(one, week) && managerKey(one.account.accountManager) === managerKey({ address }),
    ),
  }
}

/**
 * Active in the week; or gone by a manager's word alone, in the week in which that was said or which
 * has the last day: until its report is made, the word can be taken back.
 */
function isToReport({ account, contract }: OwnAccount, week: Week): boolean {
  if (isActive(account, week)) return true
  const { endedOn } = listedOn(contract.versions, editionMonday(week))
  const isSaidNow = contract.notices.at(-1)?.week === week
  const isLastNow = account.endedOn !== null && account.endedOn >= firstDay(week)
  return (isSaidNow || isLastNow) && isActive({ ...account, endedOn }, week)
}

/** The cut-off of the week's report: of the edition where it is made already, else of its slot. */
async function closingOf({ db, timetable }: Web, week: Week): Promise<number> {
  const edition = await readEdition(db, 'report', week)
  const { dueAt } = slotOf(week, timetable)
  return edition === null ? dueAt : Math.min(dueAt, Date.parse(edition.cutOff))
}

/** The sheet of one of the desk's accounts, or null where it is none of them. */
export async function readAccountForm(
  db: Database,
  desk: ManagerAccounts,
  accountId: string,
): Promise<AccountForm | null> {
  const found = desk.own.find(({ account }) => account.accountId === accountId)
  if (found === undefined) return null
  const at = { week: desk.week, cutOff: isoUtcOf(desk.closesAt) }
  const { counting, versions } = await readSnapshotsOf(db, { accountId, at, limit: mostWeeks })
  return { ...accountFormOf(found, counting, desk.week), versions }
}

/**
 * What the forms about accounts of the desk begin with, by account: the same as each account's own,
 * read for all of them at once.
 */
export async function readStarts(
  db: Database,
  { week, closesAt }: ManagerAccounts,
  own: readonly OwnAccount[],
): Promise<ReadonlyMap<string, Answers>> {
  const ids = own.map(({ account }) => account.accountId)
  const actions = await readActionsOf(db, ids, { week, cutOff: isoUtcOf(closesAt) })
  return new Map(
    own.map(({ account: { accountId }, contract, latest }) => {
      const listed = listedOn(contract.versions, editionMonday(week))
      const [notice, tender] = [contract.notices.at(-1) ?? null, contract.tenders.at(-1) ?? null]
      const known = {
        latest,
        action: actions.get(accountId) ?? null,
        contract: { notice, tender, listed },
      }
      return [accountId, startingAnswers(known, week)]
    }),
  )
}

/** Twenty years: whatever is still open has been opened since. */
const mostWeeks = 1040

function accountFormOf(
  { account, contract }: Pick<OwnAccount, 'account' | 'contract'>,
  counting: readonly Snapshot[],
  week: Week,
): Omit<AccountForm, 'versions'> {
  const monday = editionMonday(week)
  const standing = standingAlone(account, contract, monday)
  const leaving = leavingIn(account, standing, { week, monday })
  const history = {
    ...accountHistory(account, counting, week),
    contract: standing,
    leavingSince: leaving?.since ?? null,
  }
  const listed = listedOn(contract.versions, monday)
  const start = startingAnswers({ ...history, contract: { ...answeredIn(counting), listed } }, week)
  const base = history.latest
  return {
    account,
    contract,
    history,
    listed,
    counting,
    start,
    fields: fieldsOf(start),
    base: base === null ? null : { week: base.week, version: base.version },
  }
}

/**
 * What the form began with when its page was made, at an earlier version; null where that is gone.
 */
export function fieldsAt(form: AccountForm, base: Version | null, week: Week): Fields | null {
  const { counting, versions } = form
  if (base === null) return accountFormOf(form, [], week).fields
  const then = versions.find((one) => one.week === base.week && one.version === base.version)
  if (then === undefined) return null
  const before = counting.filter((one) => one.week < base.week)
  return accountFormOf(form, [then, ...before], week).fields
}

/** `2026-W46.1`, or `none`: the snapshot that a page was made from. */
export function baseText(base: Version | null): string {
  return base === null ? 'none' : `${base.week}.${base.version}`
}
