import { sql } from 'kysely'
import { firstDay, lastDay, type Week } from '../report/week.js'
import type { Database } from './database.js'

/** Somebody asked that a new link be mailed to an address. */
export interface LinkRequest {
  readonly requestId: number
  /** In lower case, as deliveries have it. */
  readonly recipient: string
  /** Beyond what one person is mailed in a day, whoever asks: no letter is due to it. */
  readonly isWithheld: boolean
}

/** Letters with a new link to one person, on one day in UTC. Anybody may ask, and it is their mailbox. */
const mostLetters = 3

/** Each request's place among those for the same person on the same day. */
const inPlace = sql`
  select request_id, recipient, asked_at, answered_at,
    row_number() over (
      partition by recipient, substr(asked_at, 1, 10) order by asked_at, request_id) as place
  from link_requests`

/**
 * Notes that a new link was asked for, where an account manager has that address and did not ask
 * since `notSince` (UTC, ISO 8601): nothing is kept of any other address.
 */
export async function addLinkRequest(
  db: Database,
  address: string,
  { at, notSince }: { readonly at: string; readonly notSince: string },
): Promise<void> {
  await sql`
    insert into link_requests (recipient, asked_at)
    select lower(${address}), ${at}
    where exists (select 1 from accounts where lower(manager_address) = lower(${address}))
      and not exists (
        select 1 from link_requests
        where recipient = lower(${address}) and asked_at > ${notSince})
  `.execute(db)
}

/** Requests that nobody has dealt with, in order of time. */
export async function readLinkRequests(db: Database): Promise<LinkRequest[]> {
  const { rows } = await sql<Omit<LinkRequest, 'isWithheld'> & { place: number }>`
    select request_id as "requestId", recipient, place
    from (${inPlace})
    where answered_at is null
    order by asked_at, request_id
  `.execute(db)
  return rows.map(({ place, ...request }) => ({ ...request, isWithheld: place > mostLetters }))
}

/** How many requests of a week no letter was due to. Its days are counted in UTC. */
export async function countWithheld(db: Database, week: Week): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count
    from (${inPlace})
    where place > ${mostLetters}
      and substr(asked_at, 1, 10) between ${firstDay(week)} and ${lastDay(week)}
  `.execute(db)
  return rows[0]?.count ?? 0
}

/** Notes that requests were dealt with, whether a link was due to them or not. */
export async function closeLinkRequests(
  db: Database,
  requests: readonly LinkRequest[],
  at: string,
): Promise<void> {
  const ids = requests.map(({ requestId }) => requestId)
  await sql`
    update link_requests
    set answered_at = ${at}
    where request_id in (select value from json_each(${JSON.stringify(ids)}))
  `.execute(db)
}
