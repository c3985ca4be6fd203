import type { AccountManager } from '../account.js'
import { addDays, type Day, lastDay } from '../week.js'
import {
  isListLater,
  type ListedContract,
  type NoticeAnswer,
  noticeBeside,
  type TenderAnswer,
} from './notice.js'
import { type AccountVersion, versionOn } from './version.js'

/** What is known of one contract by a cut-off: what files said of it, and what managers answered. */
export interface ContractHistory {
  /** Of one account, recorded before the cut-off, in the order of `as_of`, then of recording. */
  readonly versions: readonly AccountVersion[]
  /** Snapshots that answer the question about notice, those that count, in order of week. */
  readonly notices: readonly NoticeAnswer[]
  /** The same of tenders. */
  readonly tenders: readonly TenderAnswer[]
}

/** A value that holds on a day, and for how long it has. */
export interface Held<Value> {
  readonly value: Value
  /** The day from which it has held without a break, by what is known now. */
  readonly since: Day
  /** When it was first recorded: UTC, ISO 8601. */
  readonly recordedAt: string
  /** Whether something else held before. */
  readonly isNew: boolean
}

/** How long a value of the versions has held on `day`; null where there is no version. */
export function heldOn<Value>(
  versions: readonly AccountVersion[],
  day: Day,
  pick: (version: AccountVersion) => Value,
): Held<Value> | null {
  const counting = versionsUntil(versions, day)
  const last = counting.at(-1)
  if (last === undefined) return null
  const value = pick(last)
  const otherAt = counting.findLastIndex((version) => pick(version) !== value)
  const [first = last, ...more] = counting.slice(otherAt + 1)
  const recordedAt = more.reduce((least, one) => earliest(least, one.recordedAt), first.recordedAt)
  return { value, since: first.asOf, recordedAt, isNew: otherAt >= 0 }
}

/** Those that counted one after the other until `day`, in order. */
function versionsUntil(versions: readonly AccountVersion[], day: Day): AccountVersion[] {
  const begun = versions.filter(({ asOf }) => asOf <= day)
  const last = versionOn(versions, day)
  if (begun.length === 0) return last === null ? [] : [last]
  return begun.filter(({ asOf }, index) => begun[index + 1]?.asOf !== asOf)
}

function earliest(one: string, other: string): string {
  return other < one ? other : one
}

/** What accounts.csv says on `day` of a last day and of a tender; nothing without a version. */
export function listedOn(versions: readonly AccountVersion[], day: Day): ListedContract {
  const ended = heldOn(versions, day, ({ endedOn }) => endedOn)
  const tender = heldOn(versions, day, (version) => version.tender ?? false)
  const tenderSince = saidSince(tender, false)
  return {
    endedOn: ended?.value ?? null,
    endedOnSince: saidSince(ended, null),
    tender: tenderSince === null ? null : (tender?.value ?? null),
    tenderSince,
  }
}

/** A file that never said anything but `nothing` merely lists the account. */
function saidSince<Value>(held: Held<Value> | null, nothing: Value): Day | null {
  return held !== null && (held.value !== nothing || held.isNew) ? held.since : null
}

/** A contract's last day, whoever said it. */
export interface LastDay {
  /** Null while none is known. */
  readonly day: Day | null
  /** When notice was given, where a manager said so. */
  readonly noticeGivenOn: Day | null
  /** From when it has been known: the day from which the file says it, or the answer's week. */
  readonly since: Day
  readonly recordedAt: string
}

/**
 * The last day as it is known on `day`. Where accounts.csv and a snapshot disagree, the later word
 * wins (`isListLater`). A file that never said anything but "no last day" takes back nothing.
 */
export function lastDayOn(history: ContractHistory, day: Day): LastDay | null {
  const file = heldOn(history.versions, day, ({ endedOn }) => endedOn)
  if (file === null) return null
  const answers = history.notices.filter(({ week }) => lastDay(week) <= day)
  const answer = answers.at(-1) ?? null
  const noticeGivenOn = noticeBeside(file.value, answer)
  const { value, since, recordedAt } = file
  if (answer === null) return { day: value, noticeGivenOn, since, recordedAt }
  const said = saidIn(answer, answers, history)
  const isListed = isListLater(saidSince(file, null), answer) && said.day !== value
  return isListed ? { day: value, noticeGivenOn, since, recordedAt } : said
}

/** Each week's snapshot says again what the one before said: learned with the first of them. */
function saidIn(
  answer: NoticeAnswer,
  answers: readonly NoticeAnswer[],
  { versions }: ContractHistory,
): LastDay {
  const { noticeGivenOn, week } = answer
  const dayOf = (one: NoticeAnswer): Day | null => {
    if (one.noticeGivenOn === null) return null
    const noticeDays = versionOn(versions, one.noticeGivenOn)?.noticeDays ?? 0
    return one.lastDay ?? addDays(one.noticeGivenOn, noticeDays)
  }
  const day = dayOf(answer)
  const otherAt = answers.findLastIndex((one) => dayOf(one) !== day)
  const { recordedAt } = answers[otherAt + 1] ?? answer
  return { day, noticeGivenOn, since: lastDay(week), recordedAt }
}

/** Whether the customer has asked others for offers. */
export interface Tender {
  readonly isOpen: boolean
  readonly competitor: string | null
  readonly since: Day
  readonly recordedAt: string
}

/** As it is known on `day`; by the same rule as the last day. Null where nobody ever said. */
export function tenderOn(history: ContractHistory, day: Day): Tender | null {
  const file = heldOn(history.versions, day, ({ tender }) => tender ?? false)
  const fileSince = saidSince(file, false)
  const answer = history.tenders.findLast(({ week }) => lastDay(week) <= day) ?? null
  const competitor = answer?.tender === true ? answer.competitor : null
  if (answer !== null && !isListLater(fileSince, answer)) {
    const { tender: isOpen, week, recordedAt } = answer
    return { isOpen, competitor, since: lastDay(week), recordedAt }
  }
  if (file === null || fileSince === null) return null
  const { value: isOpen, recordedAt } = file
  return { isOpen, competitor: isOpen ? competitor : null, since: fileSince, recordedAt }
}

/** Handed over: another person, not one whose name or address was merely corrected. */
export function isAnother(one: AccountManager, other: AccountManager): boolean {
  return (
    one.address.toLowerCase() !== other.address.toLowerCase() &&
    one.name.toLowerCase() !== other.name.toLowerCase()
  )
}
