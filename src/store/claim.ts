import { sql } from 'kysely'
import type { DeliveryState, Outcome, Settlement, TransportKind } from '../report/delivery.js'
import type { Role } from '../report/recipient.js'
import type { Week } from '../report/week.js'
import { wholeBytes } from './bodies.js'
import { type Database, reading, writing } from './database.js'
import { DatabaseFault } from './database-fault.js'
import type { EditionKind } from './editions.js'
import { wantsNoMail } from './sweep.js'

/** A delivery that this worker, and no other, may now hand to the server. */
export interface Claim {
  readonly deliveryId: number
  readonly attempt: number
  readonly owner: string
  readonly kind: EditionKind
  readonly week: Week
  readonly role: Role
  readonly address: string
  readonly occasion: string
  readonly dueAt: string
  readonly bytes: Buffer
  /**
   * Attempts so far, this one included, without those whose failing was or may be our own; and when
   * the first began.
   */
  readonly tries: number
  readonly triedSince: string
}

/** Instants are UTC, ISO 8601 with milliseconds. */
export interface ClaimRequest {
  readonly editionId: number
  readonly owner: string
  readonly now: string
  readonly leaseUntil: string
  /** Which way the message is to take. */
  readonly transport: TransportKind
  /** The only recipient to claim for; null for all. */
  readonly only: string | null
  /** Deliveries that this run has had rejected, and doesn't try a second time. */
  readonly except?: readonly number[]
}

/**
 * Claims the delivery that has waited longest. The claim is one statement; with its entry among the
 * attempts it is committed, and on disk, when this returns: no byte goes to a server before that.
 * Null when nothing is due to anybody who still wants it, or while the installation is on hold.
 */
export async function claimNext(db: Database, request: ClaimRequest): Promise<Claim | null> {
  const { owner } = request
  const claimed = await writingTogether(db, async (db) => {
    const [row] = (await claim(request).execute(db)).rows
    if (row === undefined) return null
    await sql`
      insert into attempts (delivery_id, attempt, owner, started_at, transport)
      values (${row.deliveryId}, ${row.attempt}, ${owner}, ${request.now}, ${request.transport})
    `.execute(db)
    return row
  })
  return claimed === null ? null : { ...claimed, owner, ...(await readOutgoing(db, claimed)) }
}

function claim({ editionId, owner, now, leaseUntil, only, except = [] }: ClaimRequest) {
  return sql<{ deliveryId: number; attempt: number }>`
    update deliveries
    set state = 'sending', attempt = attempt + 1, owner = ${owner}, lease_until = ${leaseUntil},
        next_attempt_at = null
    where delivery_id = (
      select d.delivery_id
      from deliveries d
      where d.edition_id = ${editionId}
        and d.state in ('planned', 'retry')
        and coalesce(d.next_attempt_at, d.due_at) <= ${now}
        and d.recipient = coalesce(${only}, d.recipient)
        and d.delivery_id not in (select value from json_each(${JSON.stringify(except)}))
        and exists (
          select 1 from messages m where m.delivery_id = d.delivery_id and length(m.bytes) > 0)
        and not exists (select 1 from installation where hold_reason is not null)
        and not ${wantsNoMail('d')}
      order by coalesce(d.next_attempt_at, d.due_at), d.delivery_id
      limit 1)
    returning delivery_id as "deliveryId", attempt
  `
}

type Claimed = Pick<Claim, 'deliveryId' | 'attempt'>

async function readOutgoing(
  db: Database,
  { deliveryId }: Claimed,
): Promise<Omit<Claim, keyof Claimed | 'owner'>> {
  const { rows } = await sql<Omit<Claim, keyof Claimed | 'owner'>>`
    select e.kind, e.week, d.role, d.address, d.occasion, d.due_at as "dueAt", m.bytes,
           count(*) as tries, min(a.started_at) as "triedSince"
    from deliveries d
    join editions e on e.edition_id = d.edition_id
    join messages m on m.delivery_id = d.delivery_id
    join attempts a on a.delivery_id = d.delivery_id
      and coalesce(a.outcome, 'under way') not in ('paused', 'rejected')
    where d.delivery_id = ${deliveryId}
    group by d.delivery_id, e.edition_id, m.delivery_id
  `.execute(db)
  const [parcel] = rows
  if (parcel === undefined) throw new Error(`delivery ${deliveryId} has no message`)
  return { ...parcel, bytes: await wholeBytes(db, deliveryId, parcel.bytes) }
}

/**
 * Notes that the message itself is about to leave: from then on the server may have it. Gives back
 * its number among all messages that ever began to leave, and has that on disk when this returns.
 * Fenced: null, and it must not leave, where the claim has gone to somebody else or was swept.
 */
export async function begin(db: Database, claim: Claim, at: string): Promise<number | null> {
  return await writingTogether(db, async (db) => {
    const { rows } = await sql<{ begun: number }>`
      update attempts
      set begun_at = ${at},
          begun_number = coalesce(begun_number, (
            select coalesce(max(begun_number), 0) + 1
            from attempts
            where begun_number is not null))
      where delivery_id = ${claim.deliveryId}
        and attempt = ${claim.attempt}
        and exists (
          select 1 from deliveries d
          where d.delivery_id = attempts.delivery_id
            and d.attempt = attempts.attempt
            and d.state = 'sending'
            and d.owner = ${claim.owner})
      returning begun_number as begun
    `.execute(db)
    return rows[0]?.begun ?? null
  })
}

/** What became of an attempt; `outcome`, where it isn't the delivery's new state, says more. */
export interface Settled extends Settlement {
  readonly at: string
  readonly outcome?: Outcome['kind']
}

/**
 * Records what became of an attempt. Fenced: a worker that was paused past its lease, and whose
 * delivery was swept or claimed by another, changes nothing of it and gets false; only its own
 * attempt then says how it ended.
 */
export async function settle(db: Database, claim: Claim, settled: Settled): Promise<boolean> {
  const { state, reason, at, outcome = state, nextAttemptAt: next } = settled
  return await writingTogether(db, async (db) => {
    const { numAffectedRows } = await sql`
      update deliveries
      set state = ${state}, reason = ${reason}, owner = null, lease_until = null,
          settled_at = ${at},
          next_attempt_at = ${next === null ? null : new Date(next).toISOString()}
      where delivery_id = ${claim.deliveryId}
        and state = 'sending'
        and owner = ${claim.owner}
        and attempt = ${claim.attempt}
    `.execute(db)
    await sql`
      update attempts set ended_at = ${at}, outcome = ${outcome}, reason = ${reason}
      where delivery_id = ${claim.deliveryId} and attempt = ${claim.attempt}
    `.execute(db)
    return numAffectedRows === 1n
  })
}

/** Work that waits for the next transaction; what it gives back tells that it is kept. */
interface Waiting {
  readonly work: (db: Database) => Promise<() => void>
  readonly refuse: (error: unknown) => void
}

const queues = new WeakMap<Database, Waiting[]>()

/**
 * Does `work` in a transaction, like `writing`, but in one with all other work that waits at the
 * same time. When this returns, it is kept and on disk: waiting for the disk is most of what a
 * small transaction takes, and so several lanes wait for it once. Work that throws takes nothing
 * else with it; it may be begun twice, the first time in vain.
 */
export function writingTogether<T>(db: Database, work: (db: Database) => Promise<T>): Promise<T> {
  if (db.isTransaction) return work(db)
  return new Promise((resolve, refuse) => {
    const waiting: Waiting = {
      work: async (db) => {
        const result = await work(db)
        return () => resolve(result)
      },
      refuse,
    }
    const queue = queues.get(db)
    if (queue !== undefined) return void queue.push(waiting)
    queues.set(db, [waiting])
    // Whatever the network brings until then joins in.
    setImmediate(() => commit(db))
  })
}

async function commit(db: Database): Promise<void> {
  const queue = queues.get(db) ?? []
  queues.delete(db)
  try {
    const kept = await writing(db, (db) => allOf(queue, db))
    for (const tell of kept) tell()
  } catch (error) {
    // Where the lock can't be had, no work has begun, and no other would have it sooner.
    const isLocked = error instanceof DatabaseFault && error.kind === 'locked'
    if (isLocked || queue.length === 1) for (const { refuse } of queue) refuse(error)
    else await oneByOne(queue, db)
  }
}

async function allOf(queue: readonly Waiting[], db: Database): Promise<(() => void)[]> {
  const kept: (() => void)[] = []
  for (const { work } of queue) kept.push(await work(db))
  return kept
}

async function oneByOne(queue: readonly Waiting[], db: Database): Promise<void> {
  for (const { work, refuse } of queue) {
    await writing(db, work).then((tell) => tell(), refuse)
  }
}

/** One attempt at submission, as the ledger has it. Instants are UTC, ISO 8601. */
export interface RecordedAttempt {
  readonly deliveryId: number
  readonly attempt: number
  /** The process that made it. */
  readonly owner: string
  /** Which way it took; null where nobody recorded it. */
  readonly transport: TransportKind | null
  readonly startedAt: string
  /** When the message itself was about to leave; null where the server can't have it. */
  readonly begunAt: string | null
  /** Null while it goes on. */
  readonly endedAt: string | null
  readonly outcome: Outcome['kind'] | null
  /** The server's words, for people. */
  readonly reason: string | null
}

/** A person's order to submit a delivery once more. */
export interface RecordedResend {
  readonly deliveryId: number
  /** The last attempt before the order; 0 where there had been none. */
  readonly afterAttempt: number
  /** What the delivery had come to. */
  readonly state: DeliveryState
  /** When it had been due until then. */
  readonly dueAt: string
  readonly orderedAt: string
  readonly orderedBy: string
  readonly why: string | null
}

export interface DeliveryHistory {
  readonly attempts: readonly RecordedAttempt[]
  readonly resends: readonly RecordedResend[]
}

/** All that was done about deliveries, in order of time. */
export function readHistory(
  db: Database,
  deliveryIds: readonly number[],
): Promise<DeliveryHistory> {
  const ids = sql`(select value from json_each(${JSON.stringify(deliveryIds)}))`
  return reading(db, async (state) => {
    const attempts = await sql<RecordedAttempt>`
      select delivery_id as "deliveryId", attempt, owner, transport, started_at as "startedAt",
             begun_at as "begunAt", ended_at as "endedAt", outcome, reason
      from attempts
      where delivery_id in ${ids}
      order by delivery_id, attempt
    `.execute(state)
    const resends = await sql<RecordedResend>`
      select delivery_id as "deliveryId", attempt as "afterAttempt", state, due_at as "dueAt",
             ordered_at as "orderedAt", ordered_by as "orderedBy", why
      from resends
      where delivery_id in ${ids}
      order by delivery_id, attempt
    `.execute(state)
    return { attempts: attempts.rows, resends: resends.rows }
  })
}
