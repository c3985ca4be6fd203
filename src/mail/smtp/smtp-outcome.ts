import type { Outcome } from '../../report/delivery.js'
import { type Conversation, hasFlowed, type Stage, stages } from './smtp-conversation.js'

/** How nodemailer's attempt ended: with success, or with an error, here in words. */
export type Ending =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'broken'; readonly why: string }

/**
 * What an attempt came to. What the server said counts, before what nodemailer makes of it:
 * - `submitted` only for a 2xx reply to the dot of a message that was written in full;
 * - `failed` for its permanent word about this recipient (RCPT) or this message (dot);
 * - `paused` for its permanent word about us: at any other stage, or about security (5.7.x) and
 *   logins (530, 535) anywhere;
 * - `uncertain` once the message had begun to flow and no reply to it can be made out;
 * - `retry` for everything else: nothing was accepted.
 * Reasons are the server's own words, not yet fit for print.
 */
export function outcomeOf(talk: Conversation, ending: Ending): Outcome {
  const refusal = refusalOf(talk)
  if (refusal !== null) return refusal
  const reply = talk.replies.dot
  if (reply !== undefined) return verdictOn(reply, talk, ending)
  const why = ending.kind === 'broken' ? ending.why : 'the mail library took it for submitted'
  if (hasFlowed(talk)) return { kind: 'uncertain', reason: `no reply to the message: ${why}` }
  return { kind: 'retry', reason: why }
}

/** The first stage where the server did not go along. With PIPELINING, others follow from it. */
function refusalOf({ replies }: Conversation): Outcome | null {
  for (const stage of stages) {
    const reply = replies[stage]
    if (reply === undefined || stage === 'dot' || /^[23]/.test(reply)) continue
    return refusedAt(stage, reply)
  }
  return null
}

function verdictOn(reply: string, talk: Conversation, ending: Ending): Outcome {
  if (isPermanent(reply) || /^4\d\d([ -]|$)/.test(reply)) return refusedAt('dot', reply)
  const isTaken = /^2\d\d([ -]|$)/.test(reply) && talk.bodySent && ending.kind === 'accepted'
  if (isTaken) return { kind: 'submitted', response: reply }
  return { kind: 'uncertain', reason: `cannot make out the reply to the message: ${reply}` }
}

function refusedAt(stage: Stage, reply: string): Outcome {
  const reason = `${place[stage]}: ${reply}`
  // TLS that does not come about is no refusal, and 503 says that the session went astray.
  const isFinal = isPermanent(reply) && stage !== 'STARTTLS'
  if (!isFinal) return { kind: 'retry', reason }
  if (stage !== 'RCPT' && stage !== 'dot') return { kind: 'paused', reason }
  if (isAboutUs(reply)) return { kind: 'paused', reason }
  return /^503/.test(reply) ? { kind: 'retry', reason } : { kind: 'failed', reason }
}

function isPermanent(reply: string): boolean {
  return /^5\d\d([ -]|$)/.test(reply)
}

/** Enhanced status codes (RFC 3463): 5.7.x is security or policy. */
function isAboutUs(reply: string): boolean {
  return /^53[05]/.test(reply) || /^5\d\d[ -]5\.7\.\d/m.test(reply)
}

const place: Record<Stage, string> = {
  greeting: 'greeting',
  EHLO: 'EHLO',
  STARTTLS: 'STARTTLS',
  AUTH: 'login',
  MAIL: 'sender',
  RCPT: 'recipient',
  DATA: 'DATA',
  dot: 'message',
}
