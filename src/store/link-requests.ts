import { sql } from 'kysely'
import type { Database } from './database.js'

/** Somebody asked that a new link be mailed to an address. */
export interface LinkRequest {
  readonly requestId: number
  /** In lower case, as deliveries have it. */
  readonly recipient: string
}

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
  const { rows } = await sql<LinkRequest>`
    select request_id as "requestId", recipient
    from link_requests
    where answered_at is null
    order by asked_at, request_id
  `.execute(db)
  return rows
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
