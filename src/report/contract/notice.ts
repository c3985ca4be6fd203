import { type Day, lastDay, type Week } from '../week.js'

/** What a snapshot answers about notice. A snapshot that says nothing of it is no answer. */
export interface NoticeAnswer {
  /** The week of the snapshot. */
  readonly week: Week
  /** The day on which notice was given, by either side; null where it was withdrawn. */
  readonly noticeGivenOn: Day | null
  /** As it was said, not before `noticeGivenOn`; null where it follows from the notice days. */
  readonly lastDay: Day | null
  /** UTC, ISO 8601 with milliseconds. */
  readonly recordedAt: string
}

/** What a snapshot answers about a tender. */
export interface TenderAnswer {
  /** The week of the snapshot. */
  readonly week: Week
  /** Whether the customer has asked others for offers. */
  readonly tender: boolean
  /** Whom, as this snapshot says; null where it names nobody. */
  readonly competitor: string | null
  /** UTC, ISO 8601 with milliseconds. */
  readonly recordedAt: string
}

/** What accounts.csv says of the same, by the version of the account that counts. */
export interface ListedContract {
  /** Null where no last day is listed. */
  readonly endedOn: Day | null
  /** The day from which it has been listed so; null where that isn't known, or it never was. */
  readonly endedOnSince: Day | null
  /** Null where it isn't said. */
  readonly tender: boolean | null
  /** The day from which it has been listed so; null where that isn't known, or it never was. */
  readonly tenderSince: Day | null
}

/**
 * Whether accounts.csv has the later word, against a snapshot's answer: what has been listed since a
 * day stands from that day, what a snapshot says from the last day of its week. Between equals the
 * list counts, and where there is no answer. What has been listed since nobody knows when is older
 * than any answer.
 */
export function isListLater(since: Day | null, answer: { readonly week: Week } | null): boolean {
  return answer === null || (since !== null && since >= lastDay(answer.week))
}

/** What a snapshot that speaks of notice answers; `no` takes it back. */
export function noticeAnswer(said: {
  readonly week: Week
  readonly noticeGivenOn: Day | 'no' | null
  readonly lastDay: Day | null
  readonly recordedAt: string
}): NoticeAnswer {
  const { noticeGivenOn, week, lastDay, recordedAt } = said
  return { week, noticeGivenOn: noticeGivenOn === 'no' ? null : noticeGivenOn, lastDay, recordedAt }
}

/**
 * The day of notice to be told beside a last day of accounts.csv: the one that was answered, unless
 * it lies after that, so that they can't belong together.
 */
export function noticeBeside(endedOn: Day | null, answer: NoticeAnswer | null): Day | null {
  const givenOn = answer?.noticeGivenOn ?? null
  return givenOn !== null && endedOn !== null && givenOn <= endedOn ? givenOn : null
}
