import { type Format, formatOf } from '../../format.js'
import { wrapped } from '../../mail/text.js'
import type { DeliveryState, TransportKind } from '../../report/delivery.js'
import type { Role } from '../../report/recipient.js'
import type { Week } from '../../report/week.js'
import { type RecordedBounce, readBounces } from '../../store/bounces.js'
import type { Database } from '../../store/database.js'
import {
  type Delivery,
  type DeliveryFilter,
  findDeliveries,
  isLetGo,
  readLastWeek,
} from '../../store/deliveries.js'
import { aboutReports, type EditionKind } from '../../store/editions.js'
import { readUnsubscribes } from '../../store/unsubscribes.js'
import { summary } from '../send-report.js'
import { type CommonOptions, configOrFail, inExistingWorkspace } from '../session.js'
import { table } from '../table.js'
import { type ExitCode, printable, type Terminal } from '../terminal.js'
import { weekOption } from '../week-option.js'
import { type BounceJson, bounceJson, bounceLine } from './bounces.js'
import { unsubscribedTable } from './links.js'

export interface DeliveriesOptions extends CommonOptions {
  readonly week?: string
  readonly state?: DeliveryState
  readonly uncertain?: true
  readonly json?: true
}

/** Lists deliveries as the ledger has them. */
export async function deliveries(
  terminal: Terminal,
  options: DeliveriesOptions,
): Promise<ExitCode> {
  const config = configOrFail(terminal, options)
  const week = options.week === undefined ? null : weekOption(options.week, terminal, config)
  return await inExistingWorkspace(terminal, config, async ({ db }) => {
    const state = options.uncertain ? 'uncertain' : (options.state ?? null)
    const filter = await lastUnlessTold(db, { week, state, recipient: null })
    const found = await findDeliveries(db, filter)
    const ids = found.map(({ deliveryId }) => deliveryId)
    const bounces = await readBounces(db, ids)
    if (options.json) {
      const told = found.map((delivery) => deliveryJson(delivery, bounces))
      terminal.out(`${JSON.stringify(told, null, 2)}\n`)
    } else if (found.length === 0) terminal.out(`${none(filter)}\n`)
    else
      terminal.out(
        `${summaries(filter, found, formatOf(config))}${deliveryText(found, bounces)}${letGo(found, formatOf(config))}${next(filter)}`,
      )
    if (!options.json) terminal.out(unsubscribedTable(await readUnsubscribes(db)))
    return 0
  })
}

/** With neither a week nor a state, the last edition is what people want to see. */
async function lastUnlessTold(db: Database, filter: DeliveryFilter): Promise<DeliveryFilter> {
  if (filter.week !== null || filter.state !== null) return filter
  return { ...filter, week: await readLastWeek(db) }
}

/** Prompts and letters are mails of their own: whether everybody has the report is told apart. */
function summaries({ week }: DeliveryFilter, found: readonly Delivery[], format: Format): string {
  const of = (kinds: readonly EditionKind[]) => found.filter(({ kind }) => kinds.includes(kind))
  const told = [
    { what: '', those: of(aboutReports) },
    { what: 'prompt', those: of(['prompt']) },
    { what: 'letters', those: of(['change', 'new-link']) },
  ]
  return told
    .filter(({ those }) => those.length > 0)
    .map(({ what, those }) => {
      const head = [week ?? '', what].filter((word) => word !== '').join(', ')
      return `${head === '' ? '' : `${head}: `}${summary(those, format)}.\n`
    })
    .join('')
}

function none({ week, state }: DeliveryFilter): string {
  if (week === null && state === null) return 'There is no edition yet: mmr send makes one.'
  const which = state === null ? 'no delivery' : `no ${state} delivery`
  return `There is ${which}${week === null ? '' : ` of ${week}`}.`
}

function letGo(found: readonly Delivery[], { counted }: Format): string {
  const count = found.filter(isLetGo).length
  if (count === 0) return ''
  const are = counted(count, 'message of these is', 'messages of these are')
  return `${are} not kept any more (KEEP_MESSAGES_WEEKS).\n`
}

function next({ state }: DeliveryFilter): string {
  if (state !== 'uncertain') return ''
  return (
    'The server may have taken these, nobody knows. Its log, or the reader, can tell. To submit\n' +
    'one again, with the same Message-ID: mmr resend ID\n'
  )
}

/**
 * Deliveries for the terminal, 100 columns wide. What the server said of one that isn't submitted
 * follows on lines of its own, in full, and so does what came back of one that is.
 */
export function deliveryText(
  deliveries: readonly Delivery[],
  bounces: readonly RecordedBounce[] = [],
): string {
  const [head = '', ...lines] = table([header, ...deliveries.map(row)], widest).split('\n')
  const shown = deliveries.flatMap((delivery, index) => [
    lines[index] ?? '',
    ...why(delivery),
    ...bounces
      .filter(({ deliveryId }) => deliveryId === delivery.deliveryId)
      .slice(0, 1)
      .map((bounce) => bounceLine(bounce, 10)),
  ])
  return [head, ...shown, ''].join('\n')
}

const header = ['ID', 'WEEK', 'ROLE', 'RECIPIENT', 'STATE', 'ATTEMPTS']
const widest = [8, 8, 15, 42, 9, 8]

function row(delivery: Delivery): string[] {
  const { deliveryId, week, address, state, attempt } = delivery
  return [String(deliveryId), week, asOf(delivery), address, state, String(attempt)]
}

/**
 * Of the mails that are no report, those to admins are notices, and the others speak for
 * themselves.
 */
function asOf({ kind, role }: Delivery): string {
  if (kind === 'report') return role
  return role === 'admin' ? `${role} (${kind})` : kind
}

function why({ state, reason }: Delivery): string[] {
  return state === 'submitted' || reason === null ? [] : [wrapped(printable(reason), 10)]
}

/**
 * A delivery as `--json` prints it: a public contract, to which fields may be added. Instants are
 * UTC, ISO 8601 with milliseconds.
 */
export interface DeliveryJson {
  /** What `mmr resend` takes. */
  readonly id: number
  /** The week it reports. */
  readonly week: Week
  /**
   * `report`, or what admins are told instead: `held` (no snapshots) or `skipped` (nobody there);
   * `prompt`, by which account managers are asked.
   */
  readonly kind: EditionKind
  readonly role: Role
  /** The address. */
  readonly recipient: string
  /** Empty where the settings give none. */
  readonly name: string
  readonly state: DeliveryState
  /** How often a worker set about submitting it. */
  readonly attempts: number
  /** Which way the last attempt took: to a mail server, or into a file; null before the first. */
  readonly transport: TransportKind | null
  /** Null until the message is composed, and the same ever after. */
  readonly messageId: string | null
  readonly subject: string | null
  /** Whether the message itself is there; false before it is composed, and once it is let go of. */
  readonly messageKept: boolean
  /** When it was to be submitted; since a resend, when that was ordered. */
  readonly dueAt: string
  /** When it is tried again; null where no further attempt is due by itself. */
  readonly nextAttemptAt: string | null
  /** When it came to its state, or the last attempt ended; null before. */
  readonly settledAt: string | null
  /** The server's words, or why nothing was sent. */
  readonly reason: string | null
  /** What came back after it was submitted, what says most first; null where nothing did. */
  readonly bounce: BounceJson | null
}

/** `bounces` may be of other deliveries, too; of each, what says most comes first. */
export function deliveryJson(delivery: Delivery, bounces: readonly RecordedBounce[]): DeliveryJson {
  const { deliveryId, week, kind, role, address, name, state, attempt, transport } = delivery
  const { messageId, subject, isKept, dueAt, nextAttemptAt, settledAt, reason } = delivery
  const bounce = bounces.find((one) => one.deliveryId === deliveryId)
  return {
    id: deliveryId,
    week,
    kind,
    role,
    recipient: address,
    name,
    state,
    attempts: attempt,
    transport,
    messageId,
    subject,
    messageKept: isKept,
    dueAt,
    nextAttemptAt,
    settledAt,
    reason,
    bounce: bounce === undefined ? null : bounceJson(bounce),
  }
}
