import { sql } from 'kysely'
import type { Bounce } from '../report/bounce.js'
import type { BouncedDelivery, MailboxFault } from '../report/digest/admin.js'
import type { Database } from './database.js'

/** A bounce as the ledger keeps it. Instants are UTC, ISO 8601 with milliseconds. */
export type RecordedBounce = Bounce & {
  readonly deliveryId: number
  /** The report's Message-ID, or the hash of its bytes. */
  readonly reportId: string
  /**
   * Whom the report is about, where the message had been passed on; null for the delivery's own.
   */
  readonly recipient: string | null
  readonly receivedAt: string
  readonly recordedAt: string
}

/** Records a bounce beside its delivery; false where this report was recorded already. */
export async function addBounce(db: Database, bounce: RecordedBounce): Promise<boolean> {
  const { deliveryId, reportId, action, kind, status, diagnostic, recipient } = bounce
  const { numAffectedRows } = await sql`
    insert into bounces (delivery_id, report_id, action, kind, status, diagnostic, recipient,
                         received_at, recorded_at)
    values (${deliveryId}, ${reportId}, ${action}, ${kind}, ${status}, ${diagnostic}, ${recipient},
            ${bounce.receivedAt}, ${bounce.recordedAt})
    on conflict (delivery_id, report_id) do nothing
  `.execute(db)
  return numAffectedRows === 1n
}

/**
 * What came back of these deliveries: what was given up before what is in words, and that before
 * what is still tried; the latest first.
 */
export async function readBounces(
  db: Database,
  deliveryIds: readonly number[],
): Promise<RecordedBounce[]> {
  const { rows } = await sql<RecordedBounce>`
    select delivery_id as "deliveryId", report_id as "reportId", action, kind, status, diagnostic,
           recipient, received_at as "receivedAt", recorded_at as "recordedAt"
    from bounces
    where delivery_id in (select value from json_each(${JSON.stringify(deliveryIds)}))
    order by delivery_id, ${worst}, recorded_at desc, report_id
  `.execute(db)
  return rows
}

const worst = sql`case action when 'failed' then 0 when 'in-words' then 1 else 2 end`

/**
 * Each delivery that something came back of after `since`, with what says most; the latest week
 * first.
 */
export async function readBouncedSince(db: Database, since: string): Promise<BouncedDelivery[]> {
  const { rows } = await sql<BouncedDelivery>`
    select e.week, d.role, d.name, d.address, b.action, b.kind, b.status, b.diagnostic,
           b.received_at as "receivedAt"
    from (
      select delivery_id, action, kind, status, diagnostic, received_at,
             row_number() over (
               partition by delivery_id
               order by ${worst}, recorded_at desc, report_id
             ) as place
      from bounces
      where recorded_at > ${since}) as b
    join deliveries d on d.delivery_id = b.delivery_id
    join editions e on e.edition_id = d.edition_id
    where b.place = 1
    order by e.week desc, d.edition_id, d.delivery_id
  `.execute(db)
  return rows
}

/** Whether any delivery but this one is to that address: what is said of it is somebody else's. */
export async function isOfAnother(
  db: Database,
  { deliveryId, address }: { readonly deliveryId: number; readonly address: string },
): Promise<boolean> {
  const { rows } = await sql<{ found: number }>`
    select exists (
      select 1 from deliveries
      where recipient = ${address.toLowerCase()} and delivery_id <> ${deliveryId}) as found
  `.execute(db)
  return rows[0]?.found === 1
}

/** When the admins were told of an edition, the first of them; null before that. */
export async function readAdminsTold(db: Database, editionId: number): Promise<string | null> {
  const { rows } = await sql<{ at: string | null }>`
    select min(m.composed_at) as "at"
    from deliveries d
    join messages m on m.delivery_id = d.delivery_id
    where d.edition_id = ${editionId} and d.role = 'admin'
  `.execute(db)
  return rows[0]?.at ?? null
}

/** Remembers that the mailbox was read, or why it could not be. */
export async function recordVisit(
  db: Database,
  { at, fault }: { readonly at: string; readonly fault: string | null },
): Promise<void> {
  const [readAt, failingSince] = fault === null ? [at, null] : [null, at]
  await sql`
    insert into bounce_mailbox (only_row, read_at, failing_since, fault)
    values (1, ${readAt}, ${failingSince}, ${fault})
    on conflict (only_row) do update
    set read_at = coalesce(excluded.read_at, bounce_mailbox.read_at),
        failing_since = case when excluded.fault is null then null
                             else coalesce(bounce_mailbox.failing_since, excluded.failing_since) end,
        fault = excluded.fault
  `.execute(db)
}

/** Since when the mailbox can't be read, and why; null where it can, or never was to be. */
export async function readMailboxFault(db: Database): Promise<MailboxFault | null> {
  const { rows } = await sql<MailboxFault>`
    select failing_since as "since", fault as "reason"
    from bounce_mailbox
    where fault is not null
  `.execute(db)
  return rows[0] ?? null
}
