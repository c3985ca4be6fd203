import type { AccountFacts } from '../report/account-facts.js'
import type { NoticeAnswer, TenderAnswer } from '../report/contract/notice.js'
import type { ContractBefore, ToldAs } from '../report/contract/standing.js'
import { type TermsDifference, termsDifferences } from '../report/contract/terms.js'
import { versionOn } from '../report/contract/version.js'
import { type ContractChangeRow, changeRow, changesOf } from '../report/digest/contracts.js'
import type { EditionFacts } from '../report/facts.js'
import type { ReadingPoint } from '../report/history.js'
import { editionMonday, type Week } from '../report/week.js'
import { type RecordedVersion, readAccountVersions, today } from '../store/account-versions.js'
import { readAllNoticeAnswers, readAllTenderAnswers } from '../store/contract-answers.js'
import type { Database } from '../store/database.js'
import { readLastToldAs } from '../store/told-contracts.js'

/** A version of a contract, and what it says otherwise than the one before it in their order. */
export interface ExplainedVersion extends RecordedVersion {
  readonly differences: readonly TermsDifference[]
  /** Whether it is the one that counts on the report's Monday. */
  readonly counts: boolean
  /** Whether it was recorded before the cut-off. */
  readonly inTime: boolean
}

/** Everything that a report says of one contract, and what that was worked out from. */
export interface ExplainedContract {
  /** Whatever was imported of it, whenever; in the order of the days from which they hold. */
  readonly versions: readonly ExplainedVersion[]
  /** What snapshots that count answer about notice, in order of week. */
  readonly notices: readonly NoticeAnswer[]
  /** The same about a tender. */
  readonly tenders: readonly TenderAnswer[]
  /** The report that contracts are compared with; null for the first. */
  readonly reportBefore: Week | null
  /** What that told of it; null where it told nothing. */
  readonly before: ContractBefore | null
  /** As what the latest report of an earlier week that told of it told it; null without one. */
  readonly lastToldAs: ToldAs | null
  readonly changes: readonly ContractChangeRow[]
  readonly leaving: AccountFacts['contract']['leaving']
  readonly inTender: AccountFacts['contract']['inTender']
}

/** What is told of an account: `facts` are null where the edition says nothing of it. */
export async function explainContract(
  db: Database,
  accountId: string,
  { at, edition, facts }: ToExplain,
): Promise<ExplainedContract> {
  const versions = await readAccountVersions(db, [accountId], today.cutOff)
  const notices = await readAllNoticeAnswers(db, [accountId], at)
  const tenders = await readAllTenderAnswers(db, [accountId], at)
  const lastToldAs = await readLastToldAs(db, at.week, [accountId])
  const contract = facts?.contract
  return {
    versions: explainedVersions(versions.get(accountId) ?? [], at),
    notices: notices.get(accountId) ?? [],
    tenders: tenders.get(accountId) ?? [],
    reportBefore: edition?.reportBefore?.week ?? null,
    before: contract?.before ?? null,
    lastToldAs: lastToldAs.get(accountId) ?? null,
    changes: facts === null ? [] : changesOf([facts]).map(changeRow),
    leaving: contract?.leaving ?? null,
    inTender: contract?.inTender ?? null,
  }
}

interface ToExplain {
  readonly at: ReadingPoint
  readonly edition: EditionFacts | null
  readonly facts: AccountFacts | null
}

function explainedVersions(
  versions: readonly RecordedVersion[],
  { week, cutOff }: ReadingPoint,
): ExplainedVersion[] {
  const inTime = versions.filter(({ recordedAt }) => recordedAt < cutOff)
  const counting = versionOn(inTime, editionMonday(week))
  return versions.map((version, index) => ({
    ...version,
    differences: termsDifferences(versions[index - 1] ?? null, version, version.asOf),
    counts: version === counting,
    inTime: version.recordedAt < cutOff,
  }))
}
