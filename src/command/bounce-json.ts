import { type Bounce, type ReplyKind, replyWords } from '../report/bounce.js'
import type { CollectedBounces } from '../run/bounces.js'
import type { IgnoredMail } from '../run/workspace.js'
import type { RecordedBounce } from '../store/bounces.js'
import type { Delivery } from '../store/deliveries.js'
import type { RecordedReply } from '../store/replies.js'

/** A bounce as `--json` prints it: a public contract, to which fields may be added. */
export interface BounceJson {
  /** `in-words` where only people can read it: then `kind` and `status` are null. */
  readonly action: Bounce['action']
  readonly kind: Bounce['kind']
  readonly status: Bounce['status']
  /** The mail system's words, or a bounce's first lines. */
  readonly diagnostic: Bounce['diagnostic']
  /** Whom the report names, where the message had been passed on to somebody else. */
  readonly recipient: string | null
  /** The report's Message-ID, or the hash of its bytes. */
  readonly reportId: string
  /** UTC, ISO 8601 with milliseconds. */
  readonly receivedAt: string
}

export function bounceJson(bounce: RecordedBounce): BounceJson {
  const { action, kind, status, diagnostic, recipient, reportId, receivedAt } = bounce
  return { action, kind, status, diagnostic, recipient, reportId, receivedAt }
}

/** What came to a return path and is no bounce, as `--json` prints it. */
export interface ReplyJson {
  readonly kind: ReplyKind
  /** Its subject and first lines. */
  readonly words: string | null
  readonly reportId: string
  readonly receivedAt: string
}

export function replyJson({ kind, words, reportId, receivedAt }: RecordedReply): ReplyJson {
  return { kind, words, reportId, receivedAt }
}

/** Why a mail is no bounce of ours, in words that stay the same. */
export function ignoredWords(why: IgnoredMail): string {
  return why === 'no-report' ? 'no delivery report' : replyWords[why]
}

/** What became of a message that `mmr bounces` read. */
export function foundJson({ source, taken }: CollectedBounces) {
  switch (taken.kind) {
    case 'recorded': {
      const { isNew, delivery, bounce } = taken
      const result = isNew ? 'recorded' : 'known'
      return { source, result, delivery: deliveryNamed(delivery), bounce: bounceJson(bounce) }
    }
    case 'replied': {
      const { delivery, reply } = taken
      const why = replyWords[reply.kind]
      const about = { delivery: deliveryNamed(delivery), reply: replyJson(reply) }
      return { source, result: 'ignored', why, ...about }
    }
    case 'ignored':
      return { source, result: 'ignored', why: ignoredWords(taken.why) }
    case 'unmatched':
      return { source, result: 'unmatched', why: taken.why, report: taken.report }
  }
}

function deliveryNamed({ deliveryId: id, week, role, address: recipient }: Delivery) {
  return { id, week, role, recipient }
}
