import type { RecipientExplanation } from '../run/explain-recipient.js'
import { bounceJson, replyJson } from './bounce-json.js'
import { deliveryJson } from './delivery-json.js'

type Told = Extract<RecipientExplanation, { kind: 'explained' }>

/**
 * An explanation as `--json` prints it: `{ recipient, week, hold, expected, editions, deliveries
 * }`, each delivery as `mmr deliveries --json` has it with `due`, `history` (attempts), `resends`,
 * `bounces` and `replies`. Instants are UTC, ISO 8601 with milliseconds; `local` is on clocks where
 * the recipient is.
 */
export function recipientJson({ address, week, hold, expected, editions, deliveries }: Told) {
  return {
    recipient: address,
    week,
    hold,
    expected,
    editions: editions.map(({ kind, dueAt, cutOff, madeAt, late }) => ({
      kind,
      dueAt,
      cutOff,
      madeAt,
      late,
    })),
    deliveries: deliveries.map(({ delivery, due, attempts, resends, bounces, replies }) => ({
      ...deliveryJson(delivery, bounces),
      due,
      history: attempts.map(({ deliveryId, ...attempt }) => attempt),
      resends: resends.map(({ deliveryId, ...resend }) => resend),
      bounces: bounces.map(bounceJson),
      replies: replies.map(replyJson),
    })),
  }
}
