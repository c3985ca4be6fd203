import { wrapped } from '../../mail/text.js'
import {
  type Expected,
  type ExplainedDelivery,
  explainRecipient,
  type LocalInstant,
  type RecipientExplanation,
} from '../../run/explain-recipient.js'
import type { RecordedAttempt, RecordedResend } from '../../store/claim.js'
import { isFiled, isLetGo } from '../../store/deliveries.js'
import { aboutReports, type Edition } from '../../store/editions.js'
import { configOrFail, inExistingWorkspace } from '../session.js'
import { type ExitCode, printable, type Terminal, UsageFault } from '../terminal.js'
import { weekOption } from '../week-option.js'
import { bounceJson, bounceLine, replyJson, replyLine } from './bounces.js'
import { deliveryJson } from './deliveries.js'
import type { ExplainOptions } from './explain.js'
import { holdText, liftedBy } from './hold.js'
import { resubscribing } from './links.js'

/** Says why somebody did or did not get the report of a week. */
export async function explainTo(
  terminal: Terminal,
  address: string,
  options: ExplainOptions,
): Promise<ExitCode> {
  const config = configOrFail(terminal, options)
  const week = weekOption(options.week, terminal, config)
  return await inExistingWorkspace(terminal, config, async (work) => {
    const told = found(address, week, await explainRecipient(work, address, week))
    terminal.out(
      options.json ? `${JSON.stringify(recipientJson(told), null, 2)}\n` : recipientText(told),
    )
    return 0
  })
}

type Explained = Extract<RecipientExplanation, { kind: 'explained' }>

function found(address: string, week: string, explanation: RecipientExplanation): Explained {
  if (explanation.kind === 'explained') return explanation
  const { similar } = explanation
  const hint =
    similar === undefined ? 'mmr send --dry-run lists who does.' : `Did you mean ${similar}?`
  throw new UsageFault(
    `Nobody with the address ${address} gets a report of ${week}: it is neither in the settings, ` +
      `nor among the owners of accounts, nor in the ledger. ${hint}`,
  )
}

type Told = Extract<RecipientExplanation, { kind: 'explained' }>

/**
 * Why somebody did or did not get an edition, for the terminal: the verdict, then what was done.
 */
function recipientText(told: Told): string {
  const { address, week, deliveries, expected, hold } = told
  const ofReport = deliveries.filter(({ delivery }) => aboutReports.includes(delivery.kind))
  const planned = new Set(ofReport.map(({ delivery }) => delivery.role))
  const missing = expected.filter(({ role }) => !planned.has(role))
  const gone = expected.filter(
    ({ role, unsubscribedSince }) => planned.has(role) && unsubscribedSince !== null,
  )
  const isOpen = deliveries.some(({ delivery }) => isWaiting(delivery.state)) || missing.length > 0
  return [
    `${printable(address)}, ${week}`,
    ...deliveries.flatMap((one) => ['', ...ofDelivery(one)]),
    ...missing.flatMap((one) => ['', ...withoutDelivery(one, told)]),
    ...withoutPrompt(told).flatMap((line) => ['', line]),
    ...gone.flatMap((one) => ['', `As ${one.role}, they get no further one. ${wish(one, told)}`]),
    ...(expected.length === 0 ? ['', 'Today, neither the settings nor the data name them.'] : []),
    ...(hold !== null && isOpen ? ['', holdText(hold), liftedBy] : []),
    '',
  ].join('\n')
}

function ofDelivery(explained: ExplainedDelivery): string[] {
  const { delivery, due, attempts, resends, bounces, replies } = explained
  const { deliveryId, kind, role, state, reason, messageId, subject, nextAttemptAt } = delivery
  const isLast = attempts.at(-1)?.reason === reason
  const steps = [
    ...attempts.map((one) => ({ place: one.attempt, lines: ofAttempt(one) })),
    ...resends.map((one) => ({
      place: one.afterAttempt + 0.5,
      lines: ofResend(one, attempts.find(({ attempt }) => attempt === one.afterAttempt) ?? null),
    })),
  ].sort((a, b) => a.place - b.place)
  return [
    `As ${role}, ${whatIs(kind)}: ${state}${isLast || reason === null ? '' : `, ${printable(reason)}`}.`,
    `  Delivery ${deliveryId}, due ${instantText(due)}.`,
    ...(messageId === null
      ? ['  Not composed yet.']
      : [`  ${printable(subject ?? '')}`, `  ${messageId}`]),
    ...(isLetGo(delivery) ? ['  Its message is not kept any more (KEEP_MESSAGES_WEEKS).'] : []),
    ...steps.flatMap(({ lines }) => lines),
    ...bounces.map((bounce) => `  Came back:\n${bounceLine(bounce, 4)}`),
    ...replies.map((reply) => `  Replied to:\n${replyLine(reply, 4)}`),
    ...(nextAttemptAt === null ? [] : [`  Next attempt not before ${nextAttemptAt}.`]),
    ...cure(explained),
  ]
}

function whatIs(kind: Edition['kind']): string {
  switch (kind) {
    case 'held':
    case 'skipped':
      return `the notice that it is ${kind}`
    case 'change':
      return 'the letter about a change in their name'
    case 'new-link':
      return 'the letter with a new link'
    default:
      return `the ${kind}`
  }
}

function ofAttempt({ attempt, startedAt, begunAt, endedAt, ...end }: RecordedAttempt): string[] {
  const left = `its message has ${begunAt === null ? 'not ' : ''}begun to leave`
  const became = endedAt === null ? `, no end recorded: ${left}` : ` to ${endedAt}: ${end.outcome}`
  return [
    `  Attempt ${attempt}, ${startedAt}${became}.`,
    ...(end.reason === null ? [] : [wrapped(printable(end.reason), 4)]),
  ]
}

function ofResend(
  { state, orderedAt, orderedBy, why }: RecordedResend,
  before: RecordedAttempt | null,
): string[] {
  const said = why === null ? '' : `: ${printable(why)}`
  // No second copy: the first was none that left this computer.
  const wasFiled = isFiled({ state, transport: before?.transport ?? null })
  const was = wasFiled ? 'in a file' : state
  return [`  Ordered again ${orderedAt} by ${printable(orderedBy)}, when it was ${was}${said}.`]
}

function cure({ delivery, obstacle }: ExplainedDelivery): string[] {
  const { deliveryId, state } = delivery
  if (isFiled(delivery) && obstacle === null) {
    return [`  It is in a file, no mail. With SMTP_URL set, mmr resend ${deliveryId} submits it.`]
  }
  if (state !== 'uncertain' && state !== 'failed') return []
  const doubt = state === 'uncertain' ? ['Nobody knows whether the server took it.'] : []
  const ways = {
    unsubscribed: [],
    closed: ['Its links are closed by now.'],
    'let-go': [],
    none: [`mmr resend ${deliveryId} submits it again.`],
  }
  const words = [...doubt, ...ways[obstacle ?? 'none']]
  return words.length === 0 ? [] : [`  ${words.join(' ')}`]
}

/** The settings name them, and the ledger has nothing for them. */
function withoutDelivery(one: Expected, told: Told): string[] {
  const { role, due, unsubscribedSince } = one
  const { address, week, editions } = told
  if (unsubscribedSince !== null) return [`As ${role}, nothing. ${wish(one, told)}`]
  const of = (kind: Edition['kind']) => editions.find((edition) => edition.kind === kind)
  const report = of('report')
  if (report !== undefined) {
    return [
      `As ${role}, nothing: they were not among its recipients when it was made, ${report.madeAt}.`,
      `  Today they are. mmr send --week ${week} --only ${address} submits it to them.`,
    ]
  }
  if (of('held') !== undefined) {
    return [`As ${role}, nothing: there was no snapshot of ${week}, so the edition is held.`]
  }
  if (of('skipped') !== undefined) {
    return [`As ${role}, nothing: nobody was there to send it in time, so it was skipped.`]
  }
  return [`As ${role}, nothing yet: the edition has not been made. It is due ${instantText(due)}.`]
}

function wish({ unsubscribedSince }: Expected, { address }: Told): string {
  return `They unsubscribed, ${unsubscribedSince}.\n  ${resubscribing(address)}`
}

/** Account managers alone are asked. */
function withoutPrompt({ deliveries, expected, editions }: Told): string[] {
  const isManager = expected.some(
    ({ role, unsubscribedSince }) => role === 'account-manager' && unsubscribedSince === null,
  )
  if (!isManager || deliveries.some(({ delivery }) => delivery.kind === 'prompt')) return []
  const kinds = editions.map(({ kind }) => kind)
  if (kinds.includes('prompt')) {
    return ['As account-manager, no prompt: when it was made, there was nothing to ask of them.']
  }
  if (!kinds.includes('skipped-prompt')) return []
  return ['As account-manager, no prompt: nobody was there to send it before the report was due.']
}

function instantText({ at, zone, local }: LocalInstant): string {
  return `${local} in ${zone} (${at})`
}

function isWaiting(state: ExplainedDelivery['delivery']['state']): boolean {
  return state === 'planned' || state === 'retry' || state === 'sending'
}

type ToldAsJson = Extract<RecipientExplanation, { kind: 'explained' }>

/**
 * An explanation as `--json` prints it: `{ recipient, week, hold, expected, editions, deliveries
 * }`, each delivery as `mmr deliveries --json` has it with `due`, `history` (attempts), `resends`,
 * `bounces` and `replies`. Instants are UTC, ISO 8601 with milliseconds; `local` is on clocks where
 * the recipient is.
 */
function recipientJson({ address, week, hold, expected, editions, deliveries }: ToldAsJson) {
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
