import type { Bounce } from '../report/bounce.js'
import type { Found } from '../run/bounces/collect-bounces.js'
import type { RecordedBounce } from '../store/bounces.js'

/** A bounce as `--json` prints it: a public contract, to which fields may be added. */
export interface BounceJson extends Bounce {
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

/** What became of a message that `mmr bounces` read. */
export function foundJson({ source, taken }: Found) {
  if (taken.kind === 'recorded') {
    const { isNew, delivery, bounce } = taken
    const { deliveryId: id, week, role, address: recipient } = delivery
    return {
      source,
      result: isNew ? 'recorded' : 'known',
      delivery: { id, week, role, recipient },
      bounce: bounceJson(bounce),
    }
  }
  if (taken.kind === 'ignored') return { source, result: 'ignored', why: taken.why }
  return { source, result: 'unmatched', why: taken.why, report: taken.report }
}
