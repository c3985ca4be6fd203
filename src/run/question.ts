import { judge, type KnownOfRejections, type News, nothingKnown } from '../report/rejection.js'
import type { Delivery } from '../store/deliveries.js'
import { failRejected } from '../store/rejections.js'
import { emit, isoUtc, type Workspace } from './workspace.js'

/**
 * What one run asks itself about the rejections of one edition's messages: are they about their
 * readers, or about us? Only within an edition: that a prompt is taken says nothing of a report whose
 * content is refused. The answers are in the ledger, and until there is one, the delivery waits there
 * as one to be tried again; so a run that ends anywhere leaves nothing failed that should wait.
 */
export interface RejectionQuestion {
  /** How many rejections have been heard: what an attempt notes at its beginning. */
  readonly heard: () => number
  /** What is not tried again by this run: deliveries whose rejection is still open. */
  readonly open: () => number[]
  /** How many messages the server has taken. */
  readonly taken: () => number
  /** Whether what is open is about us, as far as is known by now. */
  readonly isAboutUs: () => boolean
  /** Learns what an attempt came to, and fails what turns out to be about its reader alone. */
  readonly learn: (news: News) => Promise<void>
  /** What to say of a pause; null while nothing is open. */
  readonly reason: () => string | null
}

export function openQuestion(work: Workspace): RejectionQuestion {
  let known: KnownOfRejections = nothingKnown
  let taken = 0
  let isAboutUs = false
  return {
    heard: () => known.heard,
    open: () => known.open.map(({ deliveryId }) => deliveryId),
    taken: () => taken,
    isAboutUs: () => isAboutUs,
    learn: async (news) => {
      if (news.kind === 'taken') taken += 1
      const judgement = judge(known, news)
      known = judgement.known
      isAboutUs = judgement.isAboutUs
      const { alone } = judgement
      if (alone.length === 0) return
      tellFailed(work, await failRejected(work.db, alone, isoUtc(work.now())))
    },
    reason: () => reasonOf(known),
  }
}

/** Tells of deliveries that have failed when others' mail had shown that it is about their readers. */
export function tellFailed(work: Workspace, deliveries: readonly Delivery[]): void {
  for (const delivery of deliveries) emit(work, { kind: 'failed-alone', delivery })
}

function reasonOf({ open }: KnownOfRejections): string | null {
  const last = open.at(-1)
  if (last === undefined) return null
  const people = new Set(open.map(({ person }) => person)).size
  const seen =
    people === 1
      ? 'no other message shows whether it is about them or about us'
      : `the messages to ${people} people were refused, and none was taken since`
  return `${last.reason} (${seen})`
}
