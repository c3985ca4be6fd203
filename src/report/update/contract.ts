import {
  isListLater,
  type ListedContract,
  type NoticeAnswer,
  noticeAnswer,
  noticeBeside,
  type TenderAnswer,
} from '../contract/notice.js'
import type { Snapshot } from '../snapshot.js'
import { addDays, type Day, type Week } from '../week.js'

/** The answers to "Have they given notice, or asked others for offers?", in the form's order. */
export const contractStates = ['no', 'tender', 'notice'] as const
export type ContractState = (typeof contractStates)[number]

/** What a snapshot holds of the answer. */
export type ContractAnswers = Pick<Snapshot, 'tender' | 'competitor' | 'noticeGivenOn' | 'lastDay'>

/** All that is known about notice and a tender, from which the question is filled in. */
export interface KnownContract {
  /** The latest answers of snapshots that count; null where none says anything of it. */
  readonly notice: NoticeAnswer | null
  readonly tender: TenderAnswer | null
  readonly listed: ListedContract
}

/** Where accounts.csv says nothing. */
export const nothingListed: ListedContract = {
  endedOn: null,
  endedOnSince: null,
  tender: null,
  tenderSince: null,
}

export const unknownContract: KnownContract = { notice: null, tender: null, listed: nothingListed }

/** The latest answers in an account's snapshots: those that count, the latest week first. */
export function answeredIn(counting: readonly Snapshot[]): Omit<KnownContract, 'listed'> {
  const notice = counting.find(({ noticeGivenOn }) => noticeGivenOn !== null)
  const tender = counting.find((one) => one.tender !== null)
  return {
    notice: notice === undefined ? null : noticeAnswer(notice),
    tender:
      tender === undefined
        ? null
        : {
            week: tender.week,
            tender: tender.tender === true,
            competitor: tender.competitor,
            recordedAt: tender.recordedAt,
          },
  }
}

/**
 * What stands now, whoever said it and in whatever week: the later word of snapshots and of
 * accounts.csv. A listed last day stands with the day of the notice that was answered, where that
 * isn't after it, and else without one. `competitor` is what the latest snapshot names, or else whom
 * the answer about a tender that stands names.
 */
export function standingContract(known: KnownContract, competitor: string | null): ContractAnswers {
  const { tender } = known
  const stands = tenderStanding(known)
  const asked = stands === true && tender?.tender === true ? tender.competitor : null
  return { ...noticeStanding(known), tender: stands, competitor: competitor ?? asked }
}

function noticeStanding({
  notice,
  listed: { endedOn, endedOnSince },
}: KnownContract): Pick<ContractAnswers, 'noticeGivenOn' | 'lastDay'> {
  if (isListLater(endedOnSince, notice)) {
    return { noticeGivenOn: noticeBeside(endedOn, notice), lastDay: endedOn }
  }
  return { noticeGivenOn: notice?.noticeGivenOn ?? 'no', lastDay: notice?.lastDay ?? null }
}

function tenderStanding({ tender, listed }: KnownContract): boolean | null {
  if (!isListLater(listed.tenderSince, tender)) return tender?.tender ?? null
  return listed.tender ?? tender?.tender ?? null
}

/** Which of the answers holds. Who has given notice is no longer asked about the tender before it. */
export function contractState(answers: ContractAnswers): ContractState {
  if (isLeaving(answers)) return 'notice'
  return answers.tender === true ? 'tender' : 'no'
}

/** Notice was given on a day, or a last day is listed whose notice nobody has told of. */
function isLeaving({ noticeGivenOn, lastDay }: ContractAnswers): boolean {
  return noticeGivenOn === null ? lastDay !== null : noticeGivenOn !== 'no'
}

/** What was chosen and typed. */
export interface GivenContract {
  readonly state: ContractState
  readonly noticeGivenOn: Day | null
  readonly lastDay: Day | null
  /** As it was before where nobody typed another. */
  readonly competitor: string | null
}

/**
 * What an answer makes of what stood before it.
 *
 * - `no`: what stood is withdrawn: notice (`no`), the tender (false) and, with it, whom they asked.
 *   Where nothing stood, nothing is said.
 * - `tender`: others were asked; notice that stood is withdrawn.
 * - `notice`: on its day, with its last day where one is known. Whether others were asked stays as it
 *   was said.
 */
export function answeredContract(start: ContractAnswers, given: GivenContract): ContractAnswers {
  const { state, noticeGivenOn, lastDay, competitor } = given
  if (state === 'notice') return { tender: start.tender, competitor, noticeGivenOn, lastDay }
  const withdrawn = isLeaving(start) ? 'no' : start.noticeGivenOn
  const said = { noticeGivenOn: withdrawn, lastDay: null }
  if (state === 'tender') return { ...said, tender: true, competitor }
  const isOver = start.tender === true && competitor === start.competitor
  return {
    ...said,
    tender: start.tender === null ? null : false,
    competitor: isOver ? null : competitor,
  }
}

/**
 * What a snapshot of the week keeps of `answers`: only what is said anew, and else what the week's
 * snapshot had already (`own`; null where there is none). So a form that is saved without a word
 * about the contract is no later word than the one that stands, and accounts.csv is not overruled by
 * who never looked. A tender is told with its competitor, notice with its last day.
 */
export function keptContract(
  answers: ContractAnswers,
  start: ContractAnswers,
  own: ContractAnswers | null,
): ContractAnswers {
  const { tender, competitor, noticeGivenOn, lastDay } = answers
  const sameNotice = noticeGivenOn === start.noticeGivenOn && lastDay === start.lastDay
  const sameTender = tender === start.tender && (tender !== true || competitor === start.competitor)
  return {
    competitor,
    tender: sameTender ? (own?.tender ?? null) : tender,
    noticeGivenOn: sameNotice ? (own?.noticeGivenOn ?? null) : noticeGivenOn,
    lastDay: sameNotice ? (own?.lastDay ?? null) : lastDay,
  }
}

/** What one source says of the contract where another, whose word counts, says otherwise. */
export type Disagreement =
  /** The list's word is older: the last day that it has, if any. */
  | { readonly kind: 'listed'; readonly lastDay: Day | null }
  | { readonly kind: 'listed tender'; readonly tender: boolean }
  /** The list's word is later: what was answered in `week`; null where notice was withdrawn. */
  | { readonly kind: 'answered'; readonly week: Week; readonly lastDay: Day | null }
  | { readonly kind: 'answered tender'; readonly week: Week; readonly tender: boolean }

/**
 * What the other source still says, where it disagrees; about notice first. A last day that nobody
 * has told is so many days after the notice as `noticeDaysOn` its day.
 */
export function disagreement(
  known: KnownContract,
  noticeDaysOn: (day: Day) => number,
): Disagreement | null {
  const { notice, tender, listed } = known
  const answered = notice === null ? null : lastDayOf(notice, noticeDaysOn)
  if (notice !== null && answered !== listed.endedOn) {
    return isListLater(listed.endedOnSince, notice)
      ? { kind: 'answered', week: notice.week, lastDay: answered }
      : { kind: 'listed', lastDay: listed.endedOn }
  }
  if (tender === null || listed.tender === null || tender.tender === listed.tender) return null
  return isListLater(listed.tenderSince, tender)
    ? { kind: 'answered tender', week: tender.week, tender: tender.tender }
    : { kind: 'listed tender', tender: listed.tender }
}

function lastDayOf(
  { noticeGivenOn, lastDay }: NoticeAnswer,
  noticeDaysOn: (day: Day) => number,
): Day | null {
  if (noticeGivenOn === null) return null
  return lastDay ?? addDays(noticeGivenOn, noticeDaysOn(noticeGivenOn))
}
